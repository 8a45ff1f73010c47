"""Who has just come is seated; who has a break at the end is no newcomer."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from schedules import (
    InfeasiblePlan,
    MeetingPlan,
    PlanningProblem,
    build_plan,
    problem_in_force,
    repair_plan,
    waived_pairs,
)
from schedules.changed_evening import with_newcomers
from schedules.repairing.newcomers import with_owed_meetings

EVENING = PlanningProblem(np.random.default_rng(0).random((8, 6)), n_rounds=5)
PLAN = build_plan(EVENING)


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("rounds_begun", range(6))
def test_without_anybody_new_nothing_is_owed_and_the_plan_stands(rounds_begun: int, announced: bool) -> None:
    assert with_owed_meetings(EVENING, PLAN, from_round=rounds_begun) is EVENING
    assert repair_plan(EVENING, PLAN, from_round=rounds_begun, announced=announced, nobody_left_out=True) is PLAN


@pytest.mark.parametrize(("rounds_begun", "owed"), [(0, 3), (2, 2), (4, 1)])
def test_somebody_new_on_the_longer_side_is_owed_a_share_and_one_at_least(rounds_begun: int, owed: int) -> None:
    situation = with_newcomers(EVENING, n_rows=1)
    seated = with_owed_meetings(situation, PLAN, from_round=rounds_begun)
    assert seated.row_limits is not None
    assert seated.row_limits[:, 0].tolist() == [0] * 8 + [owed]
    repaired = repair_plan(situation, PLAN, from_round=rounds_begun, announced=False, nobody_left_out=True)
    assert repaired.row_counts[8] >= owed


def test_somebody_who_was_thought_not_to_come_is_new() -> None:
    there = np.ones((8, 5), bool)
    there[3] = False
    plan = build_plan(replace(EVENING, row_available=there))
    seated = with_owed_meetings(EVENING, plan, from_round=4)
    assert seated.row_limits is not None
    assert seated.row_limits[3, 0] == 1


def colleagues(*homes: int, partners: tuple[int, ...], n_rounds: int = 4) -> PlanningProblem:
    """Rows of these organisations, columns of those."""
    weights = np.random.default_rng(1).random((len(homes), len(partners)))
    return PlanningProblem(weights, n_rounds=n_rounds, row_groups=homes, column_groups=partners)


def plan_with(problem: PlanningProblem, *meetings: tuple[int, int, int]) -> MeetingPlan:
    """A plan of these meetings: round, row, column."""
    tables: Counter[int] = Counter()
    lines = []
    for number, row, column in meetings:
        lines.append((number, tables[number], row, column))
        tables[number] += 1
    return replace(
        build_plan(problem),
        meetings=np.array(lines),
        weights=np.array([problem.weights[row, column] for _, row, column in meetings]),
    )


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(
    ("homes", "partners", "stands"),
    [
        ((0, 0, 1), (0, 1), [(1, 1, 0), (1, 2, 1)]),
        ((0, 0, 1), (0, 1), [(1, 2, 0)]),
        ((0, 0, 1), (0, 1), [(0, 2, 0), (0, 0, 1)]),
        ((0, 0, 0, 1), (0, 1, 2), [(0, 3, 0), (0, 1, 1)]),
        ((0, 0, 0, 1), (0, 1, 2), [(1, 0, 0), (1, 1, 1)]),
        ((0, 0, 0, 1, 1), (0,), [(0, 0, 0)]),
        ((0, 1, 2), (0, 0, 0), [(0, 0, 0)]),
    ],
)
def test_colleagues_share_what_is_left_and_no_repair_is_refused_for_it(
    homes: tuple[int, ...], partners: tuple[int, ...], stands: list[tuple[int, int, int]], announced: bool
) -> None:
    """Two organisations meet once: what their people are owed gives way to that."""
    problem = colleagues(*homes, partners=partners)
    repaired = repair_plan(
        problem, plan_with(problem, *stands), from_round=1, announced=announced, nobody_left_out=True
    )
    met = [(homes[row], partners[column]) for _, _, row, column in repaired.meetings.tolist()]
    assert len(met) == len(set(met))
    most = len(set(homes)) * len(set(partners))
    assert len(met) == most  # nothing was lost for what anybody is owed


def test_a_demand_that_cannot_be_met_is_refused_however_little_is_owed() -> None:
    problem = colleagues(0, 0, 1, partners=(0, 1))
    asked = replace(problem, row_limits=np.array([[2, 4], [2, 4], [0, 4]]))
    with pytest.raises(InfeasiblePlan):
        repair_plan(asked, plan_with(problem, (1, 2, 0)), from_round=1, announced=False, nobody_left_out=True)


def test_a_least_number_is_lowered_by_what_colleagues_are_about_to_do() -> None:
    """Row 1 is on the way to the first organisation, or is to meet it: of the two, one is left to row 0."""
    problem = colleagues(0, 0, 1, partners=(0, 1))
    two_each = replace(problem, row_limits=np.array([[2, 4], [0, 4], [0, 4]]))
    stands = plan_with(problem, (1, 1, 0), (1, 2, 1))
    in_force = problem_in_force(two_each, stands, from_round=1, announced=True)
    assert in_force.row_limits is not None
    assert in_force.row_limits[0, 0] == 1
    assert repair_plan(two_each, stands, from_round=1, announced=True).row_counts[0] == 1
    must = replace(two_each, required=((1, 0),), row_limits=np.array([[2, 4], [2, 4], [0, 4]]))
    in_force = problem_in_force(must, plan_with(problem, (0, 2, 1)), from_round=1, announced=False)
    assert in_force.row_limits is not None
    assert in_force.row_limits[:2, 0].tolist() == [1, 2]  # row 1 has its own demand, and the other organisation


@pytest.mark.parametrize(
    ("rows", "columns", "stands", "first"),
    [
        ([[1, 0], [1, 0], [1, 1]], [[1, 1], [0, 1]], [(0, 2, 1)], 0),
        ([[1, 1, 1, 0], [1, 1, 1, 1]], [[0, 1, 0, 0], [0, 1, 0, 1]], [(0, 0, 0), (2, 1, 0)], 1),
        ([[1, 1, 0], [1, 1, 1], [0, 1, 1]], [[0, 0, 1], [0, 0, 1], [1, 1, 0]], [(0, 1, 0), (1, 2, 0)], 1),
    ],
)
def test_rounds_in_which_too_few_are_there_refuse_no_repair(
    rows: list[list[int]], columns: list[list[int]], stands: list[tuple[int, int, int]], first: int
) -> None:
    """So many meetings as each is owed could be had, but not while these people are there together."""
    there = np.array(rows, bool), np.array(columns, bool)
    problem = PlanningProblem(
        np.random.default_rng(2).random((len(rows), len(columns))),
        n_rounds=len(rows[0]),
        row_available=there[0],
        column_available=there[1],
    )
    before = plan_with(replace(problem, row_available=None, column_available=None), *stands)
    repaired = repair_plan(problem, before, from_round=first, announced=False, nobody_left_out=True)
    assert len(repaired.meetings[repaired.meetings[:, 0] >= first]) > 0
    assert all(there[0][row, number] and there[1][column, number] for number, _, row, column in repaired.meetings)


def test_a_demand_for_which_the_announced_round_has_no_table_left_is_given_up_and_named() -> None:
    """Both are idle in the last round, which is on people's phones and has its two tables taken."""
    problem = PlanningProblem(np.random.default_rng(3).random((4, 3)), n_rounds=3, n_tables=2)
    stands = plan_with(problem, (0, 0, 1), (0, 1, 2), (1, 0, 0), (1, 1, 1), (2, 0, 2), (2, 3, 0))
    asked = replace(problem, required=((2, 1),))
    repaired = repair_plan(asked, stands, from_round=2, announced=True, nobody_left_out=True)
    assert repaired is stands
    assert waived_pairs(asked, stands, repaired, from_round=2, announced=True) == ((2, 1),)
    earlier = repair_plan(asked, stands, from_round=2, announced=False, nobody_left_out=True)
    assert (2, 1) in {(row, column) for _, _, row, column in earlier.meetings.tolist()}
    hall = replace(asked, n_tables=3)
    with_room = repair_plan(hall, stands, from_round=2, announced=True, nobody_left_out=True)
    assert (2, 1) in {(row, column) for _, _, row, column in with_room.meetings.tolist()}


def test_of_two_demands_on_one_person_one_is_given_up_where_one_round_is_left_beside_the_full_announced_one() -> None:
    problem = PlanningProblem(np.random.default_rng(4).random((4, 4)), n_rounds=3, n_tables=2)
    stands = plan_with(problem, (0, 0, 0), (1, 0, 1), (1, 1, 0))
    asked = replace(problem, required=((3, 2), (3, 3)))
    repaired = repair_plan(asked, stands, from_round=1, announced=True, nobody_left_out=True)
    met = {(row, column) for _, _, row, column in repaired.meetings.tolist()}
    assert len(met & {(3, 2), (3, 3)}) == 1
    assert waived_pairs(asked, stands, repaired, from_round=1, announced=True) == ((3, 3),)
