"""The weights of an event: those in use, the versions that were saved, and which of them counts from now on.

New plans and introductions use the weights in use; a plan keeps those it was computed with (``planning.as_planned``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.weights import CONDITIONS, CRITERION_NAMES, DEFAULT_WEIGHTS, CriterionWeights, InvalidWeights
from webapp import conversions
from webapp.models import AccountRow, CriterionWeightsRow, EventRow
from webapp.services.event_day import locked_event
from webapp.services.refusals import Refused

MOST_POINTS: Final = 50
MOST_TAKEN: Final = 100
LONGEST_NOTE: Final = 200
MOST_VERSIONS: Final = 200
SAVED: Final = "saved-"


def most_of(name: str) -> int:
    """The end of a criterion's slider: points for a reason, hundredths that it may take away for a condition."""
    return MOST_TAKEN if name in CONDITIONS else MOST_POINTS


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Weights as they are set by hand: whole numbers per criterion, from 0 to ``most_of``, and what counts as giving.

    Raises InvalidWeights when a value is out of range, or when no reason has a point.
    """

    points: Mapping[str, float]
    giving: float

    def __post_init__(self) -> None:
        problems = [(name, value) for name, value in self.points.items() if not 0 <= value <= most_of(name)]
        if problems:
            raise InvalidWeights(tuple(problems))
        self.weights("0")

    def weights(self, version: str) -> CriterionWeights:
        """The weights that these points make."""
        values = {name: one / MOST_TAKEN if name in CONDITIONS else one for name, one in self.points.items()}
        return CriterionWeights(values, version=version, giving=self.giving)

    @classmethod
    def of(cls, weights: CriterionWeights) -> "Setting":
        """The nearest whole hundredths of weights and strengths; at most ``most_of`` for each."""
        return cls(
            points={name: min(round(100 * value), most_of(name)) for name, value in weights.values.items()},
            giving=round(weights.giving, 2),
        )


@dataclass(frozen=True, kw_only=True)
class SavedWeights:
    """One saved version, as pages list it."""

    number: int
    setting: Setting
    note: str
    made_at: datetime
    made_by: str
    in_use: bool


@dataclass(frozen=True, kw_only=True)
class WeightsInUse:
    """What counts now; ``number`` is that of the saved version, None for the default weights or those of a file."""

    weights: CriterionWeights
    setting: Setting
    number: int | None


def in_use(session: Session, event_id: int) -> WeightsInUse:
    """The weights that the event's next plan and its introductions are made with."""
    weights = conversions.criterion_weights(session.get_one(EventRow, event_id))
    number = saved_number(weights)
    row = _row(session, event_id, number) if number is not None else None
    return WeightsInUse(
        weights=weights, setting=_setting(row) if row else Setting.of(weights), number=row.version if row else None
    )


def saved_number(weights: CriterionWeights) -> int | None:
    """The number of the saved version that these weights are, None when they are none."""
    number = weights.version.removeprefix(SAVED)
    return int(number) if weights.version.startswith(SAVED) and number.isdecimal() else None


def versions(session: Session, event_id: int) -> list[SavedWeights]:
    """Every saved version of the event's weights, the latest first."""
    number = in_use(session, event_id).number
    found = session.execute(
        select(CriterionWeightsRow, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == CriterionWeightsRow.made_by)
        .where(CriterionWeightsRow.event_id == event_id)
        .order_by(CriterionWeightsRow.version.desc())
    )
    return [
        SavedWeights(
            number=row.version,
            setting=_setting(row),
            note=row.note,
            made_at=row.made_at,
            made_by=name or "",
            in_use=row.version == number,
        )
        for row, name in found
    ]


def save(session: Session, event_id: int, setting: Setting, *, note: str, account_id: int, now: datetime) -> int:
    """Keep a setting as the event's next version and use it from now on; returns its number."""
    event = locked_event(session, event_id)
    latest = session.scalar(
        select(func.max(CriterionWeightsRow.version)).where(CriterionWeightsRow.event_id == event_id)
    )
    number = (latest or 0) + 1
    if number > MOST_VERSIONS:
        raise Refused("too_many_weights", values={"most": MOST_VERSIONS})
    session.add(
        CriterionWeightsRow(
            event_id=event_id,
            version=number,
            values=dict(setting.points),
            giving=setting.giving,
            note="".join(sign for sign in note.strip() if sign.isprintable())[:LONGEST_NOTE],
            made_at=now,
            made_by=account_id,
        )
    )
    event.criterion_weights = setting.weights(f"{SAVED}{number}").to_dict()
    session.flush()
    return number


def use(session: Session, event_id: int, number: int | None) -> None:
    """Use a saved version from now on, or the default weights (``number`` None)."""
    event = locked_event(session, event_id)
    if number is None:
        event.criterion_weights = None
    else:
        row = _row(session, event_id, number)
        if row is None:
            raise Refused("no_such_weights", status=404)
        event.criterion_weights = _setting(row).weights(f"{SAVED}{number}").to_dict()
    session.flush()


def default_setting() -> Setting:
    """The default weights as points."""
    return Setting.of(DEFAULT_WEIGHTS)


def _row(session: Session, event_id: int, number: int) -> CriterionWeightsRow | None:
    return session.scalars(
        select(CriterionWeightsRow).where(
            CriterionWeightsRow.event_id == event_id, CriterionWeightsRow.version == number
        )
    ).first()


def _setting(row: CriterionWeightsRow) -> Setting:
    """The points of a version; a criterion that did not exist when it was saved has none."""
    return Setting(points={name: row.values.get(name, 0) for name in CRITERION_NAMES}, giving=row.giving)
