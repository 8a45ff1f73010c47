"""Foreseen probabilities and results -> whether "one in five" came true one time in five.

Bins of about equal size with Wilson intervals; slope and intercept of the results on the log-odds foreseen (Cox 1958,
doi:10.1093/biomet/45.3-4.562: 1 and 0 when calibrated); the Brier score and its parts (Murphy 1973; with the two parts
within bins of Stephenson, Coelho & Jolliffe 2008, doi:10.1175/2007WAF2006116.1, so that the parts add up).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from matching.estimates import LEVEL, Estimate, FloatArray, NotEnough, wilson

LEAST_RESULTS = 30
SMALLEST_ODDS = 1e-6


@dataclass(frozen=True)
class CalibrationBin:
    """Pairs foreseen between ``least`` and ``most``: how many, foreseen on average, and the rate that came with it."""

    least: float
    most: float
    n: int
    foreseen: float
    rate: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Calibration:
    """brier = reliability - resolution + uncertainty + within_bins, all mean squares; 0 is perfect.

    slope below 1: the differences foreseen were too large; intercept above 0: more came than was foreseen.
    """

    bins: tuple[CalibrationBin, ...]
    slope: Estimate
    intercept: Estimate
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within_bins: float
    n: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def calibration(
    results: Sequence[float] | FloatArray, foreseen: Sequence[float] | FloatArray, *, n_bins: int = 10
) -> Calibration | NotEnough:
    """Compare foreseen probabilities with results.

    results: (n,), 0 or 1; foreseen: (n,) in [0, 1]. Equal probabilities share a bin, so there may be fewer bins.
    NotEnough("results") below 30. O(n log n).
    Raises ValueError when lengths differ, a result is neither 0 nor 1, or a probability is outside [0, 1].
    """
    true, given = np.asarray(results, dtype=np.float64), np.asarray(foreseen, dtype=np.float64)
    if true.shape != given.shape or not np.isin(true, (0.0, 1.0)).all() or not ((given >= 0) & (given <= 1)).all():
        raise ValueError(f"results {true.shape} are 0 or 1; as many probabilities {given.shape} are in [0, 1]")
    if len(true) < LEAST_RESULTS:
        return NotEnough("results", len(true), LEAST_RESULTS)
    number = _bin_numbers(given, n_bins)
    sizes = np.bincount(number).astype(np.float64)
    rates, means = np.bincount(number, weights=true) / sizes, np.bincount(number, weights=given) / sizes
    base = float(true.mean())
    brier = float(((given - true) ** 2).mean())
    reliability = float((sizes @ (means - rates) ** 2) / len(true))
    resolution = float((sizes @ (rates - base) ** 2) / len(true))
    uncertainty = base * (1 - base)
    (slope, intercept), deviations = recalibration(true, given)
    return Calibration(
        bins=tuple(_bin(true[number == one], given[number == one]) for one in range(len(sizes))),
        slope=_around(slope, deviations[0], len(true)),
        intercept=_around(intercept, deviations[1], len(true)),
        brier=brier,
        reliability=reliability,
        resolution=resolution,
        uncertainty=uncertainty,
        within_bins=brier - (reliability - resolution + uncertainty),
        n=len(true),
    )


def rates_by_score(
    results: Sequence[float] | FloatArray, scores: Sequence[float] | FloatArray, *, n_bins: int = 5
) -> tuple[CalibrationBin, ...] | NotEnough:
    """Return how often something came of pairs of low and of high score; the score itself foresees no probability.

    NotEnough("results") below 30.
    """
    true, given = np.asarray(results, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    if len(true) < LEAST_RESULTS:
        return NotEnough("results", len(true), LEAST_RESULTS)
    number = _bin_numbers(given, n_bins)
    return tuple(_bin(true[number == one], given[number == one]) for one in range(int(number.max()) + 1))


def recalibration(results: FloatArray, foreseen: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return slope and intercept of results on the log-odds foreseen, and their standard deviations, (2,) each.

    At most 50 steps of Newton's rule; a ridge of a thousandth of a result keeps them finite where the two are perfectly
    apart.
    """
    design = np.column_stack([_log_odds(foreseen), np.ones(len(foreseen))])
    values = np.array([1.0, 0.0])
    ridge = 1e-3 * np.eye(2)
    for _ in range(50):
        probability = 1 / (1 + np.exp(-np.clip(design @ values, -500, 500)))
        curvature = design.T @ ((probability * (1 - probability))[:, None] * design) + ridge
        change = np.linalg.solve(curvature, design.T @ (results - probability) - ridge @ (values - [1.0, 0.0]))
        values = values + np.clip(change, -2, 2)
        if np.abs(change).max() < 1e-9:
            break
    return values, np.sqrt(np.diag(np.linalg.inv(curvature)))


def _around(value: float, deviation: float, n: int) -> Estimate:
    half = float(deviation) * NormalDist().inv_cdf(0.5 + LEVEL / 2)
    return Estimate(float(value), float(value) - half, float(value) + half, n)


def recalibrated(unseen: FloatArray, *, results: FloatArray, scores: FloatArray) -> FloatArray:
    """Return the probability of each ``unseen`` score, on the scale that ``results`` of other ``scores`` show."""
    (slope, intercept), _ = recalibration(results, scores)
    probabilities: FloatArray = 1 / (1 + np.exp(-np.clip(slope * _log_odds(unseen) + intercept, -500, 500)))
    return probabilities


def _log_odds(probabilities: FloatArray) -> FloatArray:
    bounded = np.clip(probabilities, SMALLEST_ODDS, 1 - SMALLEST_ODDS)
    odds: FloatArray = np.log(bounded / (1 - bounded))
    return odds


def _bin_numbers(given: FloatArray, n_bins: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The number of the bin of each value: about equal sizes, equal values together, none empty."""
    edges = np.unique(np.quantile(given, np.linspace(0, 1, n_bins + 1)[1:-1]))
    _, number = np.unique(np.searchsorted(edges, given, side="left"), return_inverse=True)
    return number.astype(np.int64)


def _bin(true: FloatArray, given: FloatArray) -> CalibrationBin:
    low, high = wilson(float(true.sum()), len(true), level=LEVEL)
    return CalibrationBin(
        float(given.min()), float(given.max()), len(true), float(given.mean()), float(true.mean()), low, high
    )
