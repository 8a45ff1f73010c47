"""Where an evening stands, field for field, from its settings, what was pressed and the time."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import postgresql

from schedules.timetable import ClockAction
from tests.webapp.conftest import Evening
from webapp.database import Database
from webapp.models import EventRow
from webapp.services.event_day import EveningState, act, evening_state, locked_event, state_of
from webapp.services.refusals import Refused

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def state(now: float, *pressed: tuple[float, str], **more: Any) -> EveningState:
    """Two rounds of 7 minutes, 2 between them, 12 to look over one's answers; minutes count from the time announced."""
    event = SimpleNamespace(
        **{
            "id": 5,
            "public_id": "abcde",
            "name": "Rencontres",
            "n_rounds": 2,
            "meeting_minutes": 7,
            "change_over_minutes": 2,
            "closing_minutes": 12,
            "starts_at": START,
            "published_version": 3,
            "sealed_at": None,
            "revealed_at": None,
        }
        | more
    )
    actions = tuple(ClockAction(at=at(minute), action=action) for minute, action in pressed)  # type: ignore[arg-type]
    return state_of(event, actions, at(now))  # type: ignore[arg-type]


def told(found: EveningState) -> dict[str, Any]:
    """A state's fields, without those that are the event's own."""
    own = {"event_id": 5, "public_id": "abcde", "name": "Rencontres", "n_rounds": 2}
    fields = asdict(found)
    assert {name: fields.pop(name) for name in own} == own
    return fields


RUNNING = {
    "paused_in": None,
    "closes_at": None,
    "sealed_at": None,
    "revealed_at": None,
    "published_version": 3,
    "starts": (at(1), at(10)),
    "ends": (at(8), at(17)),
}


def test_before_the_first_bell() -> None:
    planned = {"starts": (at(0), at(9)), "ends": (at(7), at(16))}
    before = RUNNING | planned | {"phase": "before", "round_number": None, "rounds_begun": 0, "actions": ("start",)}
    for now, ends_at, remaining, version in (
        (-61, at(0), timedelta(minutes=61), "3-0-before-0"),
        (-60, at(0), timedelta(minutes=60), "3-0-before-soon-0"),
        (-1, at(0), timedelta(minutes=1), "3-0-before-soon-0"),
        (0, None, None, "3-0-before-due-0"),
        (5, None, None, "3-0-before-due-0"),
    ):
        expected = before | {"now": at(now), "ends_at": ends_at, "remaining": remaining, "version": version}
        assert told(state(now)) == expected
    draft = state(-30, published_version=None)
    assert (draft.phase, draft.actions, draft.remaining, draft.version) == ("draft", (), None, "0-0-draft-0")


def test_while_rounds_run() -> None:
    going = ("end", "extend", "next", "pause")
    assert told(state(3, (1, "start"))) == RUNNING | {
        "phase": "meeting",
        "round_number": 1,
        "rounds_begun": 1,
        "now": at(3),
        "ends_at": at(8),
        "remaining": timedelta(minutes=5),
        "actions": going,
        "version": "3-1-meeting-1",
    }
    assert told(state(8.5, (1, "start"))) == RUNNING | {
        "phase": "change_over",
        "round_number": 2,
        "rounds_begun": 1,
        "now": at(8.5),
        "ends_at": at(10),
        "remaining": timedelta(minutes=1.5),
        "actions": ("end", "next", "pause"),
        "version": "3-1-change_over-2",
    }
    paused = state(6, (1, "start"), (4, "pause"))
    assert (paused.phase, paused.paused_in, paused.round_number) == ("paused", "meeting", 1)
    assert (paused.remaining, paused.ends_at) == (timedelta(minutes=4), None)
    assert (paused.actions, paused.version) == (("end", "extend", "resume"), "3-2-paused-1")
    resumed = state(7, (1, "start"), (4, "pause"), (6, "resume"))
    assert (resumed.phase, resumed.paused_in, resumed.ends_at) == ("meeting", None, at(10))
    assert resumed.starts == (at(1), at(12))


def test_after_the_last_bell() -> None:
    over = RUNNING | {"round_number": None, "rounds_begun": 2, "closes_at": at(29), "actions": ()}
    assert told(state(18, (1, "start"))) == over | {
        "phase": "closing",
        "now": at(18),
        "ends_at": at(29),
        "remaining": timedelta(minutes=11),
        "version": "3-1-closing-0",
    }
    closed = over | {"phase": "closed", "ends_at": None, "remaining": None, "version": "3-1-closed-0"}
    assert told(state(29, (1, "start"))) == closed | {"now": at(29)}
    sealed = state(40, (1, "start"), sealed_at=at(35))
    assert (sealed.phase, sealed.sealed_at, sealed.version) == ("sealed", at(35), "3-1-sealed-0")
    revealed = state(40, (1, "start"), sealed_at=at(35), revealed_at=at(36))
    assert (revealed.phase, revealed.revealed_at, revealed.actions) == ("revealed", at(36), ())


def test_a_round_that_an_early_end_gave_up_is_not_done() -> None:
    def stands(now: float, *pressed: tuple[float, str]) -> list[str]:
        return [state(now, *pressed).round_stands(number) for number in (1, 2)]

    assert stands(-5) == ["to_come", "to_come"]
    assert stands(3, (1, "start")) == ["now", "to_come"]
    assert stands(3, (1, "start"), (2, "pause")) == ["now", "to_come"]
    assert stands(8.5, (1, "start")) == ["done", "now"]
    assert stands(12, (1, "start")) == ["done", "now"]
    assert stands(18, (1, "start")) == ["done", "done"]
    assert stands(6, (1, "start"), (4, "end")) == ["done", "given_up"]
    assert stands(9.5, (1, "start"), (9, "end")) == ["done", "given_up"]
    assert stands(40, (1, "start"), (4, "end")) == ["done", "given_up"]


def test_answers_count_from_the_first_bell_until_choices_close() -> None:
    moments = (0, 1, 8.5, 18, 28.9, 29)
    pressed = ((1, "start"),)
    assert [state(now, *(one for one in pressed if one[0] <= now)).choices_open for now in moments] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    assert state(6, (1, "start"), (4, "pause")).choices_open
    assert not state(20, (1, "start"), sealed_at=at(19)).choices_open
    assert [state(now, (1, "start")).rounds_over for now in (3, 8.5, 18, 29)] == [False, False, True, True]
    assert [state(now).counted_down for now in (-61, -60, 5)] == [False, True, False]


def test_at_least_some_minutes_are_left_to_look_over_ones_answers() -> None:
    assert state(18, (1, "start"), closing_minutes=0).closes_at == at(19)


def test_an_evening_of_one_round() -> None:
    alone = state(3, (1, "start"), n_rounds=1)
    assert (alone.phase, alone.starts, alone.ends) == ("meeting", (at(1),), (at(8),))


def test_what_makes_no_sense_now_is_refused_by_name(sqlite_database: Database, sqlite_evening: Evening) -> None:
    event_id, now = sqlite_evening.event_id, sqlite_evening.clock.now()
    with sqlite_database.writing() as session:
        with pytest.raises(Refused) as caught:
            act(session, event_id, "pause", now)
        assert (caught.value.code, caught.value.values) == ("action_not_now", {"action": "pause", "phase": "before"})
        event = session.get_one(EventRow, event_id)
        event.links_ended_at = now
        session.flush()
        with pytest.raises(Refused, match="links_ended"):
            act(session, event_id, "start", now)
        event.links_ended_at = None
        session.flush()
        act(session, event_id, "start", now)
        event.links_ended_at = now
        session.flush()
        act(session, event_id, "end", now)  # what has begun can be ended
        assert evening_state(session, event_id, now).phase == "closing"


def test_whoever_decides_waits_for_everybody_and_whoever_answers_for_the_decision_alone() -> None:
    """SQLite's writers come one after the other anyway: what PostgreSQL is asked for is looked at."""
    asked: list[tuple[str, dict[str, int]]] = []

    class Asked:
        """A session that notes what it is asked."""

        def scalars(self, statement: Select[EventRow], given: dict[str, int]) -> "Asked":
            asked.append((str(statement.compile(dialect=postgresql.dialect())).split("\n")[-1], given))
            return self

        def one(self) -> None:
            return None

    for named in ({}, {"shared": False}, {"shared": True}):
        locked_event(Asked(), 5, **named)  # type: ignore[arg-type]
    ends = [statement.split(" FOR ")[1] for statement, _ in asked]
    assert ends == ["UPDATE", "UPDATE", "SHARE"]
    assert [given for _, given in asked] == [{"event": 5}] * 3
