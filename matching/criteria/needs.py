"""Needs of one side met by the other, in each direction.

A need n is answered to the degree a(n) = max over the other side's offers and needs of the tables in ``substitutes``.
Each answered need is one subject for the conversation; the second counts less than the first (a noisy "or"):

    value = 1 - prod over needs n of (1 - 0.7 i(n) a(n))

One need met is 0.7, two 0.91: adding a need or an offer never lowers the value. i(n) is 0.7 for money, else 1: house
rules say that nobody asks for money, and a partnership of money alone is the poorest. No data where one side says
nothing about what the criterion compares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from matching.criteria.protocol import Comparison, FloatArray, Told, known_pairs, strongest_first
from matching.criteria.substitutes import answer_by_need, answer_by_offer
from matching.organisations import Need, Offer, Organisation
from matching.reasons import Reason
from matching.vocabulary import RESOURCES, Side

ONE_NEED = 0.7
IMPORTANCE = {"money": 0.7}

_BY_OFFER = np.array([[answer_by_offer(need, offer) for offer in RESOURCES] for need in RESOURCES])
_BY_NEED = np.array([[answer_by_need(need, other) for other in RESOURCES] for need in RESOURCES])
_IMPORTANCE = np.array([IMPORTANCE.get(need, 1.0) for need in RESOURCES])
_INDEX = {code: index for index, code in enumerate(RESOURCES)}


@dataclass(frozen=True)
class NeedsMet:
    """The needs of ``side`` met by what the other side brings or seeks; O(33 n m) at most."""

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
        needs, answers = _mentions(needy, "needs"), _answers(helping)
        left = np.ones((len(needy), len(helping)))
        for code in range(len(RESOURCES)):
            rows = np.flatnonzero(needs[:, code])
            if rows.size and answers[:, code].any():
                left[rows] *= 1 - ONE_NEED * _IMPORTANCE[code] * answers[:, code]
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
        for need in _once(needy.needs):
            by_offer = max(helping.offers, key=lambda offer: answer_by_offer(need.code, offer.code), default=None)
            by_need = max(helping.needs, key=lambda other: answer_by_need(need.code, other.code), default=None)
            from_offer = answer_by_offer(need.code, by_offer.code) if by_offer else 0.0
            from_need = answer_by_need(need.code, by_need.code) if by_need else 0.0
            importance = IMPORTANCE.get(need.code, 1.0)
            if by_offer and from_offer > 0 and from_offer >= from_need:
                told.append(Told(from_offer * importance, self._met(need, by_offer)))
            elif by_need and from_need > 0:
                told.append(Told(from_need * importance, self._answered(need, by_need)))
        return strongest_first(told)

    def _met(self, need: Need, offer: Offer) -> Reason:
        code = "need_met_by_association" if self.side == "company" else "need_met_by_company"
        return Reason(
            code,
            {
                "need": need.code,
                "need_detail": need.detail,
                "offer": offer.code,
                "offer_detail": offer.detail,
            },
        )

    def _answered(self, need: Need, other: Need) -> Reason:
        of_company, of_association = (need, other) if self.side == "company" else (other, need)
        return Reason(
            "needs_answer_each_other",
            {
                "company_need": of_company.code,
                "company_need_detail": of_company.detail,
                "association_need": of_association.code,
                "association_need_detail": of_association.detail,
            },
        )


def _once(needs: Sequence[Need]) -> Sequence[Need]:
    """Each code once, the first wording kept."""
    return tuple({need.code: need for need in reversed(needs)}.values())[::-1]


def _mentions(organisations: Sequence[Organisation], side_of_resource: str) -> FloatArray:
    """Shape (n, n_resources): 1 where the organisation names the resource among its needs or its offers."""
    found = np.zeros((len(organisations), len(RESOURCES)))
    for index, organisation in enumerate(organisations):
        for resource in organisation.needs if side_of_resource == "needs" else organisation.offers:
            found[index, _INDEX[resource.code]] = 1
    return found


def _answers(organisations: Sequence[Organisation]) -> FloatArray:
    """Shape (n, n_resources): how well each organisation answers each need, by its offers and by its needs."""
    found = np.zeros((len(organisations), len(RESOURCES)))
    for index, organisation in enumerate(organisations):
        offers = [_INDEX[offer.code] for offer in organisation.offers]
        needs = [_INDEX[need.code] for need in organisation.needs]
        if offers:
            found[index] = _BY_OFFER[:, offers].max(axis=1)
        if needs:
            found[index] = np.maximum(found[index], _BY_NEED[:, needs].max(axis=1))
    return found
