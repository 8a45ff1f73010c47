"""Measured values -> a figure with its interval, or the plain statement that there are not enough of them.

Intervals come from resampling whole clusters (a query, an evening, an organisation) with replacement: answers of one
evening resemble each other, and resampling single answers would make intervals too narrow (Field & Welsh 2007,
doi:10.1111/j.1467-9868.2007.00593.x). Rates use Wilson's score interval (Wilson 1927,
doi:10.1080/01621459.1927.10502953).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LEVEL = 0.95
N_RESAMPLES = 2000


@dataclass(frozen=True)
class Estimate:
    """A figure, the interval that holds it at ``level``, and how many values (``n``) it rests on."""

    value: float
    low: float
    high: float
    n: int
    level: float = LEVEL

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True)
class NotEnough:
    """A figure that is not given: ``code`` says of what there is too little, with how many there are and must be."""

    code: str
    have: int
    need: int

    @property
    def missing(self) -> int:
        """How many more are needed, at least 1."""
        return max(1, self.need - self.have)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {"not_enough": self.code, "have": self.have, "need": self.need, "missing": self.missing}

    def __str__(self) -> str:
        return f"not enough {self.code} ({self.have} of {self.need})"


def wilson(successes: float, n: float, *, level: float = LEVEL) -> tuple[float, float]:
    """Return the score interval of a rate of ``successes`` among ``n``; (0, 1) when n is 0.

    Raises ValueError when successes is not between 0 and n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes cannot be among {n}")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + level / 2)
    rate = successes / n
    centre = rate + z * z / (2 * n)
    half = z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if successes == 0 else (centre - half) / scale  # exactly, not but for rounding
    return low, 1.0 if successes == n else (centre + half) / scale


def bootstrap_mean(
    values: Sequence[float] | FloatArray,
    *,
    seed: int,
    clusters: Sequence[object] | None = None,
    n_resamples: int = N_RESAMPLES,
    level: float = LEVEL,
    least: int = 3,
) -> Estimate | NotEnough:
    """Return the mean of the values with a percentile interval over resampled clusters (each value its own if None).

    NaN values are left out. NotEnough("clusters") below ``least`` clusters. O(n_resamples * clusters).
    """
    given = np.asarray(values, dtype=np.float64)
    keep = ~np.isnan(given)
    given = given[keep]
    _, index = numbered(np.flatnonzero(keep).tolist() if clusters is None else _kept(clusters, keep))
    sums, sizes = np.bincount(index, weights=given), np.bincount(index).astype(np.float64)
    if len(sizes) < least:
        return NotEnough("clusters", len(sizes), least)
    drawn = resampled(len(sizes), n_resamples, seed=seed)
    return _estimate(float(given.mean()), (drawn @ sums) / (drawn @ sizes), len(given), level)


def bootstrap_difference(
    values: Sequence[float] | FloatArray,
    others: Sequence[float] | FloatArray,
    *,
    seed: int,
    clusters: Sequence[object] | None = None,
    n_resamples: int = N_RESAMPLES,
    level: float = LEVEL,
    least: int = 3,
) -> Estimate | NotEnough:
    """Return the mean of ``values - others``, pair by pair, as ``bootstrap_mean`` does; a NaN on either side is out.

    Raises ValueError when the two have different lengths.
    """
    one, other = np.asarray(values, dtype=np.float64), np.asarray(others, dtype=np.float64)
    if one.shape != other.shape:
        raise ValueError(f"{one.shape} values cannot be paired with {other.shape}")
    return bootstrap_mean(one - other, seed=seed, clusters=clusters, n_resamples=n_resamples, level=level, least=least)


def bootstrap(
    figure: Callable[[FloatArray], float],
    clusters: Sequence[object],
    *,
    seed: int,
    n_resamples: int = N_RESAMPLES,
    level: float = LEVEL,
    least: int = 3,
) -> Estimate | NotEnough:
    """Return any figure of weighted values with a percentile interval over resampled clusters.

    ``figure`` takes how many times each value counts, shape (n,); NaN of a resample (say, no success in it) is left
    out. NotEnough("clusters") below ``least`` clusters.
    """
    names, index = numbered(clusters)
    if len(names) < least:
        return NotEnough("clusters", len(names), least)
    drawn = resampled(len(names), n_resamples, seed=seed)
    figures = np.fromiter((figure(row[index]) for row in drawn), dtype=np.float64, count=n_resamples)
    return _estimate(figure(np.ones(len(index))), figures, len(index), level)


def resampled(n_clusters: int, n_resamples: int, *, seed: int) -> FloatArray:
    """Return how often each cluster is drawn in each resample, float (n_resamples, n_clusters)."""
    draw = np.random.default_rng(seed)
    return draw.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=n_resamples).astype(np.float64)


def numbered(names: Sequence[object]) -> tuple[tuple[object, ...], IntArray]:
    """Return the distinct names in the order of their first appearance, and the number of each given one."""
    numbers: dict[object, int] = {}
    index = [numbers.setdefault(name, len(numbers)) for name in names]
    return tuple(numbers), np.array(index, dtype=np.int64)


def _estimate(value: float, figures: FloatArray, n: int, level: float) -> Estimate:
    counted = figures[~np.isnan(figures)]
    if not len(counted):
        return Estimate(value, math.nan, math.nan, n, level)
    low, high = np.quantile(counted, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(low), float(high), n, level)


def _kept(clusters: Sequence[object], keep: npt.NDArray[np.bool_]) -> list[object]:
    if len(clusters) != len(keep):
        raise ValueError(f"{len(clusters)} clusters are named for {len(keep)} values")
    return [cluster for cluster, kept in zip(clusters, keep, strict=True) if kept]
