"""Introductions -> how they are spread over each side: who gets many, who gets none (``matching.evaluation``)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matching.estimates import IntArray, NotEnough
from matching.evaluation.exposure import Exposure, exposure


@dataclass(frozen=True, kw_only=True)
class SideSpread:
    """Introductions per organisation of one side: how many get none, the most that one gets, the mean, the unevenness.

    ``exposure`` has the Gini coefficient and the share of the most introduced tenth, or says what is missing for them.
    """

    n_organisations: int
    n_without: int
    most: int
    mean: float
    exposure: Exposure | NotEnough


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Both sides, how many introductions there are and how many of them are novel."""

    company: SideSpread
    association: SideSpread
    n_introductions: int
    n_novel: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def spread_of(pairs: Iterable[tuple[int, int]], *, n_companies: int, n_associations: int, n_novel: int = 0) -> Spread:
    """Count the introductions, given as index pairs (company, association), of every organisation of both sides.

    Raises ValueError when a pair names an organisation that is not there. O(n log n).

    >>> spread_of([(0, 0), (0, 1)], n_companies=2, n_associations=2).company.n_without
    1
    """
    listed = np.array([*pairs], dtype=np.int64).reshape(-1, 2)
    if len(listed) and (listed.min() < 0 or (listed.max(axis=0) >= (n_companies, n_associations)).any()):
        raise ValueError(f"a pair lies outside {n_companies} companies x {n_associations} associations")
    return Spread(
        company=_side(np.bincount(listed[:, 0], minlength=n_companies).astype(np.int64)),
        association=_side(np.bincount(listed[:, 1], minlength=n_associations).astype(np.int64)),
        n_introductions=len(listed),
        n_novel=n_novel,
    )


def _side(counts: IntArray) -> SideSpread:
    n = len(counts)
    return SideSpread(
        n_organisations=n,
        n_without=int((counts == 0).sum()),
        most=int(counts.max(initial=0)),
        mean=float(counts.mean()) if n else 0.0,
        exposure=exposure(counts.astype(np.float64)),
    )
