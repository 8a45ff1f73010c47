"""A block of rows -> the best partners of its rows among all columns, and of every column among its rows."""

from dataclasses import dataclass
from threading import Event

import numpy as np

from matching.region.blocks import Block
from matching.region.left_out import LeftOut
from matching.region.scores import Scores
from matching.region.selection import Best, best_of_columns, best_of_rows


class Stopped(Exception):  # noqa: N818  named as what happened
    """Raised in a worker when the search was interrupted; its block is not finished."""


@dataclass(frozen=True, eq=False)
class BlockResult:
    """What one block found: ``of_rows`` (its rows, count) and ``of_columns`` (all columns, count)."""

    block: Block
    of_rows: Best
    of_columns: Best


@dataclass(frozen=True, eq=False)
class Task:
    """What every block is asked: ``count`` partners with a coverage of at least ``least_coverage``, some left out."""

    scores: Scores
    count: int
    least_coverage: float
    left_out: LeftOut

    def measure(self, block: Block, stop: Event) -> BlockResult:
        """Measure one block by itself, O(rows x columns) pairs; memory for its totals and coverage in float32.

        Raises Stopped when ``stop`` is set, at the next slice.
        """
        shape = (block.n_rows, self.scores.n_columns)
        totals, coverage = np.empty(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
        for rows in block.slices():
            if stop.is_set():
                raise Stopped
            inside = slice(rows.start - block.first_row, rows.stop - block.first_row)
            totals[inside], coverage[inside] = self.scores.totals_and_coverage(rows, np.float32)
        totals[coverage < np.float32(self.least_coverage)] = 0
        rows_left_out, columns_left_out = self.left_out.between(block.first_row, block.end_row)
        totals[rows_left_out - block.first_row, columns_left_out] = 0
        return BlockResult(
            block,
            best_of_rows(totals, coverage, self.count),
            best_of_columns(totals, coverage, self.count, first_index=block.first_row),
        )
