"""Which meetings have begun: of this evening, of the plan that is published, up to the round that is under way."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import SignUps
from tests.webapp.conftest import Evening, HandClock, begin, make_evening
from webapp.database import Database
from webapp.models import EventRow, MeetingRow, PlanRow
from webapp.services import planning, plans
from webapp.services.begun_meetings import begun_meetings, have_met, rounds_of_pairs
from webapp.services.event_day import evening_state


def second_version(database: Database, evening: Evening) -> None:
    """A plan without meetings of the first round, stored and not published."""
    with database.reading() as session:
        draft = planning.compute(planning.inputs(session, evening.event_id))
    with database.writing() as session:
        plans.store(session, evening.event_id, draft, evening.clock.now())
        second = session.scalars(
            select(PlanRow).where(PlanRow.event_id == evening.event_id, PlanRow.version == 2)
        ).one()
        for meeting in session.scalars(select(MeetingRow).where(MeetingRow.plan_id == second.id)).all():
            if meeting.round_number == 1:
                session.delete(meeting)


def of_version(session: Session, evening: Evening, version: int) -> list[MeetingRow]:
    """A version's meetings."""
    return list(
        session.scalars(
            select(MeetingRow)
            .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
            .where(PlanRow.event_id == evening.event_id, PlanRow.version == version)
        )
    )


def test_meetings_of_other_evenings_and_versions_do_not_count(
    sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps, clock: HandClock
) -> None:
    other = make_evening(sqlite_database, three_by_three, clock, owner="other@example.org")
    for one in (sqlite_evening, other):
        second_version(sqlite_database, one)
        begin(sqlite_database, one)
    with sqlite_database.writing() as session:
        first, second = (of_version(session, sqlite_evening, version) for version in (1, 2))
        assert (len(first), len(second)) == (9, 6)
        state = evening_state(session, sqlite_evening.event_id, clock.now())
        begun = session.scalars(begun_meetings(state)).all()
        assert {one.id for one in begun} == {one.id for one in first if one.round_number == 1}
        assert rounds_of_pairs(session, sqlite_evening.event_id) == {
            pair: one.round_number
            for one in first
            for pair in (
                (one.company_participant_id, one.association_participant_id),
                (one.association_participant_id, one.company_participant_id),
            )
        }
        pairs = {(one.company_participant_id, one.association_participant_id): one.round_number for one in first}
        rows = session.connection()
        assert {pair: have_met(rows, state, *pair) for pair in pairs} == {
            pair: number == 1 for pair, number in pairs.items()
        }
        session.get_one(EventRow, sqlite_evening.event_id).published_version = 2
        session.flush()
        state = evening_state(session, sqlite_evening.event_id, clock.now())
        assert session.scalars(begun_meetings(state)).all() == []
        assert len(rounds_of_pairs(session, sqlite_evening.event_id)) == 12
        assert not any(have_met(session.connection(), state, *pair) for pair in pairs)
