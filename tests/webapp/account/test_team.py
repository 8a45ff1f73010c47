"""The team of an evening: invitations that are used once, roles that end sign-ins, an owner who stays."""

import re

import pytest
from flask.testing import FlaskClient

from tests.proofs.actors import OTHER_OWNER, OWNER, Installation
from tests.webapp.account.conftest import PUBLIC_URL
from tests.webapp.account.mail_server import Mailbox
from tests.webapp.conftest import PASSWORD
from webapp.models import AuditEntryRow, InvitationRow, MembershipRow
from webapp.services import accounts, roles
from webapp.services.roles import Member

NEW = "trois lacs sous la lune"
JOIN = {"name": "Nour Haddad", "new": NEW, "again": NEW}
GUEST = "guest@example.org"


def team(there: Installation) -> str:
    return f"/e/{there.evening.public_id}/desk/team"


def invite(there: Installation, email: str = GUEST, role: str = "door") -> str:
    """The link of an invitation, as the owner's page shows it."""
    answer = there.client("owner").post(team(there), data={"email": email, "role": role})
    assert answer.status_code == 200
    found = re.search(r'value="[^"]*(/invitation/[^"]+)"', answer.text)
    assert found is not None
    return found[1]


def members(there: Installation) -> dict[str, Member]:
    with there.database.reading() as session:
        return {one.email: one for one in roles.members_of(session, there.evening.event_id)}


def actions(there: Installation) -> list[tuple[str, str, dict[str, object]]]:
    with there.database.reading() as session:
        rows = session.query(AuditEntryRow).filter_by(event_id=there.evening.event_id).order_by(AuditEntryRow.id)
        return [(row.action, row.actor, row.details) for row in rows]


def test_somebody_without_an_account_makes_one_and_joins(there: Installation) -> None:
    link, guest = invite(there), there.app.test_client()
    page = guest.get(link).text
    for words in ("Rencontres d’essai", "Odile vous invite", "Équipe d’accueil.", GUEST):
        assert words in page
    answer = guest.post(f"{link}/new", data=JOIN)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/e/{there.evening.public_id}/")
    assert guest.get(answer.headers["Location"], follow_redirects=True).request.path.endswith("/desk/presence")
    assert members(there)[GUEST].role == "door"
    assert members(there)[GUEST].name == "Nour Haddad"
    assert actions(there)[-2:] == [
        ("invitation_made", "owner", {"role": "door"}),
        ("invitation_accepted", "door", {"role": "door"}),
    ]
    assert there.app.test_client().post("/sign-in", data={"email": GUEST, "password": NEW}).status_code == 303


def test_a_link_is_used_once(there: Installation) -> None:
    link = invite(there)
    assert there.app.test_client().post(f"{link}/new", data=JOIN).status_code == 303
    for client in (there.app.test_client(), there.client("owner of another evening")):
        assert client.get(link).status_code == 404
        assert client.post(f"{link}/new", data=JOIN).status_code == 404
    assert there.client("owner of another evening").post(link).status_code == 404


def test_looking_changes_nothing(there: Installation) -> None:
    link = invite(there)
    before = members(there)
    for _ in range(3):
        assert there.app.test_client().get(link).status_code == 200
        assert there.client("owner of another evening").get(link).status_code == 200
    assert members(there) == before
    with there.database.reading() as session:
        assert session.query(InvitationRow).filter_by(accepted_at=None).count() == 1


def test_a_withdrawn_and_an_ended_invitation_do_not_exist(there: Installation) -> None:
    withdrawn, ended = invite(there), invite(there, "other@example.org")
    owner = there.client("owner")
    with there.database.reading() as session:
        first = session.query(InvitationRow).order_by(InvitationRow.id).first()
        assert first is not None
    address = f"{team(there)}/invitations/{first.id}/withdraw"
    assert there.client("owner of another evening").post(address).status_code == 404
    assert owner.post(address).status_code == 303
    assert owner.post(address).status_code == 404
    assert there.app.test_client().get(withdrawn).status_code == 404
    there.clock.go(days=13, hours=23)
    assert there.app.test_client().get(ended).status_code == 200
    there.clock.go(hours=1)
    assert there.app.test_client().get(ended).status_code == 404
    assert there.app.test_client().post(f"{ended}/new", data=JOIN).status_code == 404
    assert actions(there)[-1][0] == "invitation_withdrawn"


def test_whoever_is_signed_in_joins_with_that_account_and_a_new_sign_in(there: Installation) -> None:
    link, guest = invite(there, role="reader"), there.client("owner of another evening")
    before = guest.get_cookie("entremise_sign_in")
    assert "Accepter avec ce compte" in guest.get(link).text
    assert guest.post(link).status_code == 303
    after = guest.get_cookie("entremise_sign_in")
    assert before is not None
    assert after is not None
    assert after.value != before.value
    assert members(there)[OTHER_OWNER].role == "reader"
    assert guest.get(f"/e/{there.evening.public_id}/desk/plan").status_code == 200
    old = there.app.test_client()
    old.set_cookie("entremise_sign_in", before.value)
    assert old.get("/account").status_code == 303


def test_an_address_with_an_account_signs_in_first(there: Installation) -> None:
    link = invite(there, OTHER_OWNER)
    visitor = there.app.test_client()
    assert "Connectez-vous, puis acceptez" in visitor.get(link).text
    assert visitor.post(f"{link}/new", data=JOIN).status_code == 303
    assert OTHER_OWNER not in members(there)
    fields = {"email": OTHER_OWNER, "password": PASSWORD, "next": link}
    assert visitor.post("/sign-in", data=fields).headers["Location"] == link
    assert visitor.post(link).status_code == 303
    assert OTHER_OWNER in members(there)


def test_a_member_does_not_join_twice(there: Installation) -> None:
    link, owner = invite(there, role="reader"), there.client("owner")
    assert owner.post(link, follow_redirects=True).request.path == link
    assert members(there)[OWNER].role == "owner"
    assert there.app.test_client().get(link).status_code == 200  # still there for whom it was made


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"new": "court", "again": "court"}, "new"),
        ({"new": GUEST, "again": GUEST}, "new"),
        ({"again": "autre"}, "again"),
    ],
)
def test_what_is_wrong_with_a_new_account_uses_nothing_up(
    there: Installation, typed: dict[str, str], field: str
) -> None:
    link = invite(there)
    answer = there.app.test_client().post(f"{link}/new", data=JOIN | typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert there.app.test_client().post(f"{link}/new", data=JOIN).status_code == 303


@pytest.mark.parametrize(
    ("email", "role", "field"),
    [
        ("nobody", "door", "email"),
        ("a@b.example, c@d.example", "door", "email"),
        ("x" * 300 + "@b.example", "door", "email"),
        (OWNER, "door", "email"),
        (GUEST, "", "role"),
        (GUEST, "administrator", "role"),
    ],
)
def test_who_cannot_be_invited(there: Installation, email: str, role: str, field: str) -> None:
    answer = there.client("owner").post(team(there), data={"email": email, "role": role})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    with there.database.reading() as session:
        assert session.query(InvitationRow).count() == 0


def test_only_a_hash_of_the_link_is_kept(there: Installation) -> None:
    token = invite(there).rpartition("/")[2]
    assert len(token) >= 43  # 256 bits
    with there.database.reading() as session:
        (row,) = session.query(InvitationRow).all()
    assert token not in str(vars(row))
    assert token not in there.client("owner").get(team(there)).text


def test_another_role_ends_the_sign_ins_of_whom_it_concerns(there: Installation) -> None:
    reader, number = there.client("reader"), members(there)["reader@example.org"].number
    assert reader.get(f"/e/{there.evening.public_id}/desk/plan").status_code == 200
    answer = there.client("owner").post(f"{team(there)}/{number}/role", data={"role": "facilitator"})
    assert answer.status_code == 303
    assert reader.get("/account").status_code == 303
    assert members(there)["reader@example.org"].role == "facilitator"
    action, actor, details = actions(there)[-1]
    assert (action, actor, details["role"]) == ("role_changed", "owner", "facilitator")


def test_whoever_is_taken_from_the_team_is_out_at_once(there: Installation) -> None:
    door, number = there.client("door helper"), members(there)["door@example.org"].number
    assert there.client("owner of another evening").post(f"{team(there)}/{number}/remove").status_code == 404
    assert there.client("owner").post(f"{team(there)}/{number}/remove").status_code == 303
    assert door.get(f"/e/{there.evening.public_id}/desk/presence").status_code == 303
    assert "door@example.org" not in members(there)
    assert there.client("owner").post(f"{team(there)}/{number}/remove").status_code == 404
    assert actions(there)[-1][0] == "member_removed"


def test_no_second_link_brings_back_whoever_was_taken_from_the_team(there: Installation) -> None:
    first, second = invite(there), invite(there)
    assert there.app.test_client().post(f"{first}/new", data=JOIN).status_code == 303
    assert there.app.test_client().get(second).status_code == 404
    before, visitor, heir = members(there)[OWNER], there.app.test_client(), there.client("owner of another evening")
    heirs, theirs = invite(there, OTHER_OWNER, "owner"), invite(there, "third@example.org")
    assert heir.post(heirs).status_code == 303
    assert visitor.get(theirs).status_code == 200
    assert heir.post(f"{team(there)}/{before.number}/remove").status_code == 303
    assert visitor.get(theirs).status_code == 404  # made by whoever was taken from the team
    assert OWNER not in members(there)


def test_the_last_owner_stays(there: Installation) -> None:
    owner, number = there.client("owner"), members(there)[OWNER].number
    for address, fields in ((f"{number}/role", {"role": "reader"}), (f"{number}/remove", {})):
        answer = owner.post(f"{team(there)}/{address}", data=fields, follow_redirects=True)
        assert "toujours quelqu’un qui l’organise" in answer.text
    assert members(there)[OWNER].role == "owner"
    other = members(there)["reader@example.org"].number
    owner.post(f"{team(there)}/{other}/role", data={"role": "owner"})
    answer = owner.post(f"{team(there)}/{number}/remove")
    assert answer.headers["Location"] == "/"
    assert owner.get("/account").status_code == 200  # still signed in, newly
    assert owner.get(team(there)).status_code == 404


def test_owners_do_not_see_each_other_s_evenings(there: Installation) -> None:
    for actor, own, other in (
        ("owner", there.evening, there.other),
        ("owner of another evening", there.other, there.evening),
    ):
        client: FlaskClient = there.client(actor)
        home = client.get("/").text
        assert own.public_id in home
        assert other.public_id not in home
        assert client.get(f"/e/{own.public_id}/desk/team").status_code == 200
        assert client.get(f"/e/{other.public_id}/desk/team").status_code == 404


def test_an_invitation_goes_by_mail_without_a_name(mailing: Installation, mailbox: Mailbox) -> None:
    answer = mailing.client("owner").post(
        team(mailing), data={"email": GUEST, "role": "door"}, headers={"X-Forwarded-Host": "evil.example"}
    )
    assert f'value="{PUBLIC_URL}/invitation/' in answer.text
    mailing.app.extensions["entremise_post_office"].wait()
    ((_, recipients, message),) = mailbox.received
    assert recipients == [GUEST]
    text = message.get_content()
    assert "Odile" not in text
    assert "essai" not in text  # nor the evening's
    assert f"{PUBLIC_URL}/invitation/" in text
    assert "8 décembre 2026" in text


def test_an_address_no_mail_can_be_written_to_still_gets_its_link(
    mailing: Installation, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    answer = mailing.client("owner").post(team(mailing), data={"email": "élise@example.org", "role": "door"})
    assert answer.status_code == 200
    assert f'value="{PUBLIC_URL}/invitation/' in answer.text
    mailing.app.extensions["entremise_post_office"].wait()
    assert mailbox.received == []
    assert "A mail could not be sent (UnsafeMail)" in caplog.text
    assert "lise" not in caplog.text


def test_a_database_knows_one_role_for_each_member(there: Installation) -> None:
    with there.database.reading() as session:
        pairs = [(row.event_id, row.account_id) for row in session.query(MembershipRow)]
        assert accounts.account_number(session, OWNER) is not None
    assert len(set(pairs)) == len(pairs)
