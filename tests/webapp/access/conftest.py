"""Two evenings of two owners, without a plan: what grants access, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from tests.webapp.conftest import EVENING, SECRET, HandClock
from webapp.database import Database
from webapp.models import AccountRow
from webapp.services import accounts, events
from webapp.services.accounts import Account


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
