"""Companies and associations -> how good the reasons are for each pair to talk, in [0, 1], with all parts kept.

A weighted mean of criteria (``matching.criteria``). Profiles are half filled as a rule: for each pair the weight of a
criterion without data is shared among those with data, in proportion to their weights (Gower 1971,
doi:10.2307/2528823), so that silence neither rewards nor punishes; how much of the weight had data is the coverage.

    share(k, i, j) = w(k) / sum of w over the criteria known for (i, j), where k is known, else 0
    total(i, j)    = sum over k of share(k, i, j) layer(k, i, j)
    coverage(i, j) = sum of w over the known criteria / sum of w over the criteria that could be known

(a criterion of few pairs, as novelty, could be known only where it is).
A pair of which nothing is known has total 0 and coverage 0: no reason can be given, and the coverage says why.
The total promises good reasons to talk, never a probability of success.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from matching.criteria import CRITERIA
from matching.criteria.blocks import AlreadyMeasured
from matching.criteria.protocol import BoolArray, Comparison, FloatArray
from matching.organisations import Diagnosis, Organisation, PastMeeting
from matching.totals import PreparedScore
from matching.weights import DEFAULT_WEIGHTS, CriterionWeights

AnyArray = TypeVar("AnyArray", bound=npt.NDArray[Any])


@dataclass(frozen=True, eq=False)
class ScoreMatrix:
    """Scores of all pairs; every array has shape (n_companies, n_associations), cannot be written to, and is in [0, 1].

    ``layers[k]`` is 0 where ``known[k]`` is false; ``shares[k]`` is the effective weight of criterion k per pair;
    ``coverage`` is the share of the possible weight that had data.
    """

    comparison: Comparison
    weights: CriterionWeights
    layers: Mapping[str, FloatArray]
    known: Mapping[str, BoolArray]
    shares: Mapping[str, FloatArray]
    coverage: FloatArray
    total: FloatArray

    @property
    def companies(self) -> tuple[Organisation, ...]:
        """The organisations of the rows."""
        return self.comparison.companies

    @property
    def associations(self) -> tuple[Organisation, ...]:
        """The organisations of the columns."""
        return self.comparison.associations

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each company id."""
        return MappingProxyType({company.id: i for i, company in enumerate(self.companies)})

    @cached_property
    def column_of(self) -> Mapping[str, int]:
        """The column of each association id."""
        return MappingProxyType({association.id: j for j, association in enumerate(self.associations)})

    def reweighted(self, weights: CriterionWeights) -> "ScoreMatrix":
        """Return the same layers under other weights, without measuring anything again."""
        return _weighted(self.comparison, self.layers, self.known, weights)


def score(
    companies: Sequence[Organisation],
    associations: Sequence[Organisation],
    *,
    weights: CriterionWeights = DEFAULT_WEIGHTS,
    diagnosis: Diagnosis | None = None,
    history: Sequence[PastMeeting] = (),
) -> ScoreMatrix:
    """Score every company with every association by all criteria, O(n m) with about 100 operations per pair.

    Raises ValueError when an organisation stands on the wrong side or twice on one side.
    """
    _check_sides(companies, associations)
    comparison = Comparison(tuple(companies), tuple(associations), diagnosis, tuple(history))
    layers: dict[str, FloatArray] = {}
    known: dict[str, BoolArray] = {}
    for criterion in CRITERIA:
        measured = criterion.measure(comparison)
        known[criterion.name] = _frozen(~np.isnan(measured))
        layers[criterion.name] = _frozen(np.nan_to_num(measured, nan=0.0))
    return _weighted(comparison, MappingProxyType(layers), MappingProxyType(known), weights)


def prepare(
    companies: Sequence[Organisation],
    associations: Sequence[Organisation],
    *,
    weights: CriterionWeights = DEFAULT_WEIGHTS,
    diagnosis: Diagnosis | None = None,
    history: Sequence[PastMeeting] = (),
) -> PreparedScore:
    """Make two sides ready to be scored block by block, as a region of 20,000 x 20,000 is.

    Raises ValueError when an organisation stands on the wrong side or twice on one side.
    """
    _check_sides(companies, associations)
    comparison = Comparison(tuple(companies), tuple(associations), diagnosis, tuple(history))
    return PreparedScore(
        {criterion.name: AlreadyMeasured(criterion.measure(comparison)) for criterion in CRITERIA}, weights
    )


def _weighted(
    comparison: Comparison,
    layers: Mapping[str, FloatArray],
    known: Mapping[str, BoolArray],
    weights: CriterionWeights,
) -> ScoreMatrix:
    weight_known, weight_possible = np.zeros(comparison.shape), np.zeros(comparison.shape)
    for criterion in CRITERIA:
        weight = weights.values[criterion.name]
        weight_known += weight * known[criterion.name]
        weight_possible += weight * known[criterion.name] if criterion.speaks_of_few else weight
    coverage = np.divide(weight_known, weight_possible, out=np.zeros(comparison.shape), where=weight_possible > 0)
    shares: dict[str, FloatArray] = {}
    total = np.zeros(comparison.shape)
    for name, has_data in known.items():
        share = np.zeros(comparison.shape)
        np.divide(weights.values[name], weight_known, out=share, where=has_data & (weight_known > 0))
        total += share * layers[name]
        shares[name] = _frozen(share)
    return ScoreMatrix(
        comparison=comparison,
        weights=weights,
        layers=layers,
        known=known,
        shares=MappingProxyType(shares),
        coverage=_frozen(np.minimum(coverage, 1.0)),
        total=_frozen(np.minimum(total, 1.0)),
    )


def _frozen(array: AnyArray) -> AnyArray:
    array.setflags(write=False)
    return array


def _check_sides(companies: Sequence[Organisation], associations: Sequence[Organisation]) -> None:
    problems = []
    for side, listed in (("company", companies), ("association", associations)):
        problems += [f"{one.id} is not on the side {side!r}" for one in listed if one.side != side]
        times = Counter(one.id for one in listed)
        problems += [f"{one} stands {n} times on the side {side!r}" for one, n in times.items() if n > 1]
    if problems:
        raise ValueError(f"{len(problems)} organisation(s) cannot be scored: {'; '.join(problems[:10])}")
