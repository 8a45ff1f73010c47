"""Changes of a tiny project are noticed or not; none is tried where tests fail unchanged or a log is of another run."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.mutations import ROOT, Group, main, run

CODE = "def older(age: int) -> int:\n    return age + 1\n"
NOTICES = (
    "import hypothesis\n\nfrom small.years import older\n\n\ndef test_older() -> None:\n    assert older(3) == 4\n"
)
NOTICES += "    assert hypothesis.settings().deadline is None\n"  # else a slow machine counts as a test that notices
FAILS_WHEN_FORKED = "import os\n\nfrom small.years import older\n\nHERE = os.getpid()\n\n\ndef test_here() -> None:\n"
FAILS_WHEN_FORKED += "    assert older(3)\n    assert os.getpid() == HERE\n"


def tried(folder: Path, test: str) -> tuple[dict[str, Any], str]:
    """What became of every change of a project of one function and one test, and what was said."""
    for name, text in (("small/__init__.py", ""), ("small/years.py", CODE), ("checks/test_years.py", test)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "setup.cfg").write_text(
        "[mutmut]\nsource_paths=\n    small\n[tool:pytest]\nfilterwarnings = error\n", encoding="utf-8"
    )
    order = {"files": ["small/years.py"], "tests": ["checks"], "children": 1, "share": 1, "seed": 7}
    (folder / "order.json").write_text(json.dumps(order | {"log": str(folder / "log.txt")}), encoding="utf-8")
    command = [sys.executable, "-m", "tests.proofs.mutating", "order.json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return json.loads((folder / "order.found.json").read_text(encoding="utf-8")), ran.stdout + ran.stderr


def test_changes_that_a_test_notices_are_counted(tmp_path: Path) -> None:
    found, _ = tried(tmp_path, NOTICES)
    assert found["code"] == 0
    assert len(found["fates"]) >= 2
    assert set(found["fates"].values()) == {"killed"}


def test_nothing_is_tried_where_a_test_fails_because_it_is_forked(tmp_path: Path) -> None:
    found, said = tried(tmp_path, FAILS_WHEN_FORKED)
    assert found["code"] != 0
    assert found["fates"] == {}
    assert "with nothing changed: checks/test_years.py::test_here" in said


def test_a_log_of_another_commit_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("commit 0000, tests x\nwebapp.x killed\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="is of another run"):
        run(Group(files=(), tests=("x",)), log=log)
    assert log.read_text(encoding="utf-8").endswith("webapp.x killed\n")


def test_results_of_another_commit_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = {"exports": {"fates": {"webapp.x": "killed"}, "survivors": [], "of": ["0000", [], [], 1.0, 7]}}
    output = tmp_path / "found.json"
    output.write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["--group", "exports", "--output", str(output)])
    assert "of another commit" in capsys.readouterr().err
