"""What this process remembers of profiles and presentations -> nothing.

Scores, evaluations and the words of presentations are kept in memory while they stay so. After somebody was erased, or
an evening anonymised, what was kept of them goes too; each server process forgets at its own next housekeeping.
"""

import sys
from datetime import datetime
from functools import _lru_cache_wrapper

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.models import EventRow, ParticipantRow, Row
from webapp.services import evaluation, scores


def forget_memory() -> None:
    """Forget every score, evaluation and text that this process keeps."""
    scores.forget()
    evaluation.forget()
    for cached in remembered_texts():
        cached.cache_clear()


def remembered_texts() -> list["_lru_cache_wrapper[object]"]:
    """The functions of matching that remember what they were asked."""
    modules = [module for name, module in sorted(sys.modules.items()) if name.split(".")[0] == "matching"]
    found = {
        id(value): value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, _lru_cache_wrapper)
    }
    return list(found.values())


def personal_tables() -> list[str]:
    """The tables that hold anything about people."""
    return [
        table.name
        for table in Row.metadata.sorted_tables
        if any(column.info["personal"] != "none" for column in table.columns)
    ]


def last_forgetting(session: Session) -> datetime | None:
    """When somebody was erased or an evening anonymised last, as the database knows it."""
    return _latest(session, ParticipantRow.erased_at, EventRow.anonymised_at)


def last_removal(session: Session) -> datetime | None:
    """When rows about people were removed last, for whatever reason, as the database knows it."""
    dates = (EventRow.choices_destroyed_at, EventRow.links_ended_at, EventRow.anonymised_at)
    return _latest(session, ParticipantRow.erased_at, *dates)


def _latest(session: Session, *dates: InstrumentedAttribute[datetime | None]) -> datetime | None:
    moments = [session.scalar(select(func.max(date))) for date in dates]
    return max((moment for moment in moments if moment is not None), default=None)
