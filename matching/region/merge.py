"""What blocks found -> the best partners of both sides of a region; a step of its own, whoever measured the blocks."""

from dataclasses import dataclass

from matching.region.block_results import BlockResult
from matching.region.selection import Best, better_of


@dataclass(frozen=True, eq=False)
class BestPartners:
    """The best partners ``of_companies`` (indices of associations) and ``of_associations`` (indices of companies)."""

    of_companies: Best
    of_associations: Best


class Merging:
    """Results of blocks, put together as they come; what they give does not depend on their order."""

    def __init__(self, n_rows: int, n_columns: int, count: int) -> None:
        self._of_rows = Best.nobody(n_rows, count)
        self._of_columns = Best.nobody(n_columns, count)
        self._numbers: set[int] = set()
        self._n_rows_done = 0

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the blocks that were added."""
        return frozenset(self._numbers)

    @property
    def n_rows_done(self) -> int:
        """How many rows these blocks have."""
        return self._n_rows_done

    def add(self, result: BlockResult) -> None:
        """Add what one block found; raises ValueError when that block was added before. O(columns x count)."""
        if result.block.number in self._numbers:
            raise ValueError(f"block {result.block.number} was added before")
        rows = slice(result.block.first_row, result.block.end_row)
        self._of_rows.partners[rows] = result.of_rows.partners
        self._of_rows.scores[rows] = result.of_rows.scores
        self._of_rows.coverage[rows] = result.of_rows.coverage
        self._of_columns = better_of(self._of_columns, result.of_columns)
        self._numbers.add(result.block.number)
        self._n_rows_done += result.block.n_rows

    def result(self) -> BestPartners:
        """Return what all of them found together."""
        return BestPartners(self._of_rows, self._of_columns)
