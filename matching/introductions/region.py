"""The best partners of everybody in a region -> introductions, the same limits kept as for a directory."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from matching.duplicates import NearDuplicate, groups_of
from matching.introductions.candidates import FloatArray, IntArray
from matching.introductions.proposing import NO_LIMITS, Choice, Introduction, propose_from_candidates
from matching.organisations import Organisation
from matching.region import NOBODY, BestPartners
from matching.totals import LEAST_COVERAGE


def propose_for_region(
    companies: Sequence[Organisation],
    associations: Sequence[Organisation],
    best: BestPartners,
    *,
    per_organisation: int = 5,
    least_score: float = 0.0,
    least_coverage: float = LEAST_COVERAGE,
    limits: Mapping[str, int] = NO_LIMITS,
    excluded: Iterable[tuple[int, int]] = (),
    duplicates: Iterable[NearDuplicate] = (),
    choice: Choice = "best_first",
) -> tuple[Introduction, ...]:
    """Return introductions among the pairs that are among the best of one of their ends, with a score above the least.

    ``best`` is of these organisations in this order; its search has left out who knows each other already. What
    ``duplicates`` holds is undecided: give what ``near_duplicates`` finds. Raises ValueError when ``best`` is of
    another number of organisations. O(n_pairs log n_pairs).
    """
    shape = (len(companies), len(associations))
    found = (len(best.of_companies.partners), len(best.of_associations.partners))
    if found != shape:
        raise ValueError(f"the best partners are of {found[0]} x {found[1]} organisations, not {shape[0]} x {shape[1]}")
    rows, columns, scores = _pairs(best, shape[1], least_coverage)
    good = scores > least_score
    undecided = tuple(duplicates)
    return propose_from_candidates(
        rows[good],
        columns[good],
        scores[good],
        n_companies=shape[0],
        n_associations=shape[1],
        excluded=excluded,
        company_limits=[limits.get(one.id, per_organisation) for one in companies],
        association_limits=[limits.get(one.id, per_organisation) for one in associations],
        company_groups=groups_of([one.id for one in companies], undecided),
        association_groups=groups_of([one.id for one in associations], undecided),
        choice=choice,
    )


def _pairs(best: BestPartners, width: int, least_coverage: float) -> tuple[IntArray, IntArray, FloatArray]:
    """Every pair once, whichever end it is among the best of."""
    of_rows, of_columns = best.of_companies, best.of_associations
    rows, places = np.nonzero((of_rows.partners != NOBODY) & (of_rows.coverage >= least_coverage))
    columns, their_places = np.nonzero((of_columns.partners != NOBODY) & (of_columns.coverage >= least_coverage))
    keys = np.concatenate(
        [
            rows.astype(np.int64) * width + of_rows.partners[rows, places],
            of_columns.partners[columns, their_places].astype(np.int64) * width + columns,
        ]
    )
    scores = np.concatenate([of_rows.scores[rows, places], of_columns.scores[columns, their_places]])
    keys, first = np.unique(keys, return_index=True)
    found_rows, found_columns = np.divmod(keys, max(width, 1))
    return found_rows, found_columns, scores[first].astype(np.float64)
