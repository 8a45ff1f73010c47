"""Writers of one SQLite file, whichever thread and process -> one after the other, and one commit for many taps.

SQLite lets one writer in at a time and has the others ask again after a nap of up to 100 ms; here they stand in line
instead: threads at a lock, processes at a file beside the database (two locks on it: whoever waits holds the door, so
that nobody who has just left is in again first). Whoever does not stand in line, another program, still has SQLite's
own lock to wait for.

A commit waits for the disk. Taps that arrive meanwhile share the next commit (group commit, DeWitt et al. 1984,
10.1145/602259.602261): each is a savepoint of one transaction, undone alone, and acknowledged once all are on disk.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

try:
    import fcntl
except ImportError:  # Windows: processes wait for each other as SQLite has it
    fcntl = None  # type: ignore[assignment]

DOOR, INSIDE = 0, 1
#: So many taps at most share a commit, so that the first of them is answered.
MOST_TOGETHER: Final = 32


class Turn:
    """Whose turn it is to write; ``file`` is where processes stand in line, None where there is but one."""

    def __init__(self, file: Path | None) -> None:
        self._threads = threading.Lock()
        self._file = file if fcntl is not None else None
        self._descriptor: int | None = None
        self._is_inside = False

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            self._before_others()
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, *_error: object) -> None:
        self.leave()

    def leave(self, *, to_a_neighbour: bool = False) -> None:
        """End a thread's turn; a process keeps its own while one of its threads goes on with what was begun."""
        try:
            if not to_a_neighbour and self._descriptor is not None:
                self._is_inside = False
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, INSIDE)
        finally:
            self._threads.release()

    def close(self) -> None:
        """Let go of the file."""
        with self._threads:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    def _before_others(self) -> None:
        if self._file is None or self._is_inside:
            return
        if self._descriptor is None:
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX, 1, DOOR)
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX, 1, INSIDE)
        fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, DOOR)
        self._is_inside = True


class NotCommitted(RuntimeError):  # noqa: N818  named as the thing it is about
    """Raised to the taps of a transaction that the database has given up, a full disk for instance."""


class _Together:
    """One transaction of several taps."""

    def __init__(self, connection: Connection) -> None:
        connection.begin()
        self.connection = connection
        self.count = 0
        self.ended = threading.Event()
        self.error: BaseException | None = None

    @property
    def has_ended(self) -> bool:
        """Whether SQLite has ended the transaction itself, as it does when the disk is full or fails."""
        return not self.connection.connection.dbapi_connection.in_transaction  # type: ignore[union-attr]


class SharedCommit:
    """Transactions of taps, several to a commit. Whoever writes otherwise calls ``finish`` when its turn has come."""

    def __init__(self, engine: Engine, turn: Turn) -> None:
        self._engine, self._turn = engine, turn
        self._lock = threading.Lock()
        self._waiting = 0
        self._open: _Together | None = None

    @contextmanager
    def tap(self) -> Iterator[Session]:
        """A session whose work is on disk when the block has ended well, and undone when it raises."""
        self._take_turn()
        try:
            together = self._open = self._open or _Together(self._engine.connect())
            together.count += 1
            try:
                with Session(
                    together.connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
                ) as session:
                    yield session
                    session.commit()
            finally:
                if not self._waiting or together.count >= MOST_TOGETHER or together.has_ended:
                    self.finish()
        finally:
            self._turn.leave(to_a_neighbour=self._open is not None)  # whoever waits goes on with it
        together.ended.wait()
        if together.error is not None:
            raise NotCommitted from together.error

    def finish(self) -> None:
        """Commit the taps of a transaction that is open; whoever calls has the turn."""
        together, self._open = self._open, None
        if together is None:
            return
        try:
            if together.has_ended:
                raise NotCommitted
            together.connection.commit()
        except BaseException as error:  # whoever waits is told, and answers that nothing was stored
            together.error = error
            together.connection.invalidate()
        finally:
            together.connection.close()
            together.ended.set()

    def _take_turn(self) -> None:
        with self._lock:
            self._waiting += 1
        try:
            self._turn.__enter__()
        finally:
            with self._lock:
                self._waiting -= 1
