"""A running installation -> a backup file: one moment of the database, copied while a server writes, then verified.

SQLite: the backup API, which reads one snapshot of the write-ahead log. PostgreSQL: one exported snapshot, read by
pg_dump and by the digests alike. The file is read again before it takes its name, so that one it replaces goes last.
"""

import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from webapp.config import Settings
from webapp.database import nothing_in_temporary_files
from webapp.upkeep import backup_file, postgresql_programs
from webapp.upkeep.backup_file import DATABASE, SECRET, Manifest, UnusableBackup
from webapp.upkeep.digests import TableDigest, digests, empty
from webapp.upkeep.shape_checks import shape_of
from webapp.upkeep.sqlite_checks import file_of
from webapp.upkeep.working_folder import working_folder

ONE_SIDED = ("choices",)
Result = TypeVar("Result")


def back_up(
    settings: Settings,
    destination: Path,
    *,
    now: datetime,
    with_secret: bool = True,
    with_choices: bool = True,
    replace: bool = False,
) -> Manifest:
    """Write a verified backup of the installation to a file that only its owner can read.

    ``with_choices`` off leaves one-sided choices out, for a copy that is kept longer than they may be. Raises
    UnusableBackup where there is nothing to copy, a program is missing, somebody else could change the way to the file,
    or it does not read as what was copied, and FileExistsError unless ``replace``; whatever it raises, a file of that
    name is still what it was.
    """
    if destination.exists() and not replace:
        raise FileExistsError(17, os.strerror(17), str(destination))
    with working_folder("backup", destination.parent) as folder:
        copied = folder / DATABASE
        kind = backup_file.kind_of(settings.database_url)
        copy = _copy_sqlite if kind == "sqlite" else _copy_postgresql
        try:
            revision, tables = copy(settings.database_url, copied, with_choices)
        except (sqlite3.Error, DBAPIError) as error:
            raise UnusableBackup("cannot_read_database", {"why": getattr(error, "orig", None) or error}) from error
        members = {DATABASE: copied}
        if with_secret:
            members[SECRET] = folder / SECRET
            _write_secret(members[SECRET], settings.secret_key)
        manifest = Manifest(
            kind=kind,
            made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            revision=revision,
            with_choices=with_choices,
            tables=tables,
            members={name: backup_file.fingerprint(path) for name, path in members.items()},
        )
        backup_file.write(destination, manifest, members, folder=folder, check=verify)
        return manifest


def verify(source: Path) -> Manifest:
    """Read a whole backup file and compare what is in it with what it says; raises UnusableBackup.

    Every part against its SHA-256. A SQLite database table by table as well; a dump of PostgreSQL's is read through by
    pg_restore, and its tables are compared by the restore, which has a server to put them on.
    """
    manifest = backup_file.read_manifest(source)
    with working_folder("verify", source.parent) as folder:
        for name in manifest.members:
            backup_file.take_out(source, manifest, name, folder / name)
        if manifest.kind == "sqlite":
            check_sqlite(folder / DATABASE, manifest, source)
        else:
            postgresql_programs.steps_of(folder / DATABASE, folder, server_version=0)
    return manifest


def check_sqlite(file: Path, manifest: Manifest, source: Path) -> None:
    """Compare a database taken out of a backup with the manifest: whole, no dangling row, every table's digest."""
    try:
        found = _on_sqlite(file, _checked_digests)
    except (DBAPIError, sqlite3.Error, ValueError) as error:
        raise UnusableBackup("damaged", {"file": source, "where": DATABASE}) from error
    compare(found, manifest, source)


def compare(found: dict[str, TableDigest], manifest: Manifest, source: Path) -> None:
    """Raise UnusableBackup, naming a table, when a database does not hold what the manifest says."""
    for table in sorted(found.keys() | manifest.tables.keys()):
        if found.get(table) != manifest.tables.get(table):
            raise UnusableBackup("damaged", {"file": source, "where": f"{DATABASE}: {table}"})


def _write_secret(path: Path, secret_key: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(secret_key)


def _copy_sqlite(url: str, target: Path, with_choices: bool) -> tuple[str, dict[str, TableDigest]]:
    source_file = file_of(url)
    if not source_file.exists():
        raise UnusableBackup("nothing_to_copy", {"database": source_file})
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    source = sqlite3.connect(source_file, timeout=30)
    copy = sqlite3.connect(target, isolation_level=None)
    nothing_in_temporary_files(copy)  # VACUUM builds a whole database there
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        if not with_choices:
            copy.execute("PRAGMA secure_delete=ON")
            for table in ONE_SIDED:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608  names of our own
            copy.execute("VACUUM")
    finally:
        copy.close()
        source.close()
    revision = _on_sqlite(target, shape_of)
    if not revision:
        raise UnusableBackup("not_ours", {"database": source_file})
    return revision, _on_sqlite(target, _checked_digests)


def _copy_postgresql(url: str, target: Path, with_choices: bool) -> tuple[str, dict[str, TableDigest]]:
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ", hide_parameters=True)
    leave_out = () if with_choices else ONE_SIDED
    with engine.connect() as connection:
        revision = shape_of(connection)
        if not revision:
            code = "nothing_to_copy" if revision is None else "not_ours"
            raise UnusableBackup(code, {"database": connection.engine.url.render_as_string()})
        snapshot = str(connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar())
        version = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar())) // 10_000
        postgresql_programs.dump(url, target, snapshot=snapshot, server_version=version, leave_out=leave_out)
        tables = digests(connection)
        for table in leave_out:
            tables[table] = empty([column["name"] for column in inspect(connection).get_columns(table)])
    engine.dispose()
    return revision, tables


def _checked_digests(connection: Connection) -> dict[str, TableDigest]:
    if (said := connection.exec_driver_sql("PRAGMA integrity_check").scalar()) != "ok":
        raise ValueError(f"the copy is damaged: {said}")
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise ValueError(f"a row of {broken[0]} points at one that is not there")
    return digests(connection)


def _on_sqlite(file: Path, work: Callable[[Connection], Result]) -> Result:
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool, hide_parameters=True)
    with engine.connect() as connection:
        nothing_in_temporary_files(connection.connection.driver_connection)
        return work(connection)
