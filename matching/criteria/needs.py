"""Needs of one side met by the other, in each direction.

A need n is answered to the degree a(n) = max over the other side's offers and needs of the tables in ``substitutes``,
times the agreement of the two wordings for resources that are whole families (``details``). Each answered need is one
subject for the conversation; the second counts less than the first (a noisy "or"):

    value = 1 - prod over needed resources n of (1 - 0.7 i(n) a(n))

One need met is 0.7, two 0.91: adding a need or an offer never lowers the value. i(n) is 0.7 for money, else 1: house
rules say that nobody asks for money, and a partnership of money alone is the poorest. No data where one side says
nothing about what the criterion compares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from matching.criteria.details import FAMILIES, agreement
from matching.criteria.protocol import Comparison, FloatArray, Told, known_pairs, strongest_first
from matching.criteria.substitutes import answer_by_need, answer_by_offer
from matching.organisations import Need, Offer, Organisation
from matching.reasons import Reason
from matching.vocabulary import RESOURCES, Side

ONE_NEED = 0.7
IMPORTANCE = {"money": 0.7}

_BY_OFFER = np.array([[answer_by_offer(need, offer) for offer in RESOURCES] for need in RESOURCES])
_BY_NEED = np.array([[answer_by_need(need, other) for other in RESOURCES] for need in RESOURCES])
_INDEX = {code: index for index, code in enumerate(RESOURCES)}


@dataclass(frozen=True)
class Answer:
    """The best answer to one needed resource: its degree in [0, 1], the need, and the offer or need that answers it."""

    degree: float
    need: Need
    by: Offer | Need


@dataclass(frozen=True)
class NeedsMet:
    """The needs of ``side`` met by what the other side brings or seeks; O(33 n m) and the wordings compared."""

    side: Side
    speaks_of_few: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The key of the layer: company_needs_met or association_needs_met."""
        return f"{self.side}_needs_met"

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return 1 - prod(1 - 0.7 i a) for every pair, shape (n_companies, n_associations)."""
        towards_company = self.side == "company"
        needy = comparison.companies if towards_company else comparison.associations
        helping = comparison.associations if towards_company else comparison.companies
        answers, worded = _answers(helping), _answers_in_words(helping)
        left = np.ones((len(needy), len(helping)))
        for row, one in enumerate(needy):
            for code, needs in _by_code(one).items():
                degrees = answers[_INDEX[code]]
                if code in FAMILIES and any(need.detail for need in needs) and worded[code]:
                    degrees = degrees.copy()
                    for column in worded[code]:
                        best = best_answer(needs, helping[column])
                        degrees[column] = best.degree if best else 0.0
                left[row] *= 1 - ONE_NEED * IMPORTANCE.get(code, 1.0) * degrees
        known = known_pairs(
            (bool(one.needs) for one in needy), (bool(other.offers or other.needs) for other in helping)
        )
        value = np.where(known, 1 - left, np.nan)
        return value if towards_company else np.ascontiguousarray(value.T)

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return each answered need with the offer, or the need of the other side, that answers it best."""
        company, association = comparison.companies[i], comparison.associations[j]
        needy, helping = (company, association) if self.side == "company" else (association, company)
        told = []
        for code, needs in _by_code(needy).items():
            best = best_answer(needs, helping)
            if best:
                told.append(Told(best.degree * IMPORTANCE.get(code, 1.0), self._reason(best)))
        return strongest_first(told)

    def _reason(self, answer: Answer) -> Reason:
        if isinstance(answer.by, Offer):
            code = "need_met_by_association" if self.side == "company" else "need_met_by_company"
            values = {
                "need": answer.need.code,
                "need_detail": answer.need.detail,
                "offer": answer.by.code,
                "offer_detail": answer.by.detail,
            }
            return Reason(code, values)
        company, association = (answer.need, answer.by) if self.side == "company" else (answer.by, answer.need)
        both = {
            "company_need": company.code,
            "company_need_detail": company.detail,
            "association_need": association.code,
            "association_need_detail": association.detail,
        }
        return Reason("needs_answer_each_other", both)


def best_answer(needs: Sequence[Need], helping: Organisation) -> Answer | None:
    """Return what answers one needed resource best (offers before needs, as listed), or None when nothing does."""
    found: Answer | None = None
    answering: tuple[Offer | Need, ...] = (*helping.offers, *helping.needs)
    for by in answering:
        for need in needs:
            answer_by = answer_by_offer if isinstance(by, Offer) else answer_by_need
            degree = answer_by(need.code, by.code)
            if degree and need.code in FAMILIES:
                degree *= agreement(need.detail, by.detail)
            if degree > (found.degree if found else 0.0):
                found = Answer(degree, need, by)
    return found


def _by_code(organisation: Organisation) -> dict[str, tuple[Need, ...]]:
    """The needs by resource: one may need two kinds of goods."""
    found: dict[str, tuple[Need, ...]] = {}
    for need in organisation.needs:
        found[need.code] = (*found.get(need.code, ()), need)
    return found


def _answers(helping: Sequence[Organisation]) -> FloatArray:
    """Shape (n_resources, n_helping): how well each organisation answers each need, wordings aside."""
    found = np.zeros((len(RESOURCES), len(helping)))
    for column, other in enumerate(helping):
        offers = [_INDEX[offer.code] for offer in other.offers]
        needs = [_INDEX[need.code] for need in other.needs]
        if offers:
            found[:, column] = _BY_OFFER[:, offers].max(axis=1)
        if needs:
            found[:, column] = np.maximum(found[:, column], _BY_NEED[:, needs].max(axis=1))
    return found


def _answers_in_words(helping: Sequence[Organisation]) -> dict[str, list[int]]:
    """For each family of resources, the organisations whose answer is worded, so that words must be compared."""
    found: dict[str, list[int]] = {code: [] for code in FAMILIES}
    for column, other in enumerate(helping):
        for code in FAMILIES:
            by_offer = (offer.detail and answer_by_offer(code, offer.code) for offer in other.offers)
            by_need = (need.detail and answer_by_need(code, need.code) for need in other.needs)
            if any(by_offer) or any(by_need):
                found[code].append(column)
    return found
