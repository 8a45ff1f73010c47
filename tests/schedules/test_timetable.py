"""The clock of an evening follows from the log of actions alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.timetable import (
    ACTION_NAMES,
    ClockAction,
    RoundSettings,
    allowed_actions,
    evening_clock,
    planned_times,
)

START = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
THREE_ROUNDS = RoundSettings(n_rounds=3, meeting_minutes=8, change_over_minutes=2)


def after(minutes):
    return START + timedelta(minutes=minutes)


def log(*entries):
    return [ClockAction(after(minutes), action) for minutes, action in entries]


def clock(minutes, *entries, settings=THREE_ROUNDS):
    return evening_clock(settings, log(*entries), after(minutes))


def shown(minutes, *entries, settings=THREE_ROUNDS):
    seen = clock(minutes, *entries, settings=settings)
    return seen.phase, seen.round_number, seen.remaining / timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-1, ("before", None, 0)),
        (0, ("meeting", 0, 8)),
        (7.5, ("meeting", 0, 0.5)),
        (8, ("change_over", 1, 2)),
        (9, ("change_over", 1, 1)),
        (10, ("meeting", 1, 8)),
        (20, ("meeting", 2, 8)),
        (27.75, ("meeting", 2, 0.25)),
        (28, ("finished", None, 0)),
        (500, ("finished", None, 0)),
    ],
)
def test_an_evening_that_nobody_touches(minutes, expected):
    assert shown(minutes, (0, "start")) == expected


def test_the_moments_of_the_clock():
    seen = clock(9, (0, "start"))
    assert seen.ends_at == after(10)
    assert seen.rounds_begun == 1
    assert seen.starts == (after(0), after(10), after(20))
    assert seen.finished_at is None
    over = clock(30, (0, "start"))
    assert over.finished_at == after(28)
    assert over.ends_at is None
    assert over.rounds_begun == 3
    assert clock(5).starts == (None, None, None)


@pytest.mark.parametrize(
    ("minutes", "entries", "expected"),
    [
        (6, [(0, "start"), (3, "pause")], ("paused", 0, 5)),
        (7, [(0, "start"), (3, "pause"), (6, "resume")], ("meeting", 0, 4)),
        (9.5, [(0, "start"), (9, "pause")], ("paused", 1, 1)),
        (3, [(0, "start"), (3, "next")], ("change_over", 1, 2)),
        (5, [(0, "start"), (3, "next")], ("meeting", 1, 8)),
        (4, [(0, "start"), (3, "next"), (4, "next")], ("meeting", 1, 8)),
        (25, [(0, "start"), (24, "next")], ("finished", None, 0)),
        (7, [(0, "start"), (3, "extend")], ("meeting", 0, 2)),
        (7, [(0, "start"), (3, "extend"), (4, "extend")], ("meeting", 0, 3)),
        (7, [(0, "start"), (3, "pause"), (4, "extend")], ("paused", 0, 6)),
        (4, [(0, "start"), (3, "end")], ("finished", None, 0)),
        (4, [(0, "start"), (2, "pause"), (3, "end")], ("finished", None, 0)),
        (2, [(0, "start"), (3, "end")], ("meeting", 0, 6)),
    ],
)
def test_the_organisers_buttons(minutes, entries, expected):
    assert shown(minutes, *entries) == expected


@pytest.mark.parametrize(
    "senseless",
    [(3, "start"), (3, "resume"), (9, "extend"), (-1, "pause"), (-1, "end"), (-1, "next"), (40, "next"), (40, "start")],
)
def test_what_makes_no_sense_changes_nothing(senseless):
    for minutes in (-2, 0, 5, 9, 11, 41):
        assert clock(minutes, (0, "start"), senseless) == clock(minutes, (0, "start"))


def test_a_second_pause_changes_nothing():
    twice = [(0, "start"), (3, "pause"), (4, "pause"), (4, "next"), (5, "resume")]
    once = [(0, "start"), (3, "pause"), (5, "resume")]
    assert clock(6, *twice) == clock(6, *once)


def test_a_pause_says_what_it_interrupted_and_when_rounds_would_begin():
    seen = clock(12, (0, "start"), (9, "pause"))
    assert (seen.paused_in, seen.ends_at, seen.rounds_begun) == ("change_over", None, 1)
    assert seen.starts == (after(0), after(13), after(23))


def test_rounds_cut_off_by_the_end_have_no_start():
    seen = clock(30, (0, "start"), (12, "end"))
    assert seen.starts == (after(0), after(10), None)
    assert seen.finished_at == after(12)


def test_without_a_change_over_the_next_meeting_follows_the_bell():
    no_break = RoundSettings(n_rounds=2, meeting_minutes=5, change_over_minutes=0)
    assert shown(5, (0, "start"), settings=no_break) == ("meeting", 1, 5)
    assert shown(2, (0, "start"), (2, "next"), settings=no_break) == ("meeting", 1, 5)
    assert shown(10, (0, "start"), settings=no_break) == ("finished", None, 0)


def test_the_plan_of_the_evening():
    times = planned_times(THREE_ROUNDS, START)
    assert times == [(after(0), after(8)), (after(10), after(18)), (after(20), after(28))]
    assert [first for first, _ in times] == list(clock(0, (0, "start")).starts)


def test_the_night_when_clocks_change():
    """From 01:58 summer begins at 02:00: the wall clock jumps an hour, the rounds do not."""
    paris = ZoneInfo("Europe/Paris")
    start = datetime(2026, 3, 29, 1, 58, tzinfo=paris)
    times = planned_times(THREE_ROUNDS, start)
    assert [f"{first:%H:%M}" for first, _ in times] == ["01:58", "03:08", "03:18"]
    seen = evening_clock(THREE_ROUNDS, [ClockAction(start, "start")], datetime(2026, 3, 29, 3, 7, tzinfo=paris))
    assert (seen.phase, seen.remaining) == ("change_over", timedelta(minutes=1))


def test_times_without_a_zone_are_refused():
    naive = datetime(2026, 3, 12, 18, 30)  # noqa: DTZ001  what is refused
    for refused in (
        lambda: ClockAction(naive, "start"),
        lambda: planned_times(THREE_ROUNDS, naive),
        lambda: evening_clock(THREE_ROUNDS, [], naive),
    ):
        with pytest.raises(ValueError, match="time zone"):
            refused()


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"n_rounds": 0}, "n_rounds"), ({"meeting_minutes": 0}, "meeting"), ({"change_over_minutes": -1}, "change_over")],
)
def test_settings_without_sense_are_refused(fields, named):
    with pytest.raises(ValueError, match=named):
        RoundSettings(**fields)


def test_an_unknown_action_is_refused():
    with pytest.raises(ValueError, match="stop"):
        ClockAction(START, "stop")


LOGS = st.lists(st.tuples(st.integers(-5, 120), st.sampled_from(ACTION_NAMES)), max_size=12)
MINUTES = st.integers(-10, 200)


@given(entries=LOGS, minutes=MINUTES)
@settings(max_examples=200, deadline=None)
def test_only_what_is_allowed_has_an_effect(entries, minutes):
    before = clock(minutes, *entries)
    assert (before.ends_at is not None) == (before.phase in ("meeting", "change_over"))
    if before.ends_at is not None:
        assert before.ends_at - after(minutes) == before.remaining > timedelta(0)
    assert before.rounds_begun == sum(start is not None and start <= after(minutes) for start in before.starts)
    earlier = [entry for entry in entries if entry[0] <= minutes]
    for action in ACTION_NAMES:
        changed = clock(minutes, *earlier, (minutes, action))
        assert (changed != before) == (action in allowed_actions(before))


@given(entries=LOGS, minutes=MINUTES)
@settings(max_examples=200, deadline=None)
def test_the_order_of_the_log_and_the_future_do_not_matter(entries, minutes):
    distinct = dict(entries)
    unordered = list(distinct.items())
    seen = clock(minutes, *unordered)
    assert clock(minutes, *sorted(unordered)) == seen
    assert clock(minutes, *[entry for entry in unordered if entry[0] <= minutes]) == seen


@given(entries=LOGS, first=MINUTES, later=MINUTES)
@settings(max_examples=200, deadline=None)
def test_rounds_never_go_back(entries, first, later):
    first, later = sorted((first, later))
    one, other = clock(first, *entries), clock(later, *entries)
    assert one.rounds_begun <= other.rounds_begun
    assert one.phase != "finished" or other.phase == "finished"
    assert (one.round_number or 0) <= (other.round_number or 99)
    assert other.starts[: one.rounds_begun] == one.starts[: one.rounds_begun]


@given(paused_at=st.integers(0, 27), pause=st.integers(1, 60), later=st.integers(0, 60))
def test_a_pause_shifts_the_rest_of_the_evening(paused_at, pause, later):
    shifted = clock(paused_at + pause + later, (0, "start"), (paused_at, "pause"), (paused_at + pause, "resume"))
    plain = clock(paused_at + later, (0, "start"))
    assert (shifted.phase, shifted.round_number, shifted.remaining) == (
        plain.phase,
        plain.round_number,
        plain.remaining,
    )


@given(entries=LOGS, minutes=MINUTES)
@settings(max_examples=100, deadline=None)
def test_next_reaches_what_time_would_have_reached(entries, minutes):
    entries = [entry for entry in entries if entry[0] <= minutes]
    before = clock(minutes, *entries)
    if "next" not in allowed_actions(before):
        return
    pressed = clock(minutes, *entries, (minutes, "next"))
    waited = evening_clock(THREE_ROUNDS, log(*entries), before.ends_at)
    assert (pressed.phase, pressed.round_number, pressed.remaining) == (
        waited.phase,
        waited.round_number,
        waited.remaining,
    )
