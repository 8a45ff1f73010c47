"""Links are not guessed, leak nowhere, open for a whole hall at once and without a side effect: a sample of the proof.

The whole figure: ``python -m tests.proofs.links --guesses 1000000 --seed 7``.
"""

import logging
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.proofs.links import canaries, guesses, openings, served
from tests.proofs.two_worlds.stage import Base, Stage, stage
from tests.proofs.two_worlds.stories import Shape
from tests.webapp.conftest import SECRET
from webapp.models import EventRow, ReceivedContactRow
from webapp.organiser import personal_links
from webapp.participant import results
from webapp.services import contacts, links, organisations
from webapp.services.tokens import token_hash

pytestmark = pytest.mark.xdist_group("two worlds")
SHAPE = Shape(n_companies=2, n_associations=3, n_rounds=2)


@pytest.fixture(scope="module")
def opened() -> Iterator[Stage]:
    with stage() as made:
        yield made


@pytest.fixture(scope="module")
def base(opened: Stage) -> Base:
    return opened.base(SHAPE)


def test_no_guess_opens_anything(opened: Stage, base: Base) -> None:
    tried = guesses.tried(opened, base, count=1_000, seed=7)
    assert tried.hits == ()
    assert len(tried.by_kind) == 10
    assert tried.through_doors > 20


def test_a_forgiving_look_up_would_be_seen(opened: Stage, base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the defence out, tokens in capitals are let in: the guesses find it."""
    real = token_hash
    monkeypatch.setattr(links, "token_hash", lambda value: real(value.strip().lower()))
    assert "capital letters: looked up" in guesses.tried(opened, base, count=200, seed=7).hits


def test_neighbouring_tokens_are_looked_up_by_hashes_that_share_nothing(opened: Stage, base: Base) -> None:
    drawn = random.Random(7)
    for token in guesses.true_tokens(opened, base):
        place = drawn.randrange(len(token))
        other = token[:place] + ("a" if token[place] != "a" else "b") + token[place + 1 :]
        pairs = zip(token_hash(token), token_hash(other), strict=True)
        assert sum(one == another for one, another in pairs) < 20  # of 64 digits, 4 by chance


def test_no_canary_is_found_out_of_place(opened: Stage) -> None:
    found = canaries.searched(opened, seed=3, every=30)
    assert found.found == ()
    assert sum(found.planted.values()) >= 100
    assert found.answers >= 50


def test_a_log_of_addresses_would_be_seen(opened: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def log() -> None:
        logging.getLogger("webapp.access").info("%s %s", request.path, request.cookies)

    monkeypatch.setitem(opened.app.before_request_funcs, None, [log, *opened.app.before_request_funcs[None]])
    found = canaries.searched(opened, seed=3, every=40)
    assert any("log has a link" in line for line in found.found)


def test_a_log_of_forms_would_be_seen(opened: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def log() -> None:
        logging.getLogger("webapp.access").info("%s", request.form)

    monkeypatch.setitem(opened.app.before_request_funcs, None, [log, *opened.app.before_request_funcs[None]])
    found = canaries.searched(opened, seed=3, every=80)
    assert any("log has a form" in line for line in found.found)


def test_a_contact_that_was_not_received_would_be_seen(opened: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the defence out, everybody is shown what one person received."""
    real = contacts.contacts_of

    def anybody(session: Session, participant_id: int) -> list[contacts.ContactCard]:
        everybody = session.scalars(select(ReceivedContactRow.receiver_id).distinct())
        return [card for number in sorted(everybody) for card in real(session, number)]

    monkeypatch.setattr(results, "contacts_of", anybody)
    shown = ("participant.contacts_csv", "participant.contacts_vcf")
    found = canaries.searched(opened, seed=3, times=2, only=lambda view: view.endpoint in shown)
    assert any("another participant: body has a address" in line for line in found.found)


def test_addresses_for_introductions_stand_on_the_page_of_a_pair_alone(opened: Stage) -> None:
    """A facilitator reads those of the pair who agreed to it; everybody else reads none there."""
    found = canaries.searched(opened, seed=3, times=6, only=lambda view: view.endpoint == canaries.PAIR)
    assert found.found == ()
    assert found.introducing > 0


def test_an_address_without_an_agreement_would_be_seen(opened: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the defence out, whoever agreed to hand over contacts is written to for introductions."""
    real = contacts._cards
    monkeypatch.setattr(contacts, "_cards", lambda session, numbers, _purpose: real(session, numbers, "contacts"))
    found = canaries.searched(
        opened,
        seed=3,
        times=15,
        only=lambda view: view.endpoint == canaries.PAIR and view.actor == "facilitator" and view.method == "GET",
    )
    assert any("GET facilitator.pair as facilitator: body has a address" in line for line in found.found)


def test_an_owner_who_is_shown_another_evenings_link_would_be_seen(
    opened: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the defence out, the page of the people who come shows every link of the installation."""
    real = personal_links.render_template

    def every(name: str, **values: object) -> str:
        with opened.database.reading() as session:
            numbers = session.scalars(select(EventRow.id)).all()
            links = [organisations.personal_tokens(session, one, secret_key=SECRET) for one in numbers]
        return real(name, **values) + str(links)

    monkeypatch.setattr(personal_links, "render_template", every)
    shown = ("organiser.people_links",)
    found = canaries.searched(opened, seed=3, only=lambda view: view.endpoint in shown and view.actor == "owner")
    assert any("as owner: body has a link of another evening" in line for line in found.found)
    assert not any(line.endswith("has a link") for line in found.found)


def test_a_helper_who_is_shown_links_would_be_seen(opened: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the defence out, whoever is at the door is shown every link, as the owner is."""
    monkeypatch.setattr(personal_links, "no_new_link", lambda member, phase: None)
    monkeypatch.setattr(personal_links, "_has_just_made", lambda member, participant_id: True)
    shown = ("organiser.presence_person", "organiser.badge")
    found = canaries.searched(opened, seed=3, only=lambda view: view.endpoint in shown and view.actor == "door helper")
    assert any("as door helper: body has a link" in line for line in found.found)


def test_a_hall_opens_its_links_from_one_address(opened: Stage, base: Base) -> None:
    assert set(openings.opened_at_once(opened, base, count=500)) == {200, 303}


def test_a_link_is_fetched_without_a_side_effect(opened: Stage, base: Base) -> None:
    tokens = guesses.true_tokens(opened, base)
    paths = (*(f"/p/{token}" for token in tokens[:-1]), f"/h/{tokens[-1]}", "/invitation/nothing", "/password/nothing")
    assert openings.changed_by_fetching(opened, base, paths) == []


def test_a_new_link_ends_the_old_one_at_once(opened: Stage, base: Base) -> None:
    assert openings.after_a_new_link(opened, base, "C01-1") == (404, 404, 303, 200)


def test_a_server_says_no_link_whatever_it_is_told(opened: Stage, base: Base, tmp_path: Path) -> None:
    opened.load(base.image)
    token = guesses.true_tokens(opened, base)[0]
    requests, url = served.requests_with(token, base.public_id), f"sqlite:///{opened.folder / 'evening.sqlite'}"
    said, codes = served.said_by_a_server(tmp_path, url, requests)
    assert token.encode() not in said
    assert codes[:3] == [303, 303, 200], "the link opens, its phone shows the page"
    assert token.encode() in served.said_by_a_server(tmp_path, url, requests[:1], with_access_log=True)[0]
