"""Outcomes of past evenings -> weights of the criteria that worked here, with the default weights as a prior.

The score looks at a pair from both sides and takes the smaller mean; what is learned are the weights of the layers in
the mean of both directions, where a criterion of one side's gain counts (1 + giving) / 2. The steps: evidence
(``evidence``), most plausible values (``posterior``), a check on evenings not seen (``held_out``), and the verdict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from matching.estimates import Estimate, FloatArray, NotEnough
from matching.learning.both_directions import counted_in_both, layer_weights, normalised
from matching.learning.effects import organisation_effects
from matching.learning.evidence import Evidence, evidence_of
from matching.learning.fitted import FittedWeights
from matching.learning.held_out import LEAST_EVENTS, held_out_check
from matching.learning.outcomes import Outcome
from matching.learning.posterior import DEFAULT_ASSUMPTIONS, Assumptions, Posterior, fit_posterior, informed
from matching.scoring import ScoreMatrix
from matching.weights import DEFAULT_WEIGHTS, CriterionWeights

LEVEL = 0.9
N_DRAWS = 4000
RARER_PER_CRITERION = 10  # of the rarer result, per weight that may move (Peduzzi 1996, 10.1016/S0895-4356(96)00236-3)


def fit_weights(
    matrices: ScoreMatrix | Mapping[str, ScoreMatrix],
    outcomes: Iterable[Outcome],
    *,
    prior: CriterionWeights = DEFAULT_WEIGHTS,
    assumptions: Assumptions = DEFAULT_ASSUMPTIONS,
    seed: int = 0,
) -> FittedWeights:
    """Adjust the weights of the criteria to what outcomes show, as far as they show it.

    ``matrices``: the score of the pairs, one for all events or one per event as it was before it (a matrix made after
    an event knows that its pairs met). Unknown layers enter as the pair's mean of the known ones, as in the score.
    Raises InvalidOutcomes when a pair has two outcomes of one kind at one event. The order of ``outcomes`` does not
    matter. About 20 solutions of d unknowns, d = organisations of the smaller side and events, times 21 with the check.
    """
    ordered = sorted(outcomes, key=lambda outcome: outcome.key)
    evidence, unknown = evidence_of(matrices, ordered)
    names = evidence.names
    counted = counted_in_both(prior, names)
    prior_weights = layer_weights(prior, names)
    posterior = fit_posterior(evidence, prior_weights, assumptions=assumptions)
    learned_values, draws = _weights_of(posterior, counted, seed)
    intervals = {
        name: Estimate(float(value), *_quantiles(draws[:, k]), len(evidence), LEVEL)
        for k, (name, value) in enumerate(zip(names, learned_values, strict=True))
    }
    base = prior.version.split("+learned-")[0]
    learned = (
        replace(
            prior,
            values={**prior.values, **dict(zip(names, map(float, learned_values), strict=True))},
            version=f"{base}+learned-{len(evidence)}",
        )
        if len(evidence)
        else prior
    )
    missing = _missing(evidence)
    held_out = held_out_check(evidence, prior_weights, assumptions=assumptions, seed=seed)
    fitted = FittedWeights(
        weights=prior,
        learned=learned,
        prior=prior,
        intervals=MappingProxyType(intervals),
        informed=MappingProxyType(
            dict(zip(names, map(float, informed(posterior, assumptions)), strict=True)),
        ),
        slope=_slope(posterior, draws_of(posterior, seed), len(evidence)),
        effects=organisation_effects(evidence, posterior),
        held_out=held_out,
        n_outcomes=len(evidence),
        n_results=float(evidence.results.sum()),
        n_events=len(np.unique(evidence.event)),
        n_left_out=len(unknown),
        missing=missing,
    )
    return replace(fitted, weights=learned) if fitted.verdict == "learned" else fitted


def draws_of(posterior: Posterior, seed: int) -> FloatArray:
    """Draw the weights and the slope from the posterior, (N_DRAWS, p + 1)."""
    n_layers = len(posterior.names)
    values, vectors = np.linalg.eigh(posterior.covariance)
    scaled = vectors * np.sqrt(np.maximum(values, 0))
    deviations = np.random.default_rng(seed).standard_normal((N_DRAWS, n_layers + 1)) @ scaled.T
    drawn: FloatArray = np.append(posterior.weights, posterior.slope) * np.exp(deviations)
    return drawn


def _weights_of(posterior: Posterior, counted: FloatArray, seed: int) -> tuple[FloatArray, FloatArray]:
    """Criterion weights, (p,), and draws of them, (N_DRAWS, p): what counts half in the mean weighs double."""
    drawn = draws_of(posterior, seed)[:, : len(counted)]
    return normalised(posterior.weights / counted), normalised(drawn / counted)


def _slope(posterior: Posterior, drawn: FloatArray, n: int) -> Estimate:
    slopes = drawn[:, -1] * drawn[:, :-1].sum(axis=1)
    return Estimate(float(posterior.slope * posterior.weights.sum()), *_quantiles(slopes), n, LEVEL)


def _missing(evidence: Evidence) -> tuple[NotEnough, ...]:
    """What there is too little of: events to check on, and results of the rarer sort."""
    varied = _varied(evidence)
    rarer = int(min(evidence.results.sum(), len(evidence) - evidence.results.sum()))
    n_events = len(np.unique(evidence.event))
    needed = RARER_PER_CRITERION * max(1, varied)
    problems = []
    if n_events < LEAST_EVENTS:
        problems.append(NotEnough("events", n_events, LEAST_EVENTS))
    if rarer < needed:
        problems.append(NotEnough("results", rarer, needed))
    return tuple(problems)


def _varied(evidence: Evidence) -> int:
    """How many layers are not the same, or unknown, for all pairs."""
    with np.errstate(invalid="ignore"):
        columns = [column[~np.isnan(column)] for column in evidence.layers.T]
    return sum(len(column) > 1 and float(np.ptp(column)) > 0 for column in columns)


def _quantiles(values: FloatArray) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
