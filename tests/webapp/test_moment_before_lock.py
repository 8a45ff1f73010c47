"""Whoever waited for the lock is judged by what happened meanwhile, not by the moment at which they asked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.webapp.conftest import EVENING, SECRET, Evening
from webapp.access import Actor
from webapp.database import Database
from webapp.models import ClockEntryRow, ParticipantRow, PresenceRow
from webapp.services import choices, erasure, event_day, events, planning, plans, presence, repairs, walk_ins
from webapp.services.presence import Stay
from webapp.services.refusals import Refused
from webapp.services.walk_ins import WalkIn

#: When they asked, and when the first round began while they waited.
ASKED, BEGAN = EVENING, EVENING + timedelta(seconds=2)


@pytest.fixture
def overtaken(database: Database, evening: Evening) -> Evening:
    """The first round began after the moment at which the others asked."""
    with database.writing() as session:
        event_day.act(session, evening.event_id, "start", BEGAN)
    return evening


def refusal(database: Database, work: Callable[[Session], object]) -> str:
    """The code of the refusal; "" when it was done."""
    try:
        with database.writing() as session:
            work(session)
    except Refused as error:
        return error.code
    return ""


def test_neither_settings_nor_plan_of_a_running_round_change(database: Database, overtaken: Evening) -> None:
    event_id = overtaken.event_id
    with database.reading() as session:
        settings = events.settings_of(session, event_id)
        draft = planning.compute(planning.inputs(session, event_id))
    for work in (
        lambda session: events.change_settings(session, event_id, settings, ASKED),
        lambda session: plans.store(session, event_id, draft, ASKED),
        lambda session: plans.publish(session, event_id, ASKED),
    ):
        assert refusal(database, work) == "evening_has_begun"


def test_a_repair_of_before_the_round_is_stale(database: Database, evening: Evening) -> None:
    event_id = evening.event_id
    with database.writing() as session:
        presence.note(session, event_id, evening.people["C03-1"], Stay(2), ASKED)
    with database.reading() as session:
        given = repairs.situation(session, event_id, ASKED)
    made = repairs.repair(given)
    with database.writing() as session:
        event_day.act(session, event_id, "start", BEGAN)
    assert refusal(database, lambda session: repairs.publish(session, event_id, made, made.token, ASKED)) == (
        "preview_stale"
    )


def test_a_button_pressed_before_another_one_that_was_first_comes_after_it(
    database: Database, overtaken: Evening
) -> None:
    event_id = overtaken.event_id
    assert refusal(database, lambda session: event_day.act(session, event_id, "start", ASKED)) == "action_not_now"
    assert refusal(database, lambda session: event_day.act(session, event_id, "pause", ASKED)) == ""
    with database.reading() as session:
        assert event_day.evening_state(session, event_id, BEGAN).phase == "paused"  # not passed over
        entries = session.execute(select(ClockEntryRow.action, ClockEntryRow.at).order_by(ClockEntryRow.id)).all()
    assert [tuple(one) for one in entries] == [("start", BEGAN), ("pause", BEGAN)]


def test_who_walks_in_comes_for_the_round_after_the_one_that_began(database: Database, overtaken: Evening) -> None:
    came = WalkIn(first_name="Zoé", last_name="Faller", organisation_name="Atelier du Pont", side="company")
    with database.writing() as session:
        number = walk_ins.add(session, overtaken.event_id, came, secret_key=SECRET, now=ASKED)
        assert session.get_one(PresenceRow, number).first_round == 2


def test_who_is_erased_was_there_for_the_round_that_began(database: Database, overtaken: Evening) -> None:
    number = overtaken.people["C01-1"]
    with database.writing() as session:
        erasure.erase(session, overtaken.event_id, number, actor=Actor(kind="owner"), now=ASKED)
        assert presence.stays(session, overtaken.event_id)[number].last_round == 1
        assert session.get_one(ParticipantRow, number).erased_at == ASKED


def test_nothing_is_noted_once_the_evening_was_ended_and_nothing_sealed_early(
    database: Database, overtaken: Evening
) -> None:
    event_id = overtaken.event_id
    with database.writing() as session:
        event_day.act(session, event_id, "end", BEGAN)
    note = lambda session: presence.note(session, event_id, overtaken.people["C01-1"], Stay(2), ASKED)  # noqa: E731
    assert refusal(database, note) == "rounds_are_over"
    assert refusal(database, lambda session: choices.seal(session, event_id, ASKED)) == "seal_too_early"
