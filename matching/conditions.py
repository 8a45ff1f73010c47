"""Layers of the conditions and their strengths -> what is left of what the reasons say, for each pair.

A condition is no reason: two who are near have nothing to talk about for that, and two who are too far for what they
can reach will not meet again whatever they have in common. It takes away and never adds:

    left = product over conditions c of 1 - s(c) (1 - layer(c))

with s(c) in [0, 1] its strength and ``UNKNOWN`` in place of a layer without data.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matching.weights import CONDITIONS, CriterionWeights

Array = npt.NDArray[np.floating[Any]]
BoolArray = npt.NDArray[np.bool_]

# A place of middling distance: as near as most pairs of one territory; a pair without a past.
UNKNOWN: Final = MappingProxyType({"place": 0.6, "novelty": 1.0})


def factor(name: str, strength: float, values: Array, known: BoolArray | None) -> Array:
    """Turn the values of one condition, in place, into what it leaves; ``known`` is None where all are known."""
    values *= strength
    values += 1 - strength
    if known is not None:
        values[~known] = without_data(name, strength)
    return values


def without_data(name: str, strength: float) -> float:
    """Return what a condition leaves of a pair of which it knows nothing."""
    return 1 - strength * (1 - UNKNOWN[name])


def left_by_conditions(
    weights: CriterionWeights, layers: Mapping[str, npt.NDArray[np.float64]], known: Mapping[str, BoolArray]
) -> npt.NDArray[np.float64]:
    """Return what the conditions leave of every pair, in [0, 1], of the shape of the layers; O(n m)."""
    left = np.ones(next(iter(layers.values())).shape)
    for name in CONDITIONS:
        strength = weights.values[name]
        if strength > 0 and name in layers:
            left *= factor(name, strength, layers[name].copy(), known[name])
    return left
