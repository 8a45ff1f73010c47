"""A SQLite database in a known state: noticed when anything writes to it, and put back as it was.

SQLite's own ``data_version`` changes when another connection has committed; a digest of every row says whether the
contents differ, table by table.
"""

import hashlib
import sqlite3
from collections.abc import Collection
from pathlib import Path

from webapp.database import Database


class KnownState:
    """What the database held when this was made."""

    def __init__(self, database: Database) -> None:
        self._connection = sqlite3.connect(Path(database.url.removeprefix("sqlite:///")), timeout=30)
        self._kept = sqlite3.connect(":memory:")
        self._connection.backup(self._kept)
        self._seen = self._version()
        self._digests = digests(self._kept)

    def written(self) -> bool:
        """Whether anything has been committed since this was last asked."""
        version = self._version()
        changed, self._seen = version != self._seen, version
        return changed

    def changed_tables(self, *, but: Collection[str] = ()) -> list[str]:
        """The tables that hold other rows than at first, ``but`` those that may."""
        now = digests(self._connection)
        return [name for name in now if name not in but and now[name] != self._digests.get(name)]

    def restore(self) -> None:
        """Put every row back."""
        self._kept.backup(self._connection)
        self._seen = self._version()

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()
        self._kept.close()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def digests(connection: sqlite3.Connection) -> dict[str, str]:
    """SHA-256 of the rows of each table, whatever their order on the disk."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    found = {}
    for (name,) in names:
        rows = sorted(repr(row) for row in connection.execute(f'SELECT * FROM "{name}"'))  # noqa: S608  a table's name
        found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
