"""Accounts and their sign-ins: whose they are, when they end, and that nobody else's end with them."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.webapp.access.conftest import Gate, account_by_number, somebody
from tests.webapp.conftest import PASSWORD, HandClock
from webapp.models import AccountRow, KnownDeviceRow, SignInRow
from webapp.services import accounts, actors, passwords, roles, sign_ins
from webapp.services.accounts import Account, OpenSignIn
from webapp.services.refusals import Refused
from webapp.services.tokens import token_hash


def test_an_account_is_what_was_said_of_it(session: Session, clock: HandClock) -> None:
    number = accounts.create_account(
        session,
        email=" Nour\0@Example.org ",
        name="Nour",
        password=PASSWORD,
        may_organise=True,
        administrator=True,
        now=clock.now(),
    )
    row = session.get_one(AccountRow, number)
    assert (row.email, row.created_at, row.used_at) == ("nour@example.org", clock.now(), None)
    assert passwords.is_right(row.password_hash, PASSWORD)
    found = Account(id=number, email="nour@example.org", name="Nour", may_organise=True, administrator=True)
    assert account_by_number(session, number) == found
    assert accounts.account_number(session, "NOUR@example.org\0") == number
    assert accounts.account_number(session, "paul@example.org") is None


def test_of_two_accounts_of_one_address_the_second_is_refused_by_name(session: Session) -> None:
    accounts.create_account(session, email="o@example.org", name="O", may_organise=True)
    with pytest.raises(Refused) as caught:
        accounts.create_account(session, email=" O@example.org", name="P", may_organise=True)
    assert (caught.value.code, caught.value.values) == ("account_exists", {"email": "o@example.org"})


def test_nobody_administers_unless_it_is_said(session: Session) -> None:
    number = accounts.create_account(session, email="n@example.org", name="N", password_hash="kept", may_organise=False)
    assert account_by_number(session, number) == Account(
        id=number, email="n@example.org", name="N", may_organise=False, administrator=False
    )
    assert accounts.password_hash_of(session, number) == "kept"
    waiting = somebody(session, "waiting@example.org")
    assert accounts.password_hash_of(session, waiting).startswith(f"{passwords.METHOD}$")


def test_a_sign_in_lasts_its_hours_and_is_stored_as_a_hash(session: Session, here: Gate, clock: HandClock) -> None:
    token = accounts.open_sign_in(session, here.owner, now=clock.now(), hours=12)
    assert len(token) == 43
    row = session.scalars(select(SignInRow)).one()
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert (row.account_id, row.started_at, row.expires_at) == (
        here.owner,
        clock.now(),
        clock.now() + timedelta(hours=12),
    )
    last = clock.now() + timedelta(hours=12)
    known = accounts.account_of(session, token, last - timedelta(seconds=1))
    assert known == account_by_number(session, here.owner)
    assert accounts.account_of(session, token, last) is None
    assert accounts.account_of(session, "another", clock.now()) is None


def test_opening_one_sweeps_those_that_have_ended(session: Session, here: Gate, there: Gate, clock: HandClock) -> None:
    accounts.open_sign_in(session, there.owner, now=clock.now(), hours=1)
    longer = accounts.open_sign_in(session, there.owner, now=clock.now(), hours=2)
    clock.go(hours=1)
    new = accounts.open_sign_in(session, here.owner, now=clock.now(), hours=1)
    assert set(session.scalars(select(SignInRow.token_hash))) == {token_hash(longer), token_hash(new)}


def test_the_open_ones_of_an_account_are_listed_latest_first(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    start = clock.now()
    first = accounts.open_sign_in(session, here.owner, now=start, hours=3)
    accounts.open_sign_in(session, here.owner, now=start, hours=1)
    accounts.open_sign_in(session, there.owner, now=start, hours=9)
    later = clock.go(hours=1)
    for _ in range(4):
        accounts.open_sign_in(session, here.owner, now=start, hours=2)
    found = accounts.open_sign_ins(session, here.owner, token=first, now=later)
    ends = [start + timedelta(hours=hours) for hours in (3, 2, 2, 2, 2)]
    assert found == [OpenSignIn(started_at=start, expires_at=end, this=place == 0) for place, end in enumerate(ends)]


def test_sign_ins_that_end_together_always_stand_in_one_order(session: Session, here: Gate, clock: HandClock) -> None:
    tokens = [accounts.open_sign_in(session, here.owner, now=clock.now(), hours=1) for _ in range(6)]
    for token in tokens:
        found = accounts.open_sign_ins(session, here.owner, token=token, now=clock.now())
        assert [one.this for one in found].index(True) == sorted(map(token_hash, tokens)).index(token_hash(token))


def test_signing_out_ends_one(session: Session, here: Gate, clock: HandClock) -> None:
    one, other = (accounts.open_sign_in(session, here.owner, now=clock.now(), hours=1) for _ in range(2))
    accounts.sign_out(session, one)
    assert accounts.account_of(session, one, clock.now()) is None
    assert accounts.account_of(session, other, clock.now()) is not None


def test_ending_leaves_the_one_that_asks_and_other_accounts(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    mine, mine_too, theirs = (
        accounts.open_sign_in(session, owner, now=clock.now(), hours=1)
        for owner in (here.owner, here.owner, there.owner)
    )
    accounts.end_sign_ins(session, here.owner, but=mine)
    assert [accounts.account_of(session, one, clock.now()) is not None for one in (mine, mine_too, theirs)] == [
        True,
        False,
        True,
    ]
    renewed = accounts.renew_sign_in(session, here.owner, now=clock.now(), hours=2)
    assert [accounts.account_of(session, one, clock.now()) is not None for one in (mine, theirs)] == [False, True]
    rows = session.scalars(select(SignInRow).where(SignInRow.account_id == here.owner)).all()
    assert [(row.token_hash, row.expires_at) for row in rows] == [
        (token_hash(renewed), clock.now() + timedelta(hours=2))
    ]


def test_another_password_ends_sign_ins_and_forgets_browsers_of_that_account_alone(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    tokens = [accounts.open_sign_in(session, owner, now=clock.now(), hours=1) for owner in (here.owner, there.owner)]
    for owner in (here.owner, there.owner):
        sign_ins.know_device(session, owner, device="", now=clock.now())
    before = accounts.password_hash_of(session, there.owner)
    accounts.set_password(session, here.owner, "new hash")
    assert accounts.password_hash_of(session, here.owner) == "new hash"
    assert accounts.password_hash_of(session, there.owner) == before
    assert [accounts.account_of(session, one, clock.now()) is not None for one in tokens] == [False, True]
    assert session.scalars(select(KnownDeviceRow.account_id)).all() == [there.owner]


def test_whoever_is_signed_in_has_the_role_of_the_event_that_is_asked_about(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    token = accounts.open_sign_in(session, here.owner, now=clock.now(), hours=1)
    accounts.open_sign_in(session, there.owner, now=clock.now(), hours=1)
    account = account_by_number(session, here.owner)
    found = actors.signed_in(session, token, clock.now(), public_id=here.public_id)
    assert found == actors.SignedIn(account=account, event_id=here.event_id, role="owner")
    for public_id in (there.public_id, "nowhere", ""):
        stranger = actors.signed_in(session, token, clock.now(), public_id=public_id)
        assert stranger == actors.SignedIn(account=account, event_id=None, role=None)
    roles.grant(session, event_id=there.event_id, account_id=here.owner, role="door")
    helper = actors.signed_in(session, token, clock.now(), public_id=there.public_id)
    assert helper == actors.SignedIn(account=account, event_id=there.event_id, role="door")
    assert actors.signed_in(session, "other", clock.now(), public_id=here.public_id) is None
    assert actors.signed_in(session, token, clock.go(hours=1), public_id=here.public_id) is None
