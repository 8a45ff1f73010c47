"""Contradictory data are refused, all at once and in sentences."""

from dataclasses import replace

import numpy as np
import pytest

from schedules import InvalidProblem, PlanningProblem
from schedules.constraints import allowed_pairs, presence, rounds_to_meet, tables_per_round, worth

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
        ({"n_rounds": 0}, ["n_rounds"], "from 1 to 10000, not 0"),
        ({"n_rounds": 10_001, "n_tables": 10**12}, ["n_rounds", "n_tables"], "from 0 to 1000000, not 1000000000000"),
        ({"row_seats": [10**12, -1, -1]}, ["seat_index"], "participant 0 sits at table 1000000000000"),
        ({"locked": [(0, 10**12, 0, 0)]}, ["index"], "names table 1000000000000, but there are 1000000"),
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
        ({"met": [(0, 0, -3)]}, ["index"], "names days -3"),
        ({"met_half_life": 0}, ["met_half_life"], "more than 0 days, not 0"),
        ({"novelty": with_cell(2.0)}, ["weights_range"], "1 novelty lie outside 0 to 1"),
        ({"novelty": np.zeros((2, 2))}, ["shape"], "novelty must have shape (3, 4), not (2, 2)"),
        ({"novel_least": 2}, ["novel_without_novelty"], "no novelty is given"),
        ({"novelty": HALF, "novel_least": -1}, ["novel_least"], "at least 0, not -1"),
        ({"novelty": HALF, "novel_from": 0}, ["novel_from"], "at most 1, not 0"),
        ({"row_seats": [0, 0, -1], "n_tables": 3}, ["seat_taken_twice"], "Table 0 is the fixed seat of 2 people"),
        ({"row_seats": [3, -3, -1], "n_tables": 3}, ["seat_index"] * 2, "participant 0 sits at table 3"),
        (
            {"row_seats": [-2, -2, -2], "column_seats": [-2, -1, -1, -1], "n_tables": 3},
            ["seats_over_tables"],
            "4 people keep one table all evening, but there are 3 tables",
        ),
        (
            {"row_seats": [-2, -1, -1], "column_seats": [-2, -1, -1, -1], "required": [(0, 0)]},
            ["seated_must_meet"],
            "each has a table of their own",
        ),
        (
            {"row_seats": [1, -1, -1], "locked": [(0, 2, 0, 0)]},
            ["locked_away_from_seat"],
            "locked at table 2, but row 0 sits at table 1",
        ),
        ({"table_available": np.ones((3, 8))}, ["tables_unknown"], "Try n_tables"),
        ({"table_available": np.ones((3, 7)), "n_tables": 3}, ["shape"], "(3, 8), not (3, 7)"),
        ({"seated_side": "left"}, ["seated_side"], "not left"),
        ({"swap_after": 9}, ["swap_after"], "from 1 to 8, not 9"),
        ({"break_rounds": [8]}, ["index"], "names round 8"),
        ({"break_rounds": [2], "locked": [(2, -1, 0, 0)]}, ["locked_in_break"], "which is their break"),
        (
            {"row_breaks": [(2, 2), (-1, -1), (-1, -1)], "locked": [(2, -1, 0, 0)]},
            ["locked_in_break"],
            "locked in round 2, which is their break",
        ),
        ({"row_breaks": [(2, 1), (0, 8), (-1, -1)]}, ["break_window"] * 2, "between rounds 2 and 1"),
        ({"column_idled": [0, -1, 0, 0]}, ["negative"], "the first is entry 1"),
        ({"row_priorities": [1, 0, 2]}, ["not_positive"], "1 are not, the first is entry 1"),
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
    assert [fault.code for fault in refusal.value.faults] == ["index", "index", "index", "shape"]


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


def test_an_earlier_meeting_takes_off_less_with_its_age_and_priorities_multiply():
    problem = PlanningProblem(
        HALF, met=[(0, 0, 90), (0, 0, 30), (1, 1, 180)], met_half_life=90.0, row_priorities=[2, 2, 1]
    )
    value = worth(problem)
    assert value[0, 0] == pytest.approx(0.5 * (1 - 2 ** (-1 / 3)))  # the more recent of the two counts
    assert value[1, 1] == pytest.approx(0.5 * 0.75)
    assert value[2].tolist() == [0.25] * 4
    assert worth(PlanningProblem(HALF)) is not HALF
    assert np.array_equal(worth(PlanningProblem(HALF)), HALF)


def test_a_kept_table_and_a_common_break_take_rounds_away():
    there = np.ones((4, 3))
    there[1, 2] = 0
    problem = PlanningProblem(HALF, 3, 4, row_seats=[1, -1, -1], table_available=there, break_rounds=[0])
    assert presence(problem)[0].tolist() == [[False, True, False], [False, True, True], [False, True, True]]
    assert tables_per_round(problem).tolist() == [0, 3, 3]
    assert rounds_to_meet(problem)[1].tolist() == [2, 2, 2, 2]
