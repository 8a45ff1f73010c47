"""The evening changes: what was played stands, the announced round changes only where it must, little else changes."""

import numpy as np
import pytest

from schedules import PlanningProblem, build_plan, check_plan, problem_in_force, repair_plan
from tests.schedules.instances import crowded_evening


@pytest.mark.parametrize("share_of_tables", [1.0, 0.7])
@pytest.mark.parametrize("from_round", [0, 3])
def test_nothing_changed_the_very_same_plan(share_of_tables, from_round):
    problem = crowded_evening(12, 12, share_of_tables=share_of_tables)
    plan = build_plan(problem)
    assert repair_plan(problem, plan, from_round=from_round) is plan


def test_five_people_missing_at_the_door():
    problem = crowded_evening(20, 20)
    plan = build_plan(problem)
    there = np.ones((20, 8), bool)
    there[[1, 4, 7, 11, 19]] = False
    fields = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    situation = PlanningProblem(**fields | {"row_available": there})
    repaired = repair_plan(situation, plan, from_round=0)
    assert check_plan(problem_in_force(situation, plan, from_round=0), repaired) == []
    assert len(repaired) == 15 * 8
    assert repaired.version == 2
