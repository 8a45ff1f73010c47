"""The tiny evening, made once in a process on each kind of database, and copied into the database of each test.

Making it takes ten times as long as copying it, and so do the steps to the latest shape on PostgreSQL.
"""

import secrets
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import text

from tests.postgresql import new_database
from webapp.database import Database
from webapp.migrations import upgrade


class Copied(Protocol):
    """What is known of an evening, which has another public id in each copy."""

    public_id: str


One = TypeVar("One", bound=Copied)


@cache
def latest_shape() -> bytes:
    """An empty SQLite database in its latest shape, as a file: every step is taken once for all tests of a process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()


@cache
def latest_shape_on(server: str) -> str:
    """The name of an empty database in its latest shape on a PostgreSQL server."""
    url = new_database(server)
    upgrade(url)
    return _name(url)


class ReadyEvenings:
    """Evenings that were made already, by kind of database and moment; their files lie in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, datetime], tuple[str, Copied]] = {}

    def put(self, database: Database, make: Callable[[Database], One], moment: datetime) -> One:
        """The evening that ``make`` makes at this moment, copied into an empty database; made there in any other."""
        if not _is_empty(database):
            return make(database)
        server = "" if database.is_sqlite else database.url.rpartition("/")[0]
        if (server, moment) not in self._made:
            self._made[server, moment] = self._make(server, make)
        source, evening = self._made[server, moment]
        if database.is_sqlite:
            with closing(sqlite3.connect(source)) as full, closing(sqlite3.connect(_file(database.url))) as empty:
                full.backup(empty)
        else:
            database.dispose()
            new_database(f"{server}/postgres", template=source, name=_name(database.url))
        public_id = secrets.token_hex(6)  # what the process remembers of another test's evening is not this one's
        with database.writing() as session:
            session.execute(text("UPDATE events SET public_id = :new"), {"new": public_id})
        return replace(evening, public_id=public_id)  # type: ignore[type-var, return-value]  # a dataclass of One

    def _make(self, server: str, make: Callable[[Database], Copied]) -> tuple[str, Copied]:
        """Make the evening in a database that nothing else uses: its file or its name, and the evening."""
        if server:
            url = new_database(f"{server}/postgres", template=latest_shape_on(f"{server}/postgres"))
        else:
            url = f"sqlite:///{self._folder / f'{len(self._made)}.sqlite'}"
            Path(_file(url)).write_bytes(latest_shape())
        database = Database(url)
        evening = make(database)
        database.dispose()
        return _name(url) if server else _file(url), evening


def _is_empty(database: Database) -> bool:
    with database.reading() as session:
        return not session.scalar(text("SELECT (SELECT count(*) FROM accounts) + (SELECT count(*) FROM events)"))


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _file(url: str) -> str:
    return url.removeprefix("sqlite:///")
