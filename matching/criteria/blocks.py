"""A criterion prepared once -> its values for any block of rows and columns, a few matrix products each.

What depends on one organisation only is worked out when a criterion is prepared; what depends on a pair is then a
product of two tables, so that a region of 20,000 x 20,000 pairs is scored block by block and never held at once.
Where there is data is kept as two narrow tables too (``speaks``): row i and column j have data where the product of
their lines is 1. Blocks in float64 are the layers that people read; blocks in float32 are for searching a region.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating]
BoolArray = npt.NDArray[np.bool_]
EVERYTHING = slice(None)


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
class Block:
    """Values of some rows and columns, 0 where there is no data; ``known`` is None where ``Speaks`` tells it all."""

    values: Array
    known: BoolArray | None = None


class Prepared(Protocol):
    """One criterion, prepared for one comparison."""

    @property
    def speaks(self) -> Speaks:
        """Where there is data."""
        ...

    def block(self, rows: slice, columns: slice, dtype: npt.DTypeLike) -> Block | None:
        """Return the values of some rows and columns; None when none of these pairs has data or a value above 0."""
        ...


@dataclass(frozen=True)
class AlreadyMeasured:
    """A criterion measured for all pairs at once, cut into blocks: NaN where there is no data."""

    measured: npt.NDArray[np.float64]
    speaks: Speaks = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "speaks", Speaks.in_blocks((self.measured.shape[0], self.measured.shape[1])))

    def block(self, rows: slice, columns: slice, dtype: npt.DTypeLike) -> Block | None:
        """Return a piece of what was measured."""
        piece = self.measured[rows, columns]
        known = ~np.isnan(piece)
        return Block(np.where(known, piece, 0.0).astype(dtype), known)


def whole(prepared: Prepared) -> npt.NDArray[np.float64]:
    """Return the values of all pairs in float64, NaN where there is no data."""
    speaks = prepared.speaks
    shape = (len(speaks.rows), len(speaks.columns))
    block = prepared.block(EVERYTHING, EVERYTHING, np.float64)
    if speaks.rank:
        known = speaks.rows @ speaks.columns.T > 0.5
    else:
        known = block.known if block is not None and block.known is not None else np.zeros(shape, dtype=np.bool_)
    return np.where(known, 0.0 if block is None else block.values, np.nan)
