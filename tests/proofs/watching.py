"""Everything a request reads or writes, against the one event it was granted.

SQLAlchemy tells of every row that becomes an object, every new row, and every statement. A row that belongs to another
event is a find; so is a statement on a table of events that names no event, participant, plan or organisation of the
granted one, directly or through a join: it reads everybody's.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import g, has_request_context, request
from sqlalchemy import Alias, Table, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from sqlalchemy.sql.operators import eq, in_op
from sqlalchemy.sql.schema import Column

from webapp.database import Database
from webapp.models import EventRow, OrganisationRow, ParticipantRow, PlanRow, Row

#: What a column that refers to one of these tables holds is a number of one event.
OWNED = {row.__tablename__: row for row in (EventRow, OrganisationRow, ParticipantRow, PlanRow)}
#: They look at every evening where the account has a role that lets it; what they show is proved with them.
OF_ALL_OWN_EVENINGS = {"facilitator.evaluation_page", "facilitator.take_weights"}
#: Whoever knows one of these was let in by it.
PROOFS = {"participants.link_hash", "events.hall_link_hash", "invitations.token_hash", "events.public_id"}


@dataclass
class Watch:
    """Which numbers are whose, and what was found."""

    #: Number of the event of each row of the tables of OWNED.
    events: dict[str, dict[int, int]]
    finds: list[str] = field(default_factory=list)
    n_rows: int = 0
    n_statements: int = 0

    def row(self, instance: Any, what: str) -> None:
        """Look at one row that was loaded or is being added."""
        granted = _granted()
        if granted is None:
            return
        self.n_rows += 1
        for column in instance.__table__.columns:
            owner = _owner_of(column)
            value = instance.__dict__.get(column.key)
            if owner and isinstance(value, int) and self._is_of_another(owner, value, granted):
                self._note(f"{what} a row of {instance.__tablename__} of another event ({column.key})")

    def statement(self, state: ORMExecuteState) -> None:
        """Look at one statement."""
        granted = _granted()
        if granted is None or request.endpoint in OF_ALL_OWN_EVENINGS:
            return
        tables = {name for name, table in _tables(state.statement).items() if any(map(_owner_of, table.columns))}
        if not tables:
            return
        self.n_statements += 1
        if state.is_insert:
            self._inserted(state.statement, granted)
            return
        named, joined = self._criteria(state.statement, state.parameters, granted)
        for name in sorted(tables):
            if not named & _reached(name, joined):
                self._note(f"reads {name} of every event: {' '.join(str(state.statement).split())[:300]}")

    def _inserted(self, statement: Any, granted: int) -> None:
        """Look at the numbers that new rows refer to: a row of values has its place behind the column's name."""
        for name, value in statement.compile(dialect=sqlite.dialect()).params.items():
            column = statement.table.columns.get(re.sub(r"_m\d+$", "", name))
            owner = _owner_of(column) if column is not None else None
            if owner and isinstance(value, int) and self._is_of_another(owner, value, granted):
                self._note(f"adds a row of {statement.table.name} to another event ({column.key})")

    def _criteria(self, statement: Any, parameters: Any, granted: int) -> tuple[set[str], list[set[str]]]:
        """The tables of which a row of the granted event is named, and those joined to one another."""
        named: set[str] = set()
        joined: list[set[str]] = []
        for found in visitors.iterate(statement):
            if not isinstance(found, BinaryExpression) or found.operator not in (eq, in_op):
                continue
            left, right = found.left, found.right
            if isinstance(left, Column) and isinstance(right, Column):
                joined.append({_name(left.table), _name(right.table)})
                continue
            column, bound = (left, right) if isinstance(left, Column) else (right, left)
            if not isinstance(column, Column):
                continue
            if f"{_base(column.table).name}.{column.key}" in PROOFS:
                named.add(_name(column.table))
            owner = _owner_of(column)
            if owner is None:
                continue
            values = _values(bound, parameters)
            if values is None:  # a subquery, which is looked at on its own
                named.add(_name(column.table))
            elif not any(self._is_of_another(owner, value, granted) for value in values):
                named.add(_name(column.table))  # a number of another event names nothing here, beside one that does
        return named, joined

    def _is_of_another(self, owner: str, number: int, granted: int) -> bool:
        return self.events[owner].get(number, granted) != granted

    def _note(self, find: str) -> None:
        self.finds.append(f"{request.method} {request.endpoint}: {find}")


@contextmanager
def watching(database: Database) -> Iterator[Watch]:
    """Watch every session while the block runs."""
    with database.reading() as session:
        numbers: dict[str, dict[int, int]] = {}
        for name, row in OWNED.items():
            owner = row.id if row is EventRow else row.event_id  # type: ignore[attr-defined]
            numbers[name] = dict(session.execute(row.__table__.select().with_only_columns(row.id, owner)).all())  # type: ignore[attr-defined, arg-type]
    watch = Watch(events=numbers)

    def loaded(_session: Session, instance: Row) -> None:
        watch.row(instance, "loads")

    def added(session: Session, _context: object, _instances: object) -> None:
        for instance in session.new:
            watch.row(instance, "adds")

    hooks = (("loaded_as_persistent", loaded), ("before_flush", added), ("do_orm_execute", watch.statement))
    for name, hook in hooks:
        event.listen(Session, name, hook)
    try:
        yield watch
    finally:
        for name, hook in hooks:
            event.remove(Session, name, hook)


def _granted() -> int | None:
    """The event that this request was granted, once it was."""
    if not has_request_context():
        return None
    grant = g.get("grant")
    return grant.event_id if grant is not None else None


def _tables(statement: Any) -> dict[str, Table]:
    """The tables a statement is about, by the name that each has in it."""
    found: dict[str, Table] = {}
    for part in visitors.iterate(statement):
        table = part.table if isinstance(part, Column) else part if isinstance(part, Alias) else None
        if table is not None and isinstance(_base(table), Table):
            found[_name(table)] = _base(table)
    for table in (getattr(statement, "table", None), *(getattr(statement, "columns_clause_froms", ()) or ())):
        if isinstance(table, Table):
            found[table.name] = table
    return found


def _base(table: Any) -> Any:
    """The table behind an alias."""
    return table.element if isinstance(table, Alias) else table


def _name(table: Any) -> str:
    return str(table.name)


def _owner_of(column: Column[Any]) -> str | None:
    """The table of OWNED whose numbers a column holds."""
    table = _base(column.table)
    if column.primary_key and table.name in OWNED and column.key == "id":
        return str(table.name)
    for key in column.foreign_keys:
        name = key.column.table.name
        if name in OWNED:
            return str(name)
    return None


def _values(bound: Any, parameters: Any) -> list[int] | None:
    """What is compared with; None when it is not a plain value."""
    if not isinstance(bound, BindParameter):
        return None
    given = parameters if isinstance(parameters, dict) else {}
    value = given.get(bound.key, bound.effective_value)
    listed = value if isinstance(value, list | tuple) else [value]
    return [one for one in listed if isinstance(one, int)]


def _reached(table: str, joined: list[set[str]]) -> set[str]:
    """The tables joined to one, itself included, however far."""
    found = {table}
    while more := [pair for pair in joined if pair & found and not pair <= found]:
        for pair in more:
            found |= pair
    return found
