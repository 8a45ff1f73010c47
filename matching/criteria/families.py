"""Wordings of one family of resources on both sides -> the pairs whose wordings share a word or a kind of things.

Both sides' wordings are sparse tables over words and kinds of things; their product tells which wordings share
something, for all organisations of a block of rows and all of the other side at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matching.criteria.answers import Resource
from matching.criteria.details import FAMILIES
from matching.criteria.protocol import FloatArray
from matching.criteria.substitutes import answer_by_need, answer_by_offer
from matching.criteria.wordings import keys_of
from matching.vocabulary import RESOURCES

FAMILIES_IN_ORDER: Final = tuple(sorted(FAMILIES))
# What needs of a family a resource answers, and how well; by whether it is offered.
_ANSWERED: Final = {
    offered: {
        code: tuple((need, degree) for need in FAMILIES_IN_ORDER if (degree := answer(need, code)))
        for code in RESOURCES
    }
    for offered, answer in ((True, answer_by_offer), (False, answer_by_need))
}
Indices = npt.NDArray[np.int64]
Saying = tuple[float, str]  # how much it counts, its wording


@dataclass(frozen=True)
class Worded:
    """What organisations say of one family of resources, where they word it: what they need, or what answers it.

    ``said`` holds the sayings of each organisation by its index, ascending.
    """

    said: dict[int, tuple[Saying, ...]]

    @cached_property
    def organisations(self) -> Indices:
        """Who they are, ascending."""
        return np.array(list(self.said), dtype=np.int64)

    @cached_property
    def sayings(self) -> tuple[Saying, ...]:
        """All that is said, in the order of the organisations."""
        return tuple(saying for sayings in self.said.values() for saying in sayings)

    @cached_property
    def places(self) -> Indices:
        """Whose each saying is, counted from the first of ``organisations``."""
        return np.repeat(np.arange(len(self.said)), [len(sayings) for sayings in self.said.values()])

    @cached_property
    def values(self) -> FloatArray:
        """How much each saying counts."""
        return np.array([value for value, _ in self.sayings], dtype=np.float64)


@dataclass(frozen=True)
class Family:
    """One family of resources, worded on both sides."""

    code: str
    of_rows: Worded
    of_columns: Worded

    def sharing(self, start: int, stop: int) -> tuple[Indices, Indices, FloatArray]:
        """Return places of organisations whose wordings share something, and the degree of the best two of each pair.

        The organisations of the rows are those from ``start`` to ``stop``. O(pairs of wordings that share something).
        """
        of_rows, of_columns = self.of_rows, self.of_columns
        first, last = (int(one) for one in np.searchsorted(of_rows.organisations, (start, stop)))
        begin, end = (int(one) for one in np.searchsorted(of_rows.places, (first, last)))
        rows, columns = self._tables
        alike = (rows[begin:end] @ columns).tocoo()
        in_rows, in_columns = alike.coords[0] + begin, alike.coords[1]
        degrees = of_rows.values[in_rows] * of_columns.values[in_columns]
        best = np.zeros((last - first, len(of_columns.organisations)))
        np.maximum.at(best, (of_rows.places[in_rows] - first, of_columns.places[in_columns]), degrees)
        found_rows, found_columns = np.nonzero(best)
        return found_rows + first, found_columns, best[found_rows, found_columns]

    @cached_property
    def _tables(self) -> tuple[Any, Any]:
        """Who says what: sayings of the rows x words and kinds, words and kinds x sayings of the columns."""
        keys = [[keys_of(detail) for _, detail in side.sayings] for side in (self.of_rows, self.of_columns)]
        number = {
            key: index for index, key in enumerate(dict.fromkeys(k for side in keys for one in side for k in one))
        }
        rows, columns = (_table(side, number) for side in keys)
        return rows, columns.T.tocsr()


def _table(keys: Sequence[Sequence[tuple[str, str]]], number: dict[tuple[str, str], int]) -> Any:
    from scipy import sparse  # noqa: PLC0415  slow import

    indices = [number[key] for one in keys for key in one]
    ends = np.cumsum([0, *(len(one) for one in keys)])
    return sparse.csr_array((np.ones(len(indices), dtype=np.float32), indices, ends), shape=(len(keys), len(number)))


def worded_needs(needs: Sequence[Sequence[Resource]]) -> dict[str, Worded]:
    """Return for each family its needs, of those who word at least one of them."""
    said: dict[str, dict[int, tuple[Saying, ...]]] = {code: {} for code in FAMILIES_IN_ORDER}
    for index, resources in enumerate(needs):
        for one in resources:
            if one.code in FAMILIES:
                alike = said[one.code].get(index, ())
                said[one.code][index] = (*alike, (one.confidence, one.detail))
    return _with_words(said)


def worded_answers(answering: Sequence[Sequence[Resource]]) -> dict[str, Worded]:
    """Return for each family what answers a need of it, of those who word at least one of their answers."""
    said: dict[str, dict[int, tuple[Saying, ...]]] = {code: {} for code in FAMILIES_IN_ORDER}
    for index, resources in enumerate(answering):
        for one in resources:
            for code, degree in _ANSWERED[one.offered].get(one.code, ()):
                alike = said[code].get(index, ())
                said[code][index] = (*alike, (degree * one.confidence, one.detail))
    return _with_words(said)


def _with_words(said: dict[str, dict[int, tuple[Saying, ...]]]) -> dict[str, Worded]:
    return {
        code: Worded({index: alike for index, alike in found.items() if any(detail for _, detail in alike)})
        for code, found in said.items()
    }
