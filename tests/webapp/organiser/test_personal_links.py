"""Who is shown personal links: the owner all; a helper at the door the one they have just made, until the seal."""

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.proofs.actors import Installation
from tests.webapp.conftest import SECRET, end_and_close
from tests.webapp.organiser.reading import Page
from webapp.access import SIGN_IN_COOKIE
from webapp.organiser import personal_links
from webapp.services import accounts, audit, choices, organisations, roles

AFTER_THE_SEAL = "Seule l’organisation peut encore en refaire un."


@pytest.fixture
def desk(installed: Installation) -> str:
    return f"/e/{installed.evening.public_id}/desk"


def tokens(installed: Installation) -> dict[int, str]:
    with installed.database.reading() as session:
        return organisations.personal_tokens(session, installed.evening.event_id, secret_key=SECRET)


def another_helper(installed: Installation) -> FlaskClient:
    with installed.database.writing() as session:
        number = accounts.create_account(
            session, email="z@example.org", name="Zoé", password="correct horse battery staple", may_organise=False
        )
        roles.grant(session, event_id=installed.evening.event_id, account_id=number, role="door")
        token = accounts.open_sign_in(session, number, now=installed.clock.now(), hours=24)
    client = installed.app.test_client()
    client.set_cookie(SIGN_IN_COOKIE, token)
    return client


def seal(installed: Installation) -> None:
    end_and_close(installed.database, installed.evening)
    with installed.database.writing() as session:
        choices.seal(session, installed.evening.event_id, installed.clock.now())


def test_a_helper_is_shown_nobodys_link(installed: Installation, desk: str) -> None:
    door, before = installed.client("door helper"), tokens(installed)
    assert door.get(f"{desk}/badges").status_code == 404
    pages = [door.get(f"{desk}/{page}").text for page in ("presence?show=all", "people", "timetables")]
    assert "desk/badges" not in pages[1]
    assert pages[1].count("/link") == 6
    for number in installed.evening.people.values():
        page = door.get(f"{desk}/presence/people/{number}")
        assert page.status_code == 200
        assert 'class="own-code"' not in page.text
        assert "/badge" not in page.text
        refused = door.get(f"{desk}/people/{number}/badge")
        assert refused.status_code == 409
        assert "Faites-en un nouveau" in Page(refused.text).text
        pages += [page.text, refused.text]
    assert not any(token in page for token in before.values() for page in pages)
    shown = installed.client("owner").get(f"{desk}/badges").text
    assert all(token in shown for token in before.values())  # and the owner's page would show them
    assert tokens(installed) == before


def test_a_helper_is_shown_the_link_they_have_just_made(installed: Installation, desk: str) -> None:
    door, owner = installed.client("door helper"), installed.client("owner")
    anne, bruno = installed.evening.people["C01-1"], installed.evening.people["C02-1"]
    before = tokens(installed)
    answer = door.post(f"{desk}/people/{anne}/link")
    assert answer.status_code == 303
    after = tokens(installed)
    assert {number for number in after if after[number] != before[number]} == {anne}
    assert 'class="own-code"' in door.get(answer.headers["Location"]).text
    badge = door.get(f"{desk}/people/{anne}/badge")
    assert badge.status_code == 200
    assert re.findall(r"/p/(\w+)", html.unescape(badge.text)) == [after[anne]]
    phone = installed.app.test_client()
    assert phone.get(f"/p/{before[anne]}").status_code == 404
    assert phone.get(f"/p/{after[anne]}").status_code == 303
    with installed.database.reading() as session:
        entries = audit.entries(session, installed.evening.event_id)
    assert [(one.action, one.kind, one.participant_id) for one in entries] == [
        ("link_shown", "door", anne),
        ("link_reissued", "door", anne),
    ]
    # Neither somebody else's, nor by another helper, nor later, nor once somebody else has made another one.
    assert door.get(f"{desk}/people/{bruno}/badge").status_code == 409
    assert another_helper(installed).get(f"{desk}/people/{anne}/badge").status_code == 409
    installed.clock.go(minutes=11)
    assert door.get(f"{desk}/people/{anne}/badge").status_code == 409
    door.post(f"{desk}/people/{anne}/link")
    assert door.get(f"{desk}/people/{anne}/badge").status_code == 200
    owner.post(f"{desk}/people/{anne}/link")
    assert door.get(f"{desk}/people/{anne}/badge").status_code == 409


def test_a_helper_shows_whom_they_let_in_their_link(installed: Installation, desk: str) -> None:
    door = installed.client("door helper")
    came = {"first_name": "Nadia", "organisation_name": "Radio Krutenau", "side": "association"}
    made = door.post(f"{desk}/presence/new", data=came).headers["Location"]
    assert 'class="own-code"' in door.get(made).text
    assert 'class="own-code"' not in another_helper(installed).get(made).text


@pytest.mark.parametrize("revealed", [False, True], ids=["sealed", "revealed"])
def test_from_the_seal_on_a_helper_makes_no_link(installed: Installation, desk: str, *, revealed: bool) -> None:
    door, anne, bruno = installed.client("door helper"), *list(installed.evening.people.values())[:2]
    seal(installed)
    if revealed:
        with installed.database.writing() as session:
            choices.reveal(session, installed.evening.event_id, installed.clock.now())
    before = tokens(installed)
    for answer in (
        door.get(f"{desk}/people/{anne}/link"),
        door.post(f"{desk}/people/{anne}/link"),
        door.get(f"{desk}/people/{anne}/badge"),
    ):
        assert answer.status_code == 409
        assert AFTER_THE_SEAL in Page(answer.text).text
    in_english = door.post(f"{desk}/people/{anne}/link", headers={"Accept-Language": "en"})
    assert "only the organisers can make a new one" in Page(in_english.text).text
    assert tokens(installed) == before
    for page in ("people", f"presence/people/{anne}"):
        text = door.get(f"{desk}/{page}").text
        assert AFTER_THE_SEAL in Page(text).text
        assert "/link" not in text
    assert installed.client("owner").post(f"{desk}/people/{bruno}/link").status_code == 303
    assert tokens(installed)[bruno] != before[bruno]


def test_a_link_made_before_the_seal_is_not_shown_after_it(installed: Installation, desk: str) -> None:
    door, anne = installed.client("door helper"), installed.evening.people["C01-1"]
    end_and_close(installed.database, installed.evening)
    door.post(f"{desk}/people/{anne}/link")
    assert door.get(f"{desk}/people/{anne}/badge").status_code == 200
    with installed.database.writing() as session:
        choices.seal(session, installed.evening.event_id, installed.clock.now())
    assert door.get(f"{desk}/people/{anne}/badge").status_code == 409
    assert 'class="own-code"' not in door.get(f"{desk}/presence/people/{anne}").text


def test_what_the_refusal_after_the_seal_prevents(
    installed: Installation, desk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the defence out, a helper opens somebody's page after the seal."""
    seal(installed)
    monkeypatch.setattr(personal_links, "SEALED_PHASES", ())
    door, anne = installed.client("door helper"), installed.evening.people["C01-1"]
    assert door.post(f"{desk}/people/{anne}/link").status_code == 303
    token = re.search(r"/p/(\w+)", door.get(f"{desk}/people/{anne}/badge").text)
    assert token is not None
    assert installed.app.test_client().get(f"/p/{token[1]}", follow_redirects=True).status_code == 200
