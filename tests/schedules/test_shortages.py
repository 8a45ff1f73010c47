"""Demands that are too great are refused with counts and with what to try."""

import numpy as np
import pytest

from schedules import InfeasiblePlan, PlanningProblem, build_plan
from schedules.shortages import Shortage

HALF = np.full((4, 4), 0.5)
NOBODY = np.zeros((4, 2), bool)
ONLY_FIRST_ROUND = np.array([[True, False]] + [[True, True]] * 3)
ONLY_SECOND_ROUND = np.array([[False, True]] + [[True, True]] * 3)


@pytest.mark.parametrize(
    ("fields", "codes", "part_of_sentence"),
    [
        ({"n_tables": 0}, ["no_tables"], "no tables"),
        ({"row_available": NOBODY}, ["nobody_there"], "No row participant"),
        (
            {"required": [(0, 0), (0, 1), (0, 2)]},
            ["required_over_rounds"],
            "Row 0 has 3 required meetings, but is there for 2 rounds. Try 1 more rounds",
        ),
        (
            {"required": [(0, 0), (0, 1)], "row_limits": [(0, 1)] + [(0, 2)] * 3},
            ["required_over_most"],
            "Row 0 has 2 required meetings, but may have at most 1",
        ),
        (
            {"required": [(0, 0), (1, 1), (2, 2)], "n_tables": 1},
            ["required_over_room"],
            "3 meetings are required, but only 2 fit",
        ),
        (
            {"required": [(0, 0)], "row_available": ONLY_FIRST_ROUND, "column_available": ONLY_SECOND_ROUND},
            ["required_never_together"],
            "no common round",
        ),
        (
            {"locked": [(0, -1, 0, 0), (0, -1, 1, 1)], "n_tables": 1},
            ["locked_over_tables"],
            "2 meetings are locked in round 0",
        ),
        (
            {"locked": [(1, -1, 0, 0)], "row_available": ONLY_FIRST_ROUND},
            ["locked_while_absent"],
            "row 0 is locked in round 1",
        ),
        ({"row_limits": [(3, 3)] + [(0, 2)] * 3}, ["least_over_rounds"], "Try a least number of 2"),
        (
            {"row_limits": [(2, 2)] + [(0, 2)] * 3, "forbidden": [(0, 0), (0, 1), (0, 2)]},
            ["least_over_partners"],
            "may meet only 1 organisations",
        ),
        (
            {"column_limits": [(2, 2)] * 4, "n_tables": 3},
            ["least_over_room"],
            "add up to 8, but only 6 meetings fit",
        ),
        (
            {"row_limits": [(2, 2)] * 3 + [(0, 2)], "forbidden": [(r, c) for r in range(3) for c in (2, 3)]},
            ["least_together"],
            "participants 0, 1, 2 ask for at least 6 meetings together, but only 4 are possible",
        ),
        (
            # rows 0 and 1 may only meet columns 0 and 1; columns 2 and 3 ask too: 4 + 4 meetings, room for 6
            {
                "row_limits": [(2, 2)] * 2 + [(0, 2)] * 2,
                "column_limits": [(0, 2)] * 2 + [(2, 2)] * 2,
                "forbidden": [(r, c) for r in (0, 1) for c in (2, 3)],
                "n_tables": 3,
            },
            ["least_need_more_room"],
            "need 8 meetings, but only 6 fit",
        ),
    ],
)
def test_a_shortage_is_named(fields, codes, part_of_sentence):
    with pytest.raises(InfeasiblePlan) as refusal:
        build_plan(PlanningProblem(HALF, n_rounds=2, **fields))
    assert [shortage.code for shortage in refusal.value.shortages] == codes
    assert part_of_sentence in str(refusal.value)


def test_all_shortages_that_counting_shows_are_told_at_once():
    problem = PlanningProblem(
        HALF, n_rounds=2, required=[(0, 0), (0, 1), (0, 2)], row_limits=[(0, 2), (4, 4), (0, 2), (0, 2)]
    )
    with pytest.raises(InfeasiblePlan) as refusal:
        build_plan(problem)
    assert [shortage.code for shortage in refusal.value.shortages] == ["required_over_rounds", "least_over_rounds"]


def test_locked_meetings_that_no_rounds_allow_are_proven_so():
    """Four people must all meet in two rounds, but both pairs of the first round are locked to different rounds."""
    locked = [(0, -1, 0, 0), (1, -1, 1, 1)]
    problem = PlanningProblem(HALF[:2, :2], n_rounds=2, locked=locked, required=[(0, 1), (1, 0)])
    with pytest.raises(InfeasiblePlan) as refusal:
        build_plan(problem)
    assert [shortage.code for shortage in refusal.value.shortages] == ["rounds_do_not_fit"]


def test_locked_meetings_that_cost_others_are_kept():
    """Without the demand for the other two meetings, the plan is smaller and says by how much it misses the bound."""
    problem = PlanningProblem(HALF[:2, :2], n_rounds=2, locked=[(0, 1, 0, 0), (1, 0, 1, 1)])
    plan = build_plan(problem)
    assert plan.meetings.tolist() == [[0, 1, 0, 0], [1, 0, 1, 1]]
    assert plan.upper_bound == pytest.approx(2.0, abs=1e-6)
    assert plan.gap == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize(
    ("options", "part_of_sentence"),
    [
        ({"fairness_tolerance": -0.1}, "fairness_tolerance"),
        ({"fairness_side": "tables"}, "fairness_side"),
        ({"seed": -1}, "seed"),
        ({"time_limit": 0}, "time_limit"),
    ],
)
def test_wrong_options_are_refused(options, part_of_sentence):
    with pytest.raises(ValueError, match=part_of_sentence):
        build_plan(PlanningProblem(HALF), **options)


def test_an_unknown_code_is_a_mistake_of_the_programmer():
    with pytest.raises(ValueError, match="not a code"):
        Shortage("no_chairs")


@pytest.mark.parametrize(
    ("fields", "code", "part_of_sentence"),
    [
        ({"novelty": np.eye(3)[[0, 0, 1]]}, "novel_over_partners", "Column 2 is to have at least 1 novel meetings"),
        (
            {"novelty": [[1, 0, 0], [1, 0, 0], [1, 1, 1]], "n_rounds": 1},
            "novel_together",
            "Row participants 0, 1 are to have at least 2 novel meetings together, but only 1 are possible",
        ),
        (
            {"novelty": np.eye(3), "n_rounds": 2, "n_tables": 1},
            "novel_beside_least",
            "At least 1 novel meetings each cannot be had beside the least and required meetings",
        ),
    ],
)
def test_too_many_novel_meetings_are_refused(fields, code, part_of_sentence):
    with pytest.raises(InfeasiblePlan) as refusal:
        build_plan(PlanningProblem(np.full((3, 3), 0.5), **{"n_rounds": 3, "novel_least": 1, **fields}))
    assert code in [shortage.code for shortage in refusal.value.shortages]
    assert part_of_sentence in str(refusal.value)
