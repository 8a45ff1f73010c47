"""Accounts of an installation and the links for their passwords, without the pages around them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.webapp.access.conftest import Gate, account_by_number, join, open_for, refused, somebody
from tests.webapp.conftest import EVENING, HandClock
from webapp.models import AccountRow, InvitationRow, PasswordResetRow
from webapp.services import account_keeping, accounts, audit, invitations, password_resets, roles
from webapp.services.account_keeping import ListedAccount
from webapp.services.tokens import token_hash


def test_accounts_are_listed_by_name_with_their_open_sign_ins(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    third = accounts.create_account(
        session, email="a@example.org", name="odile", may_organise=False, administrator=True
    )
    session.get_one(AccountRow, third).used_at = clock.now()
    for hours in (1, 2, 2):
        accounts.open_sign_in(session, here.owner, now=clock.now(), hours=hours)
    assert account_keeping.listed(session, clock.go(hours=1)) == [
        ListedAccount(
            id=third, email="a@example.org", name="odile", may_organise=False, administrator=True,
            used_at=clock.now() - timedelta(hours=1), open_sign_ins=0,
        ),
        ListedAccount(
            id=here.owner, email="odile@example.org", name="Odile", may_organise=True, administrator=False,
            used_at=None, open_sign_ins=2,
        ),
        ListedAccount(
            id=there.owner, email="paul@example.org", name="Paul", may_organise=True, administrator=False,
            used_at=None, open_sign_ins=0,
        ),
    ]  # fmt: skip


def test_an_account_is_made_once_and_chooses_its_password_within_a_week(session: Session, clock: HandClock) -> None:
    token = account_keeping.make(
        session, email="Nour@example.org", name="Nour", may_organise=True, administrator=True, now=clock.now()
    )
    row = session.scalars(select(AccountRow)).one()
    assert (row.email, row.name, row.may_organise, row.administrator, row.created_at) == (
        "nour@example.org", "Nour", True, True, clock.now(),
    )  # fmt: skip
    reset = session.scalars(select(PasswordResetRow)).one()
    assert (reset.token_hash, reset.account_id, reset.expires_at) == (
        token_hash(token), row.id, clock.now() + timedelta(days=7),
    )  # fmt: skip
    told = refused(
        account_keeping.make, session, email="NOUR@example.org", name="N", may_organise=False, now=clock.now()
    )
    assert told == ("account_exists", 409, {"email": "nour@example.org"})
    account_keeping.make(session, email="b@example.org", name="B", may_organise=False, now=clock.now())
    second = session.scalars(select(AccountRow).where(AccountRow.name == "B")).one()
    assert (second.may_organise, second.administrator) == (False, False)


def test_a_right_that_changes_ends_sign_ins_and_one_administrator_stays(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    def change(account_id: int, right: account_keeping.Right, *, given: bool) -> bool:
        return account_keeping.set_right(
            session, account_id, right=right, given=given, actor=audit.COMMAND, now=clock.now()
        )

    tokens = [open_for(session, number, clock) for number in (here.owner, there.owner)]
    assert not change(here.owner, "may_organise", given=True)
    assert not change(999, "administrator", given=True)
    assert accounts.account_of(session, tokens[0], clock.now()) is not None
    assert change(here.owner, "administrator", given=True)
    assert [accounts.account_of(session, one, clock.now()) is not None for one in tokens] == [False, True]
    assert refused(change, here.owner, "administrator", given=False) == ("last_administrator", 409, {})
    assert change(here.owner, "may_organise", given=False)
    row = session.get_one(AccountRow, here.owner)
    assert (row.may_organise, row.administrator) == (False, True)
    assert change(there.owner, "administrator", given=True)
    assert change(here.owner, "administrator", given=False)
    assert [session.get_one(AccountRow, one.owner).administrator for one in (here, there)] == [False, True]


def test_an_account_goes_unless_something_would_be_nobodys(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    def remove(account_id: int) -> bool:
        return account_keeping.remove(session, account_id, actor=audit.COMMAND, now=clock.now())

    administrator = accounts.create_account(
        session, email="a@example.org", name="A", may_organise=False, administrator=True
    )
    assert not remove(999)
    assert refused(remove, administrator) == ("last_administrator", 409, {})
    assert refused(remove, here.owner) == ("owns_alone", 409, {"count": 1})
    helper = somebody(session, "b@example.org")
    assert remove(helper)
    assert session.scalars(select(AccountRow.id).order_by(AccountRow.id)).all() == [
        here.owner, there.owner, administrator,
    ]  # fmt: skip


def test_an_account_that_goes_takes_along_its_invitations_that_wait_and_no_others(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    leaving = join(session, here, "leaving@example.org", "owner")
    for gate, host, email in (
        (here, leaving.account_id, "accepted@example.org"),
        (here, leaving.account_id, "waiting@example.org"),
        (here, here.owner, "other@example.org"),
        (there, there.owner, "elsewhere@example.org"),
    ):
        token = invitations.invite(session, gate.event_id, email=email, role="reader", invited_by=host, now=clock.now())
        if email.startswith("accepted"):
            assert invitations.accept(session, token, account_id=somebody(session, email), now=clock.now())
    assert account_keeping.remove(session, leaving.account_id, actor=audit.COMMAND, now=clock.now())
    left = session.scalars(select(InvitationRow.email).order_by(InvitationRow.id)).all()
    assert left == ["accepted@example.org", "other@example.org", "elsewhere@example.org"]


def test_an_account_is_removed_behind_the_locks_of_the_events_it_owns_alone(
    session: Session, here: Gate, there: Gate, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[int] = []
    monkeypatch.setattr(account_keeping, "locked_event", lambda _session, event_id: locked.append(event_id))
    leaving = join(session, there, "leaving@example.org", "owner")
    roles.grant(session, event_id=here.event_id, account_id=leaving.account_id, role="owner")
    assert account_keeping.remove(session, leaving.account_id, actor=audit.COMMAND, now=clock.now())
    assert locked == [here.event_id, there.event_id]


def test_a_link_for_a_password_ends_and_is_used_once(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    def opened(token: str) -> object:
        return password_resets.account_of_reset(session, token, clock.now())

    token, second = (password_resets.open_reset(session, here.owner, now=clock.now()) for _ in range(2))
    theirs = password_resets.open_reset(session, there.owner, now=clock.now(), valid=timedelta(hours=2))
    assert len(token) == 43
    assert opened(token) == account_by_number(session, here.owner)
    assert opened("other") is None
    clock.go(minutes=59, seconds=59)
    assert opened(token) is not None
    sign_in, other_sign_in = (open_for(session, number, clock) for number in (here.owner, there.owner))
    assert password_resets.use_reset(session, "other", password_hash="h", now=clock.now()) is None
    assert password_resets.use_reset(session, token, password_hash="h", now=clock.now()) == here.owner
    assert accounts.password_hash_of(session, here.owner) == "h"
    assert password_resets.use_reset(session, token, password_hash="i", now=clock.now()) is None
    assert (opened(second), opened(theirs)) == (None, account_by_number(session, there.owner))
    assert accounts.account_of(session, sign_in, clock.now()) is None
    assert accounts.account_of(session, other_sign_in, clock.now()) is not None
    third = password_resets.open_reset(session, here.owner, now=clock.now())
    clock.go(hours=1)
    assert opened(third) is None
    assert password_resets.use_reset(session, third, password_hash="i", now=clock.now()) is None
    fourth = password_resets.open_reset(session, here.owner, now=clock.now())
    kept = set(session.scalars(select(PasswordResetRow.token_hash)))
    assert kept == {token_hash(theirs), token_hash(fourth)} - (
        {token_hash(theirs)} if clock.now() >= EVENING + timedelta(hours=2) else set()
    )


def test_three_links_at_most_are_sent_to_an_address(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    def ask(email: str):  # type: ignore[no-untyped-def]
        return password_resets.open_reset_for(session, email, now=clock.now())

    assert ask("nobody@example.org") is None
    for _ in range(3):
        found = ask(" ODILE@example.org")
        assert found is not None
        assert found[0] == account_by_number(session, here.owner)
        assert password_resets.account_of_reset(session, found[1], clock.now()) == found[0]
    assert ask("odile@example.org") is None
    assert ask("paul@example.org") is not None
    clock.go(hours=1)
    assert ask("odile@example.org") is not None


def test_a_password_changes_only_from_the_one_that_was_proved(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    old = accounts.password_hash_of(session, here.owner)
    mine, theirs = (password_resets.open_reset(session, one.owner, now=clock.now()) for one in (here, there))
    changed = password_resets.change_password(session, here.owner, old_hash="stale", password_hash="h")
    assert (changed, accounts.password_hash_of(session, here.owner)) == (False, old)
    assert password_resets.change_password(session, here.owner, old_hash=old, password_hash="h")
    assert accounts.password_hash_of(session, here.owner) == "h"
    assert password_resets.account_of_reset(session, mine, clock.now()) is None
    assert password_resets.account_of_reset(session, theirs, clock.now()) is not None
