"""A backup or a restore that is killed at any of its steps on files: what stands there is whole, before or after."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from tests.webapp.conftest import Evening
from tests.webapp.upkeep.conftest import settings_for
from tests.webapp.upkeep.test_restore import held
from webapp.config import Settings
from webapp.database import Database
from webapp.upkeep.backup import back_up, verify
from webapp.upkeep.restore import restore

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.webapp.upkeep.test_killed"])
STEPS = frozenset(
    {"open", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.copyfile"}
    | {"sqlite3.connect", "tempfile.mkdtemp"}
)


def test_a_restore_that_is_killed_leaves_the_former_database_or_the_restored_one(
    sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path
) -> None:
    settings = settings_for(sqlite_database.url, tmp_path)
    file, target, now = tmp_path / "evening.entremise", tmp_path / "evening.sqlite", sqlite_evening.clock.now()
    back_up(settings, file, now=now)
    with sqlite_database.writing() as session:
        session.connection().exec_driver_sql("UPDATE participants SET first_name = 'Later'")
    sqlite_database.dispose()
    former_bytes, former = target.read_bytes(), held(sqlite_database.url)
    n_steps = steps_of(partial(put_back, settings, file, now))
    restored = held(sqlite_database.url)
    assert former["participants"] != restored["participants"]
    found = set()
    for step in points(n_steps, 5):
        for left in tmp_path.glob("evening.sqlite*"):
            left.unlink()
        target.write_bytes(former_bytes)
        assert killed_at(step, partial(put_back, settings, file, now))
        assert target.exists()
        after = held(sqlite_database.url)
        assert after["participants"] in (former["participants"], restored["participants"])
        assert sound(target)
        found.add(after["participants"].sha256)
        put_back(settings, file, now)  # once more: whatever the kill left behind is in nobody's way
        assert held(sqlite_database.url)["participants"] == restored["participants"]
        assert not list(tmp_path.glob(".*restoring*"))
    assert len(found) == 2


def test_a_backup_that_is_killed_leaves_no_file_under_its_name_or_a_whole_one(
    sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path
) -> None:
    settings = settings_for(sqlite_database.url, tmp_path)
    file, now = tmp_path / "evening.entremise", sqlite_evening.clock.now()
    n_steps = steps_of(partial(make, settings, file, now))
    whole = 0
    for step in points(n_steps, 5):
        file.unlink(missing_ok=True)
        for left in tmp_path.glob(".entremise-*"):  # what the kill before left: taking it away has steps of its own
            shutil.rmtree(left)
        assert killed_at(step, partial(make, settings, file, now))
        if file.exists():
            verify(file)
            whole += 1
    assert 0 < whole < 5


def sound(file: Path) -> bool:
    connection = sqlite3.connect(file)
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    finally:
        connection.close()


def make(settings: Settings, file: Path, now: datetime) -> None:
    back_up(settings, file, now=now, replace=True)


def put_back(settings: Settings, file: Path, now: datetime) -> None:
    restore(settings, file, now=now, replace=True)


def points(n_steps: int, n: int) -> list[int]:
    """Steps spread over all of them, the first and the last included."""
    return sorted({1 + round(number * (n_steps - 1) / (n - 1)) for number in range(n)})


def steps_of(work: partial[None]) -> int:
    """How many steps the work takes, in a process where everything is imported already."""
    ours, theirs = PROCESSES.Pipe()
    child = PROCESSES.Process(target=_count, args=(work, theirs))
    child.start()
    n_steps = int(ours.recv())
    child.join()
    assert n_steps > 20
    return n_steps


def killed_at(step: int, work: partial[None]) -> bool:
    child = PROCESSES.Process(target=_work_until, args=(step, work))
    child.start()
    child.join()
    return child.exitcode == -signal.SIGKILL


def _count(work: partial[None], pipe: object) -> None:
    seen = 0

    def count(name: str, _: object) -> None:
        nonlocal seen
        seen += name in STEPS

    sys.addaudithook(count)
    work()
    pipe.send(seen)  # type: ignore[attr-defined]


def _work_until(step: int, work: partial[None]) -> None:
    seen = 0

    def count(name: str, _: object) -> None:
        nonlocal seen
        seen += name in STEPS
        if seen == step and name in STEPS:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    work()
    pytest.fail("the work has fewer steps than that")
