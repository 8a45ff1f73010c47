"""Objectives that answer each other, and results for the common good that both seek.

A company and an association have different objectives; some serve each other (the table ``SERVES``, from the
reference frame of Le RAMEAU: four objectives on each side). Each side's objectives are answered to the degree of the
best answer on the other side; the value of this part is the mean of the two sides' means. Results for the common good
are the same list for both: Ochiai's coefficient of the two sets. Parts without data on both sides are left out:

    value = mean of the known parts
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from matching.criteria.protocol import Comparison, FloatArray, Told, strongest_first
from matching.organisations import Organisation
from matching.reasons import Reason
from matching.vocabulary import ASSOCIATION_OBJECTIVES, COMMON_GOOD_OBJECTIVES, COMPANY_OBJECTIVES

SERVES: Final = MappingProxyType(
    {
        # People who want to do something, and a cause that needs hands and heads.
        "staff_engagement": {"skills_and_volunteers": 1.0, "organisation_performance": 0.6, "recognition": 0.3},
        # Known and rooted here: being seen together serves both.
        "local_dialogue": {"recognition": 1.0, "funds": 0.5, "skills_and_volunteers": 0.5},
        # A joint offer or tender, better practices, orders.
        "economic_performance": {"organisation_performance": 0.7, "funds": 0.5},
        # New answers need a tested organisation, a ground, and people of another world.
        "innovation": {"organisation_performance": 0.7, "skills_and_volunteers": 0.5, "recognition": 0.3},
    }
)
_TABLE = np.array([[SERVES[ours].get(theirs, 0.0) for theirs in ASSOCIATION_OBJECTIVES] for ours in COMPANY_OBJECTIVES])


class ObjectivesAnswer:
    """The two parts above; O(13 n m)."""

    name = "objectives"
    speaks_of_few = False

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return the mean of the known parts for every pair, shape (n_companies, n_associations)."""
        own = _named(comparison.companies, COMPANY_OBJECTIVES)
        other = _named(comparison.associations, ASSOCIATION_OBJECTIVES)
        serving = _mean_of_best(own, other, _TABLE)
        served = _mean_of_best(other, own, _TABLE.T).T
        n_own, n_other = own.sum(axis=1), other.sum(axis=1)
        first = np.where(np.multiply.outer(n_own, n_other) > 0, (serving + served) / 2, np.nan)

        rows = _named(comparison.companies, COMMON_GOOD_OBJECTIVES)
        columns = _named(comparison.associations, COMMON_GOOD_OBJECTIVES)
        norms = np.sqrt(np.multiply.outer(rows.sum(axis=1), columns.sum(axis=1)))
        second = np.divide(rows @ columns.T, norms, out=np.full(comparison.shape, np.nan), where=norms > 0)

        n_known = (~np.isnan(first)).astype(float) + ~np.isnan(second)
        total = np.nan_to_num(first) + np.nan_to_num(second)
        value = np.divide(total, n_known, out=np.full(comparison.shape, np.nan), where=n_known > 0)
        return np.asarray(np.clip(value, 0, 1))

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return the objectives that serve each other and those that are the same."""
        company, association = comparison.companies[i], comparison.associations[j]
        told = [
            Told(
                SERVES[ours][theirs],
                Reason("objectives_answer", {"company_objective": ours, "association_objective": theirs}),
            )
            for ours in COMPANY_OBJECTIVES
            for theirs in ASSOCIATION_OBJECTIVES
            if ours in company.objectives and theirs in association.objectives and SERVES[ours].get(theirs, 0) >= 0.5
        ]
        told += [
            Told(0.7, Reason("shared_objective", {"objective": code}))
            for code in COMMON_GOOD_OBJECTIVES
            if code in company.objectives and code in association.objectives
        ]
        return strongest_first(told)


def _named(organisations: Sequence[Organisation], codes: Sequence[str]) -> FloatArray:
    """Shape (n, n_codes): 1 where the objective is named."""
    found = [[float(code in organisation.objectives) for code in codes] for organisation in organisations]
    return np.array(found).reshape(len(organisations), len(codes))


def _mean_of_best(named: FloatArray, others: FloatArray, table: FloatArray) -> FloatArray:
    """Mean over the named objectives of the best answer among the others'; 0 where nothing is named."""
    best = (others[:, None, :] * table[None, :, :]).max(axis=2)  # (n_others, n_codes)
    counts = named.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(named @ best.T, counts, out=np.zeros((len(named), len(others))), where=counts > 0))
