"""Two evenings of two owners, without a plan: what grants access, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.webapp.conftest import EVENING, SECRET, HandClock
from webapp.database import Database
from webapp.models import AccountRow, MembershipRow
from webapp.services import accounts, events, roles
from webapp.services.accounts import Account
from webapp.services.refusals import Refused
from webapp.services.roles import Member


@dataclass(frozen=True, kw_only=True)
class Gate:
    """One evening and the account that owns it."""

    owner: int
    event_id: int
    public_id: str


def make_gate(session: Session, name: str, clock: HandClock) -> Gate:
    """An account without a password and an evening of its own."""
    owner = accounts.create_account(session, email=f"{name.lower()}@example.org", name=name, may_organise=True)
    event_id, public_id = events.create_event(
        session,
        account_id=owner,
        settings=events.EventSettings(name=f"Chez {name}", venue=f"Salle {name}", starts_at=EVENING),
        secret_key=SECRET,
        now=clock.now(),
    )
    return Gate(owner=owner, event_id=event_id, public_id=public_id)


def somebody(session: Session, email: str, name: str = "Nour", *, may_organise: bool = False) -> int:
    """One more account."""
    return accounts.create_account(session, email=email, name=name, may_organise=may_organise)


def account_by_number(session: Session, account_id: int) -> Account:
    """The account of this number, as its row says."""
    return accounts.account(session.get_one(AccountRow, account_id))


def refused(work, *given: object, **named: object) -> tuple[str, int, dict[str, object]]:  # type: ignore[no-untyped-def]
    """How something is refused."""
    with pytest.raises(Refused) as caught:
        work(*given, **named)
    return caught.value.code, caught.value.status, caught.value.values


def join(session: Session, gate: Gate, email: str, role: str, name: str = "Nour") -> Member:
    """One more member of an event."""
    account_id = somebody(session, email, name)
    roles.grant(session, event_id=gate.event_id, account_id=account_id, role=role)
    number = session.scalars(select(MembershipRow.id).where(MembershipRow.account_id == account_id)).one()
    return Member(number=number, account_id=account_id, name=name, email=email, role=role)


def role_at(session: Session, gate: Gate, account_id: int) -> str | None:
    """The role of an account at an event; None for nobody of it."""
    return next((one.role for one in roles.members_of(session, gate.event_id) if one.account_id == account_id), None)


def open_for(session: Session, account_id: int, clock: HandClock) -> str:
    return accounts.open_sign_in(session, account_id, now=clock.now(), hours=1)


@pytest.fixture
def session(sqlite_database: Database) -> Iterator[Session]:
    """A transaction that writes."""
    with sqlite_database.writing() as opened:
        yield opened


@pytest.fixture
def here(session: Session, clock: HandClock) -> Gate:
    return make_gate(session, "Odile", clock)


@pytest.fixture
def there(session: Session, here: Gate, clock: HandClock) -> Gate:
    return make_gate(session, "Paul", clock)
