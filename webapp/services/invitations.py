"""Invitations: a link -> a role at one event, once. Whoever has the link may use it; the address only labels it.

Only a hash of the link's text is stored. A link that was used, withdrawn or has ended opens nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from webapp.models import AccountRow, EventRow, InvitationRow, MembershipRow
from webapp.services import accounts
from webapp.services.event_day import locked_event
from webapp.services.refusals import Refused
from webapp.services.roles import ROLES, grant
from webapp.services.tokens import token_hash

VALID: Final = timedelta(days=14)
MOST_WAITING: Final = 100


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An invitation that nobody has accepted yet."""

    number: int
    email: str
    role: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What a link opens: who invites whom, to what, as what. ``known`` says whether an account has its address."""

    event_id: int
    public_id: str
    event: str
    venue: str
    starts_at: datetime
    role: str
    email: str
    host: str
    known: bool


def invite(session: Session, event_id: int, *, email: str, role: str, invited_by: int, now: datetime) -> str:
    """Make an invitation and return its link's token.

    Raises Refused for an unknown role, when somebody of this address has a role there, and beyond MOST_WAITING.
    """
    if role not in ROLES:
        raise Refused("no_such_role", status=422)
    locked_event(session, event_id)
    address = accounts.address_of(email)
    member = session.scalar(
        select(MembershipRow.id)
        .join(AccountRow, AccountRow.id == MembershipRow.account_id)
        .where(MembershipRow.event_id == event_id, AccountRow.email == address)
    )
    if member is not None:
        raise Refused("already_member", values={"email": address})
    session.execute(delete(InvitationRow).where(InvitationRow.event_id == event_id, InvitationRow.expires_at <= now))
    if len(waiting(session, event_id, now)) >= MOST_WAITING:
        raise Refused("too_many_invitations", values={"most": MOST_WAITING})
    token = secrets.token_urlsafe(32)
    session.add(
        InvitationRow(
            event_id=event_id,
            email=address,
            role=role,
            token_hash=token_hash(token),
            invited_by=invited_by,
            created_at=now,
            expires_at=now + VALID,
        )
    )
    session.flush()
    return token


def waiting(session: Session, event_id: int, now: datetime) -> list[Waiting]:
    """The invitations of an event that can still be accepted, the oldest first."""
    rows = session.scalars(
        select(InvitationRow).where(InvitationRow.event_id == event_id, *_open(now)).order_by(InvitationRow.id)
    )
    return [Waiting(number=row.id, email=row.email, role=row.role, expires_at=row.expires_at) for row in rows]


def withdraw(session: Session, event_id: int, number: int, now: datetime) -> str | None:
    """End an invitation of an event; its role, or None when there is none that waits."""
    return session.scalar(
        delete(InvitationRow)
        .where(InvitationRow.id == number, InvitationRow.event_id == event_id, *_open(now))
        .returning(InvitationRow.role)
    )


def invitation_of(session: Session, token: str, now: datetime) -> Invitation | None:
    """What a link opens; None when it was used, withdrawn, has ended or never was."""
    found = session.execute(
        select(InvitationRow, EventRow, AccountRow.name)
        .join(EventRow, EventRow.id == InvitationRow.event_id)
        .outerjoin(AccountRow, AccountRow.id == InvitationRow.invited_by)
        .where(InvitationRow.token_hash == token_hash(token), *_open(now))
    ).first()
    if found is None:
        return None
    row, event, host = found
    return Invitation(
        event_id=event.id,
        public_id=event.public_id,
        event=event.name,
        venue=event.venue,
        starts_at=event.starts_at,
        role=row.role,
        email=row.email,
        host=host or "",
        known=accounts.account_number(session, row.email) is not None,
    )


def accept(session: Session, token: str, *, account_id: int, now: datetime) -> Invitation | None:
    """Give an account the role of a link and use the link up; None when it opens nothing.

    Of two that use a link at the same moment, one is too late. Raises Refused when the account has a role there.
    """
    found = invitation_of(session, token, now)
    if found is None:
        return None
    locked_event(session, found.event_id)
    has_role = session.scalar(
        select(MembershipRow.id).where(MembershipRow.event_id == found.event_id, MembershipRow.account_id == account_id)
    )
    if has_role is not None:
        raise Refused("has_a_role_there")
    used = session.scalar(
        update(InvitationRow)
        .where(InvitationRow.token_hash == token_hash(token), *_open(now))
        .values(accepted_at=now)
        .returning(InvitationRow.id)
    )
    if used is None:
        return None
    # Other links to the same mailbox would let somebody back in whose role was taken away.
    others = delete(InvitationRow).where(InvitationRow.event_id == found.event_id, InvitationRow.accepted_at.is_(None))
    session.execute(others.where(InvitationRow.email == found.email))
    grant(session, event_id=found.event_id, account_id=account_id, role=found.role)
    return found


def join(session: Session, token: str, *, name: str, password_hash: str, now: datetime) -> int | None:
    """Make an account of the invitation's address and give it the role; its number, None when the link opens nothing.

    None too when the address has an account by now: then its owner signs in and accepts.
    """
    found = invitation_of(session, token, now)
    if found is None:
        return None
    locked_event(session, found.event_id)
    if accounts.account_number(session, found.email) is not None:
        return None
    try:
        number = accounts.create_account(
            session, email=found.email, name=name, password_hash=password_hash, may_organise=False, now=now
        )
    except Refused:  # another invitation made it at this very moment
        return None
    return number if accept(session, token, account_id=number, now=now) is not None else None


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (InvitationRow.accepted_at.is_(None), InvitationRow.expires_at > now)
