"""Results and scores of pairs -> how often a pair with a result stands above one without.

The area under the receiver's curve (Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747); its interval resamples
whole clusters (an evening, an organisation), since pairs of one evening are not independent.
"""

from collections.abc import Sequence

import numpy as np

from matching.criteria.protocol import BoolArray
from matching.estimates import LEVEL, N_RESAMPLES, Estimate, FloatArray, NotEnough, bootstrap

LEAST_OF_EACH = 5


def area_under_curve(
    results: Sequence[float] | FloatArray | BoolArray,
    scores: Sequence[float] | FloatArray,
    *,
    clusters: Sequence[object] | None = None,
    seed: int,
    n_resamples: int = N_RESAMPLES,
    level: float = LEVEL,
) -> Estimate | NotEnough:
    """Return P(score of a pair with a result > score of one without), ties counting half, with its interval.

    results: (n,), true or 1 where something came of the pair; clusters: (n,), each pair its own when None.
    NotEnough("results") below five with or without, NotEnough("clusters") below three clusters.
    O(n log n + n_resamples n). Raises ValueError when lengths differ or a result is neither 0 nor 1.
    """
    true, given = np.asarray(results, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    if true.shape != given.shape or true.ndim != 1 or not np.isin(true, (0.0, 1.0)).all():
        raise ValueError(f"as many results (0 or 1) {true.shape} as scores {given.shape}, each in one row")
    rarer = int(min(true.sum(), len(true) - true.sum()))
    if rarer < LEAST_OF_EACH:
        return NotEnough("results", rarer, LEAST_OF_EACH)
    _, place = np.unique(given, return_inverse=True)

    def area(times: FloatArray) -> float:
        with_result = np.bincount(place, weights=times * true)
        without = np.bincount(place, weights=times * (1 - true))
        below = np.cumsum(without) - without
        pairs = with_result.sum() * without.sum()
        return float(with_result @ (below + without / 2) / pairs) if pairs > 0 else float("nan")

    named = range(len(true)) if clusters is None else clusters
    return bootstrap(area, named, seed=seed, n_resamples=n_resamples, level=level)
