"""Accounts: who they are, and their open sign-ins.

A sign-in is a row; its cookie opens nothing without it. It ends by itself at a fixed moment, when its owner says so,
when the password changes, and at any change of what the account may do.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.models import AccountRow, KnownDeviceRow, SignInRow
from webapp.services import passwords
from webapp.services.refusals import Refused
from webapp.services.tokens import token_hash


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who is signed in; an administrator looks after accounts and sees no evening by it."""

    id: int
    email: str
    name: str
    may_organise: bool
    administrator: bool


@dataclass(frozen=True, kw_only=True)
class OpenSignIn:
    """One open sign-in of an account; ``this`` is the one that asks."""

    started_at: datetime | None
    expires_at: datetime
    this: bool


def create_account(
    session: Session,
    *,
    email: str,
    name: str,
    password: str | None = None,
    password_hash: str = "",
    may_organise: bool,
    administrator: bool = False,
    now: datetime | None = None,
) -> int:
    """Create an account and return its number.

    The password is given, or its hash, where hashing must not hold up the transaction. Without either nobody signs in
    until one is chosen by a link. Raises Refused when an account has this address, made at this very moment too.
    """
    if not password_hash:
        password_hash = passwords.nobodys() if password is None else passwords.hashed(password)
    row = AccountRow(
        email=address_of(email),
        name=name,
        password_hash=password_hash,
        may_organise=may_organise,
        administrator=administrator,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Refused("account_exists", values={"email": row.email}) from None
    return row.id


def address_of(typed: str) -> str:
    """An address as it is stored: in small letters, without what no database holds."""
    return typed.replace("\0", "").strip().lower()


def account_number(session: Session, email: str) -> int | None:
    """Number of the account of this address, or None."""
    return session.scalar(select(AccountRow.id).where(AccountRow.email == address_of(email)))


def open_sign_in(session: Session, account_id: int, *, now: datetime, hours: int) -> str:
    """Open a sign-in for somebody who has proved who they are, and return its token."""
    token = secrets.token_urlsafe(32)
    ends = now + timedelta(hours=hours)
    session.execute(delete(SignInRow).where(SignInRow.expires_at <= now))
    session.add(SignInRow(token_hash=token_hash(token), account_id=account_id, started_at=now, expires_at=ends))
    session.flush()
    return token


def sign_out(session: Session, token: str) -> None:
    """End a sign-in; its token opens nothing any more."""
    session.execute(delete(SignInRow).where(SignInRow.token_hash == token_hash(token)))


def open_sign_ins(session: Session, account_id: int, *, token: str, now: datetime) -> list[OpenSignIn]:
    """The open sign-ins of an account, the latest first; ``token`` is that of the browser that asks."""
    rows = session.scalars(
        select(SignInRow)
        .where(SignInRow.account_id == account_id, SignInRow.expires_at > now)
        .order_by(SignInRow.expires_at.desc(), SignInRow.token_hash)
    )
    this = token_hash(token)
    return [
        OpenSignIn(started_at=row.started_at, expires_at=row.expires_at, this=row.token_hash == this) for row in rows
    ]


def end_sign_ins(session: Session, account_id: int, *, but: str = "") -> None:
    """End every sign-in of an account except the one whose token is ``but``."""
    session.execute(
        delete(SignInRow).where(SignInRow.account_id == account_id, SignInRow.token_hash != token_hash(but))
    )


def renew_sign_in(session: Session, account_id: int, *, now: datetime, hours: int) -> str:
    """End every sign-in of an account and open a new one for the browser that asks; returns its token."""
    end_sign_ins(session, account_id)
    return open_sign_in(session, account_id, now=now, hours=hours)


def set_password(session: Session, account_id: int, password_hash: str) -> None:
    """Give an account another password: all its sign-ins end, and no browser is known any more."""
    session.get_one(AccountRow, account_id).password_hash = password_hash
    session.execute(delete(KnownDeviceRow).where(KnownDeviceRow.account_id == account_id))
    end_sign_ins(session, account_id)
    session.flush()


def held(session: Session, account_id: int) -> AccountRow | None:
    """The row of an account as it is once whoever changes it has finished; nobody else does until the transaction ends.

    Rows that refer to it may come meanwhile (NO KEY UPDATE). SQLite's writers follow each other anyway.
    """
    return session.get(AccountRow, account_id, populate_existing=True, with_for_update={"key_share": True})


def still_open(session: Session, token: str, now: datetime) -> bool:
    """Whether a sign-in is open once whoever ends it has finished; nobody else does until the transaction ends."""
    rows = select(SignInRow.token_hash).where(SignInRow.token_hash == token_hash(token), SignInRow.expires_at > now)
    return session.scalar(rows.with_for_update()) is not None


def password_hash_of(session: Session, account_id: int) -> str:
    """The stored hash of an account's password."""
    return session.get_one(AccountRow, account_id).password_hash


def account_of(session: Session, token: str, now: datetime) -> Account | None:
    """The account whose open sign-in this token is, or None."""
    row = session.scalars(
        select(AccountRow)
        .join(SignInRow, SignInRow.account_id == AccountRow.id)
        .where(SignInRow.token_hash == token_hash(token), SignInRow.expires_at > now)
    ).first()
    return account(row) if row else None


def account(row: AccountRow) -> Account:
    """What a row says of an account."""
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        may_organise=row.may_organise,
        administrator=row.administrator,
    )
