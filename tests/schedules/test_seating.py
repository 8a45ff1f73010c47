"""Meetings get tables so that one side stays seated where it can."""

import numpy as np
import pytest

from schedules import PlanningProblem, build_plan, check_plan
from schedules.table_moves import moves_per_participant
from tests.schedules.instances import crowded_evening


def test_the_smaller_side_stays_seated():
    problem = crowded_evening(31, 25)
    row_moves, column_moves = moves_per_participant(problem, build_plan(problem).meetings)
    assert column_moves.sum() == 0
    assert row_moves.sum() > 0


def test_without_a_limit_on_tables_too():
    problem = PlanningProblem(np.random.default_rng(1).random((9, 14)), n_rounds=5)
    plan = build_plan(problem)
    assert moves_per_participant(problem, plan.meetings)[0].sum() == 0
    assert plan.meetings[:, 1].max() < 9


def test_with_few_tables_people_move_less_than_by_numbering():
    problem = crowded_evening(40, 40, share_of_tables=0.5)
    plan = build_plan(problem)
    numbered = plan.meetings[np.lexsort((plan.meetings[:, 2], plan.meetings[:, 0]))].copy()
    for round_number in range(problem.n_rounds):
        here = numbered[:, 0] == round_number
        numbered[here, 1] = np.arange(here.sum())
    moves, naive = (
        sum(int(side.sum()) for side in moves_per_participant(problem, lines)) for lines in (plan.meetings, numbered)
    )
    assert moves < 0.75 * naive


@pytest.mark.parametrize("n_tables", [None, 5])
def test_locked_tables_stand(n_tables):
    locked = [(0, 3, 0, 0), (1, 3, 1, 1), (2, 0, 0, 1)]
    problem = PlanningProblem(np.random.default_rng(2).random((5, 6)), n_rounds=3, n_tables=n_tables, locked=locked)
    plan = build_plan(problem)
    assert check_plan(problem, plan) == []
    assert {tuple(meeting) for meeting in plan.meetings.tolist()} >= set(locked)


def test_a_locked_table_beyond_the_smaller_side_exists_without_a_limit():
    problem = PlanningProblem(np.full((2, 2), 0.5), n_rounds=2, locked=[(0, 7, 0, 0)])
    plan = build_plan(problem)
    assert check_plan(problem, plan) == []
    assert plan.meetings[:, 1].max() == 7
