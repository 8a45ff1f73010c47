"""Two directions -> one total: how good a pair is when each side looks at it with its own weights.

A pair is worth introducing when *both* have a reason. The smaller of the two directions says so most plainly: one side
cannot make up for the other. Means are kept beside it to be compared on a judged set (Palomares et al. 2021,
doi:10.1016/j.inffus.2020.12.001, on reciprocal recommenders). Every rule is homogeneous of degree one, so that by
Euler's theorem the total is the sum of slope x direction: an explanation's parts add up whatever the rule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Reciprocity:
    """A rule: its name, total(company, association) and the total's two slopes (partial derivatives), all in [0, 1]."""

    name: str
    total: Callable[[Array, Array], Array]
    slopes: Callable[[Array, Array], tuple[Array, Array]]


def _smaller_slopes(company: Array, association: Array) -> tuple[Array, Array]:
    decides = (company <= association).astype(np.float64)
    return decides, 1 - decides


def _mean(company: Array, association: Array) -> Array:
    return (company + association) / 2


def _mean_slopes(company: Array, association: Array) -> tuple[Array, Array]:
    half = np.full(np.shape(company), 0.5)
    return half, half


def _geometric(company: Array, association: Array) -> Array:
    return np.asarray(np.sqrt(company * association))


def _geometric_slopes(company: Array, association: Array) -> tuple[Array, Array]:
    return _ratio(association, company) / 2, _ratio(company, association) / 2


def _ratio(above: Array, below: Array) -> Array:
    """sqrt(above / below), 0 where either is 0: there the total is 0 and so are its parts."""
    quotient = np.divide(above, below, out=np.zeros(np.shape(above)), where=np.asarray(below) > 0)
    return np.asarray(np.sqrt(quotient))


def _harmonic(company: Array, association: Array) -> Array:
    both = company + association
    return np.divide(2 * company * association, both, out=np.zeros_like(both), where=both > 0)


def _harmonic_slopes(company: Array, association: Array) -> tuple[Array, Array]:
    both = np.asarray(company + association, dtype=np.float64)
    shares = [np.divide(one, both, out=np.zeros_like(both), where=both > 0) for one in (association, company)]
    return 2 * shares[0] ** 2, 2 * shares[1] ** 2


SMALLER: Final = Reciprocity("smaller", np.minimum, _smaller_slopes)
MEAN: Final = Reciprocity("mean", _mean, _mean_slopes)
GEOMETRIC: Final = Reciprocity("geometric", _geometric, _geometric_slopes)
HARMONIC: Final = Reciprocity("harmonic", _harmonic, _harmonic_slopes)
RULES: Final = MappingProxyType({rule.name: rule for rule in (SMALLER, MEAN, GEOMETRIC, HARMONIC)})
DEFAULT_RULE: Final = SMALLER
