"""Address and password -> an open sign-in, with a limit on guessing that shuts out nobody who has signed in before.

Counted are wrong tries of the last WINDOW, in the database, because several processes may serve it: PER_ORIGIN from
one network address, PER_ACCOUNT from all browsers that never signed in to the account, and PER_ORIGIN from each
browser that did (its cookie is a key of its own). Strangers' tries from one network address about whatever accounts
end at PER_PLACE: hashes for invented addresses would take the processor from the phones. A try is written down before
the password is looked at and taken back when it was right, so that tries at the same moment cannot slip past; beyond
the limit no hash is computed, and without room for one nothing is written. An address without an account is counted,
hashed and answered like one that has one. Stored of an address is a keyed hash.

Hashing happens outside any transaction: it must not hold up answers that phones are sending.
"""

import hmac
import ipaddress
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from webapp.database import Database
from webapp.models import AccountRow, FailedSignInRow, KnownDeviceRow
from webapp.services import accounts, passwords
from webapp.services.tokens import token_hash

WINDOW: Final = timedelta(minutes=15)
PER_ORIGIN = 10
PER_ACCOUNT = 20
PER_PLACE = 100
DEVICE_KNOWN: Final = timedelta(days=365)
LONGEST_EMAIL: Final = 254
# In each process one hash at a time for known browsers and one for strangers, and a few tries behind each: those who
# guess must not keep all the threads that answer phones, and known browsers do not stand behind them.
LANES: Final = {known: threading.BoundedSemaphore(1) for known in (False, True)}
ROOM: Final = {known: threading.BoundedSemaphore(3) for known in (False, True)}
LONGEST_WAIT: Final = 3.0  # seconds in front of a lane


@dataclass(frozen=True, kw_only=True)
class OpenedSignIn:
    """An open sign-in: its token, and the token by which the browser is known from now on."""

    account_id: int
    token: str
    device: str


@dataclass(frozen=True, kw_only=True)
class NotSignedIn:
    """No sign-in was opened; ``wait`` when nothing was looked at, because too much was tried before."""

    wait: bool


@dataclass(frozen=True, kw_only=True)
class _Asker:
    """Who tries: the address of an account, or of none, and what tries are counted by."""

    email: str
    account_key: str
    address_key: str
    device: str


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """What is known before a try: the account if there is one, where the try counts, whether it may be evaluated."""

    account: AccountRow | None
    counted_at: str
    has_tries_left: bool


@dataclass(frozen=True, kw_only=True)
class _Try:
    """One try that is to be evaluated: its row, and what to compare with."""

    number: int
    account_id: int | None
    password_hash: str


@dataclass(frozen=True, kw_only=True)
class Proved:
    """Somebody who knows an account's password, which is stored as ``password_hash``."""

    account_id: int
    password_hash: str
    outdated: bool


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a try comes from: the network address, and the token by which the browser may be known ("" if none)."""

    address: str
    device: str
    secret_key: str


def sign_in(
    database: Database, *, email: str, password: str, origin: Origin, now: datetime, hours: int
) -> OpenedSignIn | NotSignedIn:
    """Open a sign-in when address and password belong together and not too much was tried before.

    Takes the database rather than a session: the hash is computed between two transactions.
    """
    found = prove(database, email=email, password=password, origin=origin, now=now)
    if isinstance(found, NotSignedIn):
        return found
    better = passwords.hashed(password) if found.outdated else ""
    with database.writing() as session:
        row = accounts.held(session, found.account_id)
        if row is None or row.password_hash != found.password_hash:  # changed while it was being looked at
            return NotSignedIn(wait=False)
        row.password_hash = better or row.password_hash
        row.used_at = now
        token = accounts.open_sign_in(session, row.id, now=now, hours=hours)
        known = know_device(session, row.id, device=origin.device, now=now)
        return OpenedSignIn(account_id=row.id, token=token, device=known)


def prove(database: Database, *, email: str, password: str, origin: Origin, now: datetime) -> Proved | NotSignedIn:
    """Whether an address and a password belong together, unless too much was tried before."""
    if len(email) > LONGEST_EMAIL or len(password) > passwords.LONGEST:
        return NotSignedIn(wait=False)
    email = accounts.address_of(email)
    asker = _Asker(
        email=email,
        account_key=_keyed(origin.secret_key, f"account {email}"),
        address_key=_keyed(origin.secret_key, f"address {_network(origin.address)}"),
        device=origin.device,
    )
    with database.reading() as session:
        standing = _look(session, asker, now)
    if not standing.has_tries_left:
        return NotSignedIn(wait=True)
    with _lane(known=standing.counted_at.startswith("browser")) as free:
        if not free:
            return NotSignedIn(wait=True)
        with database.writing() as session:
            one = _begin(session, asker, now)
        if one is None:
            return NotSignedIn(wait=True)
        right = passwords.is_right(one.password_hash, password)
    if right:
        with database.writing() as session:
            session.execute(delete(FailedSignInRow).where(FailedSignInRow.id == one.number))
    if not right or one.account_id is None:
        return NotSignedIn(wait=False)
    outdated = passwords.is_outdated(one.password_hash)
    return Proved(account_id=one.account_id, password_hash=one.password_hash, outdated=outdated)


def know_device(session: Session, account_id: int, *, device: str, now: datetime) -> str:
    """Know a browser from now on, by its own token or a new one; returns the token."""
    token = device if len(device) == len(secrets.token_urlsafe(32)) and device.isascii() else secrets.token_urlsafe(32)
    key = _device_key(token, account_id)
    row = session.get(KnownDeviceRow, key)
    if row is None:
        session.add(KnownDeviceRow(token_hash=key, account_id=account_id, expires_at=now + DEVICE_KNOWN))
    else:
        row.expires_at = now + DEVICE_KNOWN
    session.flush()
    return token


def _begin(session: Session, asker: _Asker, now: datetime) -> _Try | None:
    """Write a try down, or None when the limit is reached; tries of one account wait for each other here."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers wait for each other anyway
        number = int(asker.account_key[:15], 16)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
    standing = _look(session, asker, now)
    if not standing.has_tries_left:
        return None
    session.execute(
        delete(FailedSignInRow).where(
            FailedSignInRow.account_key == asker.account_key, FailedSignInRow.at <= now - WINDOW
        )
    )
    row = FailedSignInRow(account_key=asker.account_key, origin_key=standing.counted_at, at=now)
    session.add(row)
    session.flush()
    account = standing.account
    return _Try(
        number=row.id,
        account_id=account.id if account else None,
        password_hash=account.password_hash if account else passwords.nobodys(),
    )


def _look(session: Session, asker: _Asker, now: datetime) -> _Standing:
    account = session.scalars(select(AccountRow).where(AccountRow.email == asker.email)).first()
    device_key = _device_key(asker.device, account.id if account else 0)
    known = session.scalar(
        select(func.count()).where(KnownDeviceRow.token_hash == device_key, KnownDeviceRow.expires_at > now)
    )
    counted_at = f"browser {device_key}" if known else f"address {asker.address_key}"
    counted = session.execute(
        select(FailedSignInRow.origin_key, func.count().label("tries"))
        .where(FailedSignInRow.account_key == asker.account_key, FailedSignInRow.at > now - WINDOW)
        .group_by(FailedSignInRow.origin_key)
    )
    tries: dict[str, int] = {row.origin_key: row.tries for row in counted}
    strangers = sum(number for key, number in tries.items() if key.startswith("address"))
    left = tries.get(counted_at, 0) < PER_ORIGIN and (bool(known) or strangers < PER_ACCOUNT)
    if left and not known:
        here = select(func.count()).where(FailedSignInRow.origin_key == counted_at, FailedSignInRow.at > now - WINDOW)
        left = (session.scalar(here) or 0) < PER_PLACE
    return _Standing(account=account, counted_at=counted_at, has_tries_left=left)


@contextmanager
def _lane(*, known: bool) -> Iterator[bool]:
    """Whether there is room to compute a hash: told at once when many wait, else after waiting one's turn."""
    if not ROOM[known].acquire(blocking=False):
        yield False
        return
    free = LANES[known].acquire(timeout=LONGEST_WAIT)
    try:
        yield free
    finally:
        if free:
            LANES[known].release()
        ROOM[known].release()


def _network(address: str) -> str:
    """The address itself; of an IPv6 one its first 64 bits, of which one household has all the rest."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _device_key(token: str, account_id: int) -> str:
    """What is stored of a browser's token: another value for each account, for several may share a browser."""
    return token_hash(f"{account_id} {token}")


def _keyed(secret_key: str, value: str) -> str:
    return hmac.digest(secret_key.encode(), f"sign-in {value}".encode(errors="replace"), "sha256").hex()
