"""Accounts: who signs in, with what, and what they may do at which event."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from webapp.models import AccountRow, EventRow, MembershipRow, SignInRow

# Checked when the address is unknown, so that an unknown address takes as long as a wrong password.
_NOBODYS_HASH = generate_password_hash(secrets.token_hex(16), method="scrypt")


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who is signed in."""

    id: int
    email: str
    name: str
    may_organise: bool


def create_account(
    session: Session, *, email: str, name: str, password: str, may_organise: bool, administrator: bool = False
) -> int:
    """Create an account and return its number."""
    row = AccountRow(
        email=email.strip().lower(),
        name=name,
        password_hash=generate_password_hash(password, method="scrypt"),
        may_organise=may_organise,
        administrator=administrator,
    )
    session.add(row)
    session.flush()
    return row.id


def account_number(session: Session, email: str) -> int | None:
    """Number of the account of this address, or None."""
    return session.scalar(select(AccountRow.id).where(AccountRow.email == email.strip().lower()))


def grant(session: Session, *, event_id: int, account_id: int, role: str) -> None:
    """Let an account be owner, door, facilitator or reader of an event."""
    session.add(MembershipRow(event_id=event_id, account_id=account_id, role=role))
    session.flush()


def sign_in(session: Session, *, email: str, password: str, now: datetime, hours: int) -> str | None:
    """Open a sign-in and return its token, or None when address and password do not belong together."""
    address = email.replace("\0", "").strip().lower()
    row = session.scalars(select(AccountRow).where(AccountRow.email == address)).first()
    if not check_password_hash(row.password_hash if row else _NOBODYS_HASH, password) or row is None:
        return None
    session.execute(delete(SignInRow).where(SignInRow.expires_at < now))
    return open_sign_in(session, row.id, now=now, hours=hours)


def open_sign_in(session: Session, account_id: int, *, now: datetime, hours: int) -> str:
    """Open a sign-in for somebody who has proved who they are, and return its token."""
    token = secrets.token_urlsafe(32)
    ends = now + timedelta(hours=hours)
    session.add(SignInRow(token_hash=_hash(token), account_id=account_id, started_at=now, expires_at=ends))
    session.flush()
    return token


def sign_out(session: Session, token: str) -> None:
    """End a sign-in; its token opens nothing any more."""
    session.execute(delete(SignInRow).where(SignInRow.token_hash == _hash(token)))


def account_of(session: Session, token: str, now: datetime) -> Account | None:
    """The account whose open sign-in this token is, or None."""
    row = session.scalars(
        select(AccountRow)
        .join(SignInRow, SignInRow.account_id == AccountRow.id)
        .where(SignInRow.token_hash == _hash(token), SignInRow.expires_at > now)
    ).first()
    return Account(id=row.id, email=row.email, name=row.name, may_organise=row.may_organise) if row else None


def role_at(session: Session, *, public_id: str, account_id: int) -> tuple[int, str] | None:
    """Number of the event and the account's role there, or None when it has none."""
    found = session.execute(
        select(EventRow.id, MembershipRow.role)
        .join(MembershipRow, MembershipRow.event_id == EventRow.id)
        .where(EventRow.public_id == public_id, MembershipRow.account_id == account_id)
    ).first()
    return (found.id, found.role) if found else None


def event_number(session: Session, public_id: str) -> int | None:
    """Number of the event of this public id, or None."""
    return session.scalar(select(EventRow.id).where(EventRow.public_id == public_id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
