"""One statement, before it is carried out -> which tables it is about, and of which rows it names the owner.

Statements built with SQLAlchemy, ORM and Core alike, are taken apart; of words of SQL only the tables are known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Alias, Insert, Integer, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import functions, visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, ColumnClause, TextClause
from sqlalchemy.sql.operators import eq, in_op
from sqlalchemy.sql.schema import Column
from sqlalchemy.sql.selectable import TableClause

from webapp.models import EventRow, Row
from webapp.models.base import Moment

#: What a column that refers to one of these tables holds is a number of one event; so is what its rows are named by.
OWNED = {EventRow.__tablename__: EventRow} | {
    mapper.class_.__tablename__: mapper.class_
    for mapper in Row.registry.mappers
    if {"id", "event_id"} <= set(mapper.columns.keys())
}
TABLES: Mapping[str, Table] = Row.metadata.tables
#: Words of SQL that are no value: what stands between simple quotes is one.
_VALUE, _WORD = re.compile(r"'(?:[^']|'')*'"), re.compile(r"\b[a-z_]+\b")
_AS_TABLE = re.compile(r"\b(?:from|join|into|update|table)\s+(?:\w+\s*\.\s*)?([a-z_]+)\b")

#: What each bind parameter of a statement is given, once for every row.
Given = Sequence[Mapping[str, Any]]


def _base(table: Any) -> Any:
    """The table behind an alias."""
    return table.element if isinstance(table, Alias) else table


def owner_of(column: Column[Any]) -> str | None:
    """The table of OWNED whose numbers a column holds."""
    table = _base(column.table)
    if column.primary_key and table.name in OWNED and column.key == "id":
        return str(table.name)
    for key in column.foreign_keys:
        name = key.column.table.name
        if name in OWNED:
            return str(name)
    return None


#: The tables whose rows belong to an event; those that are called as some column is.
OF_EVENTS = frozenset(name for name, table in TABLES.items() if any(map(owner_of, table.columns)))
_ALSO_COLUMNS = OF_EVENTS & {column.name for table in TABLES.values() for column in table.columns}


def tables(statement: Any) -> dict[str, Table]:
    """The tables a statement is about, by the name that each has in it."""
    found: dict[str, Table] = {}
    for part in _parts(statement):
        table = part.table if isinstance(part, ColumnClause) else part
        if isinstance(table, Alias | TableClause) and isinstance(known := _known(_base(table)), Table):
            found[name_of(table)] = known
    for table in (getattr(statement, "table", None), *(getattr(statement, "columns_clause_froms", ()) or ())):
        if isinstance(known := _known(table), Table):
            found[name_of(table)] = known
    return found


def named_in(words: str) -> set[str]:
    """The tables of events that words of SQL name, but for what stands in values."""
    plain = _VALUE.sub("''", words).lower().replace('"', " ").replace("[", " ").replace("`", " ")
    as_tables = set(_AS_TABLE.findall(plain))
    return {name for name in OF_EVENTS.intersection(_WORD.findall(plain)) if name not in _ALSO_COLUMNS - as_tables}


def in_words(statement: Any) -> set[str]:
    """The tables of events that a statement names in words of SQL, the whole of it or a part."""
    found: set[str] = set()
    for part in visitors.iterate(statement):
        if isinstance(part, TextClause):
            found |= named_in(part.text)
        elif isinstance(part, ColumnClause) and part.is_literal:
            found |= named_in(str(part.name))
    return found


def comparisons(statement: Any) -> Iterator[tuple[Any, Any]]:
    """What a statement says is equal to, or among, something else."""
    for found in visitors.iterate(statement):
        if isinstance(found, BinaryExpression) and found.operator in (eq, in_op):
            yield found.left, found.right


def values(bound: Any, given: Given) -> list[int] | None:
    """What is compared with; None when it is not a plain value."""
    if not isinstance(bound, BindParameter):
        return None
    found: list[int] = []
    for row in given or ({},):
        value = row.get(bound.key, bound.effective_value)
        found += [one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, int)]
    return found


def inserted(statement: Insert, given: Given) -> Iterator[tuple[Column[Any], Any]]:
    """What new rows are given: a row of values has its place behind the column's name."""
    written = statement.compile(dialect=sqlite.dialect()).params if statement.select is None else {}
    for row in (written, *given):
        for name, value in row.items():
            column = statement.table.columns.get(re.sub(r"_m\d+$", "", name))
            if column is not None:
                yield column, value


def asks_for_the_greatest(statement: Any) -> bool:
    """Whether a statement reads nothing but greatest numbers or dates."""
    columns = getattr(statement, "selected_columns", ())
    return bool(columns) and all(
        isinstance(column, functions.max) and isinstance(column.type, Integer | Moment) for column in columns
    )


def name_of(table: Any) -> str:
    """What a table is called in a statement: its own name or an alias."""
    return str(table.name)


def table_of(column: Column[Any]) -> str:
    """What the table of a column is called in the database."""
    return str(_base(column.table).name)


def reached(table: str, joined: list[set[str]]) -> set[str]:
    """The tables joined to one, itself included, however far."""
    found = {table}
    while more := [pair for pair in joined if pair & found and not pair <= found]:
        for pair in more:
            found |= pair
    return found


def _parts(statement: Any) -> Iterator[Any]:
    """Whatever a statement is made of, but for the tables that have another name in it."""
    waiting = [statement]
    while waiting:
        part = waiting.pop()
        yield part
        if not (isinstance(part, Alias) and isinstance(part.element, TableClause)):
            waiting += part.get_children()


def _known(table: Any) -> Any:
    """The declared table of a table that says no more than its name."""
    return TABLES.get(table.name, table) if isinstance(table, TableClause) else table
