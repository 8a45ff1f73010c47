"""An SQLite database's address -> what stands in the way of keeping an acknowledged choice there."""

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from webapp.database import Database, UnsafeDatabase, nothing_in_temporary_files
from webapp.upkeep.file_systems import file_system_of, kind_of, mounts
from webapp.upkeep.findings import Finding, refused, warned

LEAST_VERSION = (3, 35, 0)  # columns can be dropped from then on
#: How SQLite was built where it takes temp_store=MEMORY and does not keep to it.
ALWAYS_IN_FILES = "TEMP_STORE=0"
LEAST_FREE = 200 * 1024 * 1024


def file_of(url: str) -> Path:
    """The file of an SQLite database; raises ValueError for one that lives in memory only."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ValueError("a database in memory keeps nothing")
    return Path(name).absolute()


def place_findings(url: str) -> list[Finding]:
    """What is wrong with where the file is to lie; found without opening it."""
    try:
        path = file_of(url)
    except ValueError:
        return [refused("database_in_memory")]
    folder = path.parent
    if not folder.is_dir():
        return [refused("folder_missing", {"folder": folder})]
    found = []
    if why := _cannot_write(folder, path):
        found.append(refused("read_only", {"path": folder, "why": why}))
    name = file_system_of(folder, mounts())
    kind = kind_of(name)
    if kind == "network":
        found.append(refused("network_file_system", {"folder": folder, "kind": name}))
    elif kind == "memory":
        found.append(warned("memory_file_system", {"folder": folder, "kind": name}))
    elif kind == "layered":
        found.append(warned("layered_file_system", {"folder": folder}))
    if path.exists() and folder.stat().st_mode & 0o077 and path.stat().st_mode & 0o077:
        found.append(warned("readable_by_others", {"path": path}))
    if shutil.disk_usage(folder).free < LEAST_FREE:
        found.append(warned("little_space", {"folder": folder, "megabytes": LEAST_FREE // 1024**2}))
    if sqlite3.sqlite_version_info < LEAST_VERSION:
        least = ".".join(map(str, LEAST_VERSION))
        found.append(refused("database_too_old", {"found": sqlite3.sqlite_version, "least": least}))
    return found


def settings_findings(database: Database) -> list[Finding]:
    """What is wrong with the settings that every connection sets and reads back."""
    try:
        for engine in (database.write_engine, database.read_engine):
            with engine.connect() as connection:
                built = set(connection.exec_driver_sql("PRAGMA compile_options").scalars())
    except UnsafeDatabase as error:
        return [refused("setting_refused", {"name": error.name, "wanted": error.wanted, "found": error.found})]
    except (sqlite3.Error, DBAPIError) as error:
        return [refused("cannot_open", {"why": getattr(error, "orig", None) or error})]
    return [refused("always_in_files")] if ALWAYS_IN_FILES in built else []


def content_findings(path: Path) -> list[Finding]:
    """What is damaged inside the file; reads all of it."""
    found = []
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    nothing_in_temporary_files(connection)
    try:
        said = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
        if said != ["ok"]:
            found.append(refused("damaged", {"count": len(said), "first": said[0]}))
        elif broken := connection.execute("PRAGMA foreign_key_check").fetchall():
            found.append(refused("dangling_rows", {"count": len(broken), "table": broken[0][0]}))
    except sqlite3.DatabaseError as error:
        found.append(refused("damaged", {"count": 1, "first": error}))
    finally:
        connection.close()
    return found


def _cannot_write(folder: Path, path: Path) -> str:
    """Why a file cannot be made there, or this one cannot be written; "" when it can."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
        for file in (path, *(Path(f"{path}{end}") for end in ("-wal", "-shm"))):
            if file.exists():
                os.close(os.open(file, os.O_RDWR))
    except OSError as error:
        return error.strerror or str(error)
    return ""
