"""Weights of criteria <-> weights of layers in the mean of both directions of a pair.

A criterion of what one side gains weighs fully in that side's direction and ``giving`` in the other's, so in the mean
of both it counts (1 + giving) / 2 of a criterion that both share.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matching.estimates import FloatArray
from matching.weights import CriterionWeights


def counted_in_both(weights: CriterionWeights, names: Sequence[str]) -> FloatArray:
    """Return how much of its weight each criterion has in the mean of both directions, (p,)."""
    equal = replace(weights, values=dict.fromkeys(weights.values, 1.0))
    company, association = equal.towards("company"), equal.towards("association")
    return np.array([(company[name] + association[name]) / 2 / equal.values[name] for name in names])


def layer_weights(weights: CriterionWeights, names: Sequence[str]) -> FloatArray:
    """Return the weight of each layer in the mean of both directions, (p,), summing to 1."""
    return normalised(np.array([weights.values[name] for name in names]) * counted_in_both(weights, names))


def normalised(weights: FloatArray) -> FloatArray:
    """Return weights that sum to 1 along the last axis; equal ones where all are 0."""
    total = weights.sum(axis=-1, keepdims=True)
    shared: FloatArray = np.divide(weights, total, out=np.full_like(weights, 1 / weights.shape[-1]), where=total > 0)
    return shared
