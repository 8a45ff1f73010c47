"""Who has to be told what: the announced round first, those who must move before those who stay."""

from dataclasses import replace

import numpy as np
import pytest

from schedules import Change, MeetingPlan, PlanningProblem, build_plan, changes

WEIGHTS = np.ones((3, 3))


def plan_of(*meetings: tuple[int, int, int, int]) -> MeetingPlan:
    """A plan of two rounds for three rows and three columns with these meetings (round, table, row, column)."""
    built = build_plan(PlanningProblem(WEIGHTS, n_rounds=2))
    return replace(built, meetings=np.array(meetings), weights=np.ones(len(meetings)))


BEFORE = plan_of((0, 0, 0, 0), (0, 1, 1, 1), (1, 0, 0, 1), (1, 1, 1, 0))


def test_nothing_changes_between_a_plan_and_itself():
    assert changes(BEFORE, BEFORE, from_round=0) == []


def test_each_kind_of_change_has_its_code():
    after = plan_of((0, 0, 0, 1), (0, 2, 2, 0), (1, 2, 0, 1))
    found = {(one.round_number, one.side, one.participant): one.code for one in changes(BEFORE, after, from_round=0)}
    assert found == {
        (0, "row", 0): "new_partner",
        (0, "row", 1): "now_idle",
        (0, "row", 2): "now_meets",
        (0, "column", 0): "new_partner_and_table",
        (0, "column", 1): "new_partner_and_table",
        (1, "row", 0): "new_table",
        (1, "row", 1): "now_idle",
        (1, "column", 0): "now_idle",
        (1, "column", 1): "new_table",
    }


def test_the_most_urgent_come_first():
    after = plan_of((0, 0, 0, 1), (0, 2, 2, 0), (1, 2, 0, 1))
    told = changes(BEFORE, after, from_round=0)
    order = [(one.round_number, one.must_move, one.side, one.participant) for one in told]
    assert order[:6] == [
        (0, True, "row", 1),
        (0, True, "row", 2),
        (0, True, "column", 0),
        (0, True, "column", 1),
        (0, False, "row", 0),
        (1, True, "row", 0),
    ]
    assert told[4] == Change("row", 0, 0, (0, 0), (1, 0), "new_partner")


def test_a_problem_with_fewer_people_is_refused_with_what_differs():
    smaller = PlanningProblem(np.ones((2, 1)), n_rounds=2, row_available=np.ones((2, 2)))
    with pytest.raises(ValueError, match=r"plans have 3 rows, the problem 2: .* plans have 3 columns, the problem 1: "):
        changes(BEFORE, BEFORE, from_round=0, problem=smaller)


def test_played_rounds_and_people_who_are_gone_are_not_told():
    after = plan_of((0, 0, 0, 1), (0, 2, 2, 0), (1, 2, 0, 1))
    assert {one.round_number for one in changes(BEFORE, after, from_round=1)} == {1}
    gone = PlanningProblem(WEIGHTS, n_rounds=2, row_available=[[True, True], [False, False], [True, True]])
    assert all((one.side, one.participant) != ("row", 1) for one in changes(BEFORE, after, from_round=0, problem=gone))


def test_a_negative_round_is_refused():
    with pytest.raises(ValueError, match="from_round must be"):
        changes(BEFORE, BEFORE, from_round=-1)
