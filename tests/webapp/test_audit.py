"""The audit log: what it can say, what it cannot, and that the database lets nobody change it."""

from typing import get_args

import pytest
from sqlalchemy import Executable, delete, select, text, update
from sqlalchemy.exc import DatabaseError

from tests.webapp.conftest import Evening, HandClock
from webapp.database import Database
from webapp.models import AuditEntryRow, EventRow
from webapp.services import audit
from webapp.services.audit import COMMAND, Program
from webapp.services.audited import ACTIONS, Action

ODILE = Program("owner", 1, "Odile")


def _noted(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        audit.note(
            session,
            evening.event_id,
            actor=ODILE,
            action="presence_noted",
            now=evening.clock.now(),
            participant_id=evening.people["C01-1"],
            details={"state": "late", "round": 2},
        )
        audit.note(session, evening.event_id, actor=COMMAND, action="links_ended", now=evening.clock.now())


def test_every_action_is_declared_with_a_topic_and_its_details() -> None:
    assert set(get_args(Action)) == set(ACTIONS)


def test_an_entry_tells_who_did_what_to_whom_the_newest_first(database: Database, evening: Evening) -> None:
    _noted(database, evening)
    with database.reading() as session:
        newest, earlier = audit.entries(session, evening.event_id)[:2]
        assert (newest.kind, newest.actor, newest.action) == ("command", "", "links_ended")
        assert (earlier.kind, earlier.actor, earlier.action) == ("owner", "Odile", "presence_noted")
        assert earlier.participant_id == evening.people["C01-1"]
        assert earlier.participant != ""
        assert earlier.details == {"state": "late", "round": 2}
        assert [one.action for one in audit.entries(session, evening.event_id, topic="evening")] == ["presence_noted"]
        assert audit.count(session, evening.event_id, topic="links") == 1


@pytest.mark.parametrize(
    "details",
    [
        {"name": 1},
        {"state": "Claire Martin"},
        {"state": "claire@example.org"},
        {"state": "claire"},
        {"state": ["late", "claire"]},
        {"round": "claire"},
        {"state": 1.5},
        {"state": {"choice": "yes"}},
    ],
)
def test_an_entry_has_no_room_for_a_name_or_a_choice(
    sqlite_database: Database, clock: HandClock, details: dict[str, object]
) -> None:
    with sqlite_database.reading() as session, pytest.raises(ValueError, match="presence_noted cannot carry"):
        audit.note(session, 1, actor=ODILE, action="presence_noted", now=clock.now(), details=details)  # type: ignore[arg-type]


def test_an_undeclared_action_is_refused(sqlite_database: Database, clock: HandClock) -> None:
    with sqlite_database.reading() as session, pytest.raises(ValueError, match="not in the lists"):
        audit.note(session, 1, actor=ODILE, action="choice_seen", now=clock.now())  # type: ignore[arg-type]


def test_the_name_of_a_participant_who_acts_is_not_kept(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        me = Program("participant", None, "Claire Martin")
        audit.note(session, evening.event_id, actor=me, action="person_erased", now=evening.clock.now())
    with database.reading() as session:
        assert audit.entries(session, evening.event_id)[0].actor == ""


#: Of an entry that stands, every value but who acted.
COPIED = "(id, event_id, at, actor, account_id, actor_name, action, participant_id, details)"
OTHERS = "id, event_id, at, actor, account_id, 'somebody else', action, participant_id, details FROM audit_entries"
CHANGES: dict[str, Executable] = {
    "update": update(AuditEntryRow).values(action="results_revealed"),
    "delete": delete(AuditEntryRow),
    "update in SQL": text("UPDATE audit_entries SET actor_name = 'somebody else'"),
    "delete in SQL": text("DELETE FROM audit_entries"),
    "another number": text("UPDATE audit_entries SET id = id + 1000"),
    "in the place of": text(
        f"INSERT INTO audit_entries {COPIED} SELECT {OTHERS} WHERE true "
        "ON CONFLICT (id) DO UPDATE SET actor_name = excluded.actor_name"
    ),
}
CHANGES_OF_SQLITE: dict[str, Executable] = {
    "replace": text(f"REPLACE INTO audit_entries {COPIED} SELECT {OTHERS}"),
    "insert or replace": text(f"INSERT OR REPLACE INTO audit_entries {COPIED} SELECT {OTHERS}"),
    "update or replace": text("UPDATE OR REPLACE audit_entries SET id = (SELECT max(id) FROM audit_entries)"),
    "update or ignore": text("UPDATE OR IGNORE audit_entries SET actor_name = 'somebody else'"),
    "number of the row": text("UPDATE audit_entries SET rowid = rowid + 1000"),
}
CHANGES_OF_POSTGRESQL: dict[str, Executable] = {
    "truncate": text("TRUNCATE audit_entries"),
    "truncate with evenings": text("TRUNCATE events CASCADE"),
    "merge": text(
        "MERGE INTO audit_entries USING (SELECT 1) AS one ON true "
        "WHEN MATCHED THEN UPDATE SET actor_name = 'somebody else'"
    ),
}


def _of(database: Database) -> dict[str, Executable]:
    return {**CHANGES, **(CHANGES_OF_SQLITE if database.is_sqlite else CHANGES_OF_POSTGRESQL)}


def _standing(database: Database, evening: Evening) -> list[audit.Entry]:
    with database.reading() as session:
        return list(audit.entries(session, evening.event_id))


def test_the_database_refuses_to_change_or_remove_an_entry(database: Database, evening: Evening) -> None:
    _noted(database, evening)
    before = _standing(database, evening)
    for change in _of(database).values():
        with pytest.raises(DatabaseError, match="audit log"), database.writing() as session:
            session.execute(change)
    assert _standing(database, evening) == before
    _noted(database, evening)  # and goes on
    assert len(_standing(database, evening)) == 2 + len(before)


def test_no_entry_has_the_number_that_stands_for_none_yet(sqlite_database: Database, sqlite_evening: Evening) -> None:
    """Else every entry after it would be refused, or it could be written over."""
    _noted(sqlite_database, sqlite_evening)
    for number in (-1, 0):
        numbered = OTHERS.replace("id, ", f"{number}, ", 1)
        with pytest.raises(DatabaseError, match="numbered from 1"), sqlite_database.writing() as session:
            session.execute(text(f"INSERT INTO audit_entries {COPIED} SELECT {numbered} LIMIT 1"))


def test_the_session_refuses_to_change_or_remove_an_entry(database: Database, evening: Evening) -> None:
    _noted(database, evening)
    with pytest.raises(DatabaseError, match="never changed"), database.writing() as session:
        session.scalars(select(AuditEntryRow)).first().actor_name = "somebody else"  # type: ignore[union-attr]
    with pytest.raises(DatabaseError, match="anonymised"), database.writing() as session:
        session.delete(session.scalars(select(AuditEntryRow)).first())


def test_an_evening_with_entries_cannot_be_removed_with_them(database: Database, evening: Evening) -> None:
    _noted(database, evening)
    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(delete(EventRow).where(EventRow.id == evening.event_id))


GUARDS = {
    "audit_entries_never_changed": "update",
    "audit_entries_never_replaced": "replace",
    "audit_entries_never_emptied": "truncate",
}


def test_without_its_trigger_an_entry_could_be_changed(database: Database, evening: Evening) -> None:
    """Negative control of the tests above."""
    _noted(database, evening)
    changes, on = _of(database), "" if database.is_sqlite else " ON audit_entries"
    guards = [guard for guard, change in GUARDS.items() if change in changes]
    assert len(guards) == 2
    for guard in guards:
        before = _standing(database, evening)
        with database.writing() as session:
            session.execute(text(f"DROP TRIGGER {guard}{on}"))
            session.execute(changes[GUARDS[guard]])
        assert _standing(database, evening) != before


def test_entries_go_once_the_evening_is_anonymised(database: Database, evening: Evening) -> None:
    _noted(database, evening)
    with database.writing() as session:
        session.execute(update(EventRow).values(anonymised_at=evening.clock.now()))
        session.execute(delete(AuditEntryRow))
    with database.reading() as session:
        assert audit.count(session, evening.event_id) == 0
