"""JSON files -> a problem and a plan, equal to the ones that were written."""

import json
from pathlib import Path

from schedules.plan import MeetingPlan
from schedules.problem import PlanningProblem
from schedules.write import PROBLEM_FORMAT


def read_plan_json(path: Path) -> MeetingPlan:
    """Return the plan in a file; raises ValueError when the file holds none."""
    return MeetingPlan.from_json(path.read_text(encoding="utf-8"))


def read_problem_json(path: Path) -> PlanningProblem:
    """Return the problem in a file; raises ValueError when the file holds none or it contradicts itself."""
    values = json.loads(path.read_text(encoding="utf-8"))
    found = values.pop("format", None) if isinstance(values, dict) else None
    if found != PROBLEM_FORMAT:
        raise ValueError(f"{path.name} is not a problem in the format {PROBLEM_FORMAT}: its format is {found!r}.")
    return PlanningProblem(**values)
