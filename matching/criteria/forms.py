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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.blocks import Band, Block, BoolArray, Prepared, Speaks, whole
from matching.criteria.protocol import Comparison, FloatArray, Told, strongest_first
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
    """Wished and open forms of both; a look-up among the few different wishes that there are."""

    name = "forms"
    speaks_of_few = False

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return the different wishes of each side and who has which, ready for any block."""
        of_companies, of_associations = _Wishes.of(comparison.companies), _Wishes.of(comparison.associations)
        if of_companies.undecided.any() or of_associations.undecided.any():
            return _PreparedForms(Speaks.in_blocks(comparison.shape), of_companies, of_associations)
        speaks = Speaks.both(of_companies.said[of_companies.which], of_associations.said[of_associations.which])
        return _PreparedForms(speaks, of_companies, of_associations)

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return the value above for every pair, shape (n_companies, n_associations)."""
        return whole(self.prepare(comparison))

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


@dataclass(frozen=True)
class _Wishes:
    """The different wishes of one side, one line each, and which of them each organisation has."""

    wished: FloatArray  # (n_different, 9), 1 where the form is wished and open
    open: FloatArray  # (n_different, 9), 1 where it is open
    said: BoolArray  # (n_different,): something was wished, open or not
    undecided: BoolArray
    which: npt.NDArray[np.int64]  # (n,)

    @classmethod
    def of(cls, organisations: Sequence[Organisation]) -> "_Wishes":
        """Collect the wishes of one side, in order of appearance."""
        wishes = [(wished_forms(one), open_forms(one), bool(one.forms), one.undecided) for one in organisations]
        number = {wish: index for index, wish in enumerate(dict.fromkeys(wishes))}
        return cls(
            wished=_table([wished for wished, _, _, _ in number]),
            open=_table([allowed for _, allowed, _, _ in number]),
            said=np.array([said for _, _, said, _ in number], dtype=np.bool_),
            undecided=np.array([undecided for _, _, _, undecided in number], dtype=np.bool_),
            which=np.array([number[wish] for wish in wishes], dtype=np.int64),
        )


@dataclass(frozen=True)
class _PreparedForms:
    """Values of different wishes, looked up for the organisations that have them."""

    speaks: Speaks
    of_companies: _Wishes
    of_associations: _Wishes

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return values of some rows; a look-up a pair."""
        different, place = np.unique(self.of_companies.which[rows], return_inverse=True)
        value, known = _values(self.of_companies, different, self.of_associations)
        of_rows, known_of_rows = np.where(known, value, 0.0).astype(dtype)[place], known[place]

        def piece(columns: slice) -> Block:
            which = self.of_associations.which[columns]
            data = None if self.speaks.rank else known_of_rows.take(which, axis=1)
            return Block(of_rows.take(which, axis=1), data)

        return piece


def _values(companies: _Wishes, rows: npt.NDArray[np.int64], associations: _Wishes) -> tuple[FloatArray, BoolArray]:
    """Return the value of each pair of different wishes, and where there is data."""
    wished_c, open_c = companies.wished[rows], companies.open[rows]
    wished_a, open_a = associations.wished, associations.open
    shared = wished_c @ wished_a.T
    norms = np.sqrt(np.multiply.outer(wished_c.sum(axis=1), wished_a.sum(axis=1)))
    ochiai = np.divide(shared, norms, out=np.zeros_like(shared), where=norms > 0)
    in_category = np.zeros(shared.shape, dtype=np.bool_)
    for forms in FORM_CATEGORIES.values():
        own = [FORMS.index(form) for form in forms]
        company_may = wished_c[:, own] @ open_a[:, own].T > 0
        association_may = open_c[:, own] @ wished_a[:, own].T > 0
        in_category |= company_may & association_may
    value = np.where(wished_c @ open_a.T + open_c @ wished_a.T > 0, OPEN, 0.0)
    value = np.where(in_category, SAME_CATEGORY, value)
    value = np.where(shared > 0, SHARED + (1 - SHARED) * ochiai, value)
    undecided = np.logical_or.outer(companies.undecided[rows], associations.undecided)
    known = np.logical_and.outer(companies.said[rows], associations.said) & (~undecided | (shared > 0) | in_category)
    return np.clip(value, 0, 1), known


def _table(chosen: Sequence[frozenset[str]]) -> FloatArray:
    """Shape (n, 9): 1 where the form is chosen."""
    return np.array([[float(form in forms) for form in FORMS] for forms in chosen]).reshape(len(chosen), len(FORMS))
