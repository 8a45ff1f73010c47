"""How often each organisation is put forward -> whether a few get it all.

Gini coefficient (0: all alike, 1: one has everything) and the share of the most exposed tenth.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matching.estimates import FloatArray, NotEnough

TOP = 0.1
LEAST_ORGANISATIONS = 5


@dataclass(frozen=True)
class Exposure:
    """gini in [0, 1]; top_share: what goes to the most exposed tenth; n_without: how many are never put forward."""

    gini: float
    top_share: float
    mean: float
    most: float
    n: int
    n_without: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def exposure(counts: Sequence[float] | FloatArray) -> Exposure | NotEnough:
    """Return how unevenly ``counts`` (n,) are spread; organisations never put forward belong in it, with 0.

    gini = sum_i (2 i - n - 1) x_(i) / (n sum x), x sorted. The tenth is rounded up to whole organisations.
    NotEnough("organisations") below five, NotEnough("meetings") when all are 0. Raises ValueError when one is negative.
    """
    given = np.sort(np.asarray(counts, dtype=np.float64))
    if (given < 0).any() or np.isnan(given).any():
        raise ValueError(f"{int((given < 0).sum())} count(s) are below 0, {int(np.isnan(given).sum())} are no number")
    n, total = len(given), float(given.sum())
    if n < LEAST_ORGANISATIONS:
        return NotEnough("organisations", n, LEAST_ORGANISATIONS)
    if total == 0:
        return NotEnough("meetings", 0, 1)
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return Exposure(
        gini=float(ranks @ given / (n * total)),
        top_share=float(given[-math.ceil(TOP * n) :].sum() / total),
        mean=total / n,
        most=float(given[-1]),
        n=n,
        n_without=int((given == 0).sum()),
    )
