"""Engines and transactions: one session and one transaction per request, on SQLite or PostgreSQL.

SQLite: writers begin with BEGIN IMMEDIATE behind one lock per process (deferred transactions that turn into writers
fail with "database is locked" under load); readers have an engine of their own. The settings that keep an
acknowledged choice through a power cut (WAL, synchronous=FULL) are set on every connection and read back.
PostgreSQL: READ COMMITTED, whatever the server's default; the rows that decide (the event of a choice or of a seal) are
locked explicitly by services. ``upkeep.checks`` asserts what only the server can set.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

SQLITE_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": 30_000,  # milliseconds
    "secure_delete": 1,
    "fullfsync": 1,  # on macOS a plain fsync leaves data in the drive's own memory; nothing elsewhere
    "checkpoint_fullfsync": 1,
}
POSTGRESQL_OPTIONS = "-c synchronous_commit=on"  # whatever the server, the database or the account have as default


class UnsafeDatabase(RuntimeError):  # noqa: N818  named as the thing it is about
    """Raised when a connection does not take a setting that keeps choices safe."""

    def __init__(self, name: str, wanted: object, found: object) -> None:
        self.name, self.wanted, self.found = name, wanted, found
        super().__init__(f"SQLite did not accept {name}={wanted} (it says {found}); choices would not be safe")


class Database:
    """The two engines of one database and the way to a session: ``reading()`` and ``writing()``.

    Made after a server process has forked; ``dispose`` closes its connections.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._writer_lock = threading.Lock()
        self._housekeeping: datetime | None = None
        if self.is_sqlite:
            self.write_engine = _sqlite_engine(url, begin="BEGIN IMMEDIATE")
            self.read_engine = _sqlite_engine(url, begin="BEGIN")
        else:
            self.write_engine = create_engine(
                url,
                hide_parameters=True,
                pool_size=10,
                max_overflow=20,
                pool_pre_ping=True,
                isolation_level="READ COMMITTED",
                connect_args={"options": _with_options(url)},
            )
            self.read_engine = self.write_engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading; nothing it holds is ever written."""
        with Session(self.read_engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is committed when the block ends well, and undone when it raises."""
        if self.is_sqlite:
            with self._writer_lock:
                yield from self._transaction()
        else:
            yield from self._transaction()

    def _transaction(self) -> Iterator[Session]:
        with Session(self.write_engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    def housekeeping_due(self, now: datetime, every_seconds: int) -> bool:
        """Whether this process should clean up now: at first, then once in so many seconds."""
        last = self._housekeeping
        if last is not None and (now - last).total_seconds() < every_seconds:
            return False
        self._housekeeping = now
        return True

    def forget_deleted(self) -> None:
        """Empty SQLite's write-ahead log, where deleted rows would stay readable; retried while a reader holds it."""
        if not self.is_sqlite:
            return
        with self._writer_lock:
            connection = self.write_engine.raw_connection()
            try:
                for _ in range(50):
                    busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                    if not busy:
                        break
            finally:
                connection.close()

    def dispose(self) -> None:
        """Close the connections of both engines."""
        self.write_engine.dispose()
        self.read_engine.dispose()


def _with_options(url: str) -> str:
    """What every connection to PostgreSQL asks for, behind what the address asks for itself."""
    asked = make_url(url).query.get("options", "")
    return f"{asked if isinstance(asked, str) else ' '.join(asked)} {POSTGRESQL_OPTIONS}".strip()


def _sqlite_engine(url: str, *, begin: str) -> Engine:
    # A failing statement is logged; whom it was about must not be.
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 30})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would be a deferred one
        for name, value in SQLITE_SETTINGS.items():
            connection.execute(f"PRAGMA {name}={value}")
        for name, value in SQLITE_SETTINGS.items():
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != value:
                raise UnsafeDatabase(name, value, found)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.execute(text(begin))

    return engine
