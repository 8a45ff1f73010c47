"""One-sided choices are destroyed of one evening, and the date of it is written when there were any or for once."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import SignUps
from tests.webapp.conftest import Evening, HandClock, answer, begin, everybody_consents, make_evening, partner_in
from webapp.database import Database
from webapp.models import ChoiceRow, EventRow
from webapp.services.destruction import destroy_choices


def left(session: Session, evening: Evening) -> int:
    return session.scalar(select(func.count()).where(ChoiceRow.event_id == evening.event_id)) or 0


def destroyed_at(session: Session, evening: Evening) -> datetime | None:
    return session.get_one(EventRow, evening.event_id).choices_destroyed_at


def test_choices_of_one_evening_go_and_those_of_another_stay(
    sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps, clock: HandClock
) -> None:
    other = make_evening(sqlite_database, three_by_three, clock, owner="other@example.org")
    for one in (sqlite_evening, other):
        everybody_consents(sqlite_database, one)
        begin(sqlite_database, one)
        partner = partner_in(sqlite_database, one, "C01-1", 1)
        answer(sqlite_database, one, one.people["C01-1"], partner, "yes")
    first, second, third = (clock.now() + timedelta(hours=hours) for hours in (30, 31, 32))
    with sqlite_database.writing() as session:
        before = left(session, other)
        assert (left(session, sqlite_evening) > 0, before > 0) == (True, True)
        assert destroy_choices(session, sqlite_evening.event_id, first)
        assert (left(session, sqlite_evening), left(session, other)) == (0, before)
        assert (destroyed_at(session, sqlite_evening), destroyed_at(session, other)) == (first, None)
        assert not destroy_choices(session, sqlite_evening.event_id, second)  # there is nothing more
        assert destroyed_at(session, sqlite_evening) == first
    answer(
        sqlite_database,
        sqlite_evening,
        sqlite_evening.people["C01-1"],
        partner_in(sqlite_database, sqlite_evening, "C01-1", 1),
        "not",
    )
    with sqlite_database.writing() as session:
        assert destroy_choices(session, sqlite_evening.event_id, third)  # there were some again
        assert (destroyed_at(session, sqlite_evening), destroyed_at(session, other)) == (third, None)


def test_an_evening_without_choices_is_marked_once(
    sqlite_database: Database, sqlite_evening: Evening, clock: HandClock
) -> None:
    now = clock.now()
    with sqlite_database.writing() as session:
        assert destroy_choices(session, sqlite_evening.event_id, now)
        assert not destroy_choices(session, sqlite_evening.event_id, now + timedelta(hours=1))
        assert destroyed_at(session, sqlite_evening) == now
        assert not destroy_choices(session, sqlite_evening.event_id + 1, now)
