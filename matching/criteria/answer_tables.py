"""What organisations seek and what others bring -> 1 - prod(1 - 0.7 i a) for any block of pairs.

With a(n) the degree of the best answer to a needed resource n and i(n) its importance, the product over what is needed
becomes a sum of logarithms: a table of who needs what in which manner, times a table of log(1 - 0.7 i a) that each
helper leaves. A need that was read is a feature of its own for each confidence, a need of a family of resources for
each manner of wording. Only where two wordings share a word or a kind of things (``families``) is a pair looked at by
itself, and its sum corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.answers import Resource, by_code
from matching.criteria.blocks import Array, Band, Block, Speaks, Table
from matching.criteria.details import FAMILIES
from matching.criteria.families import FAMILIES_IN_ORDER, Family, Worded, worded_answers, worded_needs
from matching.criteria.protocol import FloatArray
from matching.criteria.substitutes import answer_by_need, answer_by_offer
from matching.criteria.wordings import MANNERS, Manner, agreement_of_manners, manner_of
from matching.vocabulary import RESOURCES

ONE_NEED = 0.7
IMPORTANCE = {"money": 0.7}

_INDEX = {code: index for index, code in enumerate(RESOURCES)}
_BY_OFFER = np.array([[answer_by_offer(need, offer) for offer in RESOURCES] for need in RESOURCES])
_BY_NEED = np.array([[answer_by_need(need, other) for other in RESOURCES] for need in RESOURCES])
_IS_FAMILY = np.array([code in FAMILIES for code in RESOURCES])

# A needed code, and the confidence and manner of each need of that code.
Feature = tuple[str, tuple[tuple[float, Manner], ...]]


def what_is_left(code: str, degrees: FloatArray) -> FloatArray:
    """Return log(1 - 0.7 i a) for answers of degree a to one needed resource."""
    return np.log1p(-ONE_NEED * IMPORTANCE.get(code, 1.0) * degrees)


class PreparedAnswers:
    """Needs of one side against what the other brings or seeks.

    ``needs`` and ``answering`` hold the resources of each organisation of a side; the needy side is the rows when
    ``needs_are_rows``.
    """

    def __init__(
        self,
        needs: Sequence[Sequence[Resource]],
        answering: Sequence[Sequence[Resource]],
        speaks: Speaks,
        *,
        needs_are_rows: bool,
    ) -> None:
        self.speaks = speaks
        self._needs_are_rows = needs_are_rows
        sought = [_features(resources) for resources in needs]
        number, self._wanted = _wanted(sought)  # (n_needy, n_features)
        self._left = _left(number, answering)  # (n_features, n_answering)
        self._families = []
        in_words, answers_in_words = worded_needs(needs), worded_answers(answering)
        for code in FAMILIES_IN_ORDER:
            worded, answered = in_words[code], answers_in_words[code]
            if worded.said and answered.said:
                features = np.array([number[sought[index][code]] for index in worded.said])
                self._families.append((Family(code, *_as_rows(worded, answered, needs_are_rows)), features))
        self._in_rows, self._in_columns = self._wanted, Table(self._left)
        if not needs_are_rows:
            self._in_rows, self._in_columns = self._left.T, Table(np.ascontiguousarray(self._wanted.T))

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return values of some rows; O(features) a pair by a matrix product, and the wordings that share something."""
        of_rows, of_columns = self._in_rows[rows].astype(dtype), self._in_columns.of(dtype)
        corrections = self._corrections(rows, dtype)

        def piece(columns: slice) -> Block:
            left = of_rows @ of_columns[:, columns]
            if corrections is not None:
                left += corrections[:, columns]
            np.exp(left, out=left)
            return Block(np.subtract(1, left, out=left))

        return piece

    def _corrections(self, rows: slice, dtype: npt.DTypeLike) -> Array | None:
        """What wordings that share something take off the sums of some rows, shape (b, m); None when there are none."""
        start, stop, _ = rows.indices(len(self.speaks.rows))
        found: Array | None = None
        for family, features in self._families:
            in_rows, in_columns, degrees = family.sharing(start, stop)
            if not len(degrees):
                continue
            if found is None:
                found = np.zeros((stop - start, len(self.speaks.columns)), dtype=dtype)
            at_rows, at_columns = family.of_rows.organisations[in_rows], family.of_columns.organisations[in_columns]
            if self._needs_are_rows:
                before = self._left[features[in_rows], at_columns]
            else:
                before = self._left[features[in_columns], at_rows]
            found[at_rows - start, at_columns] += np.minimum(what_is_left(family.code, degrees) - before, 0)
        return found


def _as_rows(sought: Worded, brought: Worded, needs_are_rows: bool) -> tuple[Worded, Worded]:
    return (sought, brought) if needs_are_rows else (brought, sought)


def _features(resources: Sequence[Resource]) -> dict[str, Feature]:
    """The feature of each needed code."""
    found = {}
    for code, alike in by_code(resources).items():
        manners = {(one.confidence, _manner(code, one.detail)) for one in alike}
        found[code] = (code, tuple(sorted(manners)))
    return found


def _manner(code: str, detail: str) -> Manner:
    """The manner of a wording where wordings are compared at all."""
    return manner_of(detail) if code in FAMILIES else "silent"


def _wanted(wanted: Sequence[dict[str, Feature]]) -> tuple[dict[Feature, int], FloatArray]:
    """The number of each feature, and who wants it: shape (n_needy, n_features), 1 where it is needed."""
    number: dict[Feature, int] = {}
    for features in wanted:
        for feature in features.values():
            number.setdefault(feature, len(number))
    table = np.zeros((len(wanted), len(number)))
    for index, features in enumerate(wanted):
        table[index, [number[feature] for feature in features.values()]] = 1
    return number, table


def _left(number: dict[Feature, int], answering: Sequence[Sequence[Resource]]) -> FloatArray:
    """What each helper leaves of each feature when no wording is shared: shape (n_features, n_answering)."""
    brought = _Brought.of(answering)
    best = {manner: brought.best(manner) for manner in MANNERS}
    table = np.zeros((len(number), len(answering)))
    for (code, needs), index in number.items():
        degrees = [confidence * best[manner][_INDEX[code]] for confidence, manner in needs]
        table[index] = what_is_left(code, np.max(degrees, axis=0))
    return table


@dataclass(frozen=True)
class _Brought:
    """All that one side brings or seeks, one after the other: whose it is, ascending, and what it answers how well."""

    n_organisations: int
    whose: npt.NDArray[np.int64]
    degrees: FloatArray  # (n_resources, n): for each need, wordings aside
    manners: npt.NDArray[np.int64]

    @classmethod
    def of(cls, answering: Sequence[Sequence[Resource]]) -> "_Brought":
        every = [one for resources in answering for one in resources]
        which = [_INDEX[one.code] + len(RESOURCES) * one.offered for one in every]
        confidences = np.array([one.confidence for one in every], dtype=np.float64)
        return cls(
            n_organisations=len(answering),
            whose=np.repeat(np.arange(len(answering)), [len(resources) for resources in answering]),
            degrees=np.hstack([_BY_NEED, _BY_OFFER])[:, np.array(which, dtype=np.int64)] * confidences,
            manners=np.array([MANNERS.index(manner_of(one.detail)) for one in every], dtype=np.int64),
        )

    def best(self, manner: Manner) -> FloatArray:
        """Return how well each answers each need worded in one manner, nothing being shared: (n_resources, n)."""
        found = np.zeros((len(RESOURCES), self.n_organisations))
        whose, starts = np.unique(self.whose, return_index=True)
        if len(whose):
            factors = np.array([agreement_of_manners(manner, other) for other in MANNERS])[self.manners]
            degrees = self.degrees * np.where(_IS_FAMILY[:, None], factors, 1.0)
            found[:, whose] = np.maximum.reduceat(degrees, starts, axis=1)
        return found
