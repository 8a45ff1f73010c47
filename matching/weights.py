"""How much each criterion counts: data, versioned, that a facilitator may change.

The default weights are a judgement, not a measurement; each has its reason beside it, and ``docs/score.md`` repeats
them. Outcomes of evenings will move them from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

from matching.vocabulary import SIDES, Side

CRITERION_NAMES: Final = (
    "company_needs_met",
    "association_needs_met",
    "company_needs_in_words",
    "association_needs_in_words",
    "shared_fragilities",
    "objectives",
    "forms",
    "place",
    "presentations",
    "unlikely",
    "novelty",
)


# Who gains nothing does not come back, and bringing something is a reason to come too: half as much as gaining.
DEFAULT_GIVING: Final = 0.5


class InvalidWeights(ValueError):  # noqa: N818  named as the thing it is about
    """Raised when weights cannot be used; carries every problem as (criterion, value)."""

    def __init__(self, problems: tuple[tuple[str, object], ...]) -> None:
        self.problems = problems
        listed = "; ".join(f"{name}: {value!r}" for name, value in problems)
        super().__init__(
            f"{len(problems)} weight(s) cannot be used ({listed}). Each is a number from 0 for one of: "
            f"{', '.join(CRITERION_NAMES)}; at least one is above 0; giving is from 0 to 1."
        )


@dataclass(frozen=True)
class CriterionWeights:
    """The weight of each criterion, normalised to sum 1; a criterion that is not named weighs 0.

    ``giving``, in [0, 1], is how much what a side *brings* counts in its own direction, beside what it gains.
    Raises InvalidWeights when a name is unknown, a weight is negative or not a number, all are 0, or ``giving`` is
    outside [0, 1].

    >>> CriterionWeights({"place": 1, "forms": 3}).values["forms"]
    0.75
    """

    values: Mapping[str, float]
    version: str = "2"
    giving: float = DEFAULT_GIVING

    def __post_init__(self) -> None:
        problems: list[tuple[str, object]] = []
        for name, value in self.values.items():
            if name not in CRITERION_NAMES or not _is_number(value) or not isfinite(value) or value < 0:
                problems.append((name, value))
        if not problems and sum(self.values.values()) <= 0:
            problems.append(("sum", 0))
        if not isinstance(self.version, str) or not self.version.strip():
            problems.append(("version", self.version))
        if not _is_number(self.giving) or not 0 <= self.giving <= 1:
            problems.append(("giving", self.giving))
        if problems:
            raise InvalidWeights(tuple(problems))
        total = sum(self.values.get(name, 0.0) for name in CRITERION_NAMES)
        scale = 1.0 if abs(total - 1) < 1e-9 else total  # weights read back stay exactly what they were
        normalised = {name: self.values.get(name, 0.0) / scale for name in CRITERION_NAMES}
        object.__setattr__(self, "values", MappingProxyType(normalised))

    def towards(self, side: Side) -> Mapping[str, float]:
        """Return the weight of each criterion when ``side`` looks at a pair: what the other gains counts ``giving``."""
        other = next(one for one in SIDES if one != side)
        return {
            name: weight * (self.giving if name.startswith(f"{other}_") else 1.0)
            for name, weight in self.values.items()
        }

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; ``from_dict`` reads them back equal."""
        return {"version": self.version, "giving": self.giving, "weights": dict(self.values)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "CriterionWeights":
        """Build weights from what ``to_dict`` gave; raises InvalidWeights when it is something else."""
        if not isinstance(plain, Mapping) or not isinstance(plain.get("weights"), Mapping):
            raise InvalidWeights((("weights", plain if not isinstance(plain, Mapping) else plain.get("weights")),))
        return cls(plain["weights"], version=plain.get("version", "1"), giving=plain.get("giving", DEFAULT_GIVING))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


DEFAULT_WEIGHTS: Final = CriterionWeights(
    {
        # What one seeks and the other brings is what eight minutes are about; both sides' needs weigh the same, so that
        # a pair in which both gain beats one in which one side gains twice.
        "company_needs_met": 0.17,
        "association_needs_met": 0.17,
        # The same where one of the two only wrote it in a presentation: the best pairs often do, and a reading may err.
        "company_needs_in_words": 0.07,
        "association_needs_in_words": 0.07,
        # The same stake on the same territory is the ground of an alliance (Observatoire des partenariats).
        "shared_fragilities": 0.15,
        # Objectives that serve each other carry a partnership beyond its first action.
        "objectives": 0.07,
        # A form both wish shortens the way; the usual ways in differ, so it does not decide.
        "forms": 0.06,
        # Near enough to meet again; on one territory most are, so it does not decide either.
        "place": 0.07,
        # Words are few, uneven and often about something else: a hint.
        "presentations": 0.05,
        # A conversation that would not happen by itself is what an evening adds; it must have other reasons too.
        "unlikely": 0.04,
        # Not the same pair again and again: enough to let a new pair with reasons nearly as good go first. It weighs
        # only where there is a past; pairs that must not meet are ruled out elsewhere.
        "novelty": 0.08,
    },
    version="2",
    giving=DEFAULT_GIVING,
)
