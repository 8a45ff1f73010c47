"""Rows of those who sign in: accounts, what they may do at which event, invitations, and what opens an account."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column


class AccountRow(Row):
    """Someone who signs in with a password: organiser or facilitator, as memberships tell."""

    __tablename__ = "accounts"

    #: Number of the account.
    id: Mapped[int] = column("none", "account", primary_key=True)
    #: Address used to sign in, in lower case.
    email: Mapped[str] = column("contact", "account", unique=True)
    #: Name shown on the desk.
    name: Mapped[str] = column("identity", "account")
    #: scrypt hash of the password.
    password_hash: Mapped[str] = column("secret", "account")
    #: Whether this account may create events.
    may_organise: Mapped[bool] = column("identity", "account")
    #: Whether this account looks after the accounts of the installation; that opens no evening.
    administrator: Mapped[bool] = column("identity", "account", default=False, server_default=false())
    #: When it was made; empty for accounts older than this column.
    created_at: Mapped[datetime | None] = column("trace", "account")
    #: When it was last used to sign in.
    used_at: Mapped[datetime | None] = column("trace", "account")


class SignInRow(Row):
    """An open sign-in; removing the row ends it at once."""

    __tablename__ = "sign_ins"

    #: SHA-256 of the cookie's token, in hexadecimal.
    token_hash: Mapped[str] = column("secret", "sign_in", primary_key=True)
    #: Whose sign-in it is.
    account_id: Mapped[int] = column("trace", "sign_in", ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    #: When it ends by itself.
    expires_at: Mapped[datetime] = column("trace", "sign_in")
    #: When it began.
    started_at: Mapped[datetime | None] = column("trace", "sign_in")


class KnownDeviceRow(Row):
    """A browser from which an account has signed in before; strangers who guess do not use up its tries."""

    __tablename__ = "known_devices"

    #: SHA-256 of the browser's cookie, in hexadecimal.
    token_hash: Mapped[str] = column("secret", "sign_in", primary_key=True)
    #: Whose account.
    account_id: Mapped[int] = column("trace", "sign_in", ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    #: When it is forgotten.
    expires_at: Mapped[datetime] = column("trace", "sign_in")


class FailedSignInRow(Row):
    """One wrong password or address, counted against those who go on guessing; nothing tells whose it was."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (Index("ix_failed_sign_ins_account_key_at", "account_key", "at"),)

    #: Number of the row.
    id: Mapped[int] = column("none", "attempt", primary_key=True)
    #: Keyed hash of the address that was typed.
    account_key: Mapped[str] = column("trace", "attempt")
    #: Keyed hash of where it came from: a network address, or a known browser.
    origin_key: Mapped[str] = column("trace", "attempt")
    #: When.
    at: Mapped[datetime] = column("trace", "attempt", index=True)


class PasswordResetRow(Row):
    """A link that lets its reader choose a new password, once."""

    __tablename__ = "password_resets"

    #: SHA-256 of the link's token, in hexadecimal.
    token_hash: Mapped[str] = column("secret", "sign_in", primary_key=True)
    #: For which account.
    account_id: Mapped[int] = column("trace", "sign_in", ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    #: When it ends by itself.
    expires_at: Mapped[datetime] = column("trace", "sign_in")


class MembershipRow(Row):
    """What an account may do at one event."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        CheckConstraint("role IN ('owner', 'door', 'facilitator', 'reader')", name="role_known"),
    )

    #: Number of the membership.
    id: Mapped[int] = column("none", "account", primary_key=True)
    #: At which event.
    event_id: Mapped[int] = column("none", "account", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Whose membership it is.
    account_id: Mapped[int] = column("identity", "account", ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    #: "owner" runs the event, "door" helps at the entrance, "facilitator" proposes introductions, "reader" looks on.
    role: Mapped[str] = column("identity", "account")


class InvitationRow(Row):
    """A link sent to somebody who is to help with an event; whoever accepts it becomes a member, once."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint("role IN ('owner', 'door', 'facilitator', 'reader')", name="role_known"),)

    #: Number of the invitation.
    id: Mapped[int] = column("none", "sign_in", primary_key=True)
    #: To which event.
    event_id: Mapped[int] = column("none", "sign_in", ForeignKey("events.id", ondelete="CASCADE"), index=True)
    #: Address it was made for, in lower case.
    email: Mapped[str] = column("contact", "sign_in")
    #: What the invited person may do there: a role of memberships.
    role: Mapped[str] = column("identity", "sign_in")
    #: SHA-256 of the link's token, in hexadecimal.
    token_hash: Mapped[str] = column("secret", "sign_in", unique=True)
    #: Whose account made it; empty once that account is gone.
    invited_by: Mapped[int | None] = column("identity", "sign_in", ForeignKey("accounts.id", ondelete="SET NULL"))
    #: When it was made.
    created_at: Mapped[datetime] = column("trace", "sign_in")
    #: When it ends by itself.
    expires_at: Mapped[datetime] = column("trace", "sign_in")
    #: When it was accepted; empty while it waits.
    accepted_at: Mapped[datetime | None] = column("trace", "sign_in")
