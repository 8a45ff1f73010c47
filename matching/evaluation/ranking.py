"""Grades of judges and scores of pairs -> how far up the good ones stand.

Normalised discounted cumulative gain with exponential gain (Järvelin & Kekäläinen 2002, doi:10.1145/582415.582418).
Equal scores stand in no order: the value is the mean over all orders of the tied ones, in closed form (McSherry &
Najork 2008, doi:10.1007/978-3-540-78646-7_38), so that a score without opinion gets what chance gets.
"""

from collections.abc import Sequence

import numpy as np

from matching.estimates import FloatArray


def ndcg_at(grades: Sequence[float] | FloatArray, scores: Sequence[float] | FloatArray, k: int) -> float:
    """Return the expected NDCG@k of one query, in [0, 1]; NaN when no graded item is above 0.

    DCG@k = sum over the first k of (2^grade - 1) / log2(1 + position); divided by the largest possible. Items whose
    grade is NaN are not judged and left out. O(n log n).
    Raises ValueError when k < 1, the lengths differ, a score is NaN or a grade negative.

    >>> round(ndcg_at([3, 0, 0], [0.9, 0.1, 0.2], 1), 3), round(ndcg_at([3, 0, 0], [0.5, 0.5, 0.5], 1), 3)
    (1.0, 0.333)
    """
    judged, given = np.asarray(grades, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    if k < 1 or judged.shape != given.shape or judged.ndim != 1:
        raise ValueError(f"k = {k} from 1, and as many grades {judged.shape} as scores {given.shape}, in one row")
    keep = ~np.isnan(judged)
    judged, given = judged[keep], given[keep]
    if np.isnan(given).any() or (judged < 0).any():
        raise ValueError(
            f"{int(np.isnan(given).sum())} score(s) are not a number, {int((judged < 0).sum())} grade(s) negative"
        )
    gains = np.exp2(judged) - 1
    discounts = np.zeros(len(gains))
    counted = min(k, len(gains))
    discounts[:counted] = 1 / np.log2(np.arange(2, counted + 2))
    best = float(np.sort(gains)[::-1] @ discounts)
    if best == 0:
        return float("nan")
    _, block = np.unique(-given, return_inverse=True)
    sizes = np.bincount(block)
    mean_gain = np.bincount(block, weights=gains) / sizes
    return float(np.repeat(mean_gain, sizes) @ discounts) / best


def ndcg_of_queries(grades: FloatArray, scores: FloatArray, k: int) -> FloatArray:
    """Return the NDCG@k of every row, shape (n_queries,), NaN where nothing is relevant: ready for a bootstrap.

    grades, scores: (n_queries, n_items); a NaN grade is not judged. Raises ValueError as ``ndcg_at`` does.
    """
    if np.shape(grades) != np.shape(scores):
        raise ValueError(f"grades {np.shape(grades)} and scores {np.shape(scores)} have different shapes")
    return np.array([ndcg_at(one, other, k) for one, other in zip(grades, scores, strict=True)], dtype=np.float64)
