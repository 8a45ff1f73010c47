"""What an administrator does with the accounts of an installation: list, make, let organise, end, remove.

None of it opens an evening, or tells which evenings there are. But whoever can make a link for a new password can come
in as whom it is for: what is done to an account stands in the log of each evening where it has a role, for its owner.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.models import AccountRow, EventRow, InvitationRow, MembershipRow, SignInRow
from webapp.services import accounts, audit, password_resets, passwords, roles
from webapp.services.audit import Doer
from webapp.services.event_day import locked_event
from webapp.services.refusals import Refused

Right = Literal["may_organise", "administrator"]


@dataclass(frozen=True, kw_only=True)
class ChangedRight:
    """What became of an account's password with a right: the token of the link for a new one, "" where it stays."""

    token: str


@dataclass(frozen=True, kw_only=True)
class ListedAccount:
    """One account as an administrator sees it."""

    id: int
    email: str
    name: str
    may_organise: bool
    administrator: bool
    used_at: datetime | None
    open_sign_ins: int


def listed(session: Session, now: datetime) -> list[ListedAccount]:
    """Every account of the installation, by name."""
    opened = (
        select(SignInRow.account_id, func.count().label("number"))
        .where(SignInRow.expires_at > now)
        .group_by(SignInRow.account_id)
        .subquery()
    )
    rows = session.execute(
        select(AccountRow, opened.c.number).outerjoin(opened, opened.c.account_id == AccountRow.id)
    ).all()
    found = [
        ListedAccount(
            id=row.id,
            email=row.email,
            name=row.name,
            may_organise=row.may_organise,
            administrator=row.administrator,
            used_at=row.used_at,
            open_sign_ins=number or 0,
        )
        for row, number in rows
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.email))


def make(
    session: Session, *, email: str, name: str, may_organise: bool, administrator: bool = False, now: datetime
) -> str:
    """Make an account without a password; returns the token of the link by which its owner chooses one.

    Raises Refused when an account has this address already.
    """
    _locked_administrators(session)
    if accounts.account_number(session, email) is not None:
        raise Refused("account_exists", values={"email": accounts.address_of(email)})
    number = accounts.create_account(
        session,
        email=email,
        name=name,
        password=None,
        may_organise=may_organise,
        administrator=administrator,
        now=now,
    )
    return password_resets.open_reset(session, number, now=now, valid=password_resets.VALID_FOR_NEW_ACCOUNTS)


def make_link(session: Session, account_id: int, *, actor: Doer, now: datetime) -> str:
    """Make the link by which an account's owner, or whoever holds it, chooses a new password; returns its token."""
    _note(session, account_id, change="password_link", actor=actor, now=now)
    return password_resets.open_reset(session, account_id, now=now)


def end_sign_ins(session: Session, account_id: int, *, actor: Doer, now: datetime) -> None:
    """End every open sign-in of an account."""
    _note(session, account_id, change="sign_ins_ended", actor=actor, now=now)
    accounts.end_sign_ins(session, account_id)


def set_right(
    session: Session, account_id: int, *, right: Right, given: bool, actor: Doer, now: datetime
) -> ChangedRight | None:
    """Give an account a right or take it; its sign-ins end. None when nothing changed.

    With a right the password ends too, and the link that is returned lets choose another: whoever was shown an
    invitation's link may have made the account, for an address that nobody proved, and know its password. An
    administrator who may organise from now on keeps theirs, for it opens everything already.

    Raises Refused when the last administrator would go.
    """
    administrators = _locked_administrators(session)
    row = accounts.held(session, account_id)
    if row is None or getattr(row, right) == given:
        return None
    if right == "administrator" and not given and administrators == [account_id]:
        raise Refused("last_administrator")
    password_ends = given and not row.administrator
    if right == "administrator":
        row.administrator = given
    else:
        row.may_organise = given
    _note(session, account_id, change=right if given else f"not_{right}", actor=actor, now=now)
    if not password_ends:
        accounts.end_sign_ins(session, account_id)
        session.flush()
        return ChangedRight(token="")
    _note(session, account_id, change="password_link", actor=actor, now=now)
    accounts.set_password(session, account_id, passwords.nobodys())
    token = password_resets.open_reset(session, account_id, now=now, valid=password_resets.VALID_FOR_NEW_ACCOUNTS)
    return ChangedRight(token=token)


def remove(session: Session, account_id: int, *, actor: Doer, now: datetime) -> bool:
    """Remove an account with its roles, sign-ins and links; False when there is none.

    Raises Refused for the last administrator, and while it is the only owner of an event.
    """
    administrators = _locked_administrators(session)
    row = session.get(AccountRow, account_id)
    if row is None:
        return False
    if administrators == [account_id]:
        raise Refused("last_administrator")
    owned_here = select(MembershipRow.event_id).where(MembershipRow.account_id == account_id)
    for event_id in session.scalars(owned_here.order_by(MembershipRow.event_id)).all():
        locked_event(session, event_id)  # else another owner could leave at the same moment
    owned = roles.owned_alone(session, account_id)
    if owned:
        raise Refused("owns_alone", values={"count": owned})
    _note(session, account_id, change="removed", actor=actor, now=now)
    session.execute(
        delete(InvitationRow).where(InvitationRow.invited_by == account_id, InvitationRow.accepted_at.is_(None))
    )
    session.execute(delete(AccountRow).where(AccountRow.id == account_id))
    return True


def still_administrator(session: Session, account_id: int) -> bool:
    """Whether an account administers the installation once every other administrator's work has finished."""
    return account_id in _locked_administrators(session)


def _note(session: Session, account_id: int, *, change: str, actor: Doer, now: datetime) -> None:
    """Say in the log of each evening where the account has a role what was done to it; not in anonymised ones."""
    held = session.execute(
        select(MembershipRow.event_id, MembershipRow.role)
        .join(EventRow, EventRow.id == MembershipRow.event_id)
        .where(MembershipRow.account_id == account_id, EventRow.anonymised_at.is_(None))
        .order_by(MembershipRow.event_id)
    ).all()
    for event_id, role in held:
        details: dict[str, int | str] = {"account": account_id, "role": role, "change": change}
        audit.note(session, event_id, actor=actor, action="account_changed", now=now, details=details)


def _locked_administrators(session: Session) -> list[int]:
    """The administrators' numbers; until this transaction ends, no other administrator's work goes on."""
    rows = select(AccountRow.id).where(AccountRow.administrator).order_by(AccountRow.id).with_for_update()
    return list(session.scalars(rows))
