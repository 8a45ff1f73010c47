"""Rows of those who sign in: accounts, what they may do at which event, and their open sign-ins."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class AccountRow(Row):
    """Someone who signs in with a password: organiser or facilitator, as memberships tell."""

    __tablename__ = "accounts"

    #: Number of the account.
    id: Mapped[int] = column("none", primary_key=True)
    #: Address used to sign in, in lower case.
    email: Mapped[str] = column("contact", unique=True)
    #: Name shown on the desk.
    name: Mapped[str] = column("identity")
    #: scrypt hash of the password.
    password_hash: Mapped[str] = column("secret")
    #: Whether this account may create events.
    may_organise: Mapped[bool] = column("none")


class SignInRow(Row):
    """An open sign-in; removing the row ends it at once."""

    __tablename__ = "sign_ins"

    #: SHA-256 of the cookie's token, in hexadecimal.
    token_hash: Mapped[str] = column("secret", primary_key=True)
    #: Whose sign-in it is.
    account_id: Mapped[int] = column("trace", ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    #: When it ends by itself.
    expires_at: Mapped[datetime] = column("trace")


class MembershipRow(Row):
    """What an account may do at one event."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("event_id", "account_id"),)

    #: Number of the membership.
    id: Mapped[int] = column("none", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Whose membership it is.
    account_id: Mapped[int] = column("identity", ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    #: "owner" runs the event, "facilitator" reads its profiles and proposes introductions.
    role: Mapped[str] = column("none")
