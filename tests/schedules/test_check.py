"""Every rule that a plan breaks is named; a plan that breaks none gives an empty list."""

from dataclasses import replace

import numpy as np
import pytest

from schedules import PlanningProblem, build_plan, check_plan
from schedules.broken_rules import BrokenRule

THREE_BY_THREE = PlanningProblem(np.full((3, 3), 0.5), n_rounds=2, n_tables=2)
GOOD = build_plan(THREE_BY_THREE)
STANDING = [(0, 0, 0, 0), (0, 1, 1, 1), (1, 0, 1, 0), (1, 1, 0, 1)]


def plan_with(meetings):
    return replace(GOOD, meetings=np.array(meetings), weights=np.full(len(meetings), 0.5))


def test_nothing_is_broken():
    assert check_plan(THREE_BY_THREE, GOOD) == []
    assert check_plan(THREE_BY_THREE, plan_with(STANDING)) == []


@pytest.mark.parametrize(
    ("meetings", "fields", "codes", "part_of_sentence"),
    [
        ([(0, 0, 0, 0), (0, 1, 0, 1)], {}, ["busy_twice"], "Row 0 has 2 meetings in round 0"),
        ([(0, 0, 0, 1), (0, 1, 1, 1)], {}, ["busy_twice"], "Column 1 has 2 meetings in round 0"),
        ([(1, 0, 0, 0), (1, 0, 1, 1)], {}, ["table_twice"], "2 meetings share table 0 in round 1"),
        ([(0, 0, 0, 0), (1, 0, 0, 0)], {}, ["pair_twice"], "Row 0 and column 0 meet 2 times"),
        (STANDING, {"row_groups": [4, 4, 5]}, ["organisations_twice"] * 2, "rows 0, 1 and columns 0 meet 2 times"),
        (STANDING, {"forbidden": [(1, 1)]}, ["forbidden"], "Row 1 and column 1 meet in round 0, but must not"),
        (
            STANDING,
            {"forbidden": [(2, 1)], "row_groups": [0, 1, 1], "column_groups": [0, 1, 2]},
            ["forbidden"],
            "Row 1 and column 1",
        ),
        (STANDING, {"required": [(2, 2)]}, ["required_missing"], "Row 2 and column 2 must meet"),
        (STANDING, {"row_available": [[1, 1], [1, 0], [1, 1]]}, ["absent"], "Row 1 has a meeting in round 1"),
        (STANDING, {"column_available": [[0, 1], [1, 1], [1, 1]]}, ["absent"], "Column 0 has a meeting in round 0"),
        (STANDING, {"row_limits": [(0, 2), (0, 2), (1, 2)]}, ["too_few"], "Row 2 has 0 meetings, at least 1"),
        (STANDING, {"column_limits": [(0, 1), (0, 2), (0, 2)]}, ["too_many"], "Column 0 has 2 meetings, at most 1"),
        (STANDING, {"locked": [(1, -1, 0, 0)]}, ["locked_missing"], "row 0 and column 0 in round 1 is missing"),
        (STANDING, {"locked": [(0, 1, 0, 0)]}, ["locked_moved"], "at table 0, not at table 1"),
        (STANDING, {"met": [(0, 0, 30)]}, ["met_again"], "Row 0 and column 0 meet in round 0"),
        (STANDING, {"met": [(0, 0, 30)], "met_half_life": 90.0}, [], ""),
        (STANDING, {"met": [(0, 0, 30)], "required": [(0, 0)]}, [], ""),
        (STANDING, {"break_rounds": [1]}, ["in_common_break"], "2 meetings fall in round 1"),
        (
            STANDING,
            {"row_breaks": [(0, 1), (-1, -1), (0, 1)]},
            ["no_break"],
            "Row 0 has no round free from round 0 to 1",
        ),
        (STANDING, {"table_available": [[1, 1], [1, 0]]}, ["table_missing"], "Table 1 is used in round 1"),
        (STANDING, {"row_seats": [0, -1, -1]}, ["away_from_seat"], "at table 1 in round 1, not at their own table 0"),
        (STANDING, {"column_seats": [-2, -2, -1]}, [], ""),
        (STANDING, {"row_seats": [-2, -1, -1]}, ["changes_table"], "sits at 2 tables"),
        (
            STANDING,
            {"novelty": np.eye(3), "novel_least": 1},
            ["too_few_novel"] * 2,
            "Row 2 has 0 novel meetings, at least 1",
        ),
        ([(0, 2, 0, 0)], {}, ["unknown"], "names table 2, but there are 2"),
        ([(2, 0, 0, 0), (0, -1, 3, 0)], {}, ["unknown"] * 3, "names row 3"),
    ],
)
def test_a_broken_rule_is_named(meetings, fields, codes, part_of_sentence):
    broken = check_plan(replace(THREE_BY_THREE, **fields), plan_with(meetings))
    assert [rule.code for rule in broken] == codes
    assert part_of_sentence in " ".join(str(rule) for rule in broken)


def test_a_plan_for_another_evening_is_named():
    broken = check_plan(replace(THREE_BY_THREE, n_rounds=3), GOOD)
    assert [rule.code for rule in broken] == ["size"]


def test_every_code_of_a_rule_can_be_reached():
    reached = {"size", "unknown", "busy_twice", "table_twice", "pair_twice", "organisations_twice", "forbidden"}
    reached |= {"required_missing", "absent", "too_few", "too_many", "locked_missing", "locked_moved"}
    reached |= {"met_again", "in_common_break", "no_break", "table_missing", "away_from_seat", "changes_table"}
    reached |= {"too_few_novel"}
    assert set(BrokenRule.SENTENCES) == reached
