"""What killed work leaves holds everything: it is not left by a signal, and what is left goes with the next work."""

import fcntl
import os
import signal
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.webapp.conftest import SECRET, Evening
from tests.webapp.upkeep.test_killed import killed_at, make, steps_of
from webapp.cli import main
from webapp.config import Settings
from webapp.database import Database
from webapp.upkeep import backup_file, working_folder
from webapp.upkeep.backup import back_up, verify
from webapp.upkeep.restore import restore


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder for backups, where doctor does not look."""
    made = tmp_path / "shelf"
    made.mkdir()
    return made


def leave(shelf: Path, purpose: str) -> Path:
    """What a killed command of that purpose has left."""
    left = shelf / f".entremise-{purpose}-x1y2z3"
    left.mkdir(mode=0o700)
    (left / "secret").write_text(SECRET, encoding="utf-8")
    return left


def test_the_next_work_takes_away_what_nobody_holds(
    database: Database, settings: Settings, evening: Evening, shelf: Path
) -> None:
    file, now = shelf / "evening.entremise", evening.clock.now()
    for work in (partial(back_up, settings, file, now=now), partial(verify, file)):
        for purpose in ("backup", "verify", "restore"):
            leave(shelf, purpose)
        work()
        assert left_in(shelf) == []
    leave(shelf, "restore")
    database.dispose()
    restore(settings, file, now=now, replace=True)
    assert left_in(shelf) == []


def test_what_somebody_holds_stays_and_what_is_called_otherwise(
    sqlite_database: Database, sqlite_evening: Evening, shelf: Path
) -> None:
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=shelf.parent)
    held, own = leave(shelf, "backup"), shelf / ".entremise-notes"
    own.mkdir()
    descriptor = os.open(held, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # as a backup that is still at work does
    back_up(settings, shelf / "one.entremise", now=sqlite_evening.clock.now())
    assert left_in(shelf) == [held.name, own.name]
    os.close(descriptor)
    back_up(settings, shelf / "two.entremise", now=sqlite_evening.clock.now())
    assert left_in(shelf) == [own.name]


def test_work_holds_its_folder(shelf: Path) -> None:
    with working_folder.working_folder("backup", shelf) as first, working_folder.working_folder("verify", shelf) as one:
        assert first.is_dir()
        assert one.is_dir()
        assert first.stat().st_mode & 0o777 == 0o700
    assert left_in(shelf) == []


def test_where_there_are_no_locks_a_day_is_waited_for(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(working_folder.fcntl, "flock", unsupported)
    left = leave(shelf, "backup")
    with working_folder.working_folder("backup", shelf) as folder:
        assert left.exists()
        began = folder.stat().st_mtime
    os.utime(left, (began - 25 * 3600, began - 25 * 3600))
    with working_folder.working_folder("backup", shelf):
        assert not left.exists()


def test_what_a_killed_backup_leaves_goes_with_the_next_of_another_name(
    sqlite_database: Database, sqlite_evening: Evening, shelf: Path
) -> None:
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=shelf.parent)
    now = sqlite_evening.clock.now()
    work = partial(make, settings, shelf / "evening.entremise", now)
    assert killed_at(steps_of(work) // 2, work)
    [left] = left_in(shelf)
    assert left.startswith(".entremise-backup-")
    back_up(settings, shelf / "another.entremise", now=now)
    assert left_in(shelf) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_backup_in_order(
    number: signal.Signals,
    sqlite_database: Database,
    sqlite_evening: Evening,
    shelf: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENTREMISE_INSTANCE", str(shelf.parent / "instance"))
    monkeypatch.setenv("ENTREMISE_DATABASE_URL", sqlite_database.url)
    inside: list[list[str]] = []

    def stopped(*_: object, **_named: object) -> None:
        inside.append(left_in(shelf))
        os.kill(os.getpid(), number)

    came: list[int] = []
    before = signal.signal(number, lambda *_: came.append(1))  # so that the tests' process outlives a failure
    try:
        monkeypatch.setattr(backup_file, "write", stopped)
        done = CliRunner().invoke(main, ["backup", str(shelf / "evening.entremise")])
        os.kill(os.getpid(), number)
    finally:
        signal.signal(number, before)
    assert done.exit_code == 128 + number, done.output
    assert len(inside[0]) == 1
    assert left_in(shelf) == []
    assert came == [1], "afterwards signals do what they did before"
