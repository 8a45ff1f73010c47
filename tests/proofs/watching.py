"""Everything a request reads or writes, against the one event it was granted.

SQLAlchemy tells of every row that becomes an object and every new row; its engines tell of every statement, whether a
session makes it (ORM), writes what it holds (unit of work) or a connection is given it (Core); SQLite tells of all that
is carried out, whoever asked. A row that belongs to another event is a find; so is a statement on a table of events
that names no event, participant, plan or organisation of the granted one, directly or through a join: it reads
everybody's. Words of SQL on such a table are a find whatever they say, as nothing tells whose rows they read.
"""

import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import sqlalchemy
from flask import g, has_request_context, request
from sqlalchemy import Engine, Insert, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool
from sqlalchemy.sql.schema import Column

from tests.proofs import choice_readers
from tests.proofs.statements import (
    OF_EVENTS,
    OWNED,
    Given,
    asks_for_the_greatest,
    comparisons,
    in_words,
    inserted,
    name_of,
    named_in,
    owner_of,
    reached,
    table_of,
    tables,
    values,
)
from webapp.database import Database
from webapp.models import EventRow, Row

#: They ask the whole installation for its greatest number, or for the last date of its kind, and for nothing else: a
#: number is given once, and files are emptied after the last removal, whoever was removed.
GREATEST_OF_ALL = {"organiser.take_in", "organiser.erase", "participant.erase"}
#: They look at every evening where the account has a role that lets it; what they show is proved with them.
OF_ALL_OWN_EVENINGS = {"facilitator.evaluation_page", "facilitator.take_weights"}
#: Whoever knows one of these was let in by it.
PROOFS = {"participants.link_hash", "events.hall_link_hash", "invitations.token_hash", "events.public_id"}
#: What writes the objects that a session holds.
UNIT_OF_WORK = "unit of work"

_LIBRARY = str(Path(sqlalchemy.__file__).parent)
_SESSION, _UNIT_OF_WORK = f"{_LIBRARY}/orm/session.py", f"{_LIBRARY}/orm/unitofwork.py"
_NOT_ASKING = (_LIBRARY, __file__, "<string>")  # the last is what SQLAlchemy writes itself


@dataclass
class Watch:
    """Which numbers are whose, and what was found."""

    #: Number of the event of each row of the tables of OWNED.
    events: dict[str, dict[int, int]]
    finds: list[str] = field(default_factory=list)
    n_rows: int = 0
    #: How many statements were looked at, by how they were made.
    n_statements: Counter[str] = field(default_factory=Counter)
    #: How many statements on one-sided choices were looked at, by the function that made them.
    n_on_choices: Counter[str] = field(default_factory=Counter)
    #: Of each thread: the tables of events in the statement under way, and whether an engine carries one out.
    _thread: threading.local = field(default_factory=threading.local)

    def row(self, instance: Any, what: str) -> None:
        """Look at one row that was loaded, or is being added or changed."""
        granted = _granted()
        if granted is None:
            return
        self.n_rows += 1
        for column in instance.__table__.columns:
            owner = owner_of(column)
            value = instance.__dict__.get(column.key)
            if owner and isinstance(value, int) and self._is_of_another(owner, value, granted):
                self._note(f"{what} a row of {instance.__tablename__} of another event ({column.key})")

    def statement(self, statement: Any, rows: Given) -> None:
        """Look at one statement as it was built, and remember which tables it is about."""
        is_built = hasattr(statement, "get_children")  # as a change of shape, or a sequence, is not
        found = tables(statement) if is_built else {}
        self._thread.known = {table.name for table in found.values()}
        granted = _granted()
        if granted is None or not is_built or request.endpoint in OF_ALL_OWN_EVENINGS:
            return
        for table in sorted(in_words(statement)):
            self._note(f"names {table} in words of SQL: {_short(statement)}")
        if request.endpoint in GREATEST_OF_ALL and asks_for_the_greatest(statement):
            return
        looked_at = {name for name, table in found.items() if table.name in OF_EVENTS}
        if not looked_at:
            return
        made_by = _made_by()
        self.n_statements[made_by] += 1
        if isinstance(statement, Insert):
            for column, value in inserted(statement, rows):
                owner = owner_of(column)
                if owner and isinstance(value, int) and self._is_of_another(owner, value, granted):
                    self._note(f"adds a row of {statement.table.name} to another event ({column.key})")
            if statement.select is None:
                return
            looked_at -= {name_of(statement.table)}
        elif made_by == UNIT_OF_WORK:  # rows by their key, which were looked at when they were loaded
            return
        named, joined = self._criteria(statement, rows, granted)
        for name in sorted(looked_at):
            if not named & reached(name, joined):
                self._note(f"reads {name} of every event: {_short(statement)}")

    def words(self, words: str, *, built: bool) -> None:
        """Look at a statement as it is about to be carried out; ``built`` when `statement` has seen it before."""
        self._thread.is_told = True
        if _granted() is None or request.endpoint in OF_ALL_OWN_EVENINGS:
            return
        for table in sorted(named_in(words) - (self._thread.known if built else set())):
            self._note(f"names {table} in words of SQL: {_short(words)}")

    def done(self) -> None:
        """The engine has carried out the statement."""
        self._thread.is_told = False

    def carried_out(self, words: str) -> None:
        """Look at a statement that SQLite carries out, whoever asked; nothing of it is known but its words."""
        if words.startswith("--"):  # of a trigger, within another one
            return
        if choice_readers.is_on_choices(words):
            self._on_choices(words)
        if _granted() is not None and not getattr(self._thread, "is_told", False):
            for table in sorted(named_in(words)):
                self._note(f"names {table} past SQLAlchemy: {_short(words)}")

    def _on_choices(self, words: str) -> None:
        frame = _asking()
        asker = choice_readers.asker(frame)
        if asker is None and not has_request_context():
            return  # a test, on its own
        self.n_on_choices[asker or "?"] += 1
        if not choice_readers.may(asker, words):
            self._note(f"one-sided choices are named by {asker or frame.f_code.co_qualname}: {_short(words)}")

    def _criteria(self, statement: Any, rows: Given, granted: int) -> tuple[set[str], list[set[str]]]:
        """The tables of which a row of the granted event is named, and those joined to one another."""
        named: set[str] = set()
        joined: list[set[str]] = []
        for left, right in comparisons(statement):
            if isinstance(left, Column) and isinstance(right, Column):
                joined.append({name_of(left.table), name_of(right.table)})
                continue
            column, bound = (left, right) if isinstance(left, Column) else (right, left)
            if not isinstance(column, Column):
                continue
            if f"{table_of(column)}.{column.key}" in PROOFS:
                named.add(name_of(column.table))
            owner = owner_of(column)
            if owner is None:
                continue
            compared = values(bound, rows)
            if compared is None:  # a subquery, which is looked at on its own
                named.add(name_of(column.table))
            elif not any(self._is_of_another(owner, value, granted) for value in compared):
                named.add(name_of(column.table))  # a number of another event names nothing here, beside one that does
        return named, joined

    def _is_of_another(self, owner: str, number: int, granted: int) -> bool:
        return self.events[owner].get(number, granted) != granted

    def _note(self, find: str) -> None:
        where = f"{request.method} {request.endpoint}" if has_request_context() else "no request"
        self.finds.append(f"{where}: {find}")


@contextmanager
def watching(database: Database) -> Iterator[Watch]:
    """Watch every session, every engine and every connection to SQLite while the block runs."""
    with database.reading() as session:
        numbers: dict[str, dict[int, int]] = {}
        for name, row in OWNED.items():
            owner = row.id if row is EventRow else row.event_id
            numbers[name] = dict(session.execute(row.__table__.select().with_only_columns(row.id, owner)).all())
    watch = Watch(events=numbers)
    traced: list[Any] = []

    def loaded(_session: Session, instance: Row) -> None:
        watch.row(instance, "loads")

    def written(session: Session, _context: object, _instances: object) -> None:
        for instance in session.new:
            watch.row(instance, "adds")
        for instance in session.dirty:
            watch.row(instance, "changes")

    def built(_c: object, statement: Any, many: Sequence[Any], one: Mapping[str, Any], _options: object) -> None:
        watch.statement(statement, [*many, one] if one else [*many])

    def sent(_c: object, _cursor: object, statement: str, _parameters: object, context: Any, _many: bool) -> None:
        watch.words(statement, built=context is not None and context.compiled is not None)

    def answered(*_told: object) -> None:
        watch.done()

    def taken(connection: Any, _record: object, _proxy: object) -> None:
        connection.set_trace_callback(watch.carried_out)
        traced.append(connection)

    hooks = (
        (Session, "loaded_as_persistent", loaded),
        (Session, "before_flush", written),
        (Engine, "before_execute", built),
        (Engine, "before_cursor_execute", sent),
        (Engine, "after_cursor_execute", answered),
        (Engine, "handle_error", answered),
        (Pool, "checkout", taken),
    )
    for target, name, hook in hooks:
        event.listen(target, name, hook)
    try:
        yield watch
    finally:
        for target, name, hook in hooks:
            event.remove(target, name, hook)
        for connection in traced:
            connection.set_trace_callback(None)


def _granted() -> int | None:
    """The event that this request was granted, once it was."""
    if not has_request_context():
        return None
    grant = g.get("grant")
    return grant.event_id if grant is not None else None


def _asking() -> FrameType:
    """The frame that asked SQLAlchemy, or the driver itself, for the statement under way."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_NOT_ASKING):
        frame = frame.f_back
    return frame


def _made_by() -> str:
    """How the statement under way is made: by a session, by what a session writes, or on a connection."""
    frame: FrameType | None = sys._getframe(1)
    found = "Core"
    while frame is not None and frame.f_code.co_filename.startswith(_NOT_ASKING):
        if frame.f_code.co_filename == _UNIT_OF_WORK:
            return UNIT_OF_WORK
        found = "ORM" if frame.f_code.co_filename == _SESSION else found
        frame = frame.f_back
    return found


def _short(statement: Any) -> str:
    return " ".join(str(statement).split())[:300]
