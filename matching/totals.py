"""Prepared criteria and their weights -> directions, totals and coverage of any block of pairs.

For a pair, with w(k) the weight of criterion k, f(k) = 1 or ``giving`` for a criterion that speaks of what the *other*
side gains, and known(k) where there is data (Gower 1971, doi:10.2307/2528823):

    reasons   = sum of w(k) f(k) known(k) layer(k) / sum of w(k) f(k) known(k)        over the reasons k
    left      = product of 1 - s(c) (1 - layer(c))                                    over the conditions c
    direction = reasons x left
    total     = the smaller of the two directions (``matching.reciprocity``)
    coverage  = sum of w(k) f(k) known(k) / sum of w(k) f(k) in that direction, over what profiles are asked for

s(c) is the strength of a condition (``matching.conditions``). What is known of the network counts in the total and not
in the coverage: it has data for few pairs by its nature, and its silence is no gap in the profiles. A direction of
which nothing is known is taken to be the other one. Pairs are looked at in tiles that fit the processor's cache and
stand at fixed places, so that a pair's total does not depend on the block it is asked in.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matching.conditions import factor, without_data
from matching.criteria import CRITERIA
from matching.criteria.blocks import TILE_COLUMNS, TILE_ROWS, Array, Band, Prepared, cut
from matching.criteria.protocol import Criterion
from matching.reciprocity import DEFAULT_RULE, Reciprocity
from matching.vocabulary import SIDES, Side
from matching.weights import CONDITIONS, REASONS, CriterionWeights

REASON_CRITERIA: Final = tuple(criterion for criterion in CRITERIA if criterion.name in REASONS)
# What must be known of a pair before anybody is introduced on its strength: one fact is no ground.
LEAST_COVERAGE: Final = 0.35

__all__ = ["LEAST_COVERAGE", "TILE_COLUMNS", "TILE_ROWS", "Directions", "PreparedScore", "Sums"]


class Sums:
    """Weighted sums over criteria, (b, m) each, by what the criteria speak of."""

    def __init__(self, shape: tuple[int, int], dtype: np.dtype[Any]) -> None:
        self._shape, self._dtype = shape, dtype
        self._sums: dict[str, Array] = {}

    def add(self, criterion: str, values: Array) -> None:
        """Add the values of a criterion to the sum it belongs to; the values are not used afterwards."""
        spoken_of = criterion.split("_", 1)[0]
        key = spoken_of if spoken_of in SIDES else "both"
        if key in self._sums:
            self._sums[key] += values
        else:
            self._sums[key] = values

    def towards(self, side: Side, giving: float, *, added_to: Array | None = None) -> Array:
        """Return the sum as one side sees it, added to what is given if anything is."""
        total = np.zeros(self._shape, dtype=self._dtype) if added_to is None else added_to
        for key, values in self._sums.items():
            if key in ("both", side):
                total += values
            elif giving:
                total += self._dtype.type(giving) * values
        return total


@dataclass(frozen=True)
class Directions:
    """Both directions of a block of pairs, (b, m) each, in [0, 1], with the weight that is known in each.

    ``known_of_profiles`` works out, when it is asked for, how much weight is known of the criteria that are about what
    profiles are asked for; ``weight_of_profiles`` is the weight of all of them.
    """

    of: Mapping[Side, Array]
    known: Mapping[Side, Array]
    known_of_profiles: Callable[[Side], Array]
    weight_of_profiles: Mapping[Side, float]

    def coverage(self) -> Array:
        """Return how much of the weight of what profiles are asked for is known, in the direction that counts."""
        found: dict[Side, Array] = {}
        for side in SIDES:
            weight = self.weight_of_profiles[side]
            found[side] = self.known_of_profiles(side)
            found[side] /= found[side].dtype.type(weight or 1.0)
        fill_the_silent(found, self.known)
        company_decides = self.of["company"] <= self.of["association"]
        return np.minimum(np.where(company_decides, found["company"], found["association"]), 1)


def fill_the_silent(found: Mapping[Side, Array], known: Mapping[Side, Array]) -> None:
    """Take the value of the other direction for pairs of which one direction knows nothing."""
    company_silent, association_silent = known["company"] <= 0, known["association"] <= 0
    np.copyto(found["company"], found["association"], where=company_silent)
    np.copyto(found["association"], found["company"], where=association_silent)


@dataclass(frozen=True)
class PreparedScore:
    """Two sides ready to be scored block by block; nothing of the size of all pairs is ever held."""

    prepared: Mapping[str, Prepared]
    weights: CriterionWeights
    rule: Reciprocity = DEFAULT_RULE

    @cached_property
    def shape(self) -> tuple[int, int]:
        """(n_companies, n_associations)."""
        speaks = next(iter(self.prepared.values())).speaks
        return len(speaks.rows), len(speaks.columns)

    @property
    def n_rows(self) -> int:
        """How many companies."""
        return self.shape[0]

    @property
    def n_columns(self) -> int:
        """How many associations."""
        return self.shape[1]

    def totals(self, rows: slice, dtype: npt.DTypeLike = np.float32) -> npt.NDArray[Any]:
        """Return the totals of some rows with every column, shape (b, n_columns), in [0, 1]."""
        start, stop, _ = rows.indices(self.n_rows)
        found = np.zeros((max(stop - start, 0), self.n_columns), dtype=dtype)
        for tile, columns, directions in self.tiles(slice(start, stop), dtype):
            first, last = max(tile.start, start), min(tile.stop, stop)
            total = self.rule.total(directions.of["company"], directions.of["association"])
            found[first - start : last - start, columns] = total[first - tile.start : last - tile.start]
        return np.minimum(found, 1, out=found)

    def coverage(self, rows: slice, dtype: npt.DTypeLike = np.float32) -> npt.NDArray[Any]:
        """Return the coverage of some rows with every column, shape (b, n_columns), in [0, 1]."""
        start, stop, _ = rows.indices(self.n_rows)
        found = np.zeros((max(stop - start, 0), self.n_columns), dtype=dtype)
        for tile, columns, directions in self.tiles(slice(start, stop), dtype):
            first, last = max(tile.start, start), min(tile.stop, stop)
            found[first - start : last - start, columns] = directions.coverage()[first - tile.start : last - tile.start]
        return found

    def tiles(self, rows: slice, dtype: npt.DTypeLike) -> Iterator[tuple[slice, slice, Directions]]:
        """Go through the tiles that hold some rows: their rows, their columns and both directions."""
        start, stop, _ = rows.indices(self.n_rows)
        for top in range(start - start % TILE_ROWS, stop, TILE_ROWS):
            tile = slice(top, min(top + TILE_ROWS, self.n_rows))
            band = _RowsAtHand(self, tile, np.dtype(dtype))
            for columns in cut(self.n_columns, TILE_COLUMNS):
                yield tile, columns, band.directions(columns)

    @cached_property
    def tables(self) -> Mapping[Any, "_Tables"]:
        """The tables of where there is data, in both number formats."""
        double = _Tables.of(self)
        return {np.dtype(np.float64): double, np.dtype(np.float32): double.astype(np.float32)}


@dataclass(frozen=True)
class _Tables:
    """All tables of ``Speaks`` side by side; times the weights that each direction gives, for the columns."""

    rows: Array  # (n, r)
    known: Mapping[Side, Array]  # (r, m): the weight that is known
    known_of_profiles: Mapping[Side, Array]  # (r, m): the same without the criteria that speak of few pairs
    weight_of_profiles: Mapping[Side, float]  # all that could be known of those

    @classmethod
    def of(cls, score: PreparedScore) -> "_Tables":
        speaks = [score.prepared[criterion.name].speaks for criterion in REASON_CRITERIA]
        known: dict[Side, Array] = {}
        of_profiles: dict[Side, Array] = {}
        weight: dict[Side, float] = {}
        for side in SIDES:
            weights = [score.weights.towards(side)[criterion.name] for criterion in REASON_CRITERIA]
            asked = [
                0.0 if criterion.speaks_of_few else w for w, criterion in zip(weights, REASON_CRITERIA, strict=True)
            ]
            known[side] = np.hstack([w * one.columns for w, one in zip(weights, speaks, strict=True)]).T
            of_profiles[side] = np.hstack([w * one.columns for w, one in zip(asked, speaks, strict=True)]).T
            weight[side] = sum(asked)
        return cls(np.hstack([one.rows for one in speaks]), known, of_profiles, weight)

    def astype(self, dtype: npt.DTypeLike) -> "_Tables":
        """The same tables in another number format."""
        known, of_profiles = (
            {side: table.astype(dtype) for side, table in tables.items()}
            for tables in (self.known, self.known_of_profiles)
        )
        return _Tables(self.rows.astype(dtype), known, of_profiles, self.weight_of_profiles)


class _RowsAtHand:
    """Some rows of a prepared score, for which everything that the rows alone need is done."""

    def __init__(self, score: PreparedScore, rows: slice, dtype: np.dtype[Any]) -> None:
        self._score, self._rows, self._dtype = score, rows, dtype
        self._tables = score.tables[dtype]
        self._criteria: list[tuple[Criterion, float, Band]] = [
            (criterion, score.weights.values[criterion.name], score.prepared[criterion.name].band(rows, dtype))
            for criterion in REASON_CRITERIA
            if score.weights.values[criterion.name] > 0
        ]
        self._conditions = [
            _Condition(name, strength, score.prepared[name], rows, self._dtype)
            for name in CONDITIONS
            if (strength := score.weights.values[name]) > 0
        ]

    def directions(self, columns: slice) -> Directions:
        """Both directions of these rows and some columns."""
        shape, giving = (self._rows.stop - self._rows.start, columns.stop - columns.start), self._score.weights.giving
        reached, known, of_profiles = (Sums(shape, self._dtype) for _ in range(3))
        for criterion, weight, band in self._criteria:
            block = band(columns)
            if block is None:
                continue
            values = block.values
            values *= weight
            reached.add(criterion.name, values)
            if block.known is not None:
                data = np.multiply(block.known, weight, dtype=self._dtype)
                if not criterion.speaks_of_few:
                    of_profiles.add(criterion.name, data.copy())
                known.add(criterion.name, data)
        at_hand = self._tables.rows[self._rows]
        of: dict[Side, Array] = {side: reached.towards(side, giving) for side in SIDES}
        weights: dict[Side, Array] = {}
        for side in SIDES:
            weights[side] = known.towards(side, giving, added_to=at_hand @ self._tables.known[side][:, columns])

        def known_of_profiles(side: Side) -> Array:
            known_by_tables = at_hand @ self._tables.known_of_profiles[side][:, columns]
            return of_profiles.towards(side, giving, added_to=known_by_tables)

        left = self._left(columns)
        for side in of:
            of[side] /= np.maximum(weights[side], np.finfo(self._dtype).tiny)
            if left is not None:
                of[side] *= left
        if giving == 0:  # only then may one direction know nothing of a pair of which the other does
            fill_the_silent(of, weights)
        return Directions(of, weights, known_of_profiles, self._tables.weight_of_profiles)

    def _left(self, columns: slice) -> Array | None:
        """What the conditions leave of these pairs, (b, m) in [0, 1]; None when they take nothing away."""
        left: Array | None = None
        for condition in self._conditions:
            found = condition.left(columns)
            if found is not None:
                left = found if left is None else np.multiply(left, found, out=left)
        return left


class _Condition:
    """One condition for some rows at hand."""

    def __init__(self, name: str, strength: float, prepared: Prepared, rows: slice, dtype: np.dtype[Any]) -> None:
        self._name, self._strength, self._rows, self._dtype = name, strength, rows, dtype
        self._speaks = prepared.speaks
        self._everywhere = bool(self._speaks.rank == 1 and self._speaks.rows.all() and self._speaks.columns.all())
        self._band = prepared.band(rows, dtype)

    def left(self, columns: slice) -> Array | None:
        """What it leaves of these rows with some columns; None when that is all of it."""
        block = self._band(columns)
        if block is None:
            neutral = without_data(self._name, self._strength)
            shape = self._rows.stop - self._rows.start, columns.stop - columns.start
            return None if neutral == 1 else np.full(shape, neutral, dtype=self._dtype)
        known = block.known
        if known is None and not self._everywhere:
            known = (self._speaks.rows[self._rows] @ self._speaks.columns[columns].T) > 0
        return factor(self._name, self._strength, block.values, known)
