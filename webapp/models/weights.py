"""Rows of the weights that a facilitator saved for an event, one per version."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class CriterionWeightsRow(Row):
    """One version of an event's criterion weights; the event itself holds those in use."""

    __tablename__ = "criterion_weights"
    __table_args__ = (
        UniqueConstraint("event_id", "version"),
        CheckConstraint("giving >= 0 AND giving <= 1", name="giving_from_zero_to_one"),
    )

    #: Number of the row.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Version, from 1.
    version: Mapped[int] = column("none", "evening")
    #: Points per criterion, as they were set.
    values: Mapped[dict[str, Any]] = column("none", "evening", JSON)
    #: How much what one side brings counts in its own direction, from 0 to 1.
    giving: Mapped[float] = column("none", "evening")
    #: Why it was saved, in the words of whoever did.
    note: Mapped[str] = column("trace", "evening", default="")
    #: When it was saved.
    made_at: Mapped[datetime] = column("trace", "evening")
    #: Whose account saved it; empty once that account is gone.
    made_by: Mapped[int | None] = column("identity", "evening", ForeignKey("accounts.id", ondelete="SET NULL"))
