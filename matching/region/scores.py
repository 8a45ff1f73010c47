"""A prepared score -> totals and coverage of some rows with every column: all that a search asks of a score."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matching.totals import PreparedScore


class Scores(Protocol):
    """Totals and coverage of any rows."""

    @property
    def n_rows(self) -> int:
        """How many companies."""
        ...

    @property
    def n_columns(self) -> int:
        """How many associations."""
        ...

    def totals_and_coverage(self, rows: slice, dtype: npt.DTypeLike) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Return totals and coverage of some rows with every column, shape (b, n_columns) each, in [0, 1]."""
        ...


@dataclass(frozen=True)
class TiledScores:
    """The scores of ``matching.totals``, each tile looked at once for both figures."""

    prepared: PreparedScore

    @property
    def n_rows(self) -> int:
        """How many companies."""
        return self.prepared.n_rows

    @property
    def n_columns(self) -> int:
        """How many associations."""
        return self.prepared.n_columns

    def totals_and_coverage(self, rows: slice, dtype: npt.DTypeLike) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Return totals and coverage of some rows; O(b n_columns)."""
        start, stop, _ = rows.indices(self.n_rows)
        totals = np.zeros((max(stop - start, 0), self.n_columns), dtype=dtype)
        coverage = np.zeros_like(totals)
        for tile, columns, directions in self.prepared.tiles(slice(start, stop), dtype):
            first, last = max(tile.start, start), min(tile.stop, stop)
            asked, inside = slice(first - start, last - start), slice(first - tile.start, last - tile.start)
            total = self.prepared.rule.total(directions.of["company"], directions.of["association"])
            totals[asked, columns] = total[inside]
            coverage[asked, columns] = directions.coverage()[inside]
        return np.minimum(totals, 1, out=totals), coverage
