"""Introductions -> how they are spread: who gets many, who gets none.

The Gini coefficient (Gini 1912; Dorfman 1979, doi:10.2307/1924845) is 0 when everybody of a side gets as many as
everybody else and nears 1 when one gets them all.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matching.introductions.candidates import FloatArray


@dataclass(frozen=True, kw_only=True)
class SideExposure:
    """Introductions per organisation of one side: how many get none, the most of one, the mean, the Gini coefficient.

    ``top_share`` is the share of all introductions that the most introduced tenth gets (at least one organisation).
    """

    n_organisations: int
    n_without: int
    most: int
    mean: float
    gini: float
    top_share: float


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """Both sides, how many introductions there are and how many of them are novel."""

    company: SideExposure
    association: SideExposure
    n_introductions: int
    n_novel: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def exposure(pairs: Iterable[tuple[int, int]], *, n_companies: int, n_associations: int, n_novel: int = 0) -> Exposure:
    """Count the introductions, given as index pairs (company, association), of every organisation of both sides.

    Raises ValueError when a pair names an organisation that is not there. O(n log n).

    >>> exposure([(0, 0), (0, 1)], n_companies=2, n_associations=2).company.n_without
    1
    """
    listed = np.array([*pairs], dtype=np.int64).reshape(-1, 2)
    if len(listed) and (listed.min() < 0 or (listed.max(axis=0) >= (n_companies, n_associations)).any()):
        raise ValueError(f"a pair lies outside {n_companies} companies x {n_associations} associations")
    return Exposure(
        company=_side(np.bincount(listed[:, 0], minlength=n_companies).astype(np.float64)),
        association=_side(np.bincount(listed[:, 1], minlength=n_associations).astype(np.float64)),
        n_introductions=len(listed),
        n_novel=n_novel,
    )


def _side(counts: FloatArray) -> SideExposure:
    n, total = len(counts), float(counts.sum())
    rising = np.sort(counts)
    # 1 minus twice the area under the Lorenz curve, by the middle of each step.
    area = float((np.cumsum(rising) - rising / 2).sum()) / (n * total) if total else 0.5
    return SideExposure(
        n_organisations=n,
        n_without=int((counts == 0).sum()),
        most=int(rising[-1]) if n else 0,
        mean=total / n if n else 0.0,
        gini=max(0.0, 1 - 2 * area),
        top_share=float(rising[-max(1, n // 10) :].sum()) / total if total else 0.0,
    )
