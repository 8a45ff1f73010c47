"""Rows of choices. One-sided ones stand in ``choices`` alone; three functions of services.choices read them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class ChoiceRow(Row):
    """One person's answer about one person they met; a round's first answer makes the rows of all its meetings."""

    __tablename__ = "choices"

    #: Who answers.
    chooser_id: Mapped[int] = column("choice", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True)
    #: About whom.
    partner_id: Mapped[int] = column("choice", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("choice", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: In which round they met, from 1.
    round_number: Mapped[int] = column("choice")
    #: "yes" or "not"; empty while unanswered. Both words have three letters.
    answer: Mapped[str] = column("choice", default="")
    #: Number of the tap that gave the answer; a later tap replaces an earlier one, never the reverse.
    sequence: Mapped[int] = column("choice", default=0)
    #: When the answer was received.
    received_at: Mapped[datetime | None] = column("choice")


class MutualChoiceRow(Row):
    """Two people who both said yes; computed once, in the transaction that seals."""

    __tablename__ = "mutual_choices"
    __table_args__ = (UniqueConstraint("event_id", "company_participant_id", "association_participant_id"),)

    #: Number of the row.
    id: Mapped[int] = column("none", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Who came for the company.
    company_participant_id: Mapped[int] = column("identity", ForeignKey("participants.id", ondelete="CASCADE"))
    #: Who came for the association.
    association_participant_id: Mapped[int] = column("identity", ForeignKey("participants.id", ondelete="CASCADE"))
