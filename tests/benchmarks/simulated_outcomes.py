"""Evenings whose truth is known: layers, effects of organisations and weights drawn, outcomes tossed from them."""

from dataclasses import dataclass

import numpy as np

from matching.estimates import FloatArray
from matching.learning.evidence import Evidence, evidence_from

N_LAYERS = 8
PRIOR = np.array([0.19, 0.19, 0.19, 0.09, 0.09, 0.09, 0.06, 0.10])


@dataclass(frozen=True, kw_only=True)
class World:
    """What holds in a simulated territory.

    slope: log-odds per unit of the true score; spread: standard deviation of the effects of organisations; popular: a
    layer that follows how popular the association is (well-written texts), and says nothing about the pair; unknown:
    the share of layers nobody filled in.
    """

    slope: float = 6.0
    base_rate: float = -1.5
    spread: float = 0.8
    event_spread: float = 0.3
    popular: int | None = None
    unknown: float = 0.2
    n_companies: int = 20
    n_associations: int = 25
    n_meetings: int = 8
    returning: float = 0.5


def evenings(world: World, weights: FloatArray, *, n_events: int, seed: int) -> Evidence:
    """Draw ``n_events`` evenings; half of the organisations come again to others."""
    draw = np.random.default_rng(seed)
    n_pool_companies = max(world.n_companies, int(world.n_companies * n_events * (1 - world.returning / 2)))
    n_pool_associations = max(world.n_associations, int(world.n_associations * n_events * (1 - world.returning / 2)))
    of_company = draw.normal(0, world.spread, n_pool_companies)
    of_association = draw.normal(0, world.spread, n_pool_associations)
    layers, results, companies, associations, events = [], [], [], [], []
    for event in range(n_events):
        present = draw.choice(n_pool_companies, world.n_companies, replace=False)
        opposite = draw.choice(n_pool_associations, world.n_associations, replace=False)
        of_event = draw.normal(0, world.event_spread)
        for i in present:
            for j in draw.choice(opposite, world.n_meetings, replace=False):
                values = draw.beta(1, 2, len(weights))
                if world.popular is not None:
                    followed = 0.4 + 0.25 * of_association[j] / max(world.spread, 1e-9) + 0.1 * draw.normal()
                    values[world.popular] = np.clip(followed, 0, 1)
                odds = world.base_rate + of_event + of_company[i] + of_association[j]
                odds += world.slope * float((values - 1 / 3) @ weights)
                layers.append(np.where(draw.random(len(weights)) < world.unknown, np.nan, values))
                results.append(float(draw.random() < 1 / (1 + np.exp(-odds))))
                companies.append(f"c{i}")
                associations.append(f"a{j}")
                events.append(f"e{event}")
    return evidence_from(
        [f"layer {k}" for k in range(len(weights))],
        np.array(layers).reshape(-1, len(weights)),
        results,
        companies=companies,
        associations=associations,
        events=events,
    )


def weights_drawn(seed: int, *, spread: float = 0.7) -> FloatArray:
    """True weights as the prior holds them possible: half or double of the default, each on its own."""
    drawn: FloatArray = PRIOR * np.exp(np.random.default_rng(seed).normal(0, spread, len(PRIOR)))
    return drawn / drawn.sum()


def distance(one: FloatArray, other: FloatArray) -> float:
    """How much weight would have to be moved to make one the other, in [0, 1]."""
    return float(np.abs(one / one.sum() - other / other.sum()).sum() / 2)
