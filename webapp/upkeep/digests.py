"""An open database -> the number of rows and a digest of every table, to tell whether two databases hold the same.

A table's digest is the SHA-256 of the sorted SHA-256 of its rows, so that no collation and no order of storage matters.
Digests compare databases of one kind: SQLite and PostgreSQL do not hand over moments and truth values alike.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, inspect


@dataclass(frozen=True, kw_only=True)
class TableDigest:
    """What a table holds, in two figures."""

    rows: int
    sha256: str


def empty(columns: Sequence[str]) -> TableDigest:
    """The digest of a table of these columns without a row."""
    return _digest(sorted(columns), ())


def digests(connection: Connection) -> dict[str, TableDigest]:
    """The digest of every table of the database, by name."""
    quote = connection.dialect.identifier_preparer.quote
    found = {}
    for (schema, table), columns in sorted(inspect(connection).get_multi_columns().items()):
        names = sorted(column["name"] for column in columns)
        place = f"{quote(schema)}.{quote(table)}" if schema else quote(table)
        chosen = ", ".join(map(quote, names))
        rows = connection.exec_driver_sql(f"SELECT {chosen} FROM {place}")  # noqa: S608  names of the database itself
        found[table] = _digest(names, rows)
    return found


def _digest(names: list[str], rows: Iterable[Any]) -> TableDigest:
    each = sorted(hashlib.sha256(_canonical(row).encode()).digest() for row in rows)
    whole = hashlib.sha256(json.dumps(names).encode())
    for one in each:
        whole.update(one)
    return TableDigest(rows=len(each), sha256=whole.hexdigest())


def _canonical(row: Iterable[Any]) -> str:
    return json.dumps(list(row), default=_plain, sort_keys=True, ensure_ascii=True)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    raise TypeError(f"a column holds a {type(value).__name__}, of which no digest is known")
