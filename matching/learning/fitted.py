"""What outcomes say: learned weights with intervals, effects of organisations, and whether to use them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from matching.estimates import Estimate, NotEnough
from matching.learning.effects import OrganisationEffects
from matching.learning.held_out import HeldOut
from matching.weights import CriterionWeights

Verdict = Literal["learned", "too_few", "not_better"]


@dataclass(frozen=True)
class FittedWeights:
    """The result of learning.

    weights: what to use: ``learned`` when there is enough and it foresees better, else ``prior``, unchanged.
    learned: the most plausible weights, whatever the verdict. intervals: per criterion, its learned weight with the
    interval that holds it; informed: per criterion, the share of the prior's variance the outcomes took away.
    slope: log-odds per unit of score. n_outcomes, n_results: outcomes used, and the sum of their results;
    n_left_out: outcomes whose pair no matrix knows. missing: what there is too little of.
    """

    weights: CriterionWeights
    learned: CriterionWeights
    prior: CriterionWeights
    intervals: Mapping[str, Estimate]
    informed: Mapping[str, float]
    slope: Estimate
    effects: OrganisationEffects
    held_out: HeldOut | NotEnough
    n_outcomes: int
    n_results: float
    n_events: int
    n_left_out: int
    missing: tuple[NotEnough, ...]

    @property
    def enough(self) -> bool:
        """Whether there are outcomes enough to move the weights at all."""
        return not self.missing

    @property
    def verdict(self) -> Verdict:
        """Which weights are used and why: "learned", "too_few" outcomes, or learned ones "not_better"."""
        if not self.enough:
            return "too_few"
        return "learned" if isinstance(self.held_out, HeldOut) and self.held_out.better else "not_better"

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; effects of single organisations are not among them, only their spreads."""
        return {
            "weights": self.weights.to_dict(),
            "learned": self.learned.to_dict(),
            "prior": self.prior.to_dict(),
            "intervals": {name: interval.to_dict() for name, interval in self.intervals.items()},
            "informed": dict(self.informed),
            "slope": self.slope.to_dict(),
            "spreads": {
                "company": self.effects.company_spread,
                "association": self.effects.association_spread,
                "event": self.effects.event_spread,
            },
            "held_out": self.held_out.to_dict(),
            "n_outcomes": self.n_outcomes,
            "n_results": self.n_results,
            "n_events": self.n_events,
            "n_left_out": self.n_left_out,
            "enough": self.enough,
            "missing": [one.to_dict() for one in self.missing],
            "verdict": self.verdict,
        }
