"""Everything a plan is computed from -> evening.json beside the plan, and back, so that the plan can be repaired.

Of people it holds names only, no address: what is needed to say who has to go where.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from matching import CriterionWeights
from matching.organisations import Diagnosis, Organisation, PairRule, Participant, PastMeeting
from schedules import MeetingPlan
from webapp.services.events import EventSettings
from webapp.services.planning import PlanningInputs, stays_to_json
from webapp.services.presence import Stay

EVENING: Final = "evening.json"
FORMAT: Final = "entremise-evening-1"
#: What `entremise plan` writes about a thousand people is below ten million octets.
MOST_BYTES: Final = 30_000_000
MOST_COLONS: Final = 800_000  # ten thousand organisations have half of it; a file of names alone has no end
NUMBERS: Final = ("n_rounds", "meeting_minutes", "change_over_minutes", "n_tables", "seed")


class NotAnEvening(ValueError):  # noqa: N818  named for what it says
    """A folder does not hold what `entremise plan` wrote; ``path`` is the file that is missing or another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} is not what `entremise plan` wrote.")


@dataclass(frozen=True, kw_only=True)
class Evening:
    """A plan that was written, what it was computed from, and the rounds dropped since (from 0)."""

    inputs: PlanningInputs
    plan: MeetingPlan
    dropped_rounds: tuple[int, ...] = ()


def evening_bytes(given: PlanningInputs, dropped_rounds: Sequence[int] = ()) -> bytes:
    """The inputs of a plan as the content of evening.json."""
    settings = given.settings
    plain = {
        "format": FORMAT,
        "settings": {
            "name": settings.name,
            "starts_at": settings.starts_at.isoformat(),
            "n_rounds": settings.n_rounds,
            "meeting_minutes": settings.meeting_minutes,
            "change_over_minutes": settings.change_over_minutes,
            "n_tables": settings.n_tables,
            "seed": settings.seed,
        },
        "organisations": [one.to_dict() for one in given.organisations],
        "participants": [[one.id, one.organisation_id, one.first_name, one.last_name] for one in given.participants],
        "rules": [[r.company_id, r.association_id, r.kind, r.round_number, r.table_number] for r in given.rules],
        "history": [[one.company_id, one.association_id, one.event, one.date, one.known] for one in given.history],
        "diagnosis": given.diagnosis.to_dict() if given.diagnosis else None,
        "weights": given.weights.to_dict(),
        "stays": stays_to_json(given.stays),
        "dropped_rounds": list(dropped_rounds),
    }
    return (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode()


def read_evening(directory: Path) -> Evening:
    """What `entremise plan` or `entremise repair` wrote into a folder; raises NotAnEvening, OSError."""
    plain = _plain(directory / EVENING)
    told = _plain(directory / "plan.json")
    try:
        evening = Evening(
            inputs=_inputs(plain),
            plan=MeetingPlan.from_dict(told["plan"]),
            dropped_rounds=tuple(int(number) for number in plain["dropped_rounds"]),
        )
        belong_together = _belong_together(evening, (told["company_participants"], told["association_participants"]))
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise NotAnEvening(directory / EVENING) from error
    if not belong_together:
        raise NotAnEvening(directory / EVENING)
    return evening


def _belong_together(evening: Evening, people: Sequence[Sequence[str]]) -> bool:
    """Whether the plan is one of these people, rather than that of another file."""
    sides = {one.id: one.side for one in evening.inputs.organisations}
    sizes = (evening.plan.n_rows, evening.plan.n_columns)
    for side, ids, size in zip(("company", "association"), people, sizes, strict=True):
        known = [one.id for one in evening.inputs.participants if sides.get(one.organisation_id) == side]
        if known != list(ids) or len(known) != size:
            return False
    return sum(sizes) == len(evening.inputs.participants)


def _plain(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES or content.count(b":") > MOST_COLONS:
            raise NotAnEvening(path)
        plain = json.loads(content.decode())
    except (FileNotFoundError, ValueError, RecursionError) as error:
        raise NotAnEvening(path) from error
    if not isinstance(plain, dict) or (path.name == EVENING and plain.get("format") != FORMAT):
        raise NotAnEvening(path)
    return plain


def _inputs(plain: dict[str, Any]) -> PlanningInputs:
    settings = dict(plain["settings"])
    settings["starts_at"] = datetime.fromisoformat(settings["starts_at"])
    for name in NUMBERS:
        _require_number(settings[name], may_be_none=name == "n_tables")
    for first, last in plain["stays"].values():
        _require_number(first)
        _require_number(last, may_be_none=True)
    for one in plain["organisations"]:
        if not all(isinstance(one[name], str) for name in ("id", "name", "presentation")):
            raise TypeError("an organisation's id, name and presentation are texts")
    planned = EventSettings(venue="", **settings)
    if wrong := [code for code in planned.problems() if code.endswith("out_of_range")]:
        raise ValueError(", ".join(wrong))
    people = ("id", "organisation_id", "first_name", "last_name")
    rules = ("company_id", "association_id", "kind", "round_number", "table_number")
    past = ("company_id", "association_id", "event", "date", "known")
    return PlanningInputs(
        settings=planned,
        organisations=[Organisation.from_dict(one) for one in plain["organisations"]],
        participants=[Participant(**dict(zip(people, line, strict=True))) for line in plain["participants"]],
        rules=[PairRule(**dict(zip(rules, line, strict=True))) for line in plain["rules"]],
        history=[PastMeeting(**dict(zip(past, line, strict=True))) for line in plain["history"]],
        diagnosis=Diagnosis(**plain["diagnosis"]) if plain["diagnosis"] else None,
        weights=CriterionWeights.from_dict(plain["weights"]),
        stays={code: Stay(first, last) for code, (first, last) in plain["stays"].items()},
    )


def _require_number(given: object, *, may_be_none: bool = False) -> None:
    """Raise TypeError for what is no whole number."""
    if isinstance(given, bool) or not (isinstance(given, int) or (given is None and may_be_none)):
        raise TypeError(f"{given!r} is not a whole number")
