"""Evidence and prior weights -> the most plausible slope, weights and effects, with their spread.

    logit P(result) = kind + event + company + association + covariates . g + s * sum_k beta_k layer_k

Prior: log beta_k ~ N(log w_k, t^2) around the default weights w, so that no weight falls below 0 and one that is 0
stays so; log s likewise; events, companies and associations ~ N(0, v^2) with v learned (crossed random effects).
Because s multiplies all weights, outcomes that the score does not explain make s small and leave the weights where
the prior has them: noise is not taken for knowledge. Most plausible values by Fisher scoring, spreads v by the rule of
expectation and maximisation (Dempster, Laird & Rubin 1977, doi:10.1111/j.2517-6161.1977.tb01600.x) at Laplace's
approximation, intervals from the same (Tierney & Kadane 1986, doi:10.1080/01621459.1986.10478240).
"""

from dataclasses import dataclass

import numpy as np

from matching.estimates import FloatArray, IntArray
from matching.learning.evidence import Evidence, cleared, filled
from matching.learning.information import Information, information_of

MOST_STEPS = 200
SETTLED = 1e-3


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What is held before any outcome; every spread is a standard deviation.

    weight_spread: of the logarithm of a weight: 0.7 takes half or double for likely, a tenth or tenfold for not.
    slope, slope_spread: the factor s from score to log-odds, and the spread of its logarithm. base_rate_spread: of
    the log-odds of a kind of outcome. effect_spread: of organisations and events, believed as firmly as
    ``effect_strength`` of them. covariate_spread: of the log-odds by all covariates together, shared equally.
    Raises ValueError when one is not above 0.
    """

    weight_spread: float = 0.7
    slope: float = 3.0
    slope_spread: float = 0.7
    base_rate_spread: float = 2.0
    effect_spread: float = 0.7
    effect_strength: float = 4.0
    covariate_spread: float = 0.5

    def __post_init__(self) -> None:
        wrong = [name for name in self.__dataclass_fields__ if not getattr(self, name) > 0]
        if wrong:
            raise ValueError(f"{len(wrong)} assumption(s) must be above 0: {', '.join(wrong)}")


DEFAULT_ASSUMPTIONS = Assumptions()


@dataclass(frozen=True, eq=False)
class Posterior:
    """The most plausible values, and the covariance of the logarithms of the weights and the slope, (p + 1, p + 1).

    weights: beta (p,), not normalised; slope: s; effects and their standard deviations per company, association and
    event; spreads: v of (company, association, event); base_rates: log-odds per kind; covariate_slopes: g (q,).
    """

    names: tuple[str, ...]
    prior_weights: FloatArray
    weights: FloatArray
    slope: float
    covariance: FloatArray
    base_rates: FloatArray
    company_effects: FloatArray
    company_deviations: FloatArray
    association_effects: FloatArray
    association_deviations: FloatArray
    event_effects: FloatArray
    spreads: tuple[float, float, float]
    covariate_slopes: FloatArray

    def log_odds(self, evidence: Evidence, *, new_events: bool) -> FloatArray:
        """Return the log-odds of each line, shape (n,): of an event not seen before, when asked so.

        Organisations of which nothing was seen have effect 0. The evidence must come from the same names.
        """
        layers = pair_layers(evidence, self.prior_weights)
        odds: FloatArray = self.base_rates[evidence.kind] + self.slope * (layers @ self.weights)
        odds = odds + self.company_effects[evidence.company] + self.association_effects[evidence.association]
        odds = odds + np.dot(evidence.covariates, self.covariate_slopes)
        event_effects = self.event_effects[evidence.event]
        return np.asarray(odds if new_events else odds + event_effects, dtype=np.float64)


def pair_layers(evidence: Evidence, prior_weights: FloatArray, *, clear: bool = True) -> FloatArray:
    """Return what the layers say about pairs, (n, p): unknown values filled, means of organisations and events out."""
    values = filled(evidence.layers, prior_weights)
    if not clear:
        return np.asarray(values - values.mean(axis=0), dtype=np.float64)
    return cleared(values, evidence.event, evidence.company, evidence.association)


def fit_posterior(
    evidence: Evidence,
    prior_weights: FloatArray,
    *,
    assumptions: Assumptions = DEFAULT_ASSUMPTIONS,
    weights_move: bool = True,
    clear: bool = True,
    organisations: bool = True,
) -> Posterior:
    """Return the most plausible values under the model above.

    prior_weights: (p,), from 0, summing to 1. ``weights_move`` false keeps them (only slope, rates and effects are
    learned); ``clear`` and ``organisations`` false are the negative controls: layers with the means of organisations
    left in, and no effects of organisations at all.
    O(steps * (n p^2 + d^3)), d the number of organisations, events, layers and covariates together.
    Raises ValueError when a weight is negative or their sum is not 1.
    """
    if (prior_weights < 0).any() or abs(prior_weights.sum() - 1) > 1e-6:
        raise ValueError(f"prior weights are from 0 and sum to 1, not to {prior_weights.sum():.6f}")
    return _Fit(evidence, prior_weights, assumptions, weights_move, clear, organisations).run()


class _Fit:
    """The state of one fit: a vector of values in blocks, and a precision for each from the prior.

    The larger side of organisations stands last: no outcome has two of them, so its part of the information is a
    diagonal and can be eliminated.
    """

    def __init__(
        self,
        evidence: Evidence,
        prior_weights: FloatArray,
        assumptions: Assumptions,
        weights_move: bool,
        clear: bool,
        organisations: bool,
    ) -> None:
        self.evidence, self.prior_weights, self.assumptions = evidence, prior_weights, assumptions
        self.layers = pair_layers(evidence, prior_weights, clear=clear) if len(evidence) else evidence.layers
        sizes = {
            "weights": len(prior_weights),
            "slope": 1,
            "kind": len(evidence.kinds),
            "covariates": evidence.covariates.shape[1],
        }
        self.present: dict[str, IntArray] = {}  # those with an outcome; nothing is learned of the others
        self.group: dict[str, IntArray] = {}
        for name in ("event", "company", "association"):
            self.present[name], self.group[name] = np.unique(getattr(evidence, name), return_inverse=True)
        sizes["event"] = len(self.present["event"])
        for name in sorted(("company", "association"), key=lambda side: len(self.present[side])):
            sizes[name] = len(self.present[name])
        ends = np.cumsum(list(sizes.values()))
        self.blocks = {
            name: slice(int(end) - size, int(end)) for (name, size), end in zip(sizes.items(), ends, strict=True)
        }
        self.n_values = int(ends[-1])
        self.centre = np.zeros(self.n_values)
        self.centre[self.blocks["slope"]] = np.log(assumptions.slope)
        self.values = self.centre.copy()
        self.free = np.ones(self.n_values, dtype=np.bool_)
        self.free[self.blocks["weights"]] = weights_move & (prior_weights > 0)
        self.free[self.blocks["company"]] = self.free[self.blocks["association"]] = organisations
        spread = np.full(self.n_values, assumptions.effect_spread)
        spread[self.blocks["weights"]] = assumptions.weight_spread
        spread[self.blocks["slope"]] = assumptions.slope_spread
        spread[self.blocks["kind"]] = assumptions.base_rate_spread
        spread[self.blocks["covariates"]] = assumptions.covariate_spread / np.sqrt(max(1, sizes["covariates"]))
        self.precision = 1 / spread**2

    def run(self) -> Posterior:
        for _ in range(MOST_STEPS if len(self.evidence) else 0):
            gradient, information = self._information()
            change, variances = information.solve(-gradient, self.free)
            moved = self._step(change)
            if max(moved, self._learn_spreads(variances)) < SETTLED:
                break
        _, information = self._information()
        return self._posterior(information)

    def _weights(self, values: FloatArray) -> FloatArray:
        weights: FloatArray = self.prior_weights * np.exp(np.clip(values[self.blocks["weights"]], -20, 20))
        return weights

    def _slope(self, values: FloatArray) -> float:
        return float(np.exp(np.clip(values[self.blocks["slope"]][0], -20, 20)))

    def _log_odds(self, values: FloatArray) -> FloatArray:
        evidence, blocks = self.evidence, self.blocks
        odds: FloatArray = self._slope(values) * (self.layers @ self._weights(values))
        odds += values[blocks["kind"]][evidence.kind] + evidence.covariates @ values[blocks["covariates"]]
        for name, group in self.group.items():
            odds += values[blocks[name]][group]
        return odds

    def _loss(self, values: FloatArray) -> float:
        odds = self._log_odds(values)
        fit = np.logaddexp(0, odds).sum() - self.evidence.results @ odds
        return float(fit + 0.5 * self.precision @ (values - self.centre) ** 2)

    def _information(self) -> tuple[FloatArray, Information]:
        """Gradient of the loss, (d,), and its expected curvature with the prior's precision."""
        odds = self._log_odds(self.values)
        probability = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        by_weight = self._slope(self.values) * self.layers * self._weights(self.values)
        by_slope = by_weight.sum(axis=1, keepdims=True)
        by_kind = np.eye(len(self.evidence.kinds))[self.evidence.kind]
        dense = np.hstack([by_weight, by_slope, by_kind, self.evidence.covariates])
        groups = [(self.blocks[name], self.group[name]) for name in tuple(self.blocks)[4:]]
        error = probability - self.evidence.results
        gradient = self.precision * (self.values - self.centre)
        gradient[: dense.shape[1]] += dense.T @ error
        for block, group in groups:
            gradient[block] += np.bincount(group, weights=error, minlength=block.stop - block.start)
        return gradient, information_of(dense, groups, probability * (1 - probability), self.precision)

    def _step(self, change: FloatArray) -> float:
        """Move along ``change``, halved until the loss falls; return the largest move."""
        loss, length = self._loss(self.values), 1.0
        for _ in range(30):
            tried = self.values + length * change
            if self._loss(tried) <= loss:
                moved = float(np.abs(tried - self.values).max(initial=0.0))
                self.values = tried
                return moved
            length /= 2
        return 0.0

    def _learn_spreads(self, variances: FloatArray) -> float:
        """Set the spread of events and organisations to what their effects show; return the largest relative change.

        The rule of expectation and maximisation moves slowly: its step is taken twice.
        """
        largest = 0.0
        for name in ("event", "company", "association"):
            block = self.blocks[name]
            if not self.free[block].any():
                continue
            strength, believed = self.assumptions.effect_strength, self.assumptions.effect_spread**2
            squares = self.values[block] ** 2 + variances[block]
            shown = (squares.sum() + strength * believed) / (len(squares) + strength)
            ratio = float(shown * self.precision[block][0])
            largest = max(largest, abs(ratio - 1))
            self.precision[block] /= ratio**2
        return largest

    def _posterior(self, information: Information) -> Posterior:
        blocks, pair = self.blocks, self.blocks["slope"].stop
        covariance, variances = information.inverse(self.free, pair)
        deviations = np.sqrt(variances)

        def spread(name: str) -> float:
            precision = self.precision[blocks[name]]
            return float(precision[0] ** -0.5) if len(precision) else self.assumptions.effect_spread

        def of_all(name: str, values: FloatArray, names: tuple[str, ...], absent: float) -> FloatArray:
            every = np.full(len(names), absent)
            every[self.present[name]] = values[blocks[name]]
            return every

        companies, associations = self.evidence.company_ids, self.evidence.association_ids

        return Posterior(
            names=self.evidence.names,
            prior_weights=self.prior_weights,
            weights=self._weights(self.values),
            slope=self._slope(self.values),
            covariance=covariance,
            base_rates=self.values[blocks["kind"]],
            company_effects=of_all("company", self.values, companies, 0.0),
            company_deviations=of_all("company", deviations, companies, spread("company")),
            association_effects=of_all("association", self.values, associations, 0.0),
            association_deviations=of_all("association", deviations, associations, spread("association")),
            event_effects=of_all("event", self.values, self.evidence.events, 0.0),
            spreads=(spread("company"), spread("association"), spread("event")),
            covariate_slopes=self.values[blocks["covariates"]],
        )


def informed(posterior: Posterior, assumptions: Assumptions = DEFAULT_ASSUMPTIONS) -> FloatArray:
    """Return how much of the prior's variance of each weight's logarithm the outcomes took away, (p,) in [0, 1]."""
    variances = np.diag(posterior.covariance)[: len(posterior.names)]
    return np.clip(np.where(posterior.prior_weights > 0, 1 - variances / assumptions.weight_spread**2, 0.0), 0.0, 1.0)
