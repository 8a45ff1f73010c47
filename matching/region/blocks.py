"""The rows of a region -> blocks of rows: tasks that know nothing of each other.

A block is measured in slices, and a slice always holds the same rows whatever the size of the blocks: a product of
matrices may differ in its last digit with the shape of its factors, and a result must not depend on how the work was
shared out. Blocks begin where the tiles of ``matching.totals`` begin, so that no tile is measured twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from matching.totals import TILE_ROWS

SLICE_ROWS = TILE_ROWS  # measured at once, between two looks at whether to stop
BLOCK_ROWS = 4 * SLICE_ROWS  # measured between two files


@dataclass(frozen=True)
class Block:
    """Consecutive rows, from ``first_row`` up to, but not including, ``end_row``; numbers count from 0."""

    number: int
    first_row: int
    end_row: int

    @property
    def n_rows(self) -> int:
        """How many rows the block has."""
        return self.end_row - self.first_row

    def slices(self) -> Iterator[slice]:
        """Yield the rows of the block, at most SLICE_ROWS at a time."""
        for first in range(self.first_row, self.end_row, SLICE_ROWS):
            yield slice(first, min(first + SLICE_ROWS, self.end_row))


def cut(n_rows: int, *, rows_per_block: int = BLOCK_ROWS) -> tuple[Block, ...]:
    """Cut rows into blocks of ``rows_per_block``; the last one may be shorter.

    Raises ValueError when ``rows_per_block`` is not a positive multiple of SLICE_ROWS. O(n_rows / rows_per_block).

    >>> [block.n_rows for block in cut(600, rows_per_block=256)]
    [256, 256, 88]
    """
    if rows_per_block <= 0 or rows_per_block % SLICE_ROWS:
        raise ValueError(f"rows_per_block is {rows_per_block}; give a positive multiple of {SLICE_ROWS}")
    firsts = range(0, n_rows, rows_per_block)
    return tuple(Block(number, first, min(first + rows_per_block, n_rows)) for number, first in enumerate(firsts))
