"""Prepared criteria and their weights -> directions, totals and coverage of any block of pairs.

For a pair (i, j), with w(k) the weight of criterion k, f(k) = 1 or ``giving`` for a criterion that speaks of the other
side's gain, and known(k) where there is data (Gower 1971, doi:10.2307/2528823):

    direction = sum of w(k) f(k) known(k) layer(k) / sum of w(k) f(k) known(k)
    total     = the smaller of the two directions (``matching.reciprocity``)
    coverage  = sum of w(k) f(k) known(k) / sum of w(k) f(k) over the criteria that could be known

A direction of which nothing is known leaves the total to the other one. Pairs are looked at in tiles that fit the
processor's cache and stand at fixed places, so that a pair's total does not depend on the block it is asked in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.criteria import CRITERIA
from matching.criteria.blocks import Array, Prepared
from matching.reciprocity import DEFAULT_RULE, Reciprocity
from matching.vocabulary import SIDES
from matching.weights import CriterionWeights

TILE_ROWS, TILE_COLUMNS = 128, 1024


@dataclass(frozen=True)
class Directions:
    """One block of pairs: each direction with the weight that was known and the weight that could be, (b, m) each."""

    company: Array
    association: Array
    company_known: Array
    association_known: Array
    company_possible: Array
    association_possible: Array

    def lower(self) -> npt.NDArray[np.bool_]:
        """Where the company's direction is the one that counts; one of which nothing is known does not count."""
        decides = self.company <= self.association
        decides &= self.company_known > 0
        return decides | (self.association_known <= 0)

    def total(self, rule: Reciprocity) -> Array:
        """The total of each pair."""
        one = np.where(self.company_known > 0, self.company, self.association)
        other = np.where(self.association_known > 0, self.association, self.company)
        return rule.total(one, other)

    def coverage(self) -> Array:
        """How much of the weight that could be known is known, in the direction that counts."""
        lower = self.lower()
        known = np.where(lower, self.company_known, self.association_known)
        possible = np.where(lower, self.company_possible, self.association_possible)
        return np.minimum(np.divide(known, possible, out=np.zeros_like(known), where=possible > 0), 1)


@dataclass(frozen=True)
class PreparedScore:
    """Two sides ready to be scored block by block; nothing of the size of all pairs is ever held."""

    prepared: Mapping[str, Prepared]
    weights: CriterionWeights
    rule: Reciprocity = DEFAULT_RULE

    @property
    def n_rows(self) -> int:
        """How many companies."""
        return self._shape[0]

    @property
    def n_columns(self) -> int:
        """How many associations."""
        return self._shape[1]

    @cached_property
    def _shape(self) -> tuple[int, int]:
        speaks = next(iter(self.prepared.values())).speaks
        return len(speaks.rows), len(speaks.columns)

    def totals(self, rows: slice, dtype: npt.DTypeLike = np.float32) -> npt.NDArray[Any]:
        """Return the totals of some rows with every column, shape (b, n_columns), in [0, 1]."""
        return self.totals_and_coverage(rows, dtype)[0]

    def totals_and_coverage(
        self, rows: slice, dtype: npt.DTypeLike = np.float32
    ) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Return the totals and the coverage of some rows with every column, shape (b, n_columns) each."""
        start, stop, _ = rows.indices(self.n_rows)
        totals = np.zeros((max(stop - start, 0), self.n_columns), dtype=dtype)
        coverage = np.zeros_like(totals)
        for tile_rows, tile_columns in self._tiles(start, stop):
            block = self.directions(tile_rows, tile_columns, dtype)
            first, last = max(tile_rows.start, start), min(tile_rows.stop, stop)
            inside = slice(first - tile_rows.start, last - tile_rows.start)
            totals[first - start : last - start, tile_columns] = block.total(self.rule)[inside]
            coverage[first - start : last - start, tile_columns] = block.coverage()[inside]
        return np.minimum(totals, 1, out=totals), coverage

    def _tiles(self, start: int, stop: int) -> Iterator[tuple[slice, slice]]:
        for top in range(start - start % TILE_ROWS, stop, TILE_ROWS):
            for left in range(0, self.n_columns, TILE_COLUMNS):
                yield (
                    slice(top, min(top + TILE_ROWS, self.n_rows)),
                    slice(left, min(left + TILE_COLUMNS, self.n_columns)),
                )

    def directions(self, rows: slice, columns: slice, dtype: npt.DTypeLike) -> Directions:
        """Return both directions of a block of pairs."""
        shape = (rows.stop - rows.start, columns.stop - columns.start)
        reached = {side: np.zeros(shape, dtype=dtype) for side in SIDES}
        known = {side: np.zeros(shape, dtype=dtype) for side in SIDES}
        possible = {side: np.zeros(shape, dtype=dtype) for side in SIDES}
        for criterion in CRITERIA:
            prepared = self.prepared[criterion.name]
            weights = {side: self.weights.towards(side)[criterion.name] for side in SIDES}
            if not any(weights.values()):
                continue
            block = prepared.block(rows, columns, dtype)
            if prepared.speaks.rank:
                data = (prepared.speaks.rows[rows] @ prepared.speaks.columns[columns].T).astype(dtype)
            else:
                data = (
                    np.zeros(shape, dtype=dtype) if block is None or block.known is None else block.known.astype(dtype)
                )
            for side, weight in weights.items():
                known[side] += weight * data
                possible[side] += weight * data if criterion.speaks_of_few else weight
                if block is not None:
                    reached[side] += weight * block.values
        for side in SIDES:
            np.divide(reached[side], known[side], out=reached[side], where=known[side] > 0)
        return Directions(
            reached["company"],
            reached["association"],
            known["company"],
            known["association"],
            possible["company"],
            possible["association"],
        )
