"""What a browser holds -> who it lets in at an event: one indexed query for each kind of actor.

A token that is somebody's at another event is nobody's here, and a link's is nobody's from the evening's deadline on.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from webapp.models import AccountRow, EventRow, MembershipRow, ParticipantRow, SignInRow
from webapp.services import accounts
from webapp.services.accounts import Account
from webapp.services.links import STILL_OPEN
from webapp.services.tokens import token_hash

#: Built once: every request of a phone begins with it.
_PERSON: Final = (
    select(ParticipantRow.id, ParticipantRow.event_id)
    .join(EventRow, EventRow.id == ParticipantRow.event_id)
    .where(ParticipantRow.link_hash == bindparam("hash"), EventRow.public_id == bindparam("public_id"), STILL_OPEN)
)
_HALL: Final = select(EventRow.id).where(
    EventRow.hall_link_hash == bindparam("hash"), EventRow.public_id == bindparam("public_id"), STILL_OPEN
)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who is signed in, with the event that was asked about and their role there, if they have one."""

    account: Account
    event_id: int | None
    role: str | None


@dataclass(frozen=True, kw_only=True)
class Person:
    """A participant by their number, at the event of theirs."""

    participant_id: int
    event_id: int


def signed_in(session: Session, token: str, now: datetime, *, public_id: str) -> SignedIn | None:
    """The account whose open sign-in this token is, with its role at an event; None when it is no open sign-in's."""
    found = session.execute(
        select(AccountRow, MembershipRow.event_id, MembershipRow.role)
        .join(SignInRow, SignInRow.account_id == AccountRow.id)
        .outerjoin(EventRow, EventRow.public_id == public_id)
        .outerjoin(
            MembershipRow, and_(MembershipRow.event_id == EventRow.id, MembershipRow.account_id == AccountRow.id)
        )
        .where(SignInRow.token_hash == token_hash(token), SignInRow.expires_at > now)
    ).first()
    if found is None:
        return None
    return SignedIn(account=accounts.account(found[0]), event_id=found.event_id, role=found.role)


def participant(session: Session, token: str, *, public_id: str, since: datetime) -> Person | None:
    """The participant of an event whose personal link carries this token; None when nobody's there does.

    Nobody's does either when nothing is known of the evening after ``since``: its links have ended.
    """
    asked = {"hash": token_hash(token), "public_id": public_id, "since": since}
    found = session.connection().execute(_PERSON, asked).first()
    return Person(participant_id=found.id, event_id=found.event_id) if found else None


def hall(session: Session, token: str, *, public_id: str, since: datetime) -> int | None:
    """Number of the event when its projector's link carries this token and has not ended; else None."""
    return session.scalar(_HALL, {"hash": token_hash(token), "public_id": public_id, "since": since})
