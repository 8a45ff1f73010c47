"""What organisations bring to all their meetings, told apart from what is particular to a pair."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from matching.estimates import FloatArray, IntArray, NotEnough
from matching.learning.both_directions import layer_weights
from matching.learning.evidence import Evidence, evidence_of
from matching.learning.outcomes import Outcome
from matching.learning.posterior import DEFAULT_ASSUMPTIONS, Assumptions, Posterior, fit_posterior, pair_layers
from matching.scoring import ScoreMatrix

LEAST_OUTCOMES = 100


@dataclass(frozen=True)
class OrganisationEffect:
    """How much more often than the mean an organisation's meetings come to something, whoever the partner.

    effect: log-odds, drawn towards 0 the less is known; deviation: its standard deviation; n: outcomes it rests on.
    Its profile's general attraction is part of it: it says who is asked for by all, not why.
    """

    effect: float
    deviation: float
    n: int


@dataclass(frozen=True)
class OrganisationEffects:
    """The effects per organisation id, and the spread of each side: the standard deviation among organisations."""

    company: Mapping[str, OrganisationEffect]
    association: Mapping[str, OrganisationEffect]
    company_spread: float
    association_spread: float
    event_spread: float


@dataclass(frozen=True)
class SpreadOfEffects:
    """How far meetings differ in log-odds: by company, by association, by event, and by the score of the pair.

    Standard deviations. No organisation is named: the page may show this to anybody.
    """

    company: float
    association: float
    event: float
    pair: float
    n_companies: int
    n_associations: int
    n_outcomes: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def spread_of_effects(
    matrices: ScoreMatrix | Mapping[str, ScoreMatrix],
    outcomes: Iterable[Outcome],
    *,
    assumptions: Assumptions = DEFAULT_ASSUMPTIONS,
) -> SpreadOfEffects | NotEnough:
    """Return how much of what came of meetings goes with the organisations and how much with the pair.

    The weights stay those of the first matrix. NotEnough("outcomes") below 100.
    Raises InvalidOutcomes as ``fit_weights`` does.
    """
    evidence, _ = evidence_of(matrices, sorted(outcomes, key=lambda outcome: outcome.key))
    if len(evidence) < LEAST_OUTCOMES:
        return NotEnough("outcomes", len(evidence), LEAST_OUTCOMES)
    matrix = matrices if isinstance(matrices, ScoreMatrix) else next(iter(matrices.values()))
    weights = layer_weights(matrix.weights, evidence.names)
    posterior = fit_posterior(evidence, weights, assumptions=assumptions, weights_move=False)
    company, association, event = posterior.spreads
    of_pair = posterior.slope * (pair_layers(evidence, weights) @ posterior.weights)
    return SpreadOfEffects(
        company=company,
        association=association,
        event=event,
        pair=float(of_pair.std()),
        n_companies=len(evidence.company_ids),
        n_associations=len(evidence.association_ids),
        n_outcomes=len(evidence),
    )


def organisation_effects(evidence: Evidence, posterior: Posterior) -> OrganisationEffects:
    """Name the effects of a posterior by the organisations they belong to."""
    company_spread, association_spread, event_spread = posterior.spreads
    return OrganisationEffects(
        company=_side(evidence.company_ids, posterior.company_effects, posterior.company_deviations, evidence.company),
        association=_side(
            evidence.association_ids,
            posterior.association_effects,
            posterior.association_deviations,
            evidence.association,
        ),
        company_spread=company_spread,
        association_spread=association_spread,
        event_spread=event_spread,
    )


def _side(
    ids: tuple[str, ...], effects: FloatArray, deviations: FloatArray, index: IntArray
) -> Mapping[str, OrganisationEffect]:
    counts = np.bincount(index, minlength=len(ids))
    named = {
        name: OrganisationEffect(float(effects[k]), float(deviations[k]), int(counts[k])) for k, name in enumerate(ids)
    }
    return MappingProxyType(named)
