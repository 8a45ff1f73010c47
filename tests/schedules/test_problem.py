"""Contradictory data are refused, all at once and in sentences."""

from dataclasses import replace

import numpy as np
import pytest

from schedules import InvalidProblem, PlanningProblem
from schedules.constraints import allowed_pairs

HALF = np.full((3, 4), 0.5)


def with_cell(value):
    weights = HALF.copy()
    weights[1, 2] = value
    return weights


@pytest.mark.parametrize(
    ("fields", "codes", "part_of_sentence"),
    [
        ({"weights": with_cell(np.nan)}, ["weights_nan"], "row 1, column 2"),
        ({"weights": with_cell(np.inf)}, ["weights_nan"], "not finite"),
        ({"weights": with_cell(-0.1)}, ["weights_range"], "(-0.1)"),
        ({"weights": with_cell(1.5)}, ["weights_range"], "outside 0 to 1"),
        ({"weights": np.zeros(3)}, ["weights_shape"], "(3,)"),
        ({"weights": np.zeros((0, 3))}, ["weights_shape"], "at least one row"),
        ({"weights": [["a"]]}, ["weights_not_numbers"], "numbers"),
        ({"weights": [[0.1, 0.2], [0.3]]}, ["weights_not_numbers"], "numbers"),
        ({"n_rounds": 0}, ["n_rounds"], "at least 1, not 0"),
        ({"n_rounds": 2.5}, ["n_rounds"], "whole number"),
        ({"n_tables": -1}, ["n_tables"], "not -1"),
        ({"forbidden": [(3, 0)]}, ["index"], "names row 3, but there are 3"),
        ({"required": [(0, -1)]}, ["index"], "names column -1"),
        ({"forbidden": [(0, 1, 2)]}, ["not_numbers"], "forbidden"),
        ({"required": [(0.5, 1)]}, ["not_numbers"], "required"),
        ({"row_available": np.ones((3, 7))}, ["shape"], "row_available must have shape (3, 8), not (3, 7)"),
        ({"column_available": np.full((4, 8), 2)}, ["not_numbers"], "column_available"),
        ({"row_limits": [(2, 1), (0, 8), (-1, 3)]}, ["limits_order"] * 2, "participant 0 has least 2, most 1"),
        ({"column_limits": [(0, 8)]}, ["shape"], "(4, 2)"),
        ({"row_groups": [0, 1]}, ["shape"], "row_groups"),
        ({"column_groups": ["a", "b", "c", "d"]}, ["not_numbers"], "column_groups"),
        ({"forbidden": [(0, 1)], "required": [(0, 1)]}, ["forbidden_and_required"], "Row 0 and column 1 must meet"),
        (
            {"forbidden": [(0, 1)], "required": [(2, 1)], "row_groups": [5, 6, 5]},
            ["forbidden_and_required"],
            "their organisations must not",
        ),
        (
            {"required": [(0, 1), (2, 1)], "row_groups": [5, 6, 5]},
            ["organisations_required_twice"],
            "at most once",
        ),
        ({"locked": [(8, 0, 0, 0)]}, ["index"], "names round 8"),
        ({"locked": [(0, 2, 0, 0)], "n_tables": 2}, ["index"], "names table 2"),
        ({"locked": [(0, -1, 0, 0), (0, -1, 0, 1)]}, ["locked_twice_in_round"], "2 locked meetings of row 0"),
        ({"locked": [(0, 1, 0, 0), (0, 1, 1, 1)]}, ["locked_table_twice"], "share table 1"),
        ({"locked": [(0, 1, 0, 0), (1, 1, 0, 0)]}, ["locked_pair_twice"], "locked 2 times"),
        ({"locked": [(0, 1, 0, 0)], "forbidden": [(0, 0)]}, ["forbidden_and_required"], "Row 0 and column 0"),
    ],
)
def test_a_fault_is_named(fields, codes, part_of_sentence):
    with pytest.raises(InvalidProblem) as refusal:
        PlanningProblem(**{"weights": HALF, **fields})
    assert [fault.code for fault in refusal.value.faults] == codes
    assert part_of_sentence in str(refusal.value)
    assert isinstance(refusal.value, ValueError)


def test_all_faults_are_told_at_once():
    with pytest.raises(InvalidProblem) as refusal:
        PlanningProblem(HALF, n_tables=3, forbidden=[(9, 0), (0, 9)], row_groups=[1], locked=[(0, 7, 0, 0)])
    assert [fault.code for fault in refusal.value.faults] == ["index", "index", "shape", "index"]


def test_a_problem_can_be_changed_in_one_field():
    problem = PlanningProblem(HALF, n_rounds=4, forbidden=[(0, 0)], row_limits=[(0, 2)] * 3, locked=[(0, -1, 1, 1)])
    changed = replace(problem, n_rounds=5, required=[(2, 2)])
    assert changed.n_rounds == 5
    assert changed.required == ((2, 2),)
    assert changed.forbidden == ((0, 0),)
    assert changed != problem
    assert replace(changed, n_rounds=4, required=()) == problem


def test_the_callers_arrays_are_neither_kept_nor_changed():
    weights = HALF.copy()
    problem = PlanningProblem(weights)
    weights[0, 0] = 0.9
    assert problem.weights[0, 0] == 0.5
    with pytest.raises(ValueError, match="read-only"):
        problem.weights[0, 0] = 0.9


def test_a_forbidden_pair_forbids_all_representatives():
    problem = PlanningProblem(HALF, forbidden=[(0, 1)], row_groups=[7, 8, 7], column_groups=[3, 3, 4, 5])
    assert (~allowed_pairs(problem)).astype(int).tolist() == [[1, 1, 0, 0], [0, 0, 0, 0], [1, 1, 0, 0]]
