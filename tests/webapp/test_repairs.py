"""Repairs of the published plan, on both databases: what was played and answered stays, versions follow each other."""

import pytest
from sqlalchemy import func, select

from tests.webapp.conftest import SECRET, Evening, answer, begin, end_and_close, everybody_consents, partner_in
from webapp.database import Database
from webapp.models import ChoiceRow, PlanRow
from webapp.services import board, choices, contacts, plans, presence, repairs, walk_ins
from webapp.services.own_evening import own_evening
from webapp.services.presence import ABSENT, Stay
from webapp.services.refusals import Refused
from webapp.services.repairs import Repair
from webapp.services.walk_ins import WalkIn


def computed(database: Database, evening: Evening) -> Repair:
    with database.reading() as session:
        given = repairs.situation(session, evening.event_id, evening.clock.now())
    return repairs.repair(given)


def published(database: Database, evening: Evening) -> int:
    made = computed(database, evening)
    with database.writing() as session:
        return repairs.publish(session, evening.event_id, made, made.token, evening.clock.now())


def note(database: Database, evening: Evening, code: str, stay: Stay | None) -> None:
    with database.writing() as session:
        presence.note(session, evening.event_id, evening.people[code], stay, evening.clock.now())


def test_without_a_change_the_published_plan_stands(database: Database, evening: Evening) -> None:
    assert computed(database, evening).nothing_changes
    note(database, evening, "C01-1", Stay())
    assert computed(database, evening).nothing_changes
    with database.reading() as session:
        assert repairs.unplanned_people(session, evening.event_id) == []


def test_somebody_absent_then_back_is_repaired_twice_and_history_stays(database: Database, evening: Evening) -> None:
    note(database, evening, "A02-1", ABSENT)
    with database.reading() as session:
        assert [one.code for one in repairs.unplanned_people(session, evening.event_id)] == ["A02-1"]
    assert published(database, evening) == 2
    gone = evening.people["A02-1"]
    with database.reading() as session:
        assert repairs.unplanned_people(session, evening.event_id) == []
        assert plans.own_meetings(session, gone) == {}
        assert "Muller" not in [seat.last_name for seat in board.board(session, evening.event_id, 1)]
        assert own_evening(session, evening.event_id, gone, evening.clock.now()).away
    note(database, evening, "A02-1", None)
    assert published(database, evening) == 3
    with database.reading() as session:
        assert len(plans.own_meetings(session, gone)) == 3
        kept = session.scalar(select(func.count(PlanRow.id)).where(PlanRow.event_id == evening.event_id))
    assert kept == 3


def test_a_played_meeting_and_its_answers_survive_somebody_leaving(database: Database, begun: Evening) -> None:
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    answer(database, begun, one, other, "yes")
    answer(database, begun, other, one, "yes")
    note(database, begun, "C01-1", Stay(1, 1))
    assert published(database, begun) == 2
    with database.reading() as session:
        assert {number: met.partner_of(one).id for number, met in plans.own_meetings(session, one).items()} == {
            1: other
        }
        rows = session.scalar(select(func.count()).select_from(ChoiceRow).where(ChoiceRow.answer != ""))
    assert rows == 2
    end_and_close(database, begun)
    with database.writing() as session:
        assert choices.seal(session, begun.event_id, begun.clock.now()) == 1
        choices.reveal(session, begun.event_id, begun.clock.now())
    with database.reading() as session:
        assert len(contacts.mutual_pairs(session, begun.event_id)) == 1


def test_nobody_answers_about_a_meeting_that_fell_out(database: Database, begun: Evening) -> None:
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 2)
    code = next(code for code, number in begun.people.items() if number == other)
    note(database, begun, code, Stay(1, 1))
    published(database, begun)
    begun.clock.go(minutes=10)
    with database.writing() as session, pytest.raises(Refused, match="not_met"):
        choices.record(session, participant_id=one, partner_id=other, answer="yes", sequence=1, now=begun.clock.now())


def test_two_organisers_publish_the_same_preview_once(database: Database, evening: Evening) -> None:
    note(database, evening, "C03-1", ABSENT)
    made = computed(database, evening)
    with database.writing() as session:
        assert repairs.publish(session, evening.event_id, made, made.token, evening.clock.now()) == 2
    with database.writing() as session, pytest.raises(Refused, match="preview_stale"):
        repairs.publish(session, evening.event_id, made, made.token, evening.clock.now())


def test_a_preview_of_before_the_bell_is_not_published_after_it(database: Database, evening: Evening) -> None:
    note(database, evening, "C03-1", ABSENT)
    made = computed(database, evening)
    begin(database, evening)
    with database.writing() as session, pytest.raises(Refused, match="preview_stale"):
        repairs.publish(session, evening.event_id, made, made.token, evening.clock.now())


def test_a_walk_in_on_the_longer_side_is_not_left_alone(database: Database, evening: Evening) -> None:
    everybody_consents(database, evening)
    came = WalkIn(first_name="Nadia", last_name="Benali", organisation_name="Radio", side="association")
    with database.writing() as session:
        number = walk_ins.add(session, evening.event_id, came, secret_key=SECRET, now=evening.clock.now())
    published(database, evening)
    with database.reading() as session:
        assert len(plans.own_meetings(session, number)) == 2  # of three rounds, three tables for four people


def test_a_break_says_that_the_person_opposite_is_not_there(database: Database, evening: Evening) -> None:
    begin(database, evening)
    partner = partner_in(database, evening, "C01-1", 1)
    code = next(code for code, number in evening.people.items() if number == partner)
    note(database, evening, code, ABSENT)
    published(database, evening)
    with database.reading() as session:
        seen = own_evening(session, evening.event_id, evening.people["C01-1"], evening.clock.now())
    assert seen.breaks[1].code == "partner_away"
    assert next(stop.round_number for stop in seen.changed) == 1


def test_nothing_is_noted_or_repaired_once_the_rounds_are_over(database: Database, begun: Evening) -> None:
    end_and_close(database, begun)
    with pytest.raises(Refused, match="rounds_are_over"):
        note(database, begun, "C01-1", ABSENT)
    with pytest.raises(Refused, match="rounds_are_over"):
        computed(database, begun)
