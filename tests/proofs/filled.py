"""A database of any shape -> rows in every one of its tables, valid there, made from what the database says of itself.

Values come from the columns' types, foreign keys point at rows that are there, and columns that a condition of the
table restricts to a few words get one of these words. Nothing here knows a table of a particular shape, except the
words that the application wrote into a column before a later shape restricted it.
"""

import json
import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

ROWS = 4
#: What the application has ever written into columns that had no condition in some shape.
WORDS = {("memberships", "role"): ("owner", "facilitator")}
START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def fill(connection: sa.Connection, *, seed: int) -> int:
    """Put rows into every table; returns how many tables there are."""
    draw = random.Random(seed)
    metadata = sa.MetaData()
    metadata.reflect(connection)
    tables = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
    made: dict[str, list[dict[str, Any]]] = {}
    for table in tables:
        words = words_of(connection, table.name)
        made[table.name] = [_row(table, number, words, made, draw) for number in range(1, ROWS + 1)]
        connection.execute(table.insert(), made[table.name])
        if connection.dialect.name == "postgresql" and "id" in table.columns:
            key = connection.dialect.identifier_preparer.quote(table.name)
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            connection.exec_driver_sql(f"SELECT setval({sequence}, (SELECT max(id) FROM {key}))")  # noqa: S608
    return len(tables)


def words_of(connection: sa.Connection, table: str) -> dict[str, tuple[str, ...]]:
    """The words that conditions of a table allow in its columns."""
    found = {column: words for (name, column), words in WORDS.items() if name == table}
    for condition in sa.inspect(connection).get_check_constraints(table):
        text = str(condition["sqltext"])
        column = re.search(r"(\w+)\W*(?:::\w+)?\W*\s*(?:IN|= ANY)", text)
        words = tuple(re.findall(r"'([^']*)'", text))
        if column and words and column[1] not in found:
            found[column[1]] = words
    return found


def _row(
    table: sa.Table,
    number: int,
    words: dict[str, tuple[str, ...]],
    made: dict[str, list[dict[str, Any]]],
    draw: random.Random,
) -> dict[str, Any]:
    return {
        column.name: _value(table, column, number, words.get(column.name, ()), made, draw) for column in table.columns
    }


def _value(
    table: sa.Table,
    column: sa.Column[Any],
    number: int,
    words: tuple[str, ...],
    made: dict[str, list[dict[str, Any]]],
    draw: random.Random,
) -> Any:
    for key in column.foreign_keys:
        parents = [row[key.column.name] for row in made[key.column.table.name]]
        # The second person of a pair is another one than the first.
        shift = 1 if column.name.startswith(("association", "partner", "giver")) else 0
        return parents[(number - 1 + shift) % len(parents)]
    if column.nullable and number == ROWS and not column.primary_key:
        return sa.null() if isinstance(column.type, sa.JSON) else None
    if words:
        return words[(number - 1) % len(words)]
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return number % 2 == 0
    if isinstance(kind, (sa.Float, sa.Double, sa.Numeric)) and not isinstance(kind, sa.Integer):
        return draw.random()
    if isinstance(kind, sa.Integer):
        return number if column.primary_key or "version" in column.name else draw.randint(1, 8)
    if isinstance(kind, sa.DateTime):
        return START + timedelta(minutes=draw.randint(0, 10_000), microseconds=draw.randint(0, 999_999))
    if isinstance(kind, sa.JSON):
        return {"place": {"commune": f"Ville-{number}"}, "text": f"“{column.name}” {draw.random()}", "list": [1, None]}
    return f"{table.name}.{column.name} {number} é’œ 100 % {json.dumps(draw.random())}"
