"""Whoever idles is told why, and what they are told is true."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from schedules import PlanningProblem, build_plan
from schedules.constraints import allowed_pairs, presence, tables_per_round
from schedules.rounds.idle_rounds import IdleReason, idle_reasons
from tests.schedules.timed_evenings import evenings_in_rounds


def at_tables(lines):
    """Meetings at tables numbered within each round."""
    lines = np.array(lines, np.int64).reshape(-1, 3)
    first = np.searchsorted(lines[:, 0], lines[:, 0])
    return np.column_stack([lines[:, 0], np.arange(len(lines)) - first, lines[:, 1:]])


def reasons(problem, lines):
    return {
        (idle.side, idle.participant, idle.round_number): idle.reason
        for idle in idle_reasons(problem, at_tables(lines))
    }


ROW_0_AWAY = [[False, True], [True, True], [True, True]]
NARROW = {"n_tables": 1}


@pytest.mark.parametrize(
    ("fields", "lines", "who", "code", "sentence"),
    [
        ({"break_rounds": [1]}, [(0, 0, 0)], ("row", 0, 1), "idle_common_break", "Round 1 is a break for everybody."),
        (
            {"row_available": ROW_0_AWAY},
            [(0, 1, 1), (1, 0, 0)],
            ("row", 0, 0),
            "idle_not_there",
            "Row 0 is not there in round 0.",
        ),
        (
            {"n_tables": 2, "column_seats": [-1, 1, -1], "table_available": [[True, True], [True, False]]},
            [(0, 0, 0), (0, 1, 1), (1, 0, 2)],
            ("column", 1, 1),
            "idle_table_missing",
            "Column 1 keeps table 1, which is not free in round 1.",
        ),
        (
            {"row_limits": [(0, 1), (0, 2), (0, 2)]},
            [(0, 0, 0), (1, 1, 0)],
            ("row", 0, 1),
            "idle_at_most",
            "Row 0 has all 1 meetings they may have in other rounds.",
        ),
        (
            {"row_breaks": [(0, 1), (-1, -1), (-1, -1)]},
            [(0, 0, 0), (1, 1, 0)],
            ("row", 0, 1),
            "idle_own_break",
            "Row 0 asked for a break between rounds 0 and 1.",
        ),
        (
            {"column_available": [[True, True], [True, True], [False, True]]},
            [(0, 0, 0), (0, 1, 1)],
            ("row", 2, 0),
            "idle_fewer_opposite",
            "In round 0 3 are there on this side and 2 on the other, who all have a meeting: 1 have to wait.",
        ),
        (NARROW, [(0, 0, 0)], ("column", 2, 0), "idle_tables", "All 1 tables of round 0 are taken."),
        (
            {"forbidden": [(0, 2)]},
            [(0, 0, 0), (1, 1, 1)],
            ("row", 0, 1),
            "idle_partners",
            "Of those who are there in round 1, 1 meet Row 0 in another round, 1 meet somebody else, 1 cannot or are "
            "not to meet them.",
        ),
        (
            {},
            [(0, 0, 0), (0, 1, 1)],
            ("row", 2, 0),
            "idle_not_planned",
            "In round 0 1 people are free whom Row 2 could meet, but the plan has no such meeting.",
        ),
    ],
)
def test_each_reason(fields, lines, who, code, sentence):
    found = reasons(PlanningProblem(np.full((3, 3), 0.5), n_rounds=2, **fields), lines)[who]
    assert (found.code, str(found)) == (code, sentence)


def test_every_reason_is_tested():
    cases = next(mark for mark in test_each_reason.pytestmark if mark.name == "parametrize").args[1]
    assert {case[3] for case in cases} == set(IdleReason.SENTENCES)


def test_colleagues_who_have_met_count_as_met():
    """Rows 0 and 1 are of one organisation: what one has met is met for the other."""
    problem = PlanningProblem(np.ones((2, 1)), n_rounds=2, row_groups=[0, 0])
    found = reasons(problem, [(0, 0, 0)])["row", 1, 1]
    assert (found.code, found.values["met"]) == ("idle_partners", 1)


@given(evening=evenings_in_rounds())
@settings(max_examples=120, deadline=None)
def test_every_idle_round_has_one_reason_and_it_is_true(evening):
    problem, lines = evening
    lines = lines[np.argsort(lines[:, 0], kind="stable")]
    found = idle_reasons(problem, at_tables(lines))
    busy = [{(who, r) for r, who in lines[:, [0, part]].tolist()} for part in (1, 2)]
    people = [(0, "row", problem.n_rows), (1, "column", problem.n_columns)]
    expected = [
        (name, who, r) for side, name, n in people for who in range(n) for r in range(problem.n_rounds)
        if (who, r) not in busy[side]
    ]  # fmt: skip
    assert [(idle.side, idle.participant, idle.round_number) for idle in found] == expected
    there, room, allowed = presence(problem), tables_per_round(problem), allowed_pairs(problem)
    met = {(row, column) for _, row, column in lines.tolist()}
    sizes = Counter(lines[:, 0].tolist())
    for idle in found:
        side, who, r = ("row", "column").index(idle.side), idle.participant, idle.round_number
        values, opposite = idle.reason.values, range((problem.n_columns, problem.n_rows)[side])
        here = [other for other in opposite if there[1 - side][other, r]]
        pair_of = {other: (who, other) if side == 0 else (other, who) for other in opposite}
        code = idle.reason.code
        assert there[side][who, r] == (code not in ("idle_not_there", "idle_table_missing"))
        if code == "idle_own_break":
            windows = (problem.row_breaks, problem.column_breaks)[side]
            rest = set(range(windows[who][0], windows[who][1] + 1)) - {r}
            assert all((who, other_round) in busy[side] for other_round in rest)
        elif code == "idle_fewer_opposite":
            assert there[side][:, r].sum() - len(here) == values["idle"] > 0
            assert all((other, r) in busy[1 - side] for other in here)
        elif code == "idle_tables":
            assert sizes[r] == room[r] == values["tables"]
        elif code == "idle_partners":
            may = [other for other in here if allowed[pair_of[other]] and pair_of[other] not in met]
            assert values["met"] == sum(pair_of[other] in met for other in here)
            assert values["met"] + values["taken"] + values["barred"] == len(here)
            assert values["taken"] == sum((other, r) in busy[1 - side] for other in may)
        elif code == "idle_not_planned":
            free = [o for o in here if allowed[pair_of[o]] and pair_of[o] not in met and (o, r) not in busy[1 - side]]
            assert 0 < values["free"] <= len(free)


def test_a_plan_with_room_for_all_leaves_nobody_without_a_reason():
    """31 companies and 25 associations at 25 tables: each round six companies wait, for want of associations."""
    problem = PlanningProblem(np.random.default_rng(4).random((31, 25)), n_rounds=8)
    found = idle_reasons(problem, build_plan(problem).meetings)
    assert Counter(idle.reason.code for idle in found) == {"idle_fewer_opposite": 6 * 8}
    assert {idle.side for idle in found} == {"row"}
