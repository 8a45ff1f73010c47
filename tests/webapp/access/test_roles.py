"""Roles, invitations and accounts of an installation, without the pages around them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.webapp.access.conftest import Gate, account_by_number, make_gate, somebody
from tests.webapp.conftest import EVENING, HandClock
from webapp.models import AccountRow, InvitationRow, MembershipRow, PasswordResetRow
from webapp.services import account_keeping, accounts, audit, invitations, password_resets, roles
from webapp.services.account_keeping import ListedAccount
from webapp.services.invitations import Invitation, Waiting
from webapp.services.refusals import Refused
from webapp.services.roles import Member
from webapp.services.tokens import token_hash


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


def test_members_come_owners_first_then_by_name(session: Session, here: Gate, there: Gate) -> None:
    reader = join(session, here, "a@example.org", "reader", "Anne")
    door = join(session, here, "z@example.org", "door", "zoé")
    earlier = join(session, here, "b@example.org", "door", "Bruno")
    owner = join(session, here, "y@example.org", "owner", "Yves")
    same_name = join(session, here, "c@example.org", "door", "BRUNO")
    first = roles.members_of(session, here.event_id)[0]
    assert (first.account_id, first.name, first.email, first.role) == (
        here.owner,
        "Odile",
        "odile@example.org",
        "owner",
    )
    assert roles.members_of(session, here.event_id)[1:] == [owner, earlier, same_name, door, reader]
    assert roles.member_of(session, here.event_id, door.number) == door
    assert roles.member_of(session, there.event_id, door.number) is None


def test_another_role_ends_the_sign_ins_of_that_member_alone(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    member = join(session, here, "a@example.org", "door")
    tokens = [open_for(session, number, clock) for number in (member.account_id, here.owner)]
    assert roles.change_role(session, here.event_id, member.number, role="door") == member
    assert accounts.account_of(session, tokens[0], clock.now()) is not None
    assert roles.change_role(session, here.event_id, member.number, role="reader") == member
    assert [one.role for one in roles.members_of(session, here.event_id)] == ["owner", "reader"]
    assert [accounts.account_of(session, one, clock.now()) is not None for one in tokens] == [False, True]
    assert roles.change_role(session, there.event_id, member.number, role="door") is None
    told = refused(roles.change_role, session, here.event_id, member.number, role="boss")
    assert told == ("no_such_role", 422, {})


def test_somebody_always_owns_an_event(session: Session, here: Gate, there: Gate, clock: HandClock) -> None:
    only = roles.members_of(session, here.event_id)[0]
    for work in (lambda: roles.change_role(session, here.event_id, only.number, role="door"),
                 lambda: roles.remove(session, here.event_id, only.number)):  # fmt: skip
        assert refused(work) == ("last_owner", 409, {})
    second = join(session, here, "b@example.org", "owner")
    helper = join(session, here, "c@example.org", "door")
    token = open_for(session, only.account_id, clock)
    assert roles.remove(session, there.event_id, only.number) is None
    assert roles.remove(session, here.event_id, only.number) == only
    assert accounts.account_of(session, token, clock.now()) is None
    assert roles.remove(session, here.event_id, helper.number) == helper
    assert [one.number for one in roles.members_of(session, here.event_id)] == [second.number]
    assert refused(roles.remove, session, here.event_id, second.number)[0] == "last_owner"
    assert len(roles.members_of(session, there.event_id)) == 1


def test_an_owner_may_become_something_else_where_another_one_stays(session: Session, here: Gate) -> None:
    first = roles.members_of(session, here.event_id)[0]
    join(session, here, "b@example.org", "owner")
    assert roles.change_role(session, here.event_id, first.number, role="facilitator") == first
    assert sorted(one.role for one in roles.members_of(session, here.event_id)) == ["facilitator", "owner"]


def test_the_events_that_somebody_owns_alone_are_counted(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    assert roles.owned_alone(session, here.owner) == 1
    roles.grant(session, event_id=there.event_id, account_id=here.owner, role="reader")
    assert roles.owned_alone(session, here.owner) == 1
    join(session, here, "d@example.org", "door")
    assert roles.owned_alone(session, here.owner) == 1
    join(session, here, "b@example.org", "owner")
    assert roles.owned_alone(session, here.owner) == 0
    helper = join(session, make_gate(session, "Rita", clock), "e@example.org", "door")
    assert roles.owned_alone(session, helper.account_id) == 0


@pytest.mark.parametrize("change", ["another role", "no role"])
def test_whoever_loses_a_role_has_no_link_left_to_come_back_by(
    session: Session, here: Gate, there: Gate, clock: HandClock, change: str
) -> None:
    """Neither one made out to them nor one they made, and nobody else loses theirs."""
    leaving = join(session, here, "leaving@example.org", "owner")
    roles.grant(session, event_id=there.event_id, account_id=leaving.account_id, role="owner")
    for gate, email, host in (
        (here, "a@example.org", leaving.account_id),
        (here, "leaving@example.org", here.owner),
        (here, "b@example.org", here.owner),
        (there, "c@example.org", leaving.account_id),
        (here, "d@example.org", leaving.account_id),
    ):
        row = InvitationRow(
            event_id=gate.event_id,
            email=email,
            role="reader",
            token_hash=token_hash(email),
            invited_by=host,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
            accepted_at=clock.now() if email.startswith("d") else None,
        )
        session.add(row)
    session.flush()
    if change == "another role":
        roles.change_role(session, here.event_id, leaving.number, role="reader")
    else:
        roles.remove(session, here.event_id, leaving.number)
    left = session.scalars(select(InvitationRow.email).order_by(InvitationRow.email)).all()
    assert left == ["b@example.org", "c@example.org", "d@example.org"]


def test_an_invitation_says_who_invites_whom_to_what(session: Session, here: Gate, clock: HandClock) -> None:
    token = invitations.invite(
        session, here.event_id, email=" Guest@Example.org", role="door", invited_by=here.owner, now=clock.now()
    )
    assert len(token) == 43
    row = session.scalars(select(InvitationRow)).one()
    assert (row.token_hash, row.created_at, row.invited_by) == (token_hash(token), clock.now(), here.owner)
    ends = clock.now() + timedelta(days=14)
    assert invitations.waiting(session, here.event_id, clock.now()) == [
        Waiting(number=row.id, email="guest@example.org", role="door", expires_at=ends)
    ]
    expected = Invitation(
        event_id=here.event_id,
        public_id=here.public_id,
        event="Chez Odile",
        venue="Salle Odile",
        starts_at=EVENING,
        role="door",
        email="guest@example.org",
        host="Odile",
        known=False,
    )
    assert invitations.invitation_of(session, token, clock.now()) == expected
    somebody(session, "guest@example.org")
    found = invitations.invitation_of(session, token, ends - timedelta(seconds=1))
    assert found is not None
    assert found.known
    assert invitations.invitation_of(session, token, ends) is None
    assert invitations.invitation_of(session, "other", clock.now()) is None
    row.invited_by = None
    session.flush()
    nobodys = invitations.invitation_of(session, token, clock.now())
    assert nobodys is not None
    assert nobodys.host == ""


def test_who_has_a_role_is_not_invited_and_others_are(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    def invite(gate: Gate, email: str, role: str = "door") -> str:
        return invitations.invite(
            session, gate.event_id, email=email, role=role, invited_by=gate.owner, now=clock.now()
        )

    assert refused(invite, here, "a@example.org", "boss") == ("no_such_role", 422, {})
    told = refused(invite, here, "ODILE@example.org")
    assert told == ("already_member", 409, {"email": "odile@example.org"})
    assert invite(there, "odile@example.org")
    for number in range(100):
        invite(here, f"guest{number}@example.org")
    assert refused(invite, here, "one.more@example.org") == ("too_many_invitations", 409, {"most": 100})
    assert [one.email for one in invitations.waiting(session, here.event_id, clock.now())] == [
        f"guest{number}@example.org" for number in range(100)
    ]
    assert invite(there, "one.more@example.org")
    clock.go(days=14)
    assert invite(here, "one.more@example.org")
    kept = session.scalars(select(InvitationRow.event_id).order_by(InvitationRow.id)).all()
    assert kept == [there.event_id, there.event_id, here.event_id]


def test_an_invitation_is_withdrawn_at_its_own_event_while_it_waits(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    for email in ("a@example.org", "b@example.org"):
        invitations.invite(session, here.event_id, email=email, role="reader", invited_by=here.owner, now=clock.now())
    one, other = invitations.waiting(session, here.event_id, clock.now())
    assert invitations.withdraw(session, there.event_id, one.number, clock.now()) is None
    assert invitations.withdraw(session, here.event_id, one.number, clock.now()) == "reader"
    assert invitations.withdraw(session, here.event_id, one.number, clock.now()) is None
    assert invitations.waiting(session, here.event_id, clock.now()) == [other]
    assert invitations.withdraw(session, here.event_id, other.number, clock.go(days=14)) is None


def test_an_invitation_is_accepted_once(session: Session, here: Gate, there: Gate, clock: HandClock) -> None:
    guest = somebody(session, "guest@example.org")
    tokens = [
        invitations.invite(
            session, here.event_id, email=f"{number}@example.org", role="reader", invited_by=here.owner, now=clock.now()
        )
        for number in range(2)
    ]
    told = refused(invitations.accept, session, tokens[0], account_id=here.owner, now=clock.now())
    assert told == ("has_a_role_there", 409, {})
    opened = invitations.invitation_of(session, tokens[0], clock.now())
    assert invitations.accept(session, tokens[0], account_id=there.owner, now=clock.now()) == opened
    assert role_at(session, here, there.owner) == "reader"
    assert invitations.accept(session, tokens[0], account_id=guest, now=clock.now()) is None
    assert role_at(session, here, guest) is None
    assert [one.email for one in invitations.waiting(session, here.event_id, clock.now())] == ["1@example.org"]
    row = session.scalars(select(InvitationRow).order_by(InvitationRow.id)).first()
    assert row is not None
    assert row.accepted_at == clock.now()
    assert invitations.accept(session, tokens[1], account_id=guest, now=clock.go(days=14)) is None


def test_accepting_ends_the_other_links_to_that_mailbox_of_that_event_alone(
    session: Session, here: Gate, there: Gate, clock: HandClock
) -> None:
    def invite(gate: Gate, email: str) -> str:
        return invitations.invite(
            session, gate.event_id, email=email, role="reader", invited_by=gate.owner, now=clock.now()
        )

    used, _again = invite(here, "guest@example.org"), invite(here, "guest@example.org")
    invite(here, "other@example.org")
    invite(there, "guest@example.org")
    guest = somebody(session, "guest@example.org")
    assert invitations.accept(session, used, account_id=guest, now=clock.now()) is not None
    left = [
        (row.event_id, row.email, row.accepted_at)
        for row in session.scalars(select(InvitationRow).order_by(InvitationRow.id))
    ]
    assert left == [
        (here.event_id, "guest@example.org", clock.now()),
        (here.event_id, "other@example.org", None),
        (there.event_id, "guest@example.org", None),
    ]


def test_an_invitation_makes_an_account_that_organises_nothing(session: Session, here: Gate, clock: HandClock) -> None:
    def invite(email: str) -> str:
        return invitations.invite(
            session, here.event_id, email=email, role="door", invited_by=here.owner, now=clock.now()
        )

    token, known = invite("guest@example.org"), invite("known@example.org")
    somebody(session, "known@example.org")
    assert invitations.join(session, "other", name="N", password_hash="h", now=clock.now()) is None
    assert invitations.join(session, known, name="N", password_hash="h", now=clock.now()) is None
    number = invitations.join(session, token, name="Nour", password_hash="h", now=clock.now())
    assert number is not None
    row = session.get_one(AccountRow, number)
    assert (row.email, row.name, row.password_hash, row.may_organise, row.administrator, row.created_at) == (
        "guest@example.org", "Nour", "h", False, False, clock.now(),
    )  # fmt: skip
    assert role_at(session, here, number) == "door"
    assert invitations.join(session, token, name="N", password_hash="h", now=clock.now()) is None


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
