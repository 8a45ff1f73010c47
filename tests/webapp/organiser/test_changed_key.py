"""A server whose key was changed: no dead link is shown or printed, and the owner makes new ones for everybody."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.proofs.actors import Installation
from tests.webapp.conftest import SECRET, end_and_close
from tests.webapp.organiser.reading import Page
from webapp.access import SIGN_IN_COOKIE
from webapp.app import create_app
from webapp.config import Settings
from webapp.models import EventRow
from webapp.services import audit, choices, events, links, organisations

ANOTHER = "another secret that is long enough for tests"


@pytest.fixture
def changed(installed: Installation, tmp_path: Path) -> Installation:
    """The same installation, started under another key."""
    settings = Settings(
        database_url=installed.database.url, secret_key=ANOTHER, instance=tmp_path, secure_cookies=False
    )
    app = create_app(settings, installed.database, clock=installed.clock)  # type: ignore[arg-type]  # same methods
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return replace(installed, app=app)


@pytest.fixture
def desk(installed: Installation) -> str:
    return f"/e/{installed.evening.public_id}/desk"


def tokens(installed: Installation, key: str) -> dict[int, str]:
    with installed.database.reading() as session:
        return organisations.personal_tokens(session, installed.evening.event_id, secret_key=key)


def hall_token(installed: Installation, key: str) -> str | None:
    with installed.database.reading() as session:
        return events.hall_token(session, installed.evening.event_id, secret_key=key)


def derived(installed: Installation, key: str) -> set[str]:
    """Every token of the evening as a key derives it, whether or not it opens."""
    with installed.database.reading() as session:
        return {
            links.token(key, "hall", session.get_one(EventRow, installed.evening.event_id).hall_link_nonce),
            *organisations.personal_tokens(session, installed.evening.event_id, secret_key=key).values(),
        }


def opens(client: FlaskClient, address: str) -> bool:
    return client.get(address).status_code == 303


def shown(page: str) -> list[str]:
    return re.findall(r"/[ph]/(\w{20,})", html.unescape(page))


def test_before_the_key_changes_every_link_is_shown_and_nothing_said(installed: Installation, desk: str) -> None:
    owner = installed.client("owner")
    assert len(set(shown(owner.get(f"{desk}/badges").text))) == 6
    assert shown(owner.get(f"{desk}/evening").text) == [hall_token(installed, SECRET)] * 2
    assert "clé du serveur" not in owner.get(f"{desk}/people").text


def test_no_link_that_opens_nothing_is_shown_or_printed(changed: Installation, desk: str) -> None:
    owner, anne = changed.client("owner"), changed.evening.people["C01-1"]
    phone = changed.app.test_client()
    assert all(opens(phone, f"/p/{token}") for token in tokens(changed, SECRET).values())  # badges in hand still open
    badges = owner.get(f"{desk}/badges")
    assert badges.status_code == 409
    assert "avant que la clé du serveur ne change" in Page(badges.text).text
    assert f"{desk}/people/links" in badges.text
    one = owner.get(f"{desk}/people/{anne}/badge")
    assert one.status_code == 409
    assert "faites un nouveau lien à cette personne" in Page(one.text).text
    pages = [badges.text, one.text]
    for page in ("evening", "people", f"presence/people/{anne}", "people/links"):
        answer = owner.get(f"{desk}/{page}")
        assert answer.status_code == 200
        assert "avant que la clé du serveur ne change" in Page(answer.text).text, page
        pages.append(answer.text)
    assert [shown(page) for page in pages] == [[]] * len(pages)
    with changed.database.reading() as session:
        assert audit.entries(session, changed.evening.event_id) == []  # nobody was shown anything


def test_one_new_link_is_shown_and_the_others_are_still_said_to_be_dead(changed: Installation, desk: str) -> None:
    owner, anne = changed.client("owner"), changed.evening.people["C01-1"]
    owner.post(f"{desk}/people/{anne}/link")
    assert shown(owner.get(f"{desk}/people/{anne}/badge").text) == [tokens(changed, ANOTHER)[anne]]
    assert owner.get(f"{desk}/badges").status_code == 409


def test_new_links_for_everybody_end_all_the_earlier_ones(changed: Installation, desk: str) -> None:
    owner, phone = changed.client("owner"), changed.app.test_client()
    before, hall = tokens(changed, SECRET), hall_token(changed, SECRET)
    let_in = changed.app.test_client()
    assert opens(let_in, f"/p/{before[changed.evening.people['C01-1']]}")
    assert let_in.get(f"/e/{changed.evening.public_id}/", follow_redirects=True).status_code == 200
    answer = owner.post(f"{desk}/people/links")
    assert answer.status_code == 303
    assert "Nouveaux liens pour tout le monde" in Page(owner.get(answer.headers["Location"]).text).text
    assert not any(opens(phone, f"/p/{token}") for token in before.values())
    assert not opens(phone, f"/h/{hall}")
    assert let_in.get(f"/e/{changed.evening.public_id}/").status_code == 404  # what a browser kept of one, too
    after = tokens(changed, ANOTHER)
    assert after.keys() == before.keys()
    assert set(after.values()).isdisjoint(before.values())
    assert sorted(shown(owner.get(f"{desk}/badges").text)) == sorted(after.values())
    assert all(opens(changed.app.test_client(), f"/p/{token}") for token in after.values())
    [address] = set(shown(owner.get(f"{desk}/evening").text))
    assert opens(phone, f"/h/{address}")
    assert "clé du serveur" not in owner.get(f"{desk}/people").text
    with changed.database.reading() as session:
        entry = next(
            one for one in audit.entries(session, changed.evening.event_id) if one.action == "all_links_reissued"
        )
    assert (entry.kind, entry.actor, entry.details) == ("owner", "Odile", {"people": 6})


def test_the_other_evening_keeps_its_links(changed: Installation, desk: str) -> None:
    with changed.database.reading() as session:
        there = organisations.personal_tokens(session, changed.other.event_id, secret_key=SECRET)
        hall = events.hall_token(session, changed.other.event_id, secret_key=SECRET)
    changed.client("owner").post(f"{desk}/people/links")
    assert all(opens(changed.app.test_client(), f"/p/{token}") for token in there.values())
    assert opens(changed.app.test_client(), f"/h/{hall}")


@pytest.mark.parametrize("actor", ["door helper", "facilitator", "reader", "participant", "hall", "nobody"])
def test_nobody_but_the_owner_makes_them(installed: Installation, desk: str, actor: str) -> None:
    before = derived(installed, SECRET)
    client = installed.client(actor)
    for answer in (client.get(f"{desk}/people/links"), client.post(f"{desk}/people/links")):
        assert answer.status_code in (302, 303, 404)
    assert "people/links" not in client.get(f"{desk}/people").text
    assert derived(installed, SECRET) == before


def test_a_helper_is_not_shown_the_link_that_the_owner_made_since(installed: Installation, desk: str) -> None:
    door, anne = installed.client("door helper"), installed.evening.people["C01-1"]
    door.post(f"{desk}/people/{anne}/link")
    assert door.get(f"{desk}/people/{anne}/badge").status_code == 200
    installed.client("owner").post(f"{desk}/people/links")
    assert door.get(f"{desk}/people/{anne}/badge").status_code == 409
    assert 'class="own-code"' not in door.get(f"{desk}/presence/people/{anne}").text
    door.post(f"{desk}/people/{anne}/link")
    assert door.get(f"{desk}/people/{anne}/badge").status_code == 200


def test_after_the_seal_the_owner_still_can_and_answers_stay(installed: Installation, desk: str) -> None:
    """A new link for one person is the owner's to make after the seal; so are those for everybody."""
    end_and_close(installed.database, installed.evening)
    with installed.database.writing() as session:
        choices.seal(session, installed.evening.event_id, installed.clock.now())
    before = derived(installed, SECRET)
    owner = installed.client("owner")
    assert owner.get(f"{desk}/people/links").status_code == 200
    assert owner.post(f"{desk}/people/links").status_code == 303
    assert derived(installed, SECRET).isdisjoint(before)


@pytest.mark.parametrize("by_the_job", [False, True], ids=["due", "ended"])
def test_none_is_made_once_the_links_have_ended(installed: Installation, desk: str, *, by_the_job: bool) -> None:
    if by_the_job:
        with installed.database.writing() as session:
            links.end_links(session, installed.evening.event_id)
            session.get_one(EventRow, installed.evening.event_id).links_ended_at = installed.clock.now()
    else:
        installed.clock.go(days=40)
    owner = installed.client("owner")
    with installed.database.reading() as session:
        hashes = session.get_one(EventRow, installed.evening.event_id).hall_link_hash
    for answer in (owner.get(f"{desk}/people/links"), owner.post(f"{desk}/people/links")):
        assert answer.status_code == 409
        assert "ont pris fin" in Page(answer.text).text
    people = Page(owner.get(f"{desk}/people").text).text
    assert "Refaire tous les liens" not in people
    assert "clé du serveur" not in people
    with installed.database.reading() as session:
        assert session.get_one(EventRow, installed.evening.event_id).hall_link_hash == hashes


def test_somebody_who_was_erased_is_given_none(installed: Installation, desk: str) -> None:
    owner, anne = installed.client("owner"), installed.evening.people["C01-1"]
    owner.post(f"{desk}/people/{anne}/erase", data={"sure": "yes"})
    assert owner.post(f"{desk}/people/links").status_code == 303
    assert anne not in tokens(installed, SECRET)
    assert len(tokens(installed, SECRET)) == 5


def test_without_its_token_the_form_does_nothing(installed: Installation, desk: str) -> None:
    installed.app.config["WTF_CSRF_ENABLED"] = True
    before = derived(installed, SECRET)
    assert installed.client("owner").post(f"{desk}/people/links").status_code == 400
    assert derived(installed, SECRET) == before


def test_the_cookie_of_a_sign_in_is_not_of_the_key(changed: Installation, desk: str) -> None:
    """Control of the above: these browsers are let in by what the database holds, under either key."""
    assert changed.client("owner").get_cookie(SIGN_IN_COOKIE) is not None
    assert changed.client("owner").get(f"{desk}/people").status_code == 200
