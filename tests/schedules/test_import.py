"""Importing the package is quick: no solver, no scipy, nothing of the other core."""

import subprocess
import sys

HEAVY = ("ortools", "scipy", "sklearn", "networkx", "pandas", "matching", "webapp")


def test_nothing_heavy_comes_with_the_import():
    program = f"import sys, schedules; print([name for name in {HEAVY} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"
