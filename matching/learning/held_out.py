"""Do learned weights foresee an evening they have not seen better than the prior weights do?

Each event (or a tenth of them, where there are more than ten) is left out in turn. Two fits of the others foresee it,
alike in everything (rates, effects of organisations, slope) but that one may move the weights. The difference of the
logarithmic losses (Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x) is then due to the weights alone.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matching.estimates import Estimate, FloatArray, NotEnough, bootstrap_difference
from matching.learning.evidence import Evidence
from matching.learning.posterior import Assumptions, Posterior, fit_posterior

MOST_FOLDS = 10
GAIN_LEVEL = 0.8
LEAST_EVENTS = 3


@dataclass(frozen=True)
class HeldOut:
    """Mean logarithmic loss of each outcome by weights that did not see its event; smaller is better.

    gain: loss of the prior's weights minus loss of the learned ones, with its interval over events.
    """

    prior_loss: float
    learned_loss: float
    gain: Estimate
    n_events: int

    @property
    def better(self) -> bool:
        """Whether the learned weights foresee better: the whole interval of the gain (80 %) is above 0.

        Weights that moved little cost little when they are wrong, so one chance in ten of being so is accepted.
        """
        return self.gain.low > 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self) | {"better": self.better}


def held_out_check(
    evidence: Evidence, prior_weights: FloatArray, *, assumptions: Assumptions, seed: int
) -> HeldOut | NotEnough:
    """Return how both sets of weights foresee events they have not seen; NotEnough("events") below three.

    Costs two fits for each of at most ten folds.
    """
    present = np.unique(evidence.event)
    if len(present) < LEAST_EVENTS:
        return NotEnough("events", len(present), LEAST_EVENTS)
    fold_of_event = np.zeros(len(evidence.events), dtype=np.int64)
    shuffled = np.random.default_rng(seed).permutation(present)
    fold_of_event[shuffled] = np.arange(len(present)) % MOST_FOLDS
    fold = fold_of_event[evidence.event]
    losses = {moves: np.zeros(len(evidence)) for moves in (False, True)}
    for number in np.unique(fold):
        unseen = evidence.lines(fold == number)
        seen = evidence.lines(fold != number)
        for moves, loss in losses.items():
            fitted = fit_posterior(seen, prior_weights, assumptions=assumptions, weights_move=moves)
            loss[fold == number] = logarithmic_loss(fitted, unseen)
    gain = bootstrap_difference(
        losses[False], losses[True], seed=seed, clusters=evidence.event.tolist(), level=GAIN_LEVEL
    )
    if isinstance(gain, NotEnough):
        return gain
    return HeldOut(float(losses[False].mean()), float(losses[True].mean()), gain, len(present))


def logarithmic_loss(posterior: Posterior, unseen: Evidence) -> FloatArray:
    """Return -log of the probability given to each result of new events, shape (n,)."""
    odds = posterior.log_odds(unseen, new_events=True)
    return np.logaddexp(0, odds) - unseen.results * odds
