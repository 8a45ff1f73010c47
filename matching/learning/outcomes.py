"""What became of a pair: the only thing from which weights are learned.

An outcome belongs to both sides: they chose each other (or did not both), they became partners (or did not), they
evaluated what they did together. There is no field for what one side answered about the other, so nothing can be
learned from it: a pair where one said yes and a pair where nobody did are the same value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

OutcomeKind = Literal["mutual_choice", "partnership", "evaluation"]
OUTCOME_KINDS: Final[tuple[OutcomeKind, ...]] = get_args(OutcomeKind)


class InvalidOutcomes(ValueError):  # noqa: N818  named as the thing it is about
    """Raised when outcomes cannot be used; carries every problem as (code, value)."""

    def __init__(self, problems: Iterable[tuple[str, object]]) -> None:
        self.problems = tuple(problems)
        listed = "; ".join(f"{code}: {value!r}" for code, value in self.problems[:10])
        super().__init__(f"{len(self.problems)} problem(s) with outcomes ({listed})")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a company and an association that met at an event.

    ``result`` is in [0, 1]: a mutual choice is 1 and its absence 0; a partnership is the share of the way it came (0
    none, 1 carried out); an evaluation the mean grade of both sides, scaled. Raises InvalidOutcomes when the kind is
    another, the result outside [0, 1] or, for a mutual choice, between, or an id or the event is empty.
    """

    company_id: str
    association_id: str
    result: float
    kind: OutcomeKind = "mutual_choice"
    event: str

    def __post_init__(self) -> None:
        problems: list[tuple[str, object]] = []
        for name in ("company_id", "association_id", "event"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value.strip():
                problems.append((name, value))
        if self.kind not in OUTCOME_KINDS:
            problems.append(("kind", self.kind))
        number = isinstance(self.result, int | float)
        if not number or not 0 <= self.result <= 1 or (self.kind == "mutual_choice" and self.result not in (0, 1)):
            problems.append(("result", self.result))
        if problems:
            raise InvalidOutcomes(problems)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What may stand once: event, kind, company, association."""
        return self.event, self.kind, self.company_id, self.association_id
