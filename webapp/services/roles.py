"""Who may do what at one event: its members, their roles, and that somebody owns it as long as it has people."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import AccountRow, InvitationRow, MembershipRow
from webapp.services import accounts
from webapp.services.event_day import locked_event
from webapp.services.refusals import Refused

ROLES: Final = ("owner", "door", "facilitator", "reader")


@dataclass(frozen=True, kw_only=True)
class Member:
    """An account with a role at an event; ``number`` is the membership's."""

    number: int
    account_id: int
    name: str
    email: str
    role: str


def grant(session: Session, *, event_id: int, account_id: int, role: str) -> None:
    """Let an account be owner, door, facilitator or reader of an event."""
    session.add(MembershipRow(event_id=event_id, account_id=account_id, role=role))
    session.flush()


def members_of(session: Session, event_id: int) -> list[Member]:
    """Everybody with a role at an event: owners first, then by name."""
    found = session.execute(
        select(MembershipRow.id, MembershipRow.role, AccountRow.id, AccountRow.name, AccountRow.email)
        .join(AccountRow, AccountRow.id == MembershipRow.account_id)
        .where(MembershipRow.event_id == event_id)
    )
    members = [
        Member(number=number, account_id=account_id, name=name, email=email, role=role)
        for number, role, account_id, name, email in found
    ]
    return sorted(members, key=lambda one: (ROLES.index(one.role), one.name.casefold(), one.number))


def member_of(session: Session, event_id: int, number: int) -> Member | None:
    """The member of an event whose membership has this number, or None."""
    return next((one for one in members_of(session, event_id) if one.number == number), None)


def change_role(session: Session, event_id: int, number: int, *, role: str) -> Member | None:
    """Give a member another role and end their sign-ins; the member as they were, None when there is no such member.

    Raises Refused for an unknown role, and when the event would be left without an owner.
    """
    if role not in ROLES:
        raise Refused("no_such_role", status=422)
    before = _locked_member(session, event_id, number)
    if before is None or before.role == role:
        return before
    if before.role == "owner":
        _require_another_owner(session, event_id)
    session.get_one(MembershipRow, number).role = role
    _end_invitations(session, event_id, before)
    accounts.end_sign_ins(session, before.account_id)
    session.flush()
    return before


def remove(session: Session, event_id: int, number: int) -> Member | None:
    """Take a member's role away and end their sign-ins; the member as they were, None when there is no such member.

    Raises Refused when the event would be left without an owner.
    """
    before = _locked_member(session, event_id, number)
    if before is None:
        return None
    if before.role == "owner":
        _require_another_owner(session, event_id)
    session.execute(delete(MembershipRow).where(MembershipRow.id == number, MembershipRow.event_id == event_id))
    _end_invitations(session, event_id, before)
    accounts.end_sign_ins(session, before.account_id)
    session.flush()
    return before


def still_owner(session: Session, event_id: int, account_id: int) -> bool:
    """Whether an account owns an event once everybody else who changes its members has finished.

    What lasts longer than a request, an invitation or a role, is not given by somebody whose own right was taken away
    while the request was on its way.
    """
    locked_event(session, event_id)
    return any(one.account_id == account_id and one.role == "owner" for one in members_of(session, event_id))


def owned_alone(session: Session, account_id: int) -> int:
    """How many events have this account for their only owner."""
    owned = select(MembershipRow.event_id).where(MembershipRow.account_id == account_id, MembershipRow.role == "owner")
    shared = select(MembershipRow.event_id).where(MembershipRow.account_id != account_id, MembershipRow.role == "owner")
    return (
        session.scalar(
            select(func.count(func.distinct(MembershipRow.event_id))).where(
                MembershipRow.event_id.in_(owned), MembershipRow.event_id.not_in(shared)
            )
        )
        or 0
    )


def _locked_member(session: Session, event_id: int, number: int) -> Member | None:
    """The member, read after everybody else who changes this event's members has finished."""
    locked_event(session, event_id)
    return member_of(session, event_id, number)


def _end_invitations(session: Session, event_id: int, member: Member) -> None:
    """End the links by which a member could come back: those made out to them, and those they made themselves."""
    session.execute(
        delete(InvitationRow).where(
            InvitationRow.event_id == event_id,
            InvitationRow.accepted_at.is_(None),
            or_(InvitationRow.email == member.email, InvitationRow.invited_by == member.account_id),
        )
    )


def _require_another_owner(session: Session, event_id: int) -> None:
    if sum(one.role == "owner" for one in members_of(session, event_id)) < 2:
        raise Refused("last_owner")
