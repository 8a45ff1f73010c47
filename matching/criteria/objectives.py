"""Objectives that answer each other, and results for the common good that both seek.

A company and an association have different objectives; some serve each other (the table ``SERVES``, from the
reference frame of Le RAMEAU: four objectives on each side). Each side's objectives are answered to the degree of the
best answer on the other side; the value of this part is the mean of the two sides' means. Results for the common good
are the same list for both: Ochiai's coefficient of the two sets. Parts without data on both sides are left out:

    value = mean of the known parts
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from matching.criteria.blocks import Band, Block, Prepared, Speaks, Table, whole
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
    """The two parts above; one matrix product."""

    name = "objectives"
    speaks_of_few = False

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return the objectives of both sides as two tables whose product is the value, ready for any block.

        A part without data adds 0; where both have data, half of their sum is taken off again.
        """
        own = _named(comparison.companies, COMPANY_OBJECTIVES)
        other = _named(comparison.associations, ASSOCIATION_OBJECTIVES)
        n_own, n_other = own.sum(axis=1, keepdims=True), other.sum(axis=1, keepdims=True)
        best_for_other, best_for_own = (own[:, :, None] * _TABLE).max(axis=1), (other[:, None, :] * _TABLE).max(axis=2)
        rows = _named(comparison.companies, COMMON_GOOD_OBJECTIVES)
        columns = _named(comparison.associations, COMMON_GOOD_OBJECTIVES)
        n_rows, n_columns = rows.sum(axis=1, keepdims=True), columns.sum(axis=1, keepdims=True)
        in_rows = np.hstack([_divided(own, 2 * n_own), best_for_other / 2, _divided(rows, np.sqrt(n_rows))])
        in_columns = np.hstack([best_for_own, _divided(other, n_other), _divided(columns, np.sqrt(n_columns))])
        row_has_both, column_has_both = (n_own > 0) & (n_rows > 0), (n_other > 0) & (n_columns > 0)
        return _PreparedObjectives(
            speaks=Speaks.either((n_own[:, 0] > 0, n_other[:, 0] > 0), (n_rows[:, 0] > 0, n_columns[:, 0] > 0)),
            in_rows=np.hstack([in_rows, -0.5 * in_rows * row_has_both]),
            in_columns=Table(np.ascontiguousarray(np.hstack([in_columns, in_columns * column_has_both]).T)),
        )

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return the mean of the known parts for every pair, shape (n_companies, n_associations)."""
        return whole(self.prepare(comparison))

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


def _divided(table: FloatArray, by: FloatArray) -> FloatArray:
    return np.divide(table, by, out=np.zeros_like(table), where=by > 0)


@dataclass(frozen=True)
class _PreparedObjectives:
    """Two tables whose product is the value of a pair."""

    speaks: Speaks
    in_rows: FloatArray  # (n, 26)
    in_columns: Table  # (26, m)

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return values of some rows; O(26) a pair."""
        in_rows, in_columns = self.in_rows[rows].astype(dtype), self.in_columns.of(dtype)

        def piece(columns: slice) -> Block:
            value = in_rows @ in_columns[:, columns]
            return Block(np.clip(value, 0, 1, out=value))

        return piece
