"""What a former database knows, field for field, and what of it is said again in a copy that is put back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import SignUps
from tests.webapp.conftest import Evening, HandClock, make_evening
from webapp import emptied_mark
from webapp.database import Database
from webapp.models import ConsentRow, EventRow, ParticipantRow
from webapp.services import forgetting, seals_undone
from webapp.services.said_since import Said, Saying, everything_said, say_again
from webapp.services.seals_undone import KnownEvening
from webapp.upkeep.emptying import empty_files

AT = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


@pytest.fixture
def other(sqlite_database: Database, three_by_three: SignUps, clock: HandClock) -> Evening:
    return make_evening(sqlite_database, three_by_three, clock, owner="other@example.org", name="L’autre")


def said(hours: int = 0, *, purpose: str = "contacts", field: str = "email", granted: bool = True) -> Said:
    return Said(
        purpose=purpose,
        field=field,
        granted=granted,
        text_version="2026-11-b",
        at=AT + timedelta(hours=hours),
        channel="team",
    )


def key_of(session: Session, evening: Evening, code: str) -> str:
    return session.get_one(ParticipantRow, evening.people[code]).person_key


def test_what_was_said_is_said_again_by_those_who_said_it(
    sqlite_database: Database, sqlite_evening: Evening, other: Evening
) -> None:
    with sqlite_database.writing() as session:
        anne, bruno, there = (
            (evening.public_id, key_of(session, evening, code))
            for evening, code in ((sqlite_evening, "C01-1"), (sqlite_evening, "C02-1"), (other, "C01-1"))
        )

        def by(who: tuple[str, str], word: Said) -> Saying:
            return Saying(public_id=who[0], person_key=who[1], said=word)

        first = [by(anne, said(1)), by(anne, said(1, field="phone", granted=False)), by(bruno, said(3))]
        assert say_again(session, first) == 2
        assert everything_said(session) == first
        later = [
            by(anne, said(1, granted=False)),  # no later than what stands
            by(anne, said(0, granted=False)),
            by(anne, said(2, granted=False)),
            by(anne, said(0, purpose="introductions")),  # of this nothing stands
            by(bruno, said(2)),
            by(there, said(9)),
            by(("elsewhere", anne[1]), said(9)),
            by((other.public_id, anne[1]), said(9)),  # a key of another evening
        ]
        assert say_again(session, later) == 2
        assert everything_said(session) == [*first, later[2], later[3], later[5]]
        assert say_again(session, later) == 0
        assert len(session.scalars(select(ConsentRow)).all()) == 6


def test_nobody_says_anything_in_the_place_of_whoever_is_erased_or_has_no_key(
    sqlite_database: Database, sqlite_evening: Evening
) -> None:
    with sqlite_database.writing() as session:
        anne = session.get_one(ParticipantRow, sqlite_evening.people["C01-1"])
        key, anne.erased_at = anne.person_key, AT
        session.get_one(ParticipantRow, sqlite_evening.people["C02-1"]).person_key = ""
        session.flush()
        sayings = [Saying(public_id=sqlite_evening.public_id, person_key=one, said=said()) for one in (key, "")]
        assert say_again(session, sayings) == 0
        assert everything_said(session) == []


def test_which_seals_a_copy_would_undo(sqlite_database: Database, sqlite_evening: Evening, other: Evening) -> None:
    with sqlite_database.writing() as session:
        here, there = (session.get_one(EventRow, one.event_id) for one in (sqlite_evening, other))
        open_ones = seals_undone.known_evenings(session)
        assert open_ones == [
            KnownEvening(public_id=here.public_id, name="Rencontres d’essai", sealed=False, anonymised=False),
            KnownEvening(public_id=there.public_id, name="L’autre", sealed=False, anonymised=False),
        ]
        there.sealed_at = AT
        session.flush()
        sealed = seals_undone.known_evenings(session)
        assert [one.sealed for one in sealed] == [False, True]
        assert seals_undone.seals_undone(session, sealed) == []  # sealed here as well
        there.sealed_at, here.anonymised_at = None, AT
        session.flush()
        assert [one.anonymised for one in seals_undone.known_evenings(session)] == [True, False]
        assert seals_undone.seals_undone(session, open_ones) == []
        assert seals_undone.seals_undone(session, sealed) == ["L’autre"]
        gone = KnownEvening(public_id=there.public_id, name="L’autre", sealed=True, anonymised=True)
        elsewhere = KnownEvening(public_id="elsewhere", name="Ailleurs", sealed=True, anonymised=False)
        assert seals_undone.seals_undone(session, [gone, elsewhere]) == []


def test_when_somebody_was_forgotten_and_when_anything_was_removed(
    sqlite_database: Database, sqlite_evening: Evening, other: Evening
) -> None:
    day = timedelta(days=1)
    with sqlite_database.writing() as session:
        assert (forgetting.last_forgetting(session), forgetting.last_removal(session)) == (None, None)
        here, there = (session.get_one(EventRow, one.event_id) for one in (sqlite_evening, other))
        there.choices_destroyed_at = AT + 2 * day
        session.flush()
        assert (forgetting.last_forgetting(session), forgetting.last_removal(session)) == (None, AT + 2 * day)
        here.links_ended_at = AT + 3 * day
        session.flush()
        assert (forgetting.last_forgetting(session), forgetting.last_removal(session)) == (None, AT + 3 * day)
        session.get_one(ParticipantRow, other.people["C01-1"]).erased_at = AT
        session.flush()
        assert (forgetting.last_forgetting(session), forgetting.last_removal(session)) == (AT, AT + 3 * day)
        here.anonymised_at = AT + day
        session.flush()
        assert (forgetting.last_forgetting(session), forgetting.last_removal(session)) == (AT + day, AT + 3 * day)
        there.anonymised_at = AT + 4 * day
        session.flush()
        assert (forgetting.last_forgetting(session), forgetting.last_removal(session)) == (AT + 4 * day, AT + 4 * day)


def test_tables_about_people_are_those_with_a_column_about_them() -> None:
    found = forgetting.personal_tables()
    assert {"participants", "choices", "consents", "audit_entries", "accounts"} <= set(found)
    assert "clock_entries" not in found
    assert len(found) == len(set(found))


@pytest.mark.parametrize("is_sqlite", [True, False])
@pytest.mark.parametrize("done", [True, False])
def test_the_mark_is_taken_away_first_and_comes_back_when_it_is_done(
    sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path, *, is_sqlite: bool, done: bool
) -> None:
    """PostgreSQL's files are emptied when there is something to do, SQLite's at every start, without a mark."""
    with sqlite_database.writing() as session:
        session.get_one(EventRow, sqlite_evening.event_id).links_ended_at = AT
    asked: list[tuple[list[str], bool]] = []

    class Watched:
        """The database, as one of the other kind may be."""

        reading = staticmethod(sqlite_database.reading)

        def __init__(self) -> None:
            self.is_sqlite = is_sqlite

        def forget_deleted(self, tables: list[str]) -> bool:
            asked.append((tables, emptied_mark.stands(tmp_path, AT)))
            return done

    emptied_mark.note(tmp_path, AT)
    assert empty_files(Watched(), tmp_path) == done  # type: ignore[arg-type]
    assert asked == [(forgetting.personal_tables(), is_sqlite)]
    assert emptied_mark.stands(tmp_path, AT) == (is_sqlite or done)
