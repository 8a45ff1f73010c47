"""Rows of choices, and of what mutual ones handed over.

One-sided choices stand in ``choices`` alone; three functions of services.choices read them.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class ChoiceRow(Row):
    """One person's answer about one person they met; a round's first answer makes the rows of all its meetings."""

    __tablename__ = "choices"

    #: Who answers.
    chooser_id: Mapped[int] = column(
        "choice", "choices", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    #: About whom.
    partner_id: Mapped[int] = column(
        "choice", "choices", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    #: At which event.
    event_id: Mapped[int] = column("choice", "choices", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: In which round they met, from 1.
    round_number: Mapped[int] = column("choice", "choices")
    #: "yes" or "not"; empty while unanswered. Both words have three letters.
    answer: Mapped[str] = column("choice", "choices", default="")
    #: Number of the tap that gave the answer; a later tap replaces an earlier one, never the reverse.
    sequence: Mapped[int] = column("choice", "choices", default=0)
    #: When the answer was received.
    received_at: Mapped[datetime | None] = column("choice", "choices")
    #: Key of the tap that gave the answer, so that a tap delivered twice is told from another one.
    tap_key: Mapped[str] = column("choice", "choices", default="", server_default="")
    #: Keyed hash of the browser that gave the answer; only that browser is shown what it was.
    given_on: Mapped[str] = column("choice", "choices", default="", server_default="")


class MutualChoiceRow(Row):
    """Two people who both said yes; computed once, in the transaction that seals."""

    __tablename__ = "mutual_choices"
    __table_args__ = (UniqueConstraint("event_id", "company_participant_id", "association_participant_id"),)

    #: Number of the row.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Who came for the company.
    company_participant_id: Mapped[int] = column(
        "identity", "evening", ForeignKey("participants.id", ondelete="CASCADE")
    )
    #: Who came for the association.
    association_participant_id: Mapped[int] = column(
        "identity", "evening", ForeignKey("participants.id", ondelete="CASCADE")
    )


class ReceivedContactRow(Row):
    """What one person was handed over of another, written once at the reveal: it is the receiver's from then on."""

    __tablename__ = "received_contacts"
    __table_args__ = (UniqueConstraint("receiver_id", "giver_id"),)

    #: Number of the row.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Who received it.
    receiver_id: Mapped[int] = column("identity", "evening", ForeignKey("participants.id", ondelete="CASCADE"))
    #: Whose contact it is; empty once that person has been erased.
    giver_id: Mapped[int | None] = column(
        "identity", "evening", ForeignKey("participants.id", ondelete="SET NULL"), index=True
    )
    #: First name.
    first_name: Mapped[str] = column("identity", "evening")
    #: Last name.
    last_name: Mapped[str] = column("identity", "evening")
    #: What they do there.
    role: Mapped[str] = column("identity", "evening")
    #: For which organisation.
    organisation: Mapped[str] = column("profile", "evening")
    #: company or association.
    side: Mapped[str] = column("profile", "evening")
    #: Where the organisation is.
    commune: Mapped[str] = column("profile", "evening")
    #: E-mail address, when it was agreed to; else empty.
    email: Mapped[str] = column("contact", "evening")
    #: Telephone number, when it was agreed to; else empty.
    phone: Mapped[str] = column("contact", "evening")
