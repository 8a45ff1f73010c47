"""Every column of every table filled with a trace, from the metadata alone: a new column is filled unnamed.

``fill`` makes one row in each table, all of one evening. Texts are traces that stand nowhere else; numbers are large
and stand nowhere else either; every moment is the same one.
"""

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, DateTime, Float, Integer, String, Table, insert, select
from sqlalchemy.orm import Session

from webapp.models import Row

#: Columns that the job itself writes: they begin empty.
WRITTEN_BY_THE_JOB = {
    ("events", "choices_destroyed_at"),
    ("events", "links_ended_at"),
    ("events", "anonymised_at"),
    ("events", "kept_counts"),
    ("participants", "erased_at"),
}
_numbers = itertools.count(1_300_000_001, 7)


@dataclass
class Filled:
    """The row of each table, by its primary key; ``values`` as they were written."""

    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)


def fill(
    session: Session,
    at: datetime,
    *,
    name: str = "trace",
    given: Mapping[tuple[str, str], Any] | None = None,
    without: frozenset[str] = frozenset(),
) -> Filled:
    """Make one row in every table but ``without``; ``given`` has the value of single columns."""
    filled = Filled()
    for table in Row.metadata.sorted_tables:
        if table.name in without:
            continue
        values: dict[str, Any] = {}
        for column in table.columns:
            place = (table.name, column.name)
            if given is not None and place in given:
                values[column.name] = given[place]
            elif place in WRITTEN_BY_THE_JOB:
                continue
            elif column.foreign_keys:
                values[column.name] = _referred(column, filled)
            elif not (column.primary_key and isinstance(column.type, Integer)):
                values[column.name] = _trace(table, column, at, name)
        written = session.execute(insert(table).values(**values)).inserted_primary_key
        assert written is not None
        filled.keys[table.name] = dict(zip((one.name for one in table.primary_key), written, strict=True))
        filled.values[table.name] = row_of(session, table, filled.keys[table.name]) or {}
    return filled


def row_of(session: Session, table: Table, key: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row of a table with this primary key, as it stands now."""
    found = session.execute(select(table).where(*(table.c[name] == value for name, value in key.items()))).first()
    return dict(found._mapping) if found else None


def everything(session: Session) -> str:
    """All that stands in all tables, as one text to look for traces in."""
    rows = {
        table.name: [[str(value) for value in row] for row in session.execute(select(table))]
        for table in Row.metadata.sorted_tables
    }
    return json.dumps(rows, ensure_ascii=False)


def traces_of(filled: Filled, table: Table, column: Column[Any]) -> list[bytes]:
    """The bytes by which a column's value would be known in a file; none for what too many places hold."""
    value = filled.values[table.name].get(column.name)
    if isinstance(value, dict):
        value = value["trace"]
    if isinstance(value, str) and "trace" in value:
        return [value.encode()]
    own_number = isinstance(value, int) and not isinstance(value, bool) and not column.foreign_keys
    return [value.to_bytes(4, "big")] if own_number and value > 1_000_000_000 else []


def _referred(column: Column[Any], filled: Filled) -> Any:
    (key,) = column.foreign_keys
    known = filled.keys.get(key.column.table.name)
    return known[key.column.name] if known else None


def _trace(table: Table, column: Column[Any], at: datetime, name: str) -> Any:
    if isinstance(column.type, DateTime) or "Moment" in type(column.type).__name__:
        return at
    if isinstance(column.type, JSON):
        return {"trace": f"{name}-{table.name}-{column.name}-trace"}
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Float):
        return 0.25
    if isinstance(column.type, Integer):
        return next(_numbers)
    assert isinstance(column.type, String), f"{table.name}.{column.name} has a type that nothing here fills"
    words = _allowed(table, column)
    return words[0] if words else f"{name}-{table.name}-{column.name}-trace"


def _allowed(table: Table, column: Column[Any]) -> list[str]:
    """The words that a check of the table lets a column hold."""
    for check in table.constraints:
        if isinstance(check, CheckConstraint):
            found = re.fullmatch(rf"{column.name} IN \((.*)\)", str(check.sqltext))
            if found:
                return re.findall(r"'([^']*)'", found.group(1))
    return []
