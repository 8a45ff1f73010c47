"""Companies and associations -> how good the reasons are for each pair to talk, in [0, 1], with all parts kept.

Each side looks at a pair with a weighted mean of reasons (``matching.criteria``) in which its own gain counts wholly
and what the other gains counts ``giving``; conditions such as distance take away from it (``matching.conditions``); the
pair is as good as the smaller of the two (``matching.reciprocity``).
Profiles are half filled as a rule: for each pair the weight of a criterion without data is shared among those with
data, in proportion to their weights (Gower 1971, doi:10.2307/2528823), so that silence neither rewards nor punishes;
how much of the weight of what profiles are asked for had data is the coverage. The formulas stand in
``matching.totals``.

A pair of which nothing is known has total 0 and coverage 0: no reason can be given, and the coverage says why.
The total promises good reasons to talk, never a probability of success.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from matching.collector import collector_paused
from matching.commonness import Commonness
from matching.conditions import left_by_conditions
from matching.criteria import CRITERIA
from matching.criteria.blocks import BoolArray, Layer, Prepared
from matching.criteria.protocol import Comparison, Criterion, FloatArray
from matching.criteria.readings import read_texts
from matching.organisations import Diagnosis, Organisation, PastMeeting
from matching.reciprocity import DEFAULT_RULE, Reciprocity
from matching.totals import PreparedScore
from matching.vocabulary import SIDES, Side
from matching.weights import DEFAULT_WEIGHTS, CriterionWeights

LOOKING_AT_DIAGNOSIS = ("shared_fragilities",)

AnyArray = TypeVar("AnyArray", bound=npt.NDArray[Any])


@dataclass(frozen=True, eq=False)
class ScoreMatrix:
    """Scores of all pairs; every array has shape (n_companies, n_associations), cannot be written to, and is in [0, 1].

    ``layers[k]`` is 0 where ``known[k]`` is false; ``directions`` holds how good a pair is for "company" and for
    "association"; ``coverage`` is the share of the weight of what profiles are asked for that had data, in the
    direction that counts.
    """

    comparison: Comparison
    weights: CriterionWeights
    rule: Reciprocity
    layers: Mapping[str, FloatArray]
    known: Mapping[str, BoolArray]
    directions: Mapping[str, FloatArray]
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

    @cached_property
    def company_decides(self) -> BoolArray:
        """Where the company's direction is the smaller one, and therefore the one that counts."""
        return _frozen(self.directions["company"] <= self.directions["association"])

    @cached_property
    def commonness(self) -> Commonness:
        """How common each fact of a profile is among these organisations."""
        return Commonness(self.companies, self.associations)

    def shares(self, side: Side) -> Mapping[str, FloatArray]:
        """Return the effective weight of each reason for each pair in one direction.

        sum over k of shares(side)[k] layers[k] = directions[side]. They sum to what the conditions leave of the pair
        (``left``) if any reason is known.
        """
        weights = self._effective_weights(side, self.known)
        total = sum(weights.values(), np.zeros(self.comparison.shape))
        above = total > 0
        return MappingProxyType(
            {
                name: _frozen(np.divide(weight * self.left, total, out=np.zeros(total.shape), where=above))
                for name, weight in weights.items()
            }
        )

    @cached_property
    def left(self) -> FloatArray:
        """What the conditions (place, novelty) leave of what the reasons say of each pair, in [0, 1]."""
        return _frozen(left_by_conditions(self.weights, self.layers, self.known))

    def shares_of(self, side: Side, i: int, j: int) -> Mapping[str, float]:
        """Return the effective weight of each reason for one pair in one direction."""
        known = {name: has_data[i : i + 1, j : j + 1] for name, has_data in self.known.items()}
        weights = {name: float(one.sum()) for name, one in self._effective_weights(side, known).items()}
        total, left = sum(weights.values()), float(self.left[i, j])
        return MappingProxyType({name: weight / total * left if total else 0.0 for name, weight in weights.items()})

    def _effective_weights(self, side: Side, known: Mapping[str, BoolArray]) -> Mapping[str, FloatArray]:
        """The weight of each reason where it is known; the other direction's where this one knows nothing."""
        one, other = self.weights.towards(side), self.weights.towards("association" if side == "company" else "company")
        weights = {name: np.multiply(one[name], known[name], dtype=np.float64) for name in one}
        if self.weights.giving == 0:
            silent = sum(weights.values(), np.zeros(1)) <= 0
            weights = {name: np.where(silent, other[name] * known[name], weight) for name, weight in weights.items()}
        return weights

    def reweighted(self, weights: CriterionWeights) -> "ScoreMatrix":
        """Return the same layers under other weights, without measuring anything again."""
        return _weighted(self.comparison, self.layers, self.known, weights, self.rule)

    def under(self, rule: Reciprocity) -> "ScoreMatrix":
        """Return the same directions brought together by another rule."""
        total = np.minimum(rule.total(self.directions["company"], self.directions["association"]), 1.0)
        return replace(self, rule=rule, total=_frozen(np.asarray(total)))

    def without_diagnosis(self) -> "ScoreMatrix":
        """Return the score of the same profiles as if the territory had no diagnosis; few criteria look at it."""
        if self.comparison.diagnosis is None:
            return self
        comparison = replace(self.comparison, diagnosis=None)
        layers, known = _measured(comparison, [one for one in CRITERIA if one.name in LOOKING_AT_DIAGNOSIS])
        return _weighted(
            comparison,
            MappingProxyType({**self.layers, **layers}),
            MappingProxyType({**self.known, **known}),
            self.weights,
            self.rule,
        )


def score(
    companies: Sequence[Organisation],
    associations: Sequence[Organisation],
    *,
    weights: CriterionWeights = DEFAULT_WEIGHTS,
    diagnosis: Diagnosis | None = None,
    history: Sequence[PastMeeting] = (),
    rule: Reciprocity = DEFAULT_RULE,
) -> ScoreMatrix:
    """Score every company with every association by all criteria, O(n m) with a few hundred operations per pair.

    Raises ValueError when an organisation stands on the wrong side or twice on one side.
    """
    comparison = _compared(companies, associations, diagnosis, history)
    with collector_paused():
        layers, known = _measured(comparison, CRITERIA)
    return _weighted(comparison, MappingProxyType(layers), MappingProxyType(known), weights, rule)


def prepare(
    companies: Sequence[Organisation],
    associations: Sequence[Organisation],
    *,
    weights: CriterionWeights = DEFAULT_WEIGHTS,
    diagnosis: Diagnosis | None = None,
    history: Sequence[PastMeeting] = (),
    rule: Reciprocity = DEFAULT_RULE,
    n_processes: int = 1,
) -> PreparedScore:
    """Make two sides ready to be scored block by block, as a region of 20,000 x 20,000 is.

    Presentations of thousands are read by ``n_processes``.
    Raises ValueError when an organisation stands on the wrong side or twice on one side.
    """
    comparison = _compared(companies, associations, diagnosis, history)
    texts = ((one.presentation, one.side) for one in (*companies, *associations))
    with collector_paused():
        comparison = replace(comparison, readings=read_texts(texts, n_processes=n_processes))
        return PreparedScore(_prepared(comparison, CRITERIA), weights, rule)


def _compared(
    companies: Sequence[Organisation],
    associations: Sequence[Organisation],
    diagnosis: Diagnosis | None,
    history: Sequence[PastMeeting],
) -> Comparison:
    problems = []
    for side, listed in (("company", companies), ("association", associations)):
        problems += [f"{one.id} is not on the side {side!r}" for one in listed if one.side != side]
        times = Counter(one.id for one in listed)
        problems += [f"{one} stands {n} times on the side {side!r}" for one, n in times.items() if n > 1]
    if problems:
        raise ValueError(f"{len(problems)} organisation(s) cannot be scored: {'; '.join(problems[:10])}")
    return Comparison(tuple(companies), tuple(associations), diagnosis, tuple(history))


def _prepared(comparison: Comparison, criteria: Sequence[Criterion]) -> dict[str, Prepared]:
    return {criterion.name: criterion.prepare(comparison) for criterion in criteria}


def _measured(
    comparison: Comparison, criteria: Sequence[Criterion]
) -> tuple[dict[str, FloatArray], dict[str, BoolArray]]:
    """The values of each criterion, 0 where there is no data, and where there is data."""
    layers: dict[str, FloatArray] = {}
    known: dict[str, BoolArray] = {}
    for criterion in criteria:
        layer = Layer.of(criterion.measure(comparison))
        layers[criterion.name], known[criterion.name] = _frozen(layer.values), _frozen(layer.known)
    return layers, known


def _weighted(
    comparison: Comparison,
    layers: Mapping[str, FloatArray],
    known: Mapping[str, BoolArray],
    weights: CriterionWeights,
    rule: Reciprocity,
) -> ScoreMatrix:
    prepared = PreparedScore({name: Layer(layers[name], known[name]) for name in layers}, weights, rule)
    directions: dict[Side, FloatArray] = {side: np.zeros(comparison.shape) for side in SIDES}
    coverage = np.zeros(comparison.shape)
    for rows, columns, both in prepared.tiles(slice(None), np.float64):
        for side, direction in directions.items():
            direction[rows, columns] = np.minimum(both.of[side], 1.0)
        coverage[rows, columns] = both.coverage()
    total = np.minimum(rule.total(directions["company"], directions["association"]), 1.0)
    return ScoreMatrix(
        comparison=comparison,
        weights=weights,
        rule=rule,
        layers=layers,
        known=known,
        directions=MappingProxyType({side: _frozen(direction) for side, direction in directions.items()}),
        coverage=_frozen(coverage),
        total=_frozen(np.asarray(total)),
    )


def _frozen(array: AnyArray) -> AnyArray:
    array.setflags(write=False)
    return array
