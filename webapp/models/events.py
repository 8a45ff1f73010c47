"""Rows of an event: its settings, the log that moves its clock, and what was found in its sign-up sheet."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class EventRow(Row):
    """One evening. Its state is derived from the dates below and the clock (see services.event_day)."""

    __tablename__ = "events"
    __table_args__ = (CheckConstraint("revealed_at IS NULL OR sealed_at IS NOT NULL", name="seal_before_reveal"),)

    #: Number of the event, never shown.
    id: Mapped[int] = column("none", primary_key=True)
    #: Random name of the event in addresses.
    public_id: Mapped[str] = column("none", unique=True)
    #: Name of the event.
    name: Mapped[str] = column("none")
    #: Where it takes place.
    venue: Mapped[str] = column("none", default="")
    #: When the first round is meant to start.
    starts_at: Mapped[datetime] = column("none")
    #: Number of rounds.
    n_rounds: Mapped[int] = column("none", default=8)
    #: Minutes of one meeting.
    meeting_minutes: Mapped[int] = column("none", default=8)
    #: Minutes between two meetings.
    change_over_minutes: Mapped[int] = column("none", default=2)
    #: Number of tables in the room; empty means as many as needed.
    n_tables: Mapped[int | None] = column("none")
    #: Minutes of the final review after the last bell; at least two.
    closing_minutes: Mapped[int] = column("none", default=10)
    #: Seed of the plan.
    seed: Mapped[int] = column("none", default=0)
    #: Grades of the territory's fragilities with source and year, as Diagnosis.to_dict gives them; empty when none.
    diagnosis: Mapped[dict[str, Any] | None] = column("none", "always", JSON)
    #: Criterion weights, as CriterionWeights.to_dict gives them; empty means the default ones.
    criterion_weights: Mapped[dict[str, Any] | None] = column("none", "always", JSON)
    #: Name of the file the sign-ups were read from; files are called after people too.
    sheet_name: Mapped[str] = column("identity", "evening", default="")
    #: Number of its rows that are not blank; 0 below ten once the evening is anonymised.
    sheet_rows: Mapped[int] = column("trace", "reduced", default=0)
    #: SHA-256 of the projector's link.
    hall_link_hash: Mapped[str] = column("secret", "links", unique=True)
    #: Random text the projector's link is derived from; a new one revokes the earlier link.
    hall_link_nonce: Mapped[str] = column("secret", "links")
    #: Version of the published plan; empty while none is published.
    published_version: Mapped[int | None] = column("none")
    #: When choices were sealed; never emptied again.
    sealed_at: Mapped[datetime | None] = column("none")
    #: When results were shown to everybody.
    revealed_at: Mapped[datetime | None] = column("none")
    #: When one-sided choices were destroyed.
    choices_destroyed_at: Mapped[datetime | None] = column("none")
    #: When the personal links and the projector's ended.
    links_ended_at: Mapped[datetime | None] = column("none")
    #: When everything about people was emptied.
    anonymised_at: Mapped[datetime | None] = column("none")
    #: What is left of an anonymised evening: how many came, met and wished to meet again, where that was ten or more.
    kept_counts: Mapped[dict[str, Any] | None] = column("none", "always", JSON)
    #: When the event was created.
    created_at: Mapped[datetime] = column("none")


class ClockEntryRow(Row):
    """One action on the evening's clock; the clock is computed from these and the time, by nothing else."""

    __tablename__ = "clock_entries"

    #: Number of the entry; entries count in this order.
    id: Mapped[int] = column("none", primary_key=True)
    #: Whose clock.
    event_id: Mapped[int] = column("none", "always", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: When.
    at: Mapped[datetime] = column("none")
    #: start, pause, resume, next, extend or end.
    action: Mapped[str] = column("none")


class RemarkRow(Row):
    """One thing the reader found in the sign-up sheet or a file beside it: a problem, a correction or an exclusion."""

    __tablename__ = "remarks"

    #: Number of the remark, in the order of the sheet.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: About which event's sheet.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Which file it is about: sheet, diagnosis, history or pairs.
    source: Mapped[str] = column("none", "evening", default="sheet")
    #: problem, correction or exclusion.
    level: Mapped[str] = column("none", "evening")
    #: What it is, as the reader's code.
    code: Mapped[str] = column("none", "evening")
    #: Line in the sheet, from 1.
    line: Mapped[int] = column("none", "evening")
    #: Header of the column.
    column_name: Mapped[str] = column("none", "evening", default="")
    #: Organisation or person it is about.
    subject: Mapped[str] = column("identity", "evening", default="")
    #: The cell as it was read.
    value: Mapped[str] = column("contact", "evening", default="")
    #: Further values of the code.
    details: Mapped[dict[str, Any]] = column("contact", "evening", JSON)
