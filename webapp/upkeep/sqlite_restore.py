"""A verified backup -> the SQLite file in its place, in one step; the former file stays beside it."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from webapp.database import Database
from webapp.migrations import upgrade
from webapp.upkeep import backup_file
from webapp.upkeep.backup import check_sqlite
from webapp.upkeep.backup_file import DATABASE, Manifest, UnusableBackup
from webapp.upkeep.former_databases import ASIDE
from webapp.upkeep.sqlite_checks import file_of
from webapp.upkeep.working_folder import require_own

__all__ = ["file_of", "put_back"]

BESIDE = ("-wal", "-shm", "-journal")


def put_back(
    url: str, source: Path, manifest: Manifest, *, stamp: str, replace: bool, finish: Callable[[Session], None]
) -> str:
    """Put the database of a backup in place after ``finish`` has worked on it; returns where the former one is."""
    target = file_of(url)
    if not target.parent.is_dir():
        raise UnusableBackup("folder_missing", {"folder": target.parent})
    if target.exists() and target.stat().st_size and not replace:
        raise UnusableBackup("stands_already", {"database": target})
    require_own(target.parent)
    folder = target.parent / f".{target.name}.restoring"
    backup_file.remove(folder)  # of a restore that was killed
    folder.mkdir(mode=0o700)
    try:
        prepared = folder / target.name
        backup_file.take_out(source, manifest, DATABASE, prepared)
        check_sqlite(prepared, manifest, source)
        _bring_up_to_date(prepared, finish)
        if target.exists():
            _require_unused(target)
        return _swap(prepared, target, stamp)
    finally:
        backup_file.remove(folder)


def _bring_up_to_date(file: Path, finish: Callable[[Session], None]) -> None:
    url = f"sqlite:///{file}"
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        finish(session)
    database.forget_deleted()
    database.dispose()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    if sound != "ok":
        raise RuntimeError(f"the restored database would be damaged: {sound}")
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _require_unused(target: Path) -> None:
    """Refuse while a server has the file open: leaving the write-ahead log needs it all to oneself."""
    connection = sqlite3.connect(target, timeout=1)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise UnusableBackup("in_use", {"database": target}) from error
    except sqlite3.DatabaseError:
        pass  # damaged, which may be why it is restored: its files are kept aside as they are
    finally:
        connection.close()


def _swap(prepared: Path, target: Path, stamp: str) -> str:
    """Give the prepared file the database's name; at no moment is there no database, or half of one."""
    aside = _free_name(target.with_name(f"{target.name}{ASIDE}{stamp}"), target)
    if target.exists():
        for end in BESIDE:  # of a damaged file only: a log beside a database it is not of would be played into it
            if (beside := Path(f"{target}{end}")).exists():
                beside.replace(f"{aside}{end}")
        if not aside.exists():
            try:
                aside.hardlink_to(target)
            except OSError:  # a file system without second names
                shutil.copy2(target, aside)
        aside.chmod(0o600)
    prepared.replace(target)
    backup_file.settle(target.parent)
    return str(aside) if aside.exists() else ""


def _free_name(wanted: Path, target: Path) -> Path:
    """A name nothing has but, after a restore that was killed just before the end, the database itself."""
    found, number = wanted, 2
    while found.exists() and not (target.exists() and found.samefile(target)):
        found = wanted.with_name(f"{wanted.name}-{number}")
        number += 1
    return found
