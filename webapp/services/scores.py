"""An event's sign-ups, history and diagnosis -> its measured score matrix, kept in the process while they stay so.

Measuring a thousand companies against a thousand associations takes seconds, weighing what was measured a fraction of
one. So the measured layers are kept for the last events that were looked at, under a name made of everything they were
measured from: whatever changes there makes another name, and nothing has to be told to forget.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from matching.scoring import ScoreMatrix
from matching.weights import CriterionWeights
from webapp.models import EventRow, OrganisationRow, PastMeetingRow
from webapp.services.planning import inputs, matrix_of

MOST_EVENTS: Final = 2


class MeasuredEvent:
    """The measured layers of one state of an event; weighing them again is cheap, with and without the diagnosis."""

    def __init__(self, matrix: ScoreMatrix) -> None:
        self._matrix = matrix
        self._without: ScoreMatrix | None = None
        self._weighed: OrderedDict[tuple[object, ...], ScoreMatrix] = OrderedDict()
        self._lock = threading.Lock()

    def weighed(self, weights: CriterionWeights, *, diagnosis: bool = True) -> ScoreMatrix:
        """The scores under these weights; the last two are kept: those in use, and those being tried."""
        key = (tuple(weights.values.items()), weights.giving, diagnosis)
        with self._lock:
            if key in self._weighed:
                self._weighed.move_to_end(key)
                return self._weighed[key]
            if not diagnosis and self._without is None:
                self._without = self._matrix.without_diagnosis()
            measured = self._matrix if diagnosis or self._without is None else self._without
            made = measured.reweighted(weights)
            self._weighed[key] = made
            while len(self._weighed) > 2:
                self._weighed.popitem(last=False)
            return made


class _Shelf:
    """The measured events of this process, the last MOST_EVENTS that were asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, MeasuredEvent] = OrderedDict()
        self._lock = threading.Lock()

    def measured(self, session: Session, event_id: int) -> MeasuredEvent:
        """What was measured of the event's present state; measured now, once, if it is not there."""
        name = state_of(session, event_id)
        with self._lock:
            if name not in self._kept:
                self._kept[name] = MeasuredEvent(matrix_of(inputs(session, event_id)))
            self._kept.move_to_end(name)
            while len(self._kept) > MOST_EVENTS:
                self._kept.popitem(last=False)
            return self._kept[name]

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
    """A name of everything that scores are measured from: profiles, history, diagnosis; O(their size), no parsing."""
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
    return found.hexdigest()


def _add(found: "hashlib._Hash", rows: Sequence[Sequence[object]]) -> None:
    found.update(repr([tuple(row) for row in rows]).encode("utf-8", "surrogatepass"))
