"""JSON files -> a problem and a plan, equal to the ones that were written."""

import json
from pathlib import Path
from typing import Any

from schedules.plan import MeetingPlan
from schedules.problem import PlanningProblem
from schedules.write import PROBLEM_FORMAT


def read_plan_json(path: Path) -> MeetingPlan:
    """Return the plan in a file; raises ValueError when the file holds none."""
    return MeetingPlan.from_dict(_object_of(path))


def read_problem_json(path: Path) -> PlanningProblem:
    """Return the problem in a file; raises ValueError when the file holds none or it contradicts itself."""
    values = _object_of(path)
    found = values.pop("format", None)
    if found != PROBLEM_FORMAT:
        raise ValueError(f"{path.name} is not a problem in the format {PROBLEM_FORMAT}: its format is {found!r}.")
    unknown = sorted(set(values) - set(PlanningProblem.__dataclass_fields__))
    if unknown or "weights" not in values:
        why = f"the format does not have {', '.join(unknown)}" if unknown else "weights are missing"
        raise ValueError(f"{path.name} is not a problem in the format {PROBLEM_FORMAT}: {why}.")
    return PlanningProblem(**values)


def _object_of(path: Path) -> dict[str, Any]:
    """The JSON object in a file; an empty one for any other value."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError(f"{path.name} is nested too deeply to be read.") from error
    return values if isinstance(values, dict) else {}
