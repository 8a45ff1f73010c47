"""Engines and transactions: a session per request, on SQLite or PostgreSQL, and one transaction for what it writes.

SQLite: writers begin with BEGIN IMMEDIATE one after the other (deferred transactions that turn into writers fail with
"database is locked" under load), taps several to a commit (webapp.turns); readers have an engine of their own. The
settings that keep an acknowledged choice through a power cut (WAL, synchronous=FULL) are set on every connection and
read back.
PostgreSQL: READ COMMITTED, whatever the server's default; the rows that decide (the event of a choice or of a seal) are
locked explicitly by services. ``upkeep.checks`` asserts what only the server can set. Readers ask each statement by
itself, as READ COMMITTED looks anew at each anyway, on connections that write nothing: a page costs a quarter less.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session

from webapp.postgresql_files import write_anew
from webapp.turns import SharedCommit, Turn

SQLITE_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": 30_000,  # milliseconds
    "secure_delete": 1,
    "temp_store": 2,  # MEMORY: what a statement changes or sorts would otherwise be written to a file in /var/tmp
    "fullfsync": 1,  # on macOS a plain fsync leaves data in the drive's own memory; nothing elsewhere
    "checkpoint_fullfsync": 1,
}
# How long readers are waited for when deleted rows are taken out of the files, and how often.
EMPTYING_MILLISECONDS = 100
EMPTYING_TRIES = 5
# A connection to PostgreSQL that was used less than so many seconds ago is not asked whether it is still one.
ANSWERED_LATELY = 1.0
# Whatever the server, the database or the account have as default. The last four keep values out of the server's log:
# those of a statement that fails, and those in a plan.
POSTGRESQL_OPTIONS = " ".join(
    f"-c {name}={value}"
    for name, value in (
        ("synchronous_commit", "on"),
        ("log_parameter_max_length_on_error", "0"),
        ("debug_print_parse", "off"),
        ("debug_print_rewritten", "off"),
        ("debug_print_plan", "off"),
    )
)


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
        self._writer_lock = Turn(_line_of(url) if self.is_sqlite else None)
        if self.is_sqlite:
            self.write_engine = _sqlite_engine(url, begin="BEGIN IMMEDIATE")
            self.read_engine = _sqlite_engine(url, begin="BEGIN")
            self._shared = SharedCommit(self.write_engine, self._writer_lock)
        else:
            self.write_engine = _postgresql_engine(url, isolation="READ COMMITTED", options=_with_options(url))
            options = f"{_with_options(url)} -c default_transaction_read_only=on"
            self.read_engine = _postgresql_engine(url, isolation="AUTOCOMMIT", options=options)

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
                self._shared.finish()
                yield from self._transaction()
        else:
            yield from self._transaction()

    @contextmanager
    def tapping(self) -> Iterator[Session]:
        """Writing for many at once: on SQLite those that come together share a commit, each undone alone."""
        with self._shared.tap() if self.is_sqlite else self.writing() as session:
            yield session

    def _transaction(self) -> Iterator[Session]:
        with Session(self.write_engine, expire_on_commit=False) as session:
            yield session
            try:
                session.commit()
            except BaseException:  # whether it was committed, nobody knows: not with a connection that others get again
                session.invalidate()
                raise

    def forget_deleted(self, tables: Sequence[str] = ()) -> bool:
        """Take rows that were deleted or changed out of the files; returns whether that could be done now.

        SQLite overwrites pages itself (secure_delete); its write-ahead log, where the rows would stay readable, is
        emptied, for which a reader is waited for a moment. PostgreSQL writes the ``tables`` and what it knows of their
        values anew; its own write-ahead log keeps what it holds until the server recycles it.
        """
        if not self.is_sqlite:
            return write_anew(self.write_engine, tables, patience=EMPTYING_MILLISECONDS * EMPTYING_TRIES)
        return any(self._empty_log() for _ in range(EMPTYING_TRIES))

    def _empty_log(self) -> bool:
        with self._writer_lock:
            self._shared.finish()
            connection = self.write_engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(f"PRAGMA busy_timeout={EMPTYING_MILLISECONDS}")  # writers wait meanwhile
                try:
                    return not cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                finally:  # also where the disk fails: somebody else writes with this connection next
                    cursor.execute(f"PRAGMA busy_timeout={SQLITE_SETTINGS['busy_timeout']}")
            finally:
                connection.close()

    def dispose(self) -> None:
        """Close the connections of both engines."""
        self.write_engine.dispose()
        self.read_engine.dispose()
        self._writer_lock.close()


def nothing_in_temporary_files(connection: Any) -> None:
    """Have an SQLite connection, the driver's own, keep in memory what it would write beside the database's files."""
    connection.execute(f"PRAGMA temp_store={SQLITE_SETTINGS['temp_store']}")


def _line_of(url: str) -> Path | None:
    """The file beside the database where the processes that write to it stand in line; None for one in memory."""
    name = make_url(url).database
    return None if not name or name.startswith((":", "file:")) else Path(f"{name}-line")


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
        connection.exec_driver_sql(begin)

    return engine


def _postgresql_engine(url: str, *, isolation: Any, options: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=10,
        max_overflow=10,
        isolation_level=isolation,
        connect_args={"options": options},
    )

    @event.listens_for(engine, "checkin")
    def _used(_connection: object, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: Any, record: Any, _proxy: object) -> None:
        """Ask the server whether it is still there, but not of a connection that answered a moment ago."""
        used = record.info.get("used")
        if used is None or time.monotonic() - used < ANSWERED_LATELY:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise InvalidatePoolError("the server has gone; other connections are made") from gone

    return engine
