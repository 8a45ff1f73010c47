"""An event's sign-ups, history and diagnosis -> its measured score matrix, kept in the process while they stay so.

Measuring a thousand companies against a thousand associations takes seconds, weighing what was measured a fraction of
one. So the measured layers are kept for the last events that were looked at, under a name made of everything they were
measured from: whatever changes there makes another name, and nothing has to be told to forget.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Final, TypeVar

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from matching.duplicates import NearDuplicate, near_duplicates
from matching.introductions import Introduction
from matching.organisations import Diagnosis
from matching.scoring import ScoreMatrix
from matching.weights import CriterionWeights
from webapp.models import EventRow, OrganisationRow, PastMeetingRow
from webapp.services import suggested
from webapp.services.planning import inputs, matrix_of
from webapp.services.refusals import Refused

MOST_EVENTS: Final = 2
MOST_RANKINGS: Final = 4

Ranked = tuple[Introduction, ...]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class MeasuredEvent:
    """The measured layers of one state of an event; weighing them again is cheap, with and without the diagnosis."""

    def __init__(self, matrix: ScoreMatrix) -> None:
        self._matrix = matrix
        self._without: ScoreMatrix | None = None
        self._weighed: OrderedDict[tuple[object, ...], ScoreMatrix] = OrderedDict()
        self._rankings: OrderedDict[tuple[object, ...], Ranked] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The diagnosis the event has, whether it is weighed or not."""
        return self._matrix.comparison.diagnosis

    @cached_property
    def duplicates(self) -> tuple[NearDuplicate, ...]:
        """The organisations that may be one and the same."""
        return near_duplicates((*self._matrix.companies, *self._matrix.associations))

    def weighed(self, weights: CriterionWeights, *, diagnosis: bool = True) -> ScoreMatrix:
        """The scores under these weights; the last two are kept: those in use, and those being tried."""
        with self._lock:
            return _remembered(self._weighed, 2, _key(weights, diagnosis), lambda: self._weigh(weights, diagnosis))

    def ranked(
        self,
        weights: CriterionWeights,
        rank: Callable[[ScoreMatrix, tuple[NearDuplicate, ...]], Ranked],
        *,
        diagnosis: bool = True,
        under: Hashable,
    ) -> Ranked:
        """What ``rank`` makes of the scores under these weights; the last few are kept by the weights and ``under``."""
        matrix = self.weighed(weights, diagnosis=diagnosis)
        with self._lock:
            key = (*_key(weights, diagnosis), under)
            return _remembered(self._rankings, MOST_RANKINGS, key, lambda: rank(matrix, self.duplicates))

    def _weigh(self, weights: CriterionWeights, diagnosis: bool) -> ScoreMatrix:
        if diagnosis:
            return self._matrix.reweighted(weights)
        if self._without is None:
            self._without = self._matrix.without_diagnosis()
        return self._without.reweighted(weights)


def _key(weights: CriterionWeights, diagnosis: bool) -> tuple[object, ...]:
    return tuple(weights.values.items()), weights.giving, diagnosis


def _remembered(kept: OrderedDict[Key, Value], most: int, key: Key, make: Callable[[], Value]) -> Value:
    """The value kept under a key, made if there is none; only the ``most`` that were asked for last are kept."""
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return kept[key]


class _Place:
    """Where one event's scores are measured, once, while other events go on."""

    def __init__(self) -> None:
        self._measured: MeasuredEvent | None = None
        self._lock = threading.Lock()

    def measured(self, measure: Callable[[], MeasuredEvent]) -> MeasuredEvent:
        with self._lock:
            if self._measured is None:
                self._measured = measure()
            return self._measured


class _Shelf:
    """The measured events of this process, the last MOST_EVENTS that were asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Place] = OrderedDict()
        self._lock = threading.Lock()

    def measured(self, session: Session, event_id: int) -> MeasuredEvent:
        """What was measured of the event's present state; measured now, once, if it is not there."""
        name = state_of(session, event_id)
        with self._lock:
            place = _remembered(self._kept, MOST_EVENTS, name, _Place)
        try:
            return place.measured(lambda: MeasuredEvent(matrix_of(inputs(session, event_id))))
        except Refused:
            with self._lock:
                self._kept.pop(name, None)
            raise

    def forget(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()


_shelf = _Shelf()


def measured(session: Session, event_id: int) -> MeasuredEvent:
    """The measured scores of the event's present state; refused while a side has nobody."""
    return _shelf.measured(session, event_id)


def forget() -> None:
    """Keep no event's scores any more."""
    _shelf.forget()


def state_of(session: Session, event_id: int) -> str:
    """A name of everything that scores are measured from: profiles, answers, history, diagnosis; O(their size)."""
    found = hashlib.sha256()
    _add(found, session.execute(select(cast(EventRow.diagnosis, Text)).where(EventRow.id == event_id)).all())
    _add(
        found,
        session.execute(
            select(OrganisationRow.id, OrganisationRow.code, cast(OrganisationRow.profile, Text))
            .where(OrganisationRow.event_id == event_id)
            .order_by(OrganisationRow.id)
        ).all(),
    )
    _add(
        found,
        session.execute(
            select(
                PastMeetingRow.company_id,
                PastMeetingRow.association_id,
                PastMeetingRow.event_name,
                PastMeetingRow.date,
                PastMeetingRow.known,
            )
            .where(PastMeetingRow.event_id == event_id)
            .order_by(PastMeetingRow.id)
        ).all(),
    )
    _add(found, [(suggested.latest_answer(session, event_id),)])
    return found.hexdigest()


def _add(found: "hashlib._Hash", rows: Sequence[Sequence[object]]) -> None:
    found.update(repr([tuple(row) for row in rows]).encode("utf-8", "surrogatepass"))
