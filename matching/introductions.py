"""A score matrix -> pairs worth introducing to each other, best first, with a limit for each organisation.

A maximum-weight b-matching taken greedily: pairs by falling score, each taken while both its organisations have room.
Greedy reaches at least half of the best possible total (Korte & Hausmann 1978, doi:10.1016/S0167-5060(08)70322-4) and,
unlike the exact optimum, never leaves out a pair that both sides would prefer to one they were given.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matching.criteria.novelty import listed_pairs, pairs_with_a_past
from matching.scoring import ScoreMatrix

BLOCK = 65_536  # pairs looked at before asking whether anybody has room left


@dataclass(frozen=True)
class Introduction:
    """A contact proposed outside a round: indices into the matrix, score in [0, 1], rank from 1."""

    company_index: int
    association_index: int
    score: float
    rank: int


def propose_introductions(
    matrix: ScoreMatrix,
    *,
    per_organisation: int = 5,
    met: Iterable[tuple[int, int]] = (),
    excluded: Iterable[tuple[int, int]] = (),
    least_score: float = 0.0,
    least_coverage: float = 0.35,
) -> tuple[Introduction, ...]:
    """Return pairs with a score above ``least_score``, at most ``per_organisation`` for each organisation.

    ``met`` and ``excluded`` are index pairs (company, association). Left out as well: pairs of the matrix's history,
    partners, pairs of which one asked not to meet the other, and pairs of which less than ``least_coverage`` of the
    weight is known: one fact is no ground for an introduction. Equal scores keep the order of the matrix.
    Raises ValueError when ``per_organisation`` is below 0. O(n m log(n m)).
    """
    if per_organisation < 0:
        raise ValueError(f"per_organisation is {per_organisation}; give 0 or more")
    possible = (matrix.total > least_score) & (matrix.coverage >= least_coverage)
    apart = listed_pairs(matrix.comparison, "keep_apart") | pairs_with_a_past(matrix.comparison)
    for i, j in apart.union(met, excluded):
        possible[i, j] = False
    rows, columns = np.nonzero(possible)
    order = np.argsort(-matrix.total[rows, columns], kind="stable")
    room_of_company = [per_organisation] * len(matrix.companies)
    room_of_association = [per_organisation] * len(matrix.associations)
    chosen: list[Introduction] = []
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        for i, j in zip(rows[block].tolist(), columns[block].tolist(), strict=True):
            if room_of_company[i] and room_of_association[j]:
                room_of_company[i] -= 1
                room_of_association[j] -= 1
                chosen.append(Introduction(i, j, float(matrix.total[i, j]), len(chosen) + 1))
        if not any(room_of_company) or not any(room_of_association):
            break
    return tuple(chosen)
