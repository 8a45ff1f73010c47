"""Not the same pair again: what the history and the stated partners say of a pair.

    value = 1 for two who never met, 0.25 for two who met at an earlier event, 0 for two who work together already

No data as long as no history is given and nobody names a partner; the past of a pair is then unknown, not empty.
"""

from collections.abc import Sequence

import numpy as np

from matching.criteria.protocol import Comparison, FloatArray, Told
from matching.organisations import Organisation
from matching.reasons import Reason

MET_BEFORE = 0.25


def names(organisation: Organisation, listed: frozenset[str]) -> bool:
    """Tell whether a list of ids (or names as written) holds an organisation."""
    return organisation.id in listed or organisation.name.casefold() in {one.casefold() for one in listed}


def work_together(comparison: Comparison, i: int, j: int) -> bool:
    """Tell whether one names the other as a partner, or the history says that they know each other."""
    company, association = comparison.companies[i], comparison.associations[j]
    return (
        names(association, company.partners)
        or names(company, association.partners)
        or any(meeting.known for meeting in comparison.past.get((company.id, association.id), ()))
    )


class Novelty:
    """1, 0.25 or 0; O(n m) with the pairs that have a past looked at one by one."""

    name = "novelty"

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return 1 less what is past, shape (n_companies, n_associations); NaN when no past is known at all."""
        everyone = comparison.companies + comparison.associations
        if not comparison.history and not any(one.partners for one in everyone):
            return np.full(comparison.shape, np.nan)
        value = np.ones(comparison.shape)
        rows = {company.id: i for i, company in enumerate(comparison.companies)}
        columns = {association.id: j for j, association in enumerate(comparison.associations)}
        for company_id, association_id in comparison.past:
            if company_id in rows and association_id in columns:
                value[rows[company_id], columns[association_id]] = MET_BEFORE
        for i, j in pairs_with_a_past(comparison):
            if work_together(comparison, i, j):
                value[i, j] = 0.0
        return value

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return that they never met, when a history was given and does not name them."""
        pair = comparison.companies[i].id, comparison.associations[j].id
        if not comparison.history or pair in comparison.past or work_together(comparison, i, j):
            return ()
        return (Told(0.5, Reason("not_met_before", {})),)


def pairs_with_a_past(comparison: Comparison) -> set[tuple[int, int]]:
    """Return the index pairs that the history or a list of partners speaks of."""
    return listed_pairs(comparison, "partners") | _pairs_of_history(comparison)


def listed_pairs(comparison: Comparison, attribute: str) -> set[tuple[int, int]]:
    """Return the index pairs of which one side lists the other in ``partners`` or ``keep_apart``."""
    found: set[tuple[int, int]] = set()
    rows, columns = _keys(comparison.companies), _keys(comparison.associations)
    for i, company in enumerate(comparison.companies):
        for key in getattr(company, attribute):
            found |= {(i, j) for j in columns.get(key, ()) + columns.get(key.casefold(), ())}
    for j, association in enumerate(comparison.associations):
        for key in getattr(association, attribute):
            found |= {(i, j) for i in rows.get(key, ()) + rows.get(key.casefold(), ())}
    return found


def _keys(organisations: Sequence[Organisation]) -> dict[str, tuple[int, ...]]:
    """Indices by id and by name without case."""
    found: dict[str, tuple[int, ...]] = {}
    for index, organisation in enumerate(organisations):
        for key in {organisation.id, organisation.name.casefold()}:
            found[key] = (*found.get(key, ()), index)
    return found


def _pairs_of_history(comparison: Comparison) -> set[tuple[int, int]]:
    rows = {company.id: i for i, company in enumerate(comparison.companies)}
    columns = {association.id: j for j, association in enumerate(comparison.associations)}
    return {(rows[c], columns[a]) for c, a in comparison.past if c in rows and a in columns}
