"""Fragilities of the territory that both sides act on, weighed by how the territory grades them.

Each named fragility f has an engagement u(f) = (grade - 1) / 9; a tick without a grade counts as the middle of the
scale (5.5), neither low nor high. The diagnosis gives a factor t(f) = mean grade of f / mean grade of all, 1 where it
says nothing: it moves weight between themes and leaves their sum alone. Then

    amount = 1 - prod over shared f of (1 - min(1, t(f) sqrt(u_c(f) u_a(f))))     how much there is to talk about
    focus  = sum of t(f) sqrt(u_c(f) u_a(f)) / sqrt(sum t u_c  sum t u_a)         Ochiai's coefficient (1957)
    value  = sqrt(amount focus)

so that ticking every theme does not make an organisation everybody's partner. No data where one side names none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from matching.criteria.blocks import Band, Block, Prepared, Speaks, Table, whole
from matching.criteria.protocol import Comparison, FloatArray, Told, strongest_first
from matching.organisations import Diagnosis, Organisation
from matching.reasons import Reason
from matching.vocabulary import FRAGILITIES, GREATEST_GRADE, LEAST_GRADE

MOST_SHARED = 1 - 1e-13  # a logarithm of what is left must stay finite
MIDDLE_GRADE = (LEAST_GRADE + GREATEST_GRADE) / 2


def engagement(grade: int | float | None) -> float:
    """Return a grade as a share of the scale in [0, 1]; an unknown grade is the middle."""
    known = MIDDLE_GRADE if grade is None else grade
    return (known - LEAST_GRADE) / (GREATEST_GRADE - LEAST_GRADE)


def territory_factors(diagnosis: Diagnosis | None) -> dict[str, float]:
    """Return t(f) for each of the 16 fragilities; all 1 without a diagnosis."""
    means = {code: diagnosis.mean_grade(code) if diagnosis else None for code in FRAGILITIES}
    graded = [grade for grade in means.values() if grade is not None]
    if not graded:
        return dict.fromkeys(FRAGILITIES, 1.0)
    overall = sum(graded) / len(graded)
    return {code: 1.0 if grade is None else grade / overall for code, grade in means.items()}


class SharedFragilities:
    """Grades of both sides and of the territory; two matrix products."""

    name = "shared_fragilities"
    speaks_of_few = False

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return the engagements of both sides and of the territory, ready for any block."""
        factors = np.array([territory_factors(comparison.diagnosis)[code] for code in FRAGILITIES])
        rows, columns = _engagements(comparison.companies), _engagements(comparison.associations)
        weighed, rooted = np.sqrt(rows) * factors, np.sqrt(columns)
        levels = [(f, level) for f in range(len(FRAGILITIES)) for level in np.unique(weighed[:, f]) if level > 0]
        at_level = [weighed[:, f] == level for f, level in levels]
        left = [np.log1p(-np.minimum(MOST_SHARED, level * rooted[:, f])) for f, level in levels]
        return _PreparedFragilities(
            speaks=Speaks.both(
                [bool(one.fragilities) for one in comparison.companies],
                [bool(one.fragilities) for one in comparison.associations],
            ),
            at_level=np.array(at_level, dtype=np.float64).reshape(len(levels), len(rows)).T,
            left=Table(np.array(left).reshape(len(levels), len(columns))),
            in_rows=_divided(weighed, np.sqrt(rows @ factors)),
            in_columns=Table(np.ascontiguousarray(_divided(rooted, np.sqrt(columns @ factors)).T)),
        )

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return sqrt(amount focus) for every pair, shape (n_companies, n_associations)."""
        return whole(self.prepare(comparison))

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return the shared fragilities, the most important to both and to the territory first."""
        company, association = comparison.companies[i], comparison.associations[j]
        diagnosis, factors = comparison.diagnosis, territory_factors(comparison.diagnosis)
        told = []
        for code in FRAGILITIES:
            if code not in company.fragilities or code not in association.fragilities:
                continue
            grades = company.fragilities[code], association.fragilities[code]
            strength = min(1.0, factors[code] * sqrt(engagement(grades[0]) * engagement(grades[1])))
            territory_grade = diagnosis.mean_grade(code) if diagnosis else None
            graded = diagnosis if territory_grade is not None else None
            values = {
                "fragility": code,
                "company_grade": grades[0],
                "association_grade": grades[1],
                "territory_grade": None if territory_grade is None else round(territory_grade, 1),
                "territory": graded.territory if graded else None,
                "source": graded.source if graded else None,
                "year": graded.year if graded else None,
            }
            if strength > 0:
                told.append(Told(strength, Reason("shared_fragility", values)))
        return strongest_first(told)


@dataclass(frozen=True)
class _PreparedFragilities:
    """The amount as a sum of logarithms over (fragility, level of the row's engagement), the focus as one product."""

    speaks: Speaks
    at_level: FloatArray  # (n, n_levels)
    left: Table  # (n_levels, m): log(1 - min(1, t sqrt(u u')))
    in_rows: FloatArray  # (n, 16)
    in_columns: Table  # (16, m)

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return values of some rows; O(16 x 10) a pair at most."""
        at_level, in_rows = self.at_level[rows].astype(dtype), self.in_rows[rows].astype(dtype)
        left, in_columns = self.left.of(dtype), self.in_columns.of(dtype)

        def piece(columns: slice) -> Block:
            amount = at_level @ left[:, columns]
            np.exp(amount, out=amount)
            np.subtract(1, amount, out=amount)
            amount *= in_rows @ in_columns[:, columns]
            np.minimum(amount, 1, out=amount)
            return Block(np.sqrt(amount, out=amount))

        return piece


def _divided(table: FloatArray, by: FloatArray) -> FloatArray:
    """Each row divided by its number, 0 where that is 0."""
    return np.divide(table, by[:, None], out=np.zeros_like(table), where=by[:, None] > 0)


def _engagements(organisations: Sequence[Organisation]) -> FloatArray:
    """Shape (n, 16): what each organisation names, 0 where it does not."""
    found = np.zeros((len(organisations), len(FRAGILITIES)))
    for index, organisation in enumerate(organisations):
        for code, grade in organisation.fragilities.items():
            found[index, FRAGILITIES.index(code)] = engagement(grade)
    return found
