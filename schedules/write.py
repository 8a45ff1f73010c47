"""A problem and a plan -> JSON files, so that an evening can be replayed from two files and a seed."""

import json
from pathlib import Path
from typing import Any

from schedules.plan import MeetingPlan
from schedules.problem import PlanningProblem

PROBLEM_FORMAT = "planning-problem-1"


def write_plan_json(plan: MeetingPlan, path: Path) -> None:
    """Write the plan; ``read_plan_json`` reads an equal one."""
    path.write_text(plan.to_json() + "\n", encoding="utf-8")


def write_problem_json(problem: PlanningProblem, path: Path) -> None:
    """Write the problem; ``read_problem_json`` reads an equal one."""
    path.write_text(json.dumps(problem_values(problem)) + "\n", encoding="utf-8")


def problem_values(problem: PlanningProblem) -> dict[str, Any]:
    """Return the problem as plain values that JSON can hold."""
    values: dict[str, Any] = {"format": PROBLEM_FORMAT}
    for name in problem.__dataclass_fields__:
        value = getattr(problem, name)
        values[name] = value.tolist() if hasattr(value, "tolist") else value
    return values
