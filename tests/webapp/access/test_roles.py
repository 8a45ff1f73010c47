"""Roles and invitations, without the pages around them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.webapp.access.conftest import Gate, join, make_gate, open_for, refused, role_at, somebody
from tests.webapp.conftest import EVENING, HandClock
from webapp.models import AccountRow, InvitationRow
from webapp.services import accounts, invitations, roles
from webapp.services.invitations import Invitation, Waiting
from webapp.services.tokens import token_hash


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
