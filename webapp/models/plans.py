"""Rows of the rotation: what must hold for a pair, who met before, plans and their meetings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class PairRuleRow(Row):
    """What must hold for one company and one association at one event."""

    __tablename__ = "pair_rules"
    __table_args__ = (UniqueConstraint("event_id", "company_id", "association_id"),)

    #: Number of the rule.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: The company.
    company_id: Mapped[int] = column("profile", "evening", ForeignKey("organisations.id", ondelete="CASCADE"))
    #: The association.
    association_id: Mapped[int] = column("profile", "evening", ForeignKey("organisations.id", ondelete="CASCADE"))
    #: forbidden, required or locked.
    kind: Mapped[str] = column("profile", "evening")
    #: Round of a locked meeting, from 1.
    round_number: Mapped[int | None] = column("profile", "evening")
    #: Table of a locked meeting, from 1; empty means any.
    table_number: Mapped[int | None] = column("profile", "evening")


class PastMeetingRow(Row):
    """Two organisations that met at an earlier event, or that work together already."""

    __tablename__ = "past_meetings"

    #: Number of the row.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: For which event it is remembered.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: The company.
    company_id: Mapped[int] = column("profile", "evening", ForeignKey("organisations.id", ondelete="CASCADE"))
    #: The association.
    association_id: Mapped[int] = column("profile", "evening", ForeignKey("organisations.id", ondelete="CASCADE"))
    #: Name of the earlier event.
    event_name: Mapped[str] = column("profile", "evening", default="")
    #: Its date, as written.
    date: Mapped[str] = column("profile", "evening", default="")
    #: They work together already.
    known: Mapped[bool] = column("profile", "evening", default=False)


class PlanRow(Row):
    """One version of an event's meeting plan, with its certificate."""

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    #: Number of the row.
    id: Mapped[int] = column("none", primary_key=True)
    #: Of which event.
    event_id: Mapped[int] = column("none", "always", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Version, from 1.
    version: Mapped[int] = column("none")
    #: When it was computed.
    created_at: Mapped[datetime] = column("none")
    #: Settings and certificate: meetings, total, upper_bound, gap, lowest_total; its weights; how many meetings each
    #: person has, in which rounds who is away, and the whole plan: these go with the people.
    certificate: Mapped[dict[str, Any]] = column("trace", "reduced", JSON)
    #: Whether something it rests on changed since (sheet, rules, settings), so that it must be computed again.
    stale: Mapped[bool] = column("none", default=False)


class MeetingRow(Row):
    """Two participants, one round, one table; the reasons and the question shown to them."""

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("plan_id", "round_number", "company_participant_id"),
        UniqueConstraint("plan_id", "round_number", "association_participant_id"),
        UniqueConstraint("plan_id", "company_participant_id", "association_participant_id"),
    )

    #: Number of the meeting.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: Of which plan.
    plan_id: Mapped[int] = column("none", "evening", ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    #: Round, from 1.
    round_number: Mapped[int] = column("trace", "evening")
    #: Table, from 1.
    table_number: Mapped[int] = column("trace", "evening")
    #: Who comes for the company.
    company_participant_id: Mapped[int] = column(
        "identity", "evening", ForeignKey("participants.id", ondelete="CASCADE")
    )
    #: Who comes for the association.
    association_participant_id: Mapped[int] = column(
        "identity", "evening", ForeignKey("participants.id", ondelete="CASCADE")
    )
    #: Pair score in [0, 1].
    score: Mapped[float] = column("profile", "evening")
    #: The pair's explanation, as Explanation.to_dict gives it.
    explanation: Mapped[dict[str, Any]] = column("profile", "evening", JSON)
