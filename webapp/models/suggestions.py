"""Rows of what people answered about what their presentation suggests; the last answer about a thing counts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class SuggestionAnswerRow(Row):
    """One answer about one fragility, need or offer that an organisation's presentation suggests.

    It names its organisation rather than pointing at its row: a sheet that is imported again makes new rows.
    """

    __tablename__ = "suggestion_answers"
    __table_args__ = (
        CheckConstraint("kind IN ('fragility', 'need', 'offer')", name="kind_known"),
        CheckConstraint("answer IN ('yes', 'no', '')", name="answer_known"),
    )

    #: Number of the row; a later answer about the same thing replaces an earlier one.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: company or association.
    side: Mapped[str] = column("profile", "evening")
    #: Name of the organisation, as the sheet had it then.
    organisation_name: Mapped[str] = column("profile", "evening")
    #: Its id in files then; tells apart two organisations of one name.
    organisation_code: Mapped[str] = column("profile", "evening")
    #: fragility, need or offer.
    kind: Mapped[str] = column("profile", "evening")
    #: Code of the vocabulary.
    code: Mapped[str] = column("profile", "evening")
    #: Which thing, in the words of the presentation.
    detail: Mapped[str] = column("profile", "evening", default="")
    #: "yes", "no", or empty for an answer that was taken back.
    answer: Mapped[str] = column("profile", "evening")
    #: Who answered: participant, facilitator or owner; never which person.
    answered_by: Mapped[str] = column("trace", "evening")
    #: When.
    answered_at: Mapped[datetime] = column("trace", "evening")
