"""The code that seals, reveals, grants access and exports, changed one place at a time: does some test notice?

    python -m tests.proofs.mutations [--group NAME ...] [--children 2]

A copy of the project is changed by mutmut, never the project itself. Prints the share of changes that tests find, by
file, and every change that none does. Groups keep the tests that a change has to face few, and so quick.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SURVIVED = ("survived", "no tests")


@dataclass(frozen=True, kw_only=True)
class Group:
    """Files whose code is changed, and the tests that have to notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


GROUPS = {
    "seal and reveal": Group(
        files=(
            "webapp/services/choices.py",
            "webapp/services/consents.py",
            "webapp/services/contacts.py",
        ),
        tests=(
            "tests/webapp/test_choices.py",
            "tests/webapp/test_choice_secrecy.py",
            "tests/webapp/test_fallen_out.py",
            "tests/webapp/participant/test_answers.py",
            "tests/webapp/participant/test_results.py",
            "tests/webapp/organiser/test_results.py",
        ),
    ),
}

SETTINGS = """
[mutmut]
source_paths=webapp
only_mutate=
    {files}
also_copy=
    matching
    schedules
    sample_data
    docs
    README.md
pytest_add_cli_args_test_selection=
    {tests}
pytest_add_cli_args=
    -p
    no:xdist
    -k
    not postgresql
"""


def run(group: Group, *, children: int) -> dict[str, str]:
    """What became of every change: its name and killed, survived, timeout ...; raises RuntimeError when tests fail
    before anything is changed."""
    with tempfile.TemporaryDirectory(prefix="entremise-mutations-") as folder:
        copy = Path(folder) / "project"
        for name in _tracked():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
        settings = SETTINGS.format(files="\n    ".join(group.files), tests="\n    ".join(group.tests))
        with (copy / "setup.cfg").open("a", encoding="utf-8") as file:
            file.write(settings)
        command = [sys.executable, "-m", "mutmut"]
        ran = subprocess.run(
            [*command, "run", "--max-children", str(children)], cwd=copy, capture_output=True, text=True, check=False
        )
        listed = subprocess.run(
            [*command, "results", "--all", "true"], cwd=copy, capture_output=True, text=True, check=True
        ).stdout
        found = dict(re.findall(r"^\s+(\S+__mutmut_\d+): (.+)$", listed, re.MULTILINE))
        if ran.returncode or not found:
            raise RuntimeError(ran.stdout[-4000:] + ran.stderr[-4000:])
        survivors = [name for name, fate in found.items() if fate in SURVIVED]
        for name in survivors:
            shown = subprocess.run([*command, "show", name], cwd=copy, capture_output=True, text=True, check=False)
            print(shown.stdout)
        return found


def score(fates: dict[str, str]) -> dict[str, tuple[int, int]]:
    """By module: changes that were noticed, and all."""
    noticed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, fate in fates.items():
        module = name.rsplit(".", 1)[0]
        total[module] += 1
        noticed[module] += fate not in SURVIVED
    return {module: (noticed[module], total[module]) for module in sorted(total)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the groups that are named, all of them unless said otherwise, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--group", action="append", choices=sorted(GROUPS))
    parser.add_argument("--children", type=int, default=2)
    parser.add_argument("--output", type=Path, help="Keep what became of every change (JSON).")
    chosen = parser.parse_args(arguments)
    fates: dict[str, str] = {}
    for name in chosen.group or sorted(GROUPS):
        fates |= run(GROUPS[name], children=chosen.children)
    if chosen.output:
        chosen.output.write_text(json.dumps(fates, indent=1, sort_keys=True), encoding="utf-8")
    noticed = total = 0
    for module, (found, of) in score(fates).items():
        print(f"{module}: {found} of {of} ({found / of:.0%})")
        noticed, total = noticed + found, total + of
    print(f"mutations: {noticed} of {total} noticed ({noticed / total:.1%})")


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


if __name__ == "__main__":
    main()
