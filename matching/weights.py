"""How much each criterion counts: data, versioned, that a facilitator may change.

Reasons are weighed against each other. Conditions are not: nearness makes nobody a good partner, and no reason makes up
for 200 km between two neighbourhood bodies, so a condition takes away from what the reasons say (``matching.totals``).
The default weights are a judgement, looked at on pairs that readers graded; each has its reason beside it, and
``docs/score.md`` repeats them. Outcomes of evenings will move them from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from matching.vocabulary import SIDES, Side

CRITERION_NAMES: Final = (
    "company_needs_met",
    "association_needs_met",
    "shared_fragilities",
    "objectives",
    "forms",
    "place",
    "presentations",
    "unlikely",
    "novelty",
)
CONDITIONS: Final = ("place", "novelty")
REASONS: Final = tuple(name for name in CRITERION_NAMES if name not in CONDITIONS)

# Who gains nothing does not come back, and bringing something is a reason to come too: half as much as gaining.
DEFAULT_GIVING: Final = 0.5
# Far above any weight, and far below where the sum of a few would be infinite and leave each of them nothing.
MOST_WEIGHT: Final = 1_000_000
LONGEST_WRITTEN: Final = 60


class InvalidWeights(ValueError):  # noqa: N818  named as the thing it is about
    """Raised when weights cannot be used; carries every problem as (criterion, value)."""

    def __init__(self, problems: tuple[tuple[str, object], ...]) -> None:
        self.problems = problems
        listed = "; ".join(f"{name}: {_written(value)}" for name, value in problems)
        super().__init__(
            f"{len(problems)} weight(s) cannot be used ({listed}). Each is a number from 0 to {MOST_WEIGHT} for one "
            f"of: {', '.join(CRITERION_NAMES)}; at least one of {', '.join(REASONS)} is above 0; "
            f"{', '.join(CONDITIONS)} and giving are from 0 to 1."
        )


@dataclass(frozen=True)
class CriterionWeights:
    """The weight of each reason, normalised to sum 1, and the strength of each condition; what is not named weighs 0.

    A strength in [0, 1] is the share of the total that a condition may take away. ``giving``, in [0, 1], is how much
    what a side *brings* counts in its own direction, beside what it gains.
    Raises InvalidWeights when a name is unknown, a weight is negative, above MOST_WEIGHT or not a number, no reason
    weighs anything, or a strength or ``giving`` is outside [0, 1].

    >>> CriterionWeights({"objectives": 1, "forms": 3, "place": 0.8}).values["forms"]
    0.75
    """

    values: Mapping[str, float]
    version: str = "2"
    giving: float = DEFAULT_GIVING

    def __post_init__(self) -> None:
        problems: list[tuple[str, object]] = []
        for name, value in self.values.items():
            if (
                name not in CRITERION_NAMES
                or not _is_number(value)
                or not 0 <= value <= MOST_WEIGHT
                or (name in CONDITIONS and value > 1)
            ):
                problems.append((name, value))
        if not problems and sum(self.values.get(name, 0.0) for name in REASONS) <= 0:
            problems.append(("sum", 0))
        if not isinstance(self.version, str) or not self.version.strip():
            problems.append(("version", self.version))
        if not _is_number(self.giving) or not 0 <= self.giving <= 1:
            problems.append(("giving", self.giving))
        if problems:
            raise InvalidWeights(tuple(problems))
        total = sum(self.values.get(name, 0.0) for name in REASONS)
        scale = 1.0 if abs(total - 1) < 1e-9 else total  # weights read back stay exactly what they were
        given = {name: self.values.get(name, 0.0) for name in CRITERION_NAMES}
        normalised = {name: value if name in CONDITIONS else value / scale for name, value in given.items()}
        object.__setattr__(self, "values", MappingProxyType(normalised))

    def towards(self, side: Side) -> Mapping[str, float]:
        """Return the weight of each reason when ``side`` looks at a pair: what the other gains counts ``giving``."""
        other = next(one for one in SIDES if one != side)
        return {name: self.values[name] * (self.giving if name.startswith(f"{other}_") else 1.0) for name in REASONS}

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; ``from_dict`` reads them back equal."""
        return {"version": self.version, "giving": self.giving, "weights": dict(self.values)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "CriterionWeights":
        """Build weights from what ``to_dict`` gave; raises InvalidWeights when it is something else."""
        if not isinstance(plain, Mapping) or not isinstance(plain.get("weights"), Mapping):
            raise InvalidWeights((("weights", plain if not isinstance(plain, Mapping) else plain.get("weights")),))
        return cls(plain["weights"], version=plain.get("version", "1"), giving=plain.get("giving", DEFAULT_GIVING))


def _written(value: object) -> str:
    """A value as it was given, cut where it would fill a page."""
    try:
        written = repr(value)
    except ValueError:  # an integer of more figures than Python writes
        return "..."
    return written if len(written) <= LONGEST_WRITTEN else f"{written[:LONGEST_WRITTEN]}..."


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


DEFAULT_WEIGHTS: Final = CriterionWeights(
    {
        # What one seeks and the other brings is what eight minutes are about, ticked or only written in a presentation;
        # both sides' needs weigh the same, so that a pair in which both gain beats one in which one side gains twice.
        "company_needs_met": 0.22,
        "association_needs_met": 0.22,
        # The same stake on the same territory is the ground of an alliance (Observatoire des partenariats).
        "shared_fragilities": 0.26,
        # Objectives that serve each other carry a partnership beyond its first action.
        "objectives": 0.10,
        # A form both wish shortens the way; the usual ways in differ, so it does not decide.
        "forms": 0.08,
        # Words are few, uneven and often about something else: a hint.
        "presentations": 0.07,
        # A conversation that would not happen by itself is what an evening adds; it must have other reasons too.
        "unlikely": 0.05,
        # Too far for what both can reach takes most away; something is left, since a seat may have an agency nearby.
        "place": 0.80,
        # Who works together needs no introduction, and who met is better served by somebody new: all of what the
        # layer says is gone. Pairs that must not meet are ruled out elsewhere.
        "novelty": 1.00,
    },
    version="2",
    giving=DEFAULT_GIVING,
)
