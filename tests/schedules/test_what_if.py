"""What would be is what build_plan gives for the changed evening, and what the new ones are like is as promised."""

import numpy as np
import pytest
from hypothesis import given, settings

from schedules import ANY_TABLE, STAYS, InfeasiblePlan, PlanningProblem, build_plan
from schedules.changed_evening import with_newcomers, with_rounds, with_tables
from schedules.what_if import CurvePoint, curve, figures_of, tables_in_use, values_around, what_if
from tests.schedules.instances import crowded_evening
from tests.schedules.strategies import tiny_evenings

EVENING = crowded_evening(12, 10, share_of_tables=0.6)
PLAN = build_plan(EVENING)


def demanding_evening() -> PlanningProblem:
    """Every demand that a round or a table can take away."""
    return PlanningProblem(
        np.linspace(0, 1, 20).reshape(4, 5),
        n_rounds=4,
        n_tables=3,
        locked=[(3, 0, 0, 0), (0, 2, 1, 1)],
        row_available=[[True] * 4, [True] * 4, [True, True, True, False], [True] * 4],
        row_limits=[[0, 4], [0, 2], [1, 3], [4, 4]],
        column_seats=[STAYS, 2, ANY_TABLE, ANY_TABLE, ANY_TABLE],
        table_available=[[True] * 4, [True] * 4, [True, True, False, True]],
        break_rounds=[],
        row_breaks=[[-1, -1], [1, 3], [-1, -1], [-1, -1]],
        row_groups=[0, 0, 1, 2],
        row_priorities=[1.0, 0.5, 0.5, 1.0],
        novelty=np.eye(4, 5),
        row_idled=[1, 0, 0, 0],
        swap_after=3,
    )


def test_two_more_tables_are_a_plan_with_two_more_tables() -> None:
    found = what_if(EVENING, PLAN, more_tables=2)
    rebuilt = with_tables(EVENING, 8)
    assert found.before == figures_of(EVENING, PLAN)
    assert found.after == figures_of(rebuilt, build_plan(rebuilt))
    assert found.more_meetings == len(build_plan(rebuilt)) - len(PLAN) == 16
    assert found.more_total == pytest.approx(build_plan(rebuilt).total - PLAN.total)


def test_one_round_less_and_four_more_companies() -> None:
    found = what_if(EVENING, PLAN, more_rounds=-1, more_rows=4)
    rebuilt = with_newcomers(with_rounds(EVENING, 7), n_rows=4)
    assert (rebuilt.n_rows, rebuilt.n_rounds) == (16, 7)
    assert np.allclose(rebuilt.weights[12:], EVENING.weights.mean(axis=0))
    assert found.after == figures_of(rebuilt, build_plan(rebuilt))


def test_newcomers_with_weights_of_their_own() -> None:
    weights = np.full((2, 10), 0.75)
    found = what_if(EVENING, PLAN, row_weights=weights, column_weights=np.full((12, 1), 0.25))
    assert (found.after.n_rows, found.after.n_columns) == (14, 11)
    with pytest.raises(ValueError, match="10 weights a newcomer"):
        what_if(EVENING, PLAN, row_weights=weights[:, :9])
    with pytest.raises(ValueError, match="absences"):
        what_if(EVENING, PLAN, more_columns=-1)


def test_figures_are_counted_over_those_who_are_there() -> None:
    there = np.ones((3, 2), bool)
    there[2] = False
    problem = PlanningProblem(np.full((3, 3), 0.5), n_rounds=2, row_available=there)
    figures = figures_of(problem, build_plan(problem))
    assert (figures.n_meetings, figures.row_least, figures.row_most) == (4, 2, 2)
    assert (figures.column_least, figures.column_most) == (1, 2)
    assert figures.idle_rounds == 2 * 2 + 3 * 2 - 2 * 4


def test_tables_without_a_limit_stay_without_one_unless_there_are_fewer() -> None:
    problem = crowded_evening(6, 6)
    free = PlanningProblem(problem.weights, n_rounds=4)
    plan = build_plan(free)
    assert tables_in_use(free, plan) == 6
    assert what_if(free, plan, more_tables=3).after == what_if(free, plan).before
    assert what_if(free, plan, more_tables=-2).after.n_tables == 4


def test_a_round_and_a_table_less_leave_what_is_left_of_the_demands() -> None:
    problem = demanding_evening()
    less = with_rounds(problem, 3)
    assert less.locked == ((0, 2, 1, 1),)
    assert less.required == ((0, 0),)
    assert less.row_limits is not None
    assert less.row_limits.tolist() == [[0, 4], [0, 2], [1, 3], [3, 4]]
    assert less.row_breaks is not None
    assert less.row_breaks.tolist()[1] == [1, 2]
    assert (less.swap_after, less.row_available is not None and less.row_available.shape) == (None, (4, 3))
    fewer = with_tables(problem, 2)
    assert fewer.locked == ((0, ANY_TABLE, 1, 1), (3, 0, 0, 0)) or fewer.locked == ((3, 0, 0, 0), (0, ANY_TABLE, 1, 1))
    assert fewer.column_seats is not None
    assert fewer.column_seats.tolist()[:2] == [STAYS, STAYS]
    assert fewer.table_available is not None
    assert fewer.table_available.shape == (2, 4)
    more = with_rounds(problem, 6)
    assert more.row_available is not None
    assert more.row_available[:, 4:].tolist() == [[True] * 2] * 2 + [
        [False] * 2,
        [True] * 2,
    ]
    assert more.row_limits is not None
    assert more.row_limits[:, 1].tolist() == [6, 2, 3, 6]
    joined = with_newcomers(problem, n_rows=1, n_columns=2)
    assert joined.row_groups is not None
    assert joined.row_groups.tolist() == [0, 0, 1, 2, 3]
    assert joined.row_priorities is not None
    assert joined.row_priorities[-1] == pytest.approx(0.75)
    assert joined.column_seats is not None
    assert joined.column_seats.tolist()[-2:] == [ANY_TABLE, ANY_TABLE]
    assert joined.weights[4, 5] == pytest.approx(problem.weights.mean())


@settings(max_examples=60, deadline=None)
@given(tiny_evenings(absences=True, locks=True))
def test_no_change_changes_nothing(problem: PlanningProblem) -> None:
    if problem.n_tables is not None:
        assert with_tables(problem, problem.n_tables) == problem
    assert with_rounds(problem, problem.n_rounds) == problem
    assert with_newcomers(problem) == problem


def test_the_curve_has_the_figures_of_each_value() -> None:
    values = values_around(EVENING, PLAN, over="tables")
    assert values == tuple(sorted(values))
    assert 6 in values
    points = curve(EVENING, PLAN, over="tables", values=values)
    for point in points:
        changed = with_tables(EVENING, point.value)
        assert point == CurvePoint(point.value, figures_of(changed, build_plan(changed)))
    meetings = [point.figures.n_meetings for point in points if point.figures]
    assert meetings == sorted(meetings)
    rounds = curve(EVENING, PLAN, over="rounds", values=(7, 8))
    assert [point.figures.n_rounds for point in rounds if point.figures] == [7, 8]


def test_a_value_that_cannot_be_has_no_figures() -> None:
    problem = PlanningProblem(np.full((3, 3), 0.5), n_rounds=2, n_tables=3, required=[(0, 0), (0, 1)])
    plan = build_plan(problem)
    assert curve(problem, plan, over="rounds", values=(1, 2))[0] == CurvePoint(1, None)
    with pytest.raises(InfeasiblePlan):
        what_if(problem, plan, more_rounds=-1)
    with pytest.raises(ValueError, match="at least 1"):
        what_if(problem, plan, more_rounds=-2)
    with pytest.raises(ValueError, match='"tables" or "rounds"'):
        curve(problem, plan, over="people", values=(1,))


def test_a_point_with_fewer_tables_than_are_kept_has_no_figures() -> None:
    problem = PlanningProblem(np.full((3, 3), 0.5), n_rounds=2, n_tables=3, row_seats=[0, -2, -1])
    plan = build_plan(problem)
    points = curve(problem, plan, over="tables", values=(1, 2))
    assert points[0] == CurvePoint(1, None)
    assert points[1].figures is not None


def test_the_points_of_a_curve_grow_fewer_with_the_evening() -> None:
    sizes = []
    for n in (20, 60, 150):
        problem = PlanningProblem(np.full((n, n), 0.5), n_rounds=1, n_tables=n // 2)
        sizes.append(len(values_around(problem, PLAN, over="tables")))
    assert sizes == [5, 3, 0]
