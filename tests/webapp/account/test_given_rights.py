"""A right given to an account: whoever made it in somebody's name, by an invitation they were shown, gets none."""

import re

import pytest
from flask.testing import FlaskClient

from tests.proofs.actors import ADMINISTRATOR, Installation
from tests.webapp.account.conftest import PUBLIC_URL
from tests.webapp.account.mail_server import Mailbox
from tests.webapp.account.test_installation import listed, post
from tests.webapp.account.test_team import JOIN, NEW, invite
from tests.webapp.conftest import PASSWORD
from webapp.services import account_keeping, audit, password_resets
from webapp.services.account_keeping import Right

BOSS = "boss@example.org"
OTHER = "sept rivières sans un pont"
OPENS: dict[Right, str] = {"may_organise": "/events/new", "administrator": "/accounts"}
SENTENCE = "Son mot de passe ne marchera plus et ses accès ouverts se ferment"


def impostor(there: Installation) -> FlaskClient:
    """The browser of an owner who invited somebody else's address, and used the link themselves."""
    client = there.app.test_client()
    assert client.post(f"{invite(there, BOSS, 'reader')}/new", data={**JOIN, "name": "Boss"}).status_code == 303
    return client


def sign_in(client: FlaskClient, password: str, email: str = BOSS) -> int:
    return client.post("/sign-in", data={"email": email, "password": password}).status_code


def link_on(page: str) -> str:
    (found,) = re.findall(r'value="[^"]*(/password/[^"]+)"', page)
    return str(found)


@pytest.mark.parametrize("right", OPENS)
def test_whoever_made_an_account_in_somebody_s_name_gets_none_of_its_rights(there: Installation, right: Right) -> None:
    theirs = impostor(there)
    assert (theirs.get("/account").status_code, theirs.get(OPENS[right]).status_code) == (200, 404)
    answer = post(there, "rights", BOSS, right=right, given="yes")
    assert getattr(listed(there)[BOSS], right)
    assert theirs.get("/account").status_code == 303
    for client in (theirs, there.app.test_client()):  # from a browser that the account knew, and from another
        assert sign_in(client, NEW) == 401
        assert client.get(OPENS[right]).status_code == 303
    boss, link = there.app.test_client(), link_on(answer.text)
    there.clock.go(days=6)
    assert boss.post(link, data={"new": OTHER, "again": OTHER}).status_code == 303
    assert sign_in(boss, OTHER) == 303
    assert boss.get(OPENS[right]).status_code == 200
    assert sign_in(there.app.test_client(), NEW) == 401


def test_an_organiser_who_is_to_administer_chooses_anew_and_an_administrator_does_not(there: Installation) -> None:
    impostor(there)
    first = link_on(post(there, "rights", BOSS, right="may_organise", given="yes").text)
    boss = there.app.test_client()
    assert boss.post(first, data={"new": OTHER, "again": OTHER}).status_code == 303
    assert "/password/" in post(there, "rights", BOSS, right="administrator", given="yes").text
    assert sign_in(boss, OTHER) == 401
    own = post(there, "rights", ADMINISTRATOR, right="may_organise", given="yes")
    assert (own.request.path, "/password/" in own.text) == ("/accounts", False)
    assert sign_in(there.app.test_client(), PASSWORD, ADMINISTRATOR) == 303


@pytest.mark.parametrize("right", OPENS)
def test_a_right_that_is_taken_or_was_there_leaves_the_password(there: Installation, right: Right) -> None:
    impostor(there)
    link = link_on(post(there, "rights", BOSS, right=right, given="yes").text)
    boss = there.app.test_client()
    assert boss.post(link, data={"new": OTHER, "again": OTHER}).status_code == 303
    for given in ("yes", "no"):
        assert "/password/" not in post(there, "rights", BOSS, right=right, given=given).text
        assert sign_in(boss, OTHER) == 303


def test_what_a_right_does_to_the_password_is_said_before_it_is_given(there: Installation) -> None:
    page = there.client("administrator").get("/accounts").text
    people = re.split(r'<li class="panel">', page)[1:]
    assert len(people) == len(listed(there))
    for one in people:
        (email,) = re.findall(r'class="address">([^<]+)<', one)
        known = listed(there)[email]
        assert one.count(SENTENCE) == (0 if known.administrator else 1 if known.may_organise else 2)
        for confirmed in re.findall(r'<details class="confirm">.*?</details>', one, re.DOTALL):
            assert (SENTENCE in confirmed) == ('name="given" value="yes"' in confirmed)
    assert "Il part aussi à" not in page


def test_a_right_and_its_link_stand_in_the_log_of_the_evening(there: Installation) -> None:
    impostor(there)
    post(there, "rights", BOSS, right="administrator", given="yes")
    with there.database.reading() as session:
        found = audit.entries(session, there.evening.event_id)[:2]
    account = listed(there)[BOSS].id
    assert [(one.kind, one.action, one.details) for one in found] == [
        ("administrator", "account_changed", {"account": account, "role": "reader", "change": change})
        for change in ("password_link", "administrator")
    ]


def test_the_link_goes_to_the_account_s_own_address_too(mailing: Installation, mailbox: Mailbox) -> None:
    impostor(mailing)
    mailing.app.extensions["entremise_post_office"].wait()
    mailbox.received.clear()
    assert f"Il part aussi à {BOSS}." in mailing.client("administrator").get("/accounts").text
    link = link_on(post(mailing, "rights", BOSS, right="may_organise", given="yes").text)
    mailing.app.extensions["entremise_post_office"].wait()
    ((_, recipients, message),) = mailbox.received
    assert recipients == [BOSS]
    assert f"{PUBLIC_URL}{link}" in message.get_content()
    assert "Boss" in message.get_content()


def test_a_right_s_link_lasts_as_long_as_that_of_a_new_account(there: Installation) -> None:
    impostor(there)
    account, now = listed(there)[BOSS].id, there.clock.now()
    with there.database.writing() as session:
        changed = account_keeping.set_right(
            session, account, right="administrator", given=True, actor=audit.COMMAND, now=now
        )
    assert changed is not None
    valid = password_resets.VALID_FOR_NEW_ACCOUNTS
    with there.database.reading() as session:
        opened = [
            password_resets.account_of_reset(session, changed.token, now + after) is not None
            for after in (0.999 * valid, valid)
        ]
    assert opened == [True, False]
