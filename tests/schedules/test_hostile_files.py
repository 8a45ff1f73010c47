"""Files and options that nobody wrote in good faith: refused with a sentence, never an accident inside."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from schedules import MeetingPlan, PlanningProblem, build_plan, repair_plan
from schedules.faults import InvalidProblem
from schedules.read import read_plan_json, read_problem_json
from schedules.write import problem_values, write_plan_json, write_problem_json

PROBLEM = PlanningProblem([[0.5, 0.2, 0.1], [0.3, 0.9, 0.4], [0.7, 0.6, 0.8]], n_rounds=2, n_tables=3)
PLAN = build_plan(PROBLEM)
N = len(PLAN)


@pytest.mark.parametrize(
    "changed",
    [
        {"foo": 1},
        {"weights": None},
        {"weights": {}},
        {"weights": [[float("nan")]]},
        {"weights": [[10**400]]},
        {"weights": [["a"]]},
        {"break_rounds": 3},
        {"break_rounds": None},
        {"forbidden": None},
        {"forbidden": [[float("nan"), 0]]},
        {"locked": [[0, 0, 10**30, 0]]},
        {"row_limits": [[0, float("nan")]] * 3},
        {"row_priorities": [10**400, 1, 1]},
        {"row_priorities": [float("nan"), 1, 1]},
        {"seated_side": {}},
        {"met_half_life": {}},
        {"n_rounds": "2"},
        {"format": "planning-problem-2"},
    ],
)
def test_a_hostile_problem_is_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem_values(PROBLEM) | changed), encoding="utf-8")
    with pytest.raises(ValueError, match=r"\w"):
        read_problem_json(path)


@pytest.mark.parametrize(
    "changed",
    [
        {"foo": 1},
        {"certificate": None},
        {"certificate": {"upper_bound": 1}},
        {"certificate": vars(PLAN.certificate) | {"upper_bound": "much"}},
        {"meetings": "abc"},
        {"meetings": [[-1, 0, 0, 0]] * N},
        {"meetings": [[0, 0, 99, 0]] * N},
        {"meetings": [[0, 0, 0, 99]] * N},
        {"meetings": [[99, 0, 0, 0]] * N},
        {"meetings": [[10**30, 0, 0, 0]] * N},
        {"meetings": [[1, 2]]},
        {"weights": [None] * N},
        {"n_rows": "3"},
        {"n_rows": -3},
        {"n_rounds": 0},
        {"novel_pairs": [[1]]},
        {"novel_pairs": [[0, 77]]},
        {"absent_rows": 3},
        {"absent_columns": [77]},
        {"yielding_rows": [-1]},
        {"repair": "x"},
        {"repair": {}},
        {"version": "x"},
    ],
)
def test_a_hostile_plan_is_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(PLAN.to_dict() | changed), encoding="utf-8")
    with pytest.raises(ValueError, match="not a plan"):
        read_plan_json(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"3", b"\xff\xfe", b"[" * 200_000, b'{"format": null}'])
def test_what_is_no_file_of_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    for read in (read_plan_json, read_problem_json):
        with pytest.raises(ValueError, match=r"\w"):
            read(path)


def test_what_was_written_is_still_read(tmp_path: Path) -> None:
    gone = PlanningProblem(PROBLEM.weights, 2, 3, row_available=[[True, False], [True, True], [True, True]])
    repaired = repair_plan(gone, PLAN, from_round=1)
    for plan in (PLAN, repaired):
        write_plan_json(plan, tmp_path / "plan.json")
        assert read_plan_json(tmp_path / "plan.json") == plan
        assert MeetingPlan.from_json(plan.to_json()) == plan
    write_problem_json(gone, tmp_path / "problem.json")
    assert read_problem_json(tmp_path / "problem.json") == gone


@pytest.mark.parametrize(
    "values",
    [
        {"weights": np.array([[0.5 + 0j]])},
        {"weights": np.array([[1]], "m8[D]")},
        {"weights": [[10**400]]},
        {"forbidden": [(np.nan, 0)]},
        {"forbidden": [(np.inf, 0)]},
        {"forbidden": np.array([[0j, 0j]])},
        {"row_available": [[np.nan]]},
        {"row_limits": [[0, 1e300]]},
        {"row_priorities": np.array([1 + 0j])},
        {"row_priorities": [10**400]},
        {"break_rounds": 0},
        {"break_rounds": None},
    ],
)
def test_numbers_of_an_odd_kind_are_refused_without_a_warning(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidProblem):
        PlanningProblem(**{"weights": [[0.5]], "n_rounds": 1} | values)


@pytest.mark.parametrize("from_round", [-1, 3, 10**30, "1", 1.0, 1.5, None, True, float("nan")])
def test_a_repair_from_no_round_is_refused(from_round: Any) -> None:
    with pytest.raises(ValueError, match="from_round must be a whole number"):
        repair_plan(PROBLEM, PLAN, from_round=from_round)


@pytest.mark.parametrize("seed", [-1, "1", 1.5, None, True])
def test_a_seed_that_is_none_is_refused(seed: Any) -> None:
    with pytest.raises(ValueError, match="seed must be a whole number"):
        repair_plan(PROBLEM, PLAN, from_round=0, seed=seed)
