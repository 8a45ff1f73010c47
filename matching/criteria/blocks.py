"""A criterion prepared once -> its values for any block of rows and columns, a few matrix products each.

What depends on one organisation only is worked out when a criterion is prepared; what depends on a pair is then a
product of two tables, so that a region of 20,000 x 20,000 pairs is scored block by block and never held at once.
Where there is data is kept as two narrow tables too (``speaks``): row i and column j have data where the product of
their lines is 1. Blocks in float64 are the layers that people read; blocks in float32 are for searching a region.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matching.one_thread import one_thread

Array = npt.NDArray[np.floating[Any]]
BoolArray = npt.NDArray[np.bool_]

TILE_ROWS, TILE_COLUMNS = 128, 1024  # 512 kB in float32: a tile and the next one fit the second cache


@dataclass(frozen=True)
class Speaks:
    """Where there is data, as tables ``rows`` (n, r) and ``columns`` (m, r) whose product is 1 there and 0 elsewhere.

    r = 0 tells that a criterion says for each block where it has data.
    """

    rows: Array
    columns: Array

    @classmethod
    def both(cls, rows: npt.ArrayLike, columns: npt.ArrayLike) -> "Speaks":
        """Data where both sides say something; ``rows`` and ``columns`` are bools, one for each organisation."""
        return cls(np.asarray(rows, dtype=float).reshape(-1, 1), np.asarray(columns, dtype=float).reshape(-1, 1))

    @classmethod
    def in_blocks(cls, shape: tuple[int, int]) -> "Speaks":
        """Nothing can be said without looking at the block."""
        return cls(np.zeros((shape[0], 0)), np.zeros((shape[1], 0)))

    @classmethod
    def either(
        cls, first: tuple[npt.ArrayLike, npt.ArrayLike], second: tuple[npt.ArrayLike, npt.ArrayLike]
    ) -> "Speaks":
        """Data where both sides say something of the first kind, or both of the second: a + b - a b."""
        (a, b), (c, d) = (
            (np.asarray(one, dtype=float), np.asarray(other, dtype=float)) for one, other in (first, second)
        )
        return cls(np.column_stack([a, c, -a * c]), np.column_stack([b, d, b * d]))

    @property
    def rank(self) -> int:
        """The width r of the two tables."""
        return int(self.rows.shape[1])


@dataclass(frozen=True)
class Table:
    """A table in both number formats; the single one is made once, when it is first asked for."""

    double: npt.NDArray[np.float64]

    @cached_property
    def single(self) -> npt.NDArray[np.float32]:
        """The table in 32 bits."""
        return self.double.astype(np.float32)

    def of(self, dtype: npt.DTypeLike) -> Array:
        """Return the table in one of the formats."""
        return self.double if np.dtype(dtype) == np.float64 else self.single


@dataclass(frozen=True)
class Block:
    """Values of some rows and columns, 0 where there is no data; ``known`` is None where ``Speaks`` tells it all.

    The arrays belong to whoever asked for them.
    """

    values: Array
    known: BoolArray | None = None


# Values of the rows at hand with some columns; None when none of these pairs has data or a value above 0.
Band = Callable[[slice], Block | None]


class Prepared(Protocol):
    """One criterion, prepared for one comparison."""

    @property
    def speaks(self) -> Speaks:
        """Where there is data."""
        ...

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Do what some rows need once, and return their values with any columns."""
        ...


@dataclass(frozen=True)
class Layer:
    """A criterion measured for all pairs already, cut into blocks; ``values`` are 0 where not ``known``."""

    values: npt.NDArray[np.float64]
    known: BoolArray

    @cached_property
    def speaks(self) -> Speaks:
        """What is known is seen block by block."""
        return Speaks.in_blocks((self.values.shape[0], self.values.shape[1]))

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return pieces of what was measured."""

        def piece(columns: slice) -> Block:
            return Block(self.values[rows, columns].astype(dtype), self.known[rows, columns])

        return piece

    @classmethod
    def of(cls, measured: npt.NDArray[np.float64]) -> "Layer":
        """Build a layer from values that are NaN where there is no data."""
        known = ~np.isnan(measured)
        return cls(np.where(known, measured, 0.0), known)


@dataclass(frozen=True)
class Silent:
    """A criterion of which no pair has a value above 0."""

    speaks: Speaks

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return nothing for any columns."""
        return lambda columns: None


def block(prepared: Prepared, rows: slice, dtype: npt.DTypeLike = np.float64) -> npt.NDArray[Any]:
    """Return the values of some rows with every column, shape (b, m); NaN where there is no data."""
    columns = slice(0, len(prepared.speaks.columns))
    found = prepared.band(rows, dtype)(columns)
    known = known_in(prepared, found, rows, columns)
    values = np.zeros(known.shape, dtype=dtype) if found is None else found.values
    return np.where(known, values, np.asarray(np.nan, dtype=dtype))


def known_in(prepared: Prepared, found: Block | None, rows: slice, columns: slice) -> BoolArray:
    """Return where there is data, for a block of some rows and columns."""
    speaks = prepared.speaks
    if speaks.rank:
        return np.asarray(speaks.rows[rows] @ speaks.columns[columns].T > 0.5)
    if found is None or found.known is None:
        return np.zeros((len(speaks.rows[rows]), len(speaks.columns[columns])), dtype=np.bool_)
    return found.known


def whole(prepared: Prepared) -> npt.NDArray[np.float64]:
    """Return the values of all pairs in float64, NaN where there is no data."""
    n_rows, n_columns = len(prepared.speaks.rows), len(prepared.speaks.columns)
    found = np.full((n_rows, n_columns), np.nan)
    with one_thread():
        for rows, columns, piece in tiles(prepared, np.float64):
            values = 0.0 if piece is None else piece.values
            np.copyto(found[rows, columns], values, where=known_in(prepared, piece, rows, columns))
    return found


def tiles(prepared: Prepared, dtype: npt.DTypeLike) -> Iterator[tuple[slice, slice, Block | None]]:
    """Go through all pairs in tiles that fit the processor's cache."""
    for rows in cut(len(prepared.speaks.rows), TILE_ROWS):
        band = prepared.band(rows, dtype)
        for columns in cut(len(prepared.speaks.columns), TILE_COLUMNS):
            yield rows, columns, band(columns)


def cut(n: int, size: int) -> Iterator[slice]:
    """Cut n lines into pieces of a size; the last may be shorter.

    >>> list(cut(5, 2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))
