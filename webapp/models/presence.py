"""Rows of who is really there: one per person about whom the door has said something."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class PresenceRow(Row):
    """The rounds somebody is there for, as the organiser noted it; without a row the person is expected for all."""

    __tablename__ = "presences"
    __table_args__ = (CheckConstraint("first_round >= 1", name="first_round_from_one"),)

    #: Whose presence.
    participant_id: Mapped[int] = column(
        "trace", "evening", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True
    )
    #: First round the person is there for, from 1.
    first_round: Mapped[int] = column("trace", "evening", default=1)
    #: Last round the person is there for; 0 for somebody who did not come, empty for somebody who stays to the end.
    last_round: Mapped[int | None] = column("trace", "evening")
