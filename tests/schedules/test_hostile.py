"""What cannot be planned is refused with a sentence that says what, where and how much."""

import numpy as np
import pytest

from schedules import InfeasiblePlan, InvalidProblem, PlanningProblem, build_plan

WEIGHTS = np.linspace(0, 1, 12).reshape(3, 4)


def spoiled(value):
    weights = WEIGHTS.copy()
    weights[2, 1] = weights[2, 3] = value
    return weights


CONTRADICTIONS = [
    ("NaN", {"weights": spoiled(np.nan)}, "2 weights are not finite numbers, the first at row 2, column 1."),
    ("infinite", {"weights": spoiled(-np.inf)}, "2 weights are not finite numbers"),
    ("negative", {"weights": spoiled(-0.25)}, "2 weights lie outside 0 to 1, the first (-0.25) at row 2, column 1."),
    ("above one", {"weights": spoiled(1.25)}, "the first (1.25) at row 2, column 1."),
    ("no rows", {"weights": np.zeros((0, 4))}, "at least one row and one column, not shape (0, 4)"),
    ("three dimensions", {"weights": np.zeros((2, 2, 2))}, "not shape (2, 2, 2)"),
    ("words", {"weights": [["one", "two"]]}, "weights must be numbers"),
    ("presence of other people", {"row_available": np.ones((4, 8))}, "must have shape (3, 8), not (4, 8)"),
    ("limits of other people", {"column_limits": np.ones((3, 2))}, "must have shape (4, 2), not (3, 2)"),
    ("novelty of other people", {"novelty": np.ones((4, 3))}, "novelty must have shape (3, 4), not (4, 3)"),
    ("required and forbidden", {"required": [(1, 2)], "forbidden": [(1, 2)]}, "Row 1 and column 2 must meet, but"),
    ("nobody of that number", {"required": [(1, 4)]}, "required entry 0 names column 4, but there are 4"),
    ("tables below none", {"n_tables": -2}, "from 0 to 1000000, not -2"),
    ("no round", {"n_rounds": 0}, "from 1 to 10000, not 0"),
]
SHORTAGES = [
    (
        "more required than rounds",
        {"n_rounds": 2, "required": [(0, 0), (0, 1), (0, 2)]},
        "Row 0 has 3 required meetings, but is there for 2 rounds. Try 1 more rounds",
    ),
    (
        "more required than fit",
        {"n_rounds": 2, "n_tables": 1, "required": [(0, 0), (1, 1), (2, 2)]},
        "3 meetings are required, but only 2 fit into 2 rounds at 1 tables",
    ),
    ("zero tables", {"n_tables": 0}, "There are no tables in any round. Try at least 1 table."),
    ("nothing but breaks", {"n_rounds": 2, "break_rounds": [0, 1]}, "There are no tables in any round."),
    ("everybody absent", {"row_available": np.zeros((3, 8))}, "No row participant is there in any round."),
    (
        "all tables away",
        {"n_tables": 3, "table_available": np.zeros((3, 8))},
        "There are no tables in any round.",
    ),
    (
        "least above what is there",
        {"n_rounds": 2, "row_limits": [(3, 3)] * 3},
        "Row 0 asks for at least 3 meetings, but is there for 2 rounds.",
    ),
    (
        "a break too many",
        {"n_rounds": 2, "required": [(0, 0), (0, 1)], "row_breaks": [(0, 1), (-1, -1), (-1, -1)]},
        "Row 0 has 2 required meetings, but is there for 1 rounds.",
    ),
]


@pytest.mark.parametrize(
    ("fields", "sentence"), [line[1:] for line in CONTRADICTIONS], ids=[c[0] for c in CONTRADICTIONS]
)
def test_contradictory_data_are_refused(fields, sentence):
    with pytest.raises(InvalidProblem) as refusal:
        PlanningProblem(**{"weights": WEIGHTS, **fields})
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("even_counts", [True, False])
@pytest.mark.parametrize(("fields", "sentence"), [line[1:] for line in SHORTAGES], ids=[s[0] for s in SHORTAGES])
def test_demands_that_are_too_great_are_refused(fields, sentence, even_counts):
    with pytest.raises(InfeasiblePlan) as refusal:
        build_plan(PlanningProblem(WEIGHTS, **fields), even_counts=even_counts)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"fairness_tolerance": -0.1}, "fairness_tolerance must be None or lie in 0 to 1, not -0.1"),
        ({"fairness_tolerance": float("nan")}, "not nan"),
        ({"fairness_side": "companies"}, "one of rows, columns, both, not 'companies'"),
        ({"seed": -1}, "seed must be a whole number of at least 0, not -1"),
        ({"time_limit": 0}, "more than 0 seconds, not 0"),
    ],
)
def test_options_out_of_range_are_refused(options, sentence):
    with pytest.raises(ValueError, match="must") as refusal:
        build_plan(PlanningProblem(WEIGHTS), **options)
    assert sentence in str(refusal.value)
