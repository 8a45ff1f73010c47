"""Links that let their reader choose a password: made for one account, for a short time, used once.

Only a hash of the link's text is stored. Choosing a password ends every sign-in of the account and forgets every known
browser, so that whoever had the old password is out.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.models import AccountRow, PasswordResetRow
from webapp.services import accounts
from webapp.services.accounts import Account
from webapp.services.tokens import token_hash

VALID: Final = timedelta(hours=1)
VALID_FOR_NEW_ACCOUNTS: Final = timedelta(days=7)
MOST_OPEN: Final = 3


def open_reset(session: Session, account_id: int, *, now: datetime, valid: timedelta = VALID) -> str:
    """Make a link for an account and return its token."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(PasswordResetRow).where(PasswordResetRow.expires_at <= now))
    session.add(PasswordResetRow(token_hash=token_hash(token), account_id=account_id, expires_at=now + valid))
    session.flush()
    return token


def open_reset_for(session: Session, email: str, *, now: datetime) -> tuple[Account, str] | None:
    """Make a link for whoever asks by their address; None without an account, or when enough were sent of late."""
    found = session.scalars(select(AccountRow).where(AccountRow.email == accounts.address_of(email))).first()
    if found is None:
        return None
    waiting = session.scalar(
        select(func.count()).where(PasswordResetRow.account_id == found.id, PasswordResetRow.expires_at > now)
    )
    if (waiting or 0) >= MOST_OPEN:
        return None
    return accounts.account(found), open_reset(session, found.id, now=now)


def account_of_reset(session: Session, token: str, now: datetime) -> Account | None:
    """Whose password a link lets choose; None when it was used, has ended or never was."""
    row = session.scalars(
        select(AccountRow)
        .join(PasswordResetRow, PasswordResetRow.account_id == AccountRow.id)
        .where(PasswordResetRow.token_hash == token_hash(token), PasswordResetRow.expires_at > now)
    ).first()
    return accounts.account(row) if row else None


def use_reset(session: Session, token: str, *, password_hash: str, now: datetime) -> int | None:
    """Give the link's account a password and use the link up; its number, or None when the link opens nothing.

    All other links of the account end with it. Of two that use a link at the same moment, one is too late. The account
    is held before its links, as by whoever changes the password: neither waits for the other in a circle.
    """
    opened = account_of_reset(session, token, now)
    if opened is None or accounts.held(session, opened.id) is None:
        return None
    found: int | None = session.scalar(
        delete(PasswordResetRow)
        .where(PasswordResetRow.token_hash == token_hash(token), PasswordResetRow.expires_at > now)
        .returning(PasswordResetRow.account_id)
    )
    if found is None:
        return None
    end_resets(session, found)
    accounts.set_password(session, found, password_hash)
    return found


def end_resets(session: Session, account_id: int) -> None:
    """End every link of an account."""
    session.execute(delete(PasswordResetRow).where(PasswordResetRow.account_id == account_id))


def change_password(session: Session, account_id: int, *, old_hash: str, password_hash: str) -> bool:
    """Replace a password that its owner has just proved to know; False if it is no longer ``old_hash``'s.

    Every sign-in ends, every known browser and every link that was sent is forgotten.
    """
    row = accounts.held(session, account_id)
    if row is None or row.password_hash != old_hash:
        return False
    end_resets(session, account_id)
    accounts.set_password(session, account_id, password_hash)
    return True
