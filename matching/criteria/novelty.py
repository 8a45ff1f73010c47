"""Not the same pair again: what the history and the stated partners say of a pair with a past.

    value = 0.25 for two who met at an earlier event, 0 for two who work together already

No data for all other pairs. A pair without a past is not praised for it, since most are; its silence is no gap in the
data either, so this criterion is left out of its coverage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.blocks import Band, Block, Prepared, Speaks, whole
from matching.criteria.protocol import Comparison, FloatArray, Told
from matching.organisations import Organisation

MET_BEFORE = 0.25


def names(organisation: Organisation, listed: frozenset[str]) -> bool:
    """Tell whether a list of ids (or names as written) holds an organisation."""
    return organisation.id in listed or organisation.name.casefold() in {one.casefold() for one in listed}


def work_together(comparison: Comparison, i: int, j: int) -> bool:
    """Tell whether one names the other as a partner, or the history says that they know each other."""
    company, association = comparison.companies[i], comparison.associations[j]
    return (
        names(association, company.partners)
        or names(company, association.partners)
        or any(meeting.known for meeting in comparison.past.get((company.id, association.id), ()))
    )


class Novelty:
    """0.25, 0 or nothing; O(n + m + pairs with a past)."""

    name = "novelty"
    speaks_of_few = True

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return the pairs with a past, ready for any block."""
        pairs = sorted(pairs_with_a_past(comparison))
        left = [0.0 if work_together(comparison, i, j) else MET_BEFORE for i, j in pairs]
        rows, columns = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2).T
        return _PreparedNovelty(Speaks.in_blocks(comparison.shape), rows, columns, np.array(left))

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return what is left of novelty, shape (n_companies, n_associations); NaN for pairs without a past."""
        return whole(self.prepare(comparison))

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return nothing: a past is told as a caution, never as a reason."""
        return ()


@dataclass(frozen=True)
class _PreparedNovelty:
    """Pairs with a past by row, and what is left of their novelty."""

    speaks: Speaks
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    left: FloatArray

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return values of some rows, where there is a past."""
        start, stop, _ = rows.indices(len(self.speaks.rows))
        first, last = np.searchsorted(self.rows, (start, stop))
        of_rows, of_columns, left = self.rows[first:last] - start, self.columns[first:last], self.left[first:last]

        def piece(columns: slice) -> Block | None:
            inside = (of_columns >= columns.start) & (of_columns < columns.stop)
            if not inside.any():
                return None
            values = np.zeros((stop - start, columns.stop - columns.start), dtype=dtype)
            known = np.zeros(values.shape, dtype=np.bool_)
            where = of_rows[inside], of_columns[inside] - columns.start
            values[where], known[where] = left[inside], True
            return Block(values, known)

        return piece


def pairs_with_a_past(comparison: Comparison) -> set[tuple[int, int]]:
    """Return the index pairs that the history or a list of partners speaks of."""
    return listed_pairs(comparison, "partners") | _pairs_of_history(comparison)


def listed_pairs(comparison: Comparison, attribute: str) -> set[tuple[int, int]]:
    """Return the index pairs of which one side lists the other in ``partners`` or ``keep_apart``."""
    found: set[tuple[int, int]] = set()
    rows, columns = _keys(comparison.companies), _keys(comparison.associations)
    for i, company in enumerate(comparison.companies):
        for key in getattr(company, attribute):
            found |= {(i, j) for j in columns.get(key, ()) + columns.get(key.casefold(), ())}
    for j, association in enumerate(comparison.associations):
        for key in getattr(association, attribute):
            found |= {(i, j) for i in rows.get(key, ()) + rows.get(key.casefold(), ())}
    return found


def _keys(organisations: Sequence[Organisation]) -> dict[str, tuple[int, ...]]:
    """Indices by id and by name without case."""
    found: dict[str, tuple[int, ...]] = {}
    for index, organisation in enumerate(organisations):
        for key in {organisation.id, organisation.name.casefold()}:
            found[key] = (*found.get(key, ()), index)
    return found


def _pairs_of_history(comparison: Comparison) -> set[tuple[int, int]]:
    rows = {company.id: i for i, company in enumerate(comparison.companies)}
    columns = {association.id: j for j, association in enumerate(comparison.associations)}
    return {(rows[c], columns[a]) for c, a in comparison.past if c in rows and a in columns}
