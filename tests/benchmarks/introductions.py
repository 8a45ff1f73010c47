"""Two ways to choose introductions, side by side: python -m tests.benchmarks.introductions [--n 1000] [--seed 7].

For each: how many, their total, the least score, the pairs left out that both sides would prefer to one they were
given, who gets none, how uneven it is, and the processor time beyond the score and the near duplicates.
"""

import argparse
from collections.abc import Sequence
from time import process_time

import numpy as np

from matching import ScoreMatrix, near_duplicates, propose_introductions, read_organisations, score, spread_of
from matching.criteria.novelty import listed_pairs, pairs_with_a_past
from matching.estimates import NotEnough
from matching.introductions import Introduction, SideSpread
from matching.introductions.proposing import CHOICES
from sample_data import path
from sample_data.synthetic import generate_territory
from tests.benchmarks.measuring import table

HEADS = (
    "directory", "each at most", "choice", "introductions", "total", "least", "both prefer another", "without any",
    "Gini", "s",
)  # fmt: skip


def main() -> None:
    """Print the table for the sample evening and two drawn territories."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.introductions")
    options.add_argument("--n", type=int, default=1000, help="organisations of each side of the largest territory")
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    sample = read_organisations(path("organisations.csv"))
    small = generate_territory(300, 200, chosen.seed)
    large = generate_territory(chosen.n, chosen.n, chosen.seed)
    directories = {
        "sample": score(sample.companies, sample.associations),
        "300 x 200": score(small.companies, small.associations),
        f"{chosen.n} x {chosen.n}": score(large.companies, large.associations),
    }
    lines = [line for name, matrix in directories.items() for limit in (1, 5) for line in compared(name, matrix, limit)]
    print(table(HEADS, lines))


def compared(name: str, matrix: ScoreMatrix, limit: int) -> list[list[object]]:
    """One line for each way to choose."""
    duplicates = near_duplicates((*matrix.companies, *matrix.associations))
    lines: list[list[object]] = []
    for choice in CHOICES:
        began = process_time()
        found = propose_introductions(
            matrix, per_organisation=limit, novelty_share=0, duplicates=duplicates, choice=choice
        )
        seconds = process_time() - began
        pairs = [(one.company_index, one.association_index) for one in found]
        spread = spread_of(pairs, n_companies=len(matrix.companies), n_associations=len(matrix.associations))
        scores = [one.score for one in found]
        lines.append(
            [
                name,
                limit,
                choice,
                len(found),
                f"{sum(scores):.2f}",
                f"{min(scores):.2f}",
                preferred_by_both(matrix, found, limit),
                f"{spread.company.n_without} + {spread.association.n_without}",
                f"{_gini(spread.company)}, {_gini(spread.association)}",
                f"{seconds:.2f}",
            ]
        )
    return lines


def preferred_by_both(matrix: ScoreMatrix, found: Sequence[Introduction], limit: int) -> int:
    """Pairs left out that are better, for both, than the worst they were given or than a place that stayed empty."""
    taken = np.zeros(matrix.total.shape, dtype=bool)
    for one in found:
        taken[one.company_index, one.association_index] = True
    given = np.where(taken, matrix.total, np.inf)
    worst_of_row = np.where(taken.sum(axis=1) < limit, -1.0, given.min(axis=1))
    worst_of_column = np.where(taken.sum(axis=0) < limit, -1.0, given.min(axis=0))
    better = (matrix.total > worst_of_row[:, None] + 1e-9) & (matrix.total > worst_of_column[None, :] + 1e-9)
    possible = (matrix.coverage >= 0.35) & (matrix.total > 0) & ~taken
    for i, j in listed_pairs(matrix.comparison, "keep_apart") | pairs_with_a_past(matrix.comparison):
        possible[i, j] = False
    return int((better & possible).sum())


def _gini(one: SideSpread) -> str:
    return "-" if isinstance(one.exposure, NotEnough) else f"{one.exposure.gini:.2f}"


if __name__ == "__main__":
    main()
