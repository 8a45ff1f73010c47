"""Forms of partnership that both wish and that both may take.

A form is open to an organisation unless it is listed as unavailable; the two forms of patronage are open only to a
model of general interest, so they are closed to an association whose model is known to be of social utility. Over the
wished and open forms W:

    value = 0.6 + 0.4 |W_c and W_a| / sqrt(|W_c| |W_a|)   when they share one (Ochiai 1957)
            0.4     when they wish different forms of one category, open to both
            0.15    when at least one form that one of them wishes is open to both: the usual ways in differ
            0       when nothing that one wishes is open to the other

No data where one side wishes nothing in particular; "I do not know yet" makes a pair without a shared form or category
a pair without data, since an open mind is no refusal.
"""

from collections.abc import Callable, Sequence

import numpy as np

from matching.criteria.protocol import BoolArray, Comparison, FloatArray, Told, known_pairs, strongest_first
from matching.organisations import Organisation
from matching.reasons import Reason
from matching.vocabulary import FORM_CATEGORIES, FORMS

PATRONAGE = frozenset(FORM_CATEGORIES["patronage"])
SHARED, SAME_CATEGORY, OPEN = 0.6, 0.4, 0.15


def open_forms(organisation: Organisation) -> frozenset[str]:
    """Return the forms that an organisation may take."""
    closed = organisation.unavailable_forms
    if organisation.side == "association" and organisation.model == "social_utility":
        closed |= PATRONAGE
    return frozenset(FORMS) - closed


def wished_forms(organisation: Organisation) -> frozenset[str]:
    """Return the forms that an organisation wishes and may take."""
    return organisation.forms & open_forms(organisation)


class CompatibleForms:
    """Wished and open forms of both; O(9 n m)."""

    name = "forms"
    speaks_of_few = False

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return the value above for every pair, shape (n_companies, n_associations)."""
        companies, associations = comparison.companies, comparison.associations
        wished_c, wished_a = _table(companies, wished_forms), _table(associations, wished_forms)
        open_c, open_a = _table(companies, open_forms), _table(associations, open_forms)
        both_open_c = _per_pair(wished_c, open_a)  # what the company wishes is open to the association
        both_open_a = _per_pair(open_c, wished_a)
        shared = _per_pair(wished_c, wished_a)
        norms = np.sqrt(np.multiply.outer(wished_c.sum(axis=1), wished_a.sum(axis=1)))
        ochiai = np.divide(shared, norms, out=np.zeros(comparison.shape), where=norms > 0)
        in_category = np.zeros(comparison.shape, dtype=np.bool_)
        for forms in FORM_CATEGORIES.values():
            own = [FORMS.index(form) for form in forms]
            company_may = _per_pair(wished_c[:, own], open_a[:, own]) > 0
            association_may = _per_pair(open_c[:, own], wished_a[:, own]) > 0
            in_category |= company_may & association_may
        value = np.where(both_open_c + both_open_a > 0, OPEN, 0.0)
        value = np.where(in_category, SAME_CATEGORY, value)
        value = np.where(shared > 0, SHARED + (1 - SHARED) * ochiai, value)
        known = known_pairs((bool(one.forms) for one in companies), (bool(one.forms) for one in associations))
        undecided = _either_undecided(companies, associations)
        known &= ~undecided | (shared > 0) | in_category
        return np.where(known, np.clip(value, 0, 1), np.nan)

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return the shared forms, or else two forms of one category."""
        company, association = comparison.companies[i], comparison.associations[j]
        wished = wished_forms(company), wished_forms(association)
        shared = [form for form in FORMS if form in wished[0] & wished[1]]
        if shared:
            return tuple(Told(0.8, Reason("shared_form", {"form": form})) for form in shared)
        allowed = open_forms(company) & open_forms(association)
        told = []
        for category, forms in FORM_CATEGORIES.items():
            of_company = [form for form in forms if form in wished[0] & allowed]
            of_association = [form for form in forms if form in wished[1] & allowed]
            if of_company and of_association:
                values = {"category": category, "company_form": of_company[0], "association_form": of_association[0]}
                told.append(Told(0.4, Reason("same_form_category", values)))
        return strongest_first(told)


def _table(organisations: Sequence[Organisation], forms_of: Callable[[Organisation], frozenset[str]]) -> FloatArray:
    """Shape (n, 9): 1 where the form is among those that ``forms_of`` gives."""
    found = [[float(form in chosen) for form in FORMS] for chosen in map(forms_of, organisations)]
    return np.array(found).reshape(len(organisations), len(FORMS))


def _per_pair(rows: FloatArray, columns: FloatArray) -> FloatArray:
    """How many forms hold for both, shape (n_companies, n_associations)."""
    return np.asarray(rows @ columns.T)


def _either_undecided(companies: Sequence[Organisation], associations: Sequence[Organisation]) -> BoolArray:
    rows = np.array([one.undecided for one in companies], dtype=np.bool_)
    columns = np.array([one.undecided for one in associations], dtype=np.bool_)
    return np.logical_or.outer(rows, columns)
