"""A forgotten password: a link by mail, used once; nobody learns which addresses are known."""

import logging
import re

import pytest

from tests.proofs.actors import OWNER, Installation
from tests.webapp.account.conftest import PUBLIC_URL
from tests.webapp.account.mail_server import Mailbox
from tests.webapp.conftest import PASSWORD
from webapp.models import PasswordResetRow
from webapp.services import password_resets

NEW = "trois lacs sous la lune"
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')
CHOICE = {"new": NEW, "again": NEW}


def link_for_owner(there: Installation) -> str:
    with there.database.writing() as session:
        made = password_resets.open_reset_for(session, OWNER, now=there.clock.now())
    assert made is not None
    return f"/password/{made[1]}"


def posted(mailing: Installation) -> None:
    mailing.app.extensions["entremise_post_office"].wait()


def test_a_link_is_used_once_and_ends_every_sign_in(there: Installation) -> None:
    link, elsewhere, visitor = link_for_owner(there), there.client("owner"), there.app.test_client()
    assert visitor.get(link).status_code == visitor.head(link).status_code == 200
    answer = visitor.post(link, data=CHOICE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert elsewhere.get("/account").status_code == 303
    assert visitor.get(link).status_code == 404
    assert visitor.post(link, data=CHOICE).status_code == 404
    assert visitor.post("/sign-in", data={"email": OWNER, "password": PASSWORD}).status_code == 401
    assert visitor.post("/sign-in", data={"email": OWNER, "password": NEW}).status_code == 303


def test_looking_changes_nothing(there: Installation) -> None:
    link, visitor = link_for_owner(there), there.app.test_client()
    for _ in range(3):
        visitor.get(link)
    assert there.client("owner").get("/account").status_code == 200
    assert visitor.post(link, data=CHOICE | {"again": "other"}).status_code == 422
    assert visitor.post(link, data=CHOICE).status_code == 303


def test_a_link_ends_after_an_hour(there: Installation) -> None:
    link = link_for_owner(there)
    there.clock.go(minutes=59, seconds=59)
    assert there.app.test_client().get(link).status_code == 200
    there.clock.go(seconds=1)
    assert there.app.test_client().get(link).status_code == 404
    assert there.app.test_client().post(link, data=CHOICE).status_code == 404


def test_one_link_used_ends_the_others(there: Installation) -> None:
    links = [link_for_owner(there) for _ in range(2)]
    assert there.app.test_client().post(links[0], data=CHOICE).status_code == 303
    assert there.app.test_client().get(links[1]).status_code == 404


def test_the_link_s_browser_is_known_while_strangers_guess(there: Installation) -> None:
    for number in range(25):
        fields = {"email": OWNER, "password": "wrong password"}
        address = {"REMOTE_ADDR": f"198.51.100.{number}"}
        there.app.test_client().post("/sign-in", data=fields, environ_overrides=address)
    visitor = there.app.test_client()
    assert visitor.post("/sign-in", data={"email": OWNER, "password": PASSWORD}).status_code == 401
    visitor.post(link_for_owner(there), data=CHOICE)
    assert visitor.post("/sign-in", data={"email": OWNER, "password": NEW}).status_code == 303


def test_the_mail_goes_to_one_person_with_a_link_of_this_installation(mailing: Installation, mailbox: Mailbox) -> None:
    forged = {"Host": "127.0.0.1", "X-Forwarded-Host": "evil.example"}
    answer = mailing.app.test_client().post("/password", data={"email": f" {OWNER.upper()} "}, headers=forged)
    assert answer.status_code == 200
    posted(mailing)
    ((sender, recipients, message),) = mailbox.received
    assert (sender, recipients) == ("evenings@entremise.example", [OWNER])
    assert message["To"] == OWNER
    assert message.get_content_type() == "text/plain"
    text = message.get_content()
    assert "Odile" in text
    (link,) = [line for line in text.splitlines() if line.startswith("http")]
    assert link.startswith(f"{PUBLIC_URL}/password/")
    assert "evil" not in message.as_string()
    path = link.removeprefix(PUBLIC_URL)
    assert mailing.app.test_client().post(path, data=CHOICE).status_code == 303


def test_known_and_unknown_addresses_are_answered_alike_before_anything_is_looked_up(
    mailing: Installation, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in = []
    monkeypatch.setattr(mailing.app.extensions["entremise_post_office"], "post", handed_in.append)
    client = mailing.app.test_client()
    client.get("/password")
    answers = [client.post("/password", data={"email": email}) for email in (OWNER, "x@y.example")]
    assert TOKEN.sub("", answers[0].text) == TOKEN.sub("", answers[1].text)
    assert len({tuple(name for name, _ in answer.headers) for answer in answers}) == 1
    assert len(handed_in) == 2  # the same work was done for both: none, but to hand it in
    with mailing.database.reading() as session:
        assert session.query(PasswordResetRow).count() == 0
    assert handed_in[0]() is not None
    assert handed_in[1]() is None


def test_no_more_than_three_mails_an_hour(mailing: Installation, mailbox: Mailbox) -> None:
    for _ in range(5):
        mailing.app.test_client().post("/password", data={"email": OWNER})
    posted(mailing)
    assert len(mailbox.received) == 3
    mailing.clock.go(hours=1)
    mailing.app.test_client().post("/password", data={"email": OWNER})
    posted(mailing)
    assert len(mailbox.received) == 4


def test_a_refused_mail_is_logged_without_its_address(
    mailing: Installation, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.refused = True
    with caplog.at_level(logging.DEBUG):
        mailing.app.test_client().post("/password", data={"email": OWNER})
        posted(mailing)
    assert "SMTPRecipientsRefused" in caplog.text
    assert OWNER not in caplog.text


def test_without_a_mail_server_the_page_says_whom_to_ask(there: Installation) -> None:
    assert "Demandez un lien" in there.app.test_client().get("/password").text
    assert there.app.test_client().post("/password", data={"email": OWNER}).status_code == 404
