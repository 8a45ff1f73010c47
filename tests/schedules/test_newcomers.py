"""Who has just come is seated; who has a break at the end is no newcomer."""

from dataclasses import replace

import numpy as np
import pytest

from schedules import PlanningProblem, build_plan, repair_plan
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
