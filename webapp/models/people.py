"""Rows of those who come: organisations, the people who represent them, and what they consented to."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class OrganisationRow(Row):
    """One organisation at one event, with its profile as it was read."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    #: Number of the row.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Its id in files (C01, A01 ...).
    code: Mapped[str] = column("profile", "evening")
    #: company or association.
    side: Mapped[str] = column("profile", "evening")
    #: Its name.
    name: Mapped[str] = column("profile", "evening")
    #: The profile, as Organisation.to_dict gives it.
    profile: Mapped[dict[str, Any]] = column("profile", "evening", JSON)


class ParticipantRow(Row):
    """A person who represents one organisation at one event."""

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    #: Number of the row.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: For which organisation.
    organisation_id: Mapped[int] = column(
        "identity", "evening", ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    #: Id in files (C01-1 ...).
    code: Mapped[str] = column("identity", "evening")
    #: First name.
    first_name: Mapped[str] = column("identity", "evening", default="")
    #: Last name.
    last_name: Mapped[str] = column("identity", "evening", default="")
    #: What they do there.
    role: Mapped[str] = column("identity", "evening", default="")
    #: E-mail address.
    email: Mapped[str] = column("contact", "evening", default="")
    #: Whether the address is the one of whoever registered.
    email_of_payer: Mapped[bool] = column("contact", "evening", default=False)
    #: Whether the person gave the address themself; they may then write another.
    email_given_by_person: Mapped[bool] = column("contact", "evening", default=False, server_default=false())
    #: Telephone number, international form.
    phone: Mapped[str] = column("contact", "evening", default="")
    #: SHA-256 of the personal link.
    link_hash: Mapped[str] = column("secret", "links", unique=True)
    #: Random text the personal link is derived from; a new one revokes the earlier link.
    link_nonce: Mapped[str] = column("secret", "links")
    #: A random key that nobody else is ever given: by it an erasure is known again in a copy of the database.
    person_key: Mapped[str] = column("identity", "evening", server_default="", default=lambda: secrets.token_hex(16))
    #: The line of the sign-up sheet that they were read from; none for who signed up at the door.
    sheet_line: Mapped[int | None] = column("identity", "evening")
    #: When the person asked to be erased; nothing but numbers is left of them then.
    erased_at: Mapped[datetime | None] = column("trace", "evening")


class ConsentRow(Row):
    """What one person agreed to, field by field and purpose by purpose; the last row counts."""

    __tablename__ = "consents"

    #: Number of the row.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: Whose consent.
    participant_id: Mapped[int] = column(
        "identity", "evening", ForeignKey("participants.id", ondelete="CASCADE"), index=True
    )
    #: What for: "contacts" after a mutual choice, "introductions" by facilitators after the evening.
    purpose: Mapped[str] = column("trace", "evening", default="contacts", server_default="contacts")
    #: email or phone.
    field: Mapped[str] = column("trace", "evening")
    #: Given or withheld.
    granted: Mapped[bool] = column("trace", "evening")
    #: Version of the text that was shown.
    text_version: Mapped[str] = column("trace", "evening")
    #: When.
    at: Mapped[datetime] = column("trace", "evening")
    #: Through which channel ("phone", or "team" for a withdrawal that the team writes down).
    channel: Mapped[str] = column("trace", "evening")
