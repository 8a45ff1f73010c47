"""What organisations seek and what others bring -> 1 - prod(1 - 0.7 i a) for any block of pairs.

With a(n) the degree of the best answer to a needed resource n and i(n) its importance, the product over what is needed
becomes a sum of logarithms: a table of who needs what, times a table of log(1 - 0.7 i a) of each helper. A need that
was read is a feature of its own for each confidence, rounded to tenths. Only where both sides word a family of
resources is a pair looked at by itself: the wording of one organisation is compared with all those of the other side
at once (``wordings``), and the sum is corrected there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.criteria.answers import Resource, by_code
from matching.criteria.blocks import Band, Block, Speaks
from matching.criteria.details import FAMILIES
from matching.criteria.protocol import FloatArray
from matching.criteria.substitutes import answer_by_need, answer_by_offer
from matching.criteria.wordings import Wordings
from matching.vocabulary import RESOURCES

ONE_NEED = 0.7
IMPORTANCE = {"money": 0.7}

_INDEX = {code: index for index, code in enumerate(RESOURCES)}
_BY_OFFER = np.array([[answer_by_offer(need, offer) for offer in RESOURCES] for need in RESOURCES])
_BY_NEED = np.array([[answer_by_need(need, other) for other in RESOURCES] for need in RESOURCES])
_FAMILIES = tuple(sorted(FAMILIES))

Saying = tuple[float, str, bool]  # how much it counts, its wording, whether it was read


def what_is_left(code: str, degrees: FloatArray) -> FloatArray:
    """Return log(1 - 0.7 i a) for answers of degree a to one needed resource."""
    return np.log1p(-ONE_NEED * IMPORTANCE.get(code, 1.0) * degrees)


class PreparedAnswers:
    """Needs of one side against what the other brings or seeks.

    ``needs`` and ``answering`` hold the resources of each organisation of a side; the needy side is the rows when
    ``needs_are_rows``. With ``at_least_one_read`` an answer counts when the need or the answer was read.
    """

    def __init__(
        self,
        needs: Sequence[Sequence[Resource]],
        answering: Sequence[Sequence[Resource]],
        speaks: Speaks,
        *,
        needs_are_rows: bool,
        at_least_one_read: bool = False,
    ) -> None:
        self.speaks = speaks
        self._at_least_one_read = at_least_one_read
        self._needs_are_rows = needs_are_rows
        self._number, self._wanted = _wanted(needs)  # (n_needy, n_features)
        self._left = _left(self._number, answering, at_least_one_read=at_least_one_read)  # (n_features, n_answering)
        self._families = [
            family
            for code in _FAMILIES
            if (family := _Family(code, _worded_needs(needs, code), _worded_answers(answering, code))).is_compared
        ]
        self._features = {
            family.code: np.array([self._number[_features(needs[index])[family.code]] for index in family.sought.said])
            for family in self._families
        }

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return values of some rows; O(features) a pair by a matrix product, and the wordings compared."""
        in_rows, in_columns = (self._wanted, self._left) if self._needs_are_rows else (self._left.T, self._wanted.T)
        of_rows, of_columns = in_rows[rows].astype(dtype), in_columns.astype(dtype, copy=False)
        corrected, corrections = self._corrections(rows)
        corrections = corrections.astype(dtype)

        def piece(columns: slice) -> Block:
            left = of_rows @ of_columns[:, columns]
            if len(corrected):
                left[corrected] += corrections[:, columns]
                np.minimum(left, 0, out=left)  # a sum taken back and given anew may end a rounding above
            np.exp(left, out=left)
            return Block(np.subtract(1, left, out=left))

        return piece

    def _corrections(self, rows: slice) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """The rows, counted from the first, whose wordings are compared, and what that adds to their sums."""
        start, stop, _ = rows.indices(len(self.speaks.rows))
        found: dict[int, FloatArray] = {}
        for family in self._families:
            of_rows, of_columns = family.sought, family.brought
            if not self._needs_are_rows:
                of_rows, of_columns = of_columns, of_rows
            columns, features = of_columns.organisations, self._features[family.code]
            first, last = np.searchsorted(of_rows.organisations, (start, stop))
            for position in range(first, last):
                row = int(of_rows.organisations[position])
                degrees = of_columns.best_with(of_rows.said[row], at_least_one_read=self._at_least_one_read)
                of_row = features[position] if self._needs_are_rows else features
                before = self._left[of_row, columns if self._needs_are_rows else row]
                added = found.setdefault(row - start, np.zeros(len(self.speaks.columns)))
                added[columns] += what_is_left(family.code, degrees) - before
        return np.array(sorted(found), dtype=np.int64), np.array([found[row] for row in sorted(found)])


def _features(resources: Sequence[Resource]) -> dict[str, tuple[str, bool, float]]:
    """Each needed code with whether it is stated, and the greatest confidence in it."""
    return {
        code: (code, not any(one.read for one in alike), max(one.confidence for one in alike))
        for code, alike in by_code(resources).items()
    }


def _wanted(needs: Sequence[Sequence[Resource]]) -> tuple[dict[tuple[str, bool, float], int], FloatArray]:
    """The number of each feature, and who wants it: shape (n_needy, n_features), 1 where it is needed."""
    wanted = [_features(resources) for resources in needs]
    number: dict[tuple[str, bool, float], int] = {}
    for features in wanted:
        for feature in features.values():
            number.setdefault(feature, len(number))
    table = np.zeros((len(needs), len(number)))
    for index, features in enumerate(wanted):
        table[index, [number[feature] for feature in features.values()]] = 1
    return number, table


def _left(
    number: dict[tuple[str, bool, float], int], answering: Sequence[Sequence[Resource]], *, at_least_one_read: bool
) -> FloatArray:
    """What each helper leaves of each feature, wordings aside: shape (n_features, n_answering)."""
    every = _answers(answering, lambda one: True)
    read = _answers(answering, lambda one: one.read) if at_least_one_read else every
    table = np.zeros((len(number), len(answering)))
    for (code, stated, confidence), index in number.items():
        degrees = (read if stated else every)[_INDEX[code]]
        table[index] = what_is_left(code, confidence * degrees)
    return table


def _answers(answering: Sequence[Sequence[Resource]], counts: Callable[[Resource], bool]) -> FloatArray:
    """Shape (n_resources, n_answering): how well each organisation answers each need, wordings aside."""
    found = np.zeros((len(RESOURCES), len(answering)))
    for column, resources in enumerate(answering):
        for one in filter(counts, resources):
            table = _BY_OFFER if one.offered else _BY_NEED
            np.maximum(found[:, column], one.confidence * table[:, _INDEX[one.code]], out=found[:, column])
    return found


@dataclass(frozen=True)
class _Worded:
    """What organisations say of one family of resources, where they word it: what they need, or what answers it."""

    said: dict[int, tuple[Saying, ...]]

    @cached_property
    def organisations(self) -> npt.NDArray[np.int64]:
        """Who they are, ascending."""
        return np.array(list(self.said), dtype=np.int64)

    @cached_property
    def _starts(self) -> npt.NDArray[np.int64]:
        """Where the sayings of each begin."""
        lengths = [len(sayings) for sayings in self.said.values()]
        return np.cumsum([0, *lengths[:-1]])

    @cached_property
    def _values(self) -> tuple[FloatArray, FloatArray]:
        """How much each saying counts; the same with 0 for those that were not read."""
        sayings = [saying for sayings in self.said.values() for saying in sayings]
        every = np.array([value for value, _, _ in sayings])
        return every, every * np.array([read for _, _, read in sayings])

    @cached_property
    def _wordings(self) -> tuple[Wordings, npt.NDArray[np.int64]]:
        """The distinct wordings, and which of them each saying has."""
        details = [detail for sayings in self.said.values() for _, detail, _ in sayings]
        numbers = {detail: index for index, detail in enumerate(dict.fromkeys(details))}
        return Wordings(tuple(numbers)), np.array([numbers[detail] for detail in details], dtype=np.int64)

    def best_with(self, sayings: Sequence[Saying], *, at_least_one_read: bool) -> FloatArray:
        """Return for each organisation how well the best of its sayings goes with the best of these."""
        best: FloatArray = np.zeros(len(self.said))
        wordings, which = self._wordings
        every, of_read = self._values
        for value, detail, read in sayings:
            degrees = (of_read if at_least_one_read and not read else every) * wordings.agreement_with(detail)[which]
            np.maximum(best, value * np.maximum.reduceat(degrees, self._starts), out=best)
        return best


@dataclass(frozen=True)
class _Family:
    """One family of resources: who words a need of it, and who words what answers it."""

    code: str
    sought: _Worded
    brought: _Worded

    @property
    def is_compared(self) -> bool:
        """Whether there are wordings on both sides."""
        return bool(self.sought.said and self.brought.said)


def _worded_needs(needs: Sequence[Sequence[Resource]], code: str) -> _Worded:
    said = {}
    for index, resources in enumerate(needs):
        alike = tuple((one.confidence, one.detail, one.read) for one in resources if one.code == code)
        if any(detail for _, detail, _ in alike):
            said[index] = alike
    return _Worded(said)


def _worded_answers(answering: Sequence[Sequence[Resource]], code: str) -> _Worded:
    said = {}
    for index, resources in enumerate(answering):
        degrees = ((one, one.answers(code)) for one in resources)
        alike = tuple((degree * one.confidence, one.detail, one.read) for one, degree in degrees if degree)
        if any(detail for _, detail, _ in alike):
            said[index] = alike
    return _Worded(said)
