"""An administrator looks after accounts, never loses the last of them, and sees no evening."""

import re

import pytest

from tests.proofs.actors import ADMINISTRATOR, OWNER, Installation
from tests.webapp.account.mail_server import Mailbox
from webapp.models import EventRow
from webapp.services import account_keeping, accounts, audit, roles
from webapp.services.account_keeping import ListedAccount

NEW = "trois lacs sous la lune"


def listed(there: Installation) -> dict[str, ListedAccount]:
    with there.database.reading() as session:
        return {one.email: one for one in account_keeping.listed(session, there.clock.now())}


def post(there: Installation, what: str, email: str = OWNER, **fields: str):  # type: ignore[no-untyped-def]
    address = f"/accounts/{listed(there)[email].id}/{what}"
    return there.client("administrator").post(address, data=fields, follow_redirects=True)


@pytest.mark.parametrize("actor", ["nobody", "participant", "owner", "facilitator", "reader", "door helper", "hall"])
def test_nobody_else_comes_in(there: Installation, actor: str) -> None:
    client = there.client(actor)
    expected = 303 if actor in ("nobody", "participant", "hall") else 404
    assert client.get("/accounts").status_code == expected
    for address in ("/accounts", "/accounts/1/rights", "/accounts/1/link", "/accounts/1/end-sign-ins"):
        assert client.post(address, data={"right": "administrator", "given": "yes"}).status_code == expected
    assert client.post("/accounts/1/remove").status_code == expected
    assert [one.email for one in listed(there).values() if one.administrator] == [ADMINISTRATOR]


def test_the_page_lists_accounts_and_no_evening(there: Installation) -> None:
    page = there.client("administrator").get("/accounts").text
    for email in listed(there):
        assert email in page
    assert "est noté, avec votre nom, dans le journal de ses soirées" in page
    for evening, name in ((there.evening, "Rencontres d’essai"), (there.other, "L’autre soirée")):
        assert evening.public_id not in page
        assert name not in page
        assert there.client("administrator").get(f"/e/{evening.public_id}/desk/plan").status_code == 404


def test_a_new_account_chooses_its_password_by_its_link(there: Installation) -> None:
    fields = {"name": "Nour Haddad", "email": " Nour@Example.org", "may_organise": "yes"}
    page = there.client("administrator").post("/accounts", data=fields).text
    found = re.search(r'value="[^"]*(/password/[^"]+)"', page)
    assert found is not None
    guest = there.app.test_client()
    there.clock.go(days=6)
    assert guest.post(found[1], data={"new": NEW, "again": NEW}).status_code == 303
    assert guest.post("/sign-in", data={"email": "nour@example.org", "password": NEW}).status_code == 303
    assert guest.get("/events/new").status_code == 200
    assert listed(there)["nour@example.org"].used_at == there.clock.now()


@pytest.mark.parametrize(
    ("name", "email", "field"), [("", "a@b.fr", "name"), ("A", "ab", "email"), ("A", OWNER, "email")]
)
def test_what_is_wrong_stands_beside_its_field(there: Installation, name: str, email: str, field: str) -> None:
    before = listed(there)
    answer = there.client("administrator").post("/accounts", data={"name": name, "email": email})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert listed(there) == before


def test_a_right_ends_the_sign_ins_of_whom_it_concerns(there: Installation) -> None:
    for right, given in (("may_organise", "no"), ("administrator", "yes"), ("administrator", "no")):
        owner = there.app.test_client()
        with there.database.writing() as session:
            number = listed(there)[OWNER].id
            owner.set_cookie(
                "entremise_sign_in", accounts.open_sign_in(session, number, now=there.clock.now(), hours=1)
            )
        assert owner.get("/account").status_code == 200
        assert post(there, "rights", right=right, given=given).status_code == 200
        assert getattr(listed(there)[OWNER], right) == (given == "yes")
        assert owner.get("/account").status_code == 303


def test_the_last_administrator_stays(there: Installation) -> None:
    for what, fields in (("rights", {"right": "administrator", "given": "no"}), ("remove", {})):
        answer = post(there, what, ADMINISTRATOR, **fields)
        assert "dernière personne qui administre" in answer.text
    assert listed(there)[ADMINISTRATOR].administrator
    post(there, "rights", right="administrator", given="yes")
    answer = post(there, "rights", ADMINISTRATOR, right="administrator", given="no")
    assert answer.request.path == "/"
    assert [one.email for one in listed(there).values() if one.administrator] == [OWNER]


def test_an_account_that_owns_alone_cannot_go(there: Installation) -> None:
    answer = post(there, "remove")
    assert "organise seule des soirées" in answer.text
    assert "Rencontres d’essai" not in answer.text
    assert OWNER in listed(there)
    with there.database.writing() as session:
        roles.grant(session, event_id=there.evening.event_id, account_id=listed(there)[ADMINISTRATOR].id, role="owner")
    assert "est retiré" in post(there, "remove").text
    assert OWNER not in listed(there)
    assert there.client("owner").get("/account").status_code == 303


def test_ending_the_sign_ins_of_an_account(there: Installation) -> None:
    owner = there.client("owner")
    assert post(there, "end-sign-ins").status_code == 200
    assert owner.get("/account").status_code == 303
    administrator = there.client("administrator")
    number = listed(there)[ADMINISTRATOR].id
    assert administrator.post(f"/accounts/{number}/end-sign-ins").status_code == 303
    assert administrator.get("/accounts").status_code == 200  # this browser's was renewed


@pytest.mark.parametrize("what", ["rights", "link", "end-sign-ins", "remove"])
def test_an_account_that_is_not_there(there: Installation, what: str) -> None:
    fields = {"right": "administrator", "given": "yes"}
    client = there.client("administrator")
    assert client.post(f"/accounts/999/{what}", data=fields).status_code == 404
    assert client.post(f"/accounts/{10**12}/{what}", data=fields).status_code == 404
    assert client.post("/accounts/1/rights", data={"right": "password_hash", "given": "yes"}).status_code == 404


def test_a_link_for_a_new_password_is_handed_over_and_its_account_is_told_without_it(
    mailing: Installation, mailbox: Mailbox
) -> None:
    page = post(mailing, "link").text
    found = re.search(r"/password/([^\"]+)", page)
    assert found is not None
    mailing.app.extensions["entremise_post_office"].wait()
    ((_, recipients, told),) = mailbox.received
    assert recipients == [OWNER]
    assert "vient de faire un lien" in told.get_content()
    assert found[1] not in told.as_string()
    assert "/password/" not in told.as_string()
    mailing.client("administrator").post("/accounts", data={"name": "Nour", "email": "nour@example.org"})
    mailing.app.extensions["entremise_post_office"].wait()
    _, recipients, message = mailbox.received[1]
    assert recipients == ["nour@example.org"]
    assert "Nour" in message.get_content()


CHANGES = (
    ("link", {}, ["password_link"], "Lien fait pour un nouveau mot de passe du compte de Odile"),
    ("end-sign-ins", {}, ["sign_ins_ended"], "Connexions fermées du compte de Odile"),
    (
        "rights",
        {"right": "administrator", "given": "yes"},
        ["password_link", "administrator"],
        "Odile administre les comptes",
    ),
    ("rights", {"right": "may_organise", "given": "no"}, ["not_may_organise"], "Odile ne peut plus créer"),
)


@pytest.mark.parametrize(("what", "fields", "changes", "sentence"), CHANGES)
def test_the_owner_reads_what_an_administrator_did_to_their_account(
    there: Installation, what: str, fields: dict[str, str], changes: list[str], sentence: str
) -> None:
    number = listed(there)[OWNER].id
    assert post(there, what, **fields).status_code == 200
    with there.database.reading() as session:
        entries = audit.entries(session, there.evening.event_id)
        assert audit.entries(session, there.other.event_id) == []  # no role there
    for entry in entries:
        assert (entry.kind, entry.actor, entry.action) == ("administrator", "administrator", "account_changed")
    assert [entry.details for entry in entries] == [
        {"account": number, "role": "owner", "change": change} for change in changes
    ]
    with there.database.writing() as session:
        token = accounts.open_sign_in(session, number, now=there.clock.now(), hours=1)
    owner = there.app.test_client()
    owner.set_cookie("entremise_sign_in", token)
    page = owner.get(f"/e/{there.evening.public_id}/desk/log?topic=team").text
    assert sentence in page
    assert "administrator (administration des comptes)" in page


def test_an_account_that_is_removed_leaves_its_role_in_the_log(there: Installation) -> None:
    post(there, "remove", "door@example.org")
    with there.database.reading() as session:
        (entry,) = audit.entries(session, there.evening.event_id)
    assert (entry.details["role"], entry.details["change"], entry.names) == ("door", "removed", {"account": ""})
    page = there.client("owner").get(f"/e/{there.evening.public_id}/desk/log").text
    assert "Compte d’une personne de l’équipe supprimé (accueil)" in page


def test_nothing_is_noted_where_nothing_changed_or_nobody_is_left(there: Installation) -> None:
    post(there, "rights", right="may_organise", given="yes")
    post(there, "rights", ADMINISTRATOR, right="administrator", given="no")
    with there.database.writing() as session:
        session.get_one(EventRow, there.evening.event_id).anonymised_at = there.clock.now()
    assert post(there, "link").status_code == 200
    with there.database.reading() as session:
        assert audit.count(session, there.evening.event_id) == 0
