"""Consent by purpose: what is said, kept and shown, and what it lets go to whom."""

from pathlib import Path

import pytest
from flask import Flask

from tests.proofs.actors import installation
from tests.webapp.conftest import Evening, HandClock, answer, begin, end_and_close, open_phone, partner_in
from tests.webapp.participant.phones import PRESENT_TEXTS, page
from webapp.database import Database
from webapp.models import ParticipantRow
from webapp.services import choices, consents, contacts
from webapp.services.refusals import Refused
from webapp.wording import Words
from webapp.wording.agreed_texts import TEXTS, agreed_text

FRENCH = Words.for_locale("fr")


def introductions_of(database: Database, evening: Evening) -> dict[str, list[str]]:
    """Addresses a facilitator may write to, by organisation."""
    with database.reading() as session:
        found = contacts.for_introductions(session, evening.event_id, ["C01", "C02", "A01"])
    return {code: [f"{card.email} {card.phone}".strip() for card in cards] for code, cards in found.items()}


def state(database: Database, evening: Evening, code: str, purpose: consents.Purpose, **granted: bool) -> None:
    with database.writing() as session:
        consents.state(
            session, participant_id=evening.people[code], purpose=purpose, granted=granted, now=evening.clock.now()
        )


def test_agreeing_to_one_purpose_says_nothing_of_the_other(database: Database, evening: Evening) -> None:
    one = evening.people["C01-1"]
    state(database, evening, "C01-1", "introductions", email=True, phone=True)
    with database.reading() as session:
        assert not consents.stated(session.connection(), one)
        assert consents.current(session, one) == {}
        assert consents.current(session, one, "introductions") == {"email": True, "phone": True}


def test_addresses_for_introductions_come_after_the_reveal_and_go_when_taken_back(
    database: Database, begun: Evening
) -> None:
    state(database, begun, "C01-1", "introductions", email=True, phone=False)
    assert introductions_of(database, begun) == {"C01": [], "C02": [], "A01": []}
    end_and_close(database, begun)
    with database.writing() as session:
        choices.seal(session, begun.event_id, begun.clock.now())
    assert introductions_of(database, begun)["C01"] == []
    with database.writing() as session:
        choices.reveal(session, begun.event_id, begun.clock.now())
    assert introductions_of(database, begun) == {"C01": ["anne@example.org"], "C02": [], "A01": []}
    state(database, begun, "A01-1", "introductions", phone=True)
    assert introductions_of(database, begun)["A01"] == ["+33639980004"]
    state(database, begun, "C01-1", "introductions")
    assert introductions_of(database, begun)["C01"] == []


def test_what_was_handed_over_stays_what_it_was_at_the_seal(database: Database, begun: Evening) -> None:
    """A number corrected, or an agreement to introductions taken back, after the results changes nothing received."""
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    answer(database, begun, one, other, "yes")
    answer(database, begun, other, one, "yes")
    end_and_close(database, begun)
    with database.writing() as session:
        choices.seal(session, begun.event_id, begun.clock.now())
        choices.reveal(session, begun.event_id, begun.clock.now())
    with database.writing() as session:
        session.get_one(ParticipantRow, other).phone = "+33100000000"
    with database.reading() as session:
        (card,) = contacts.contacts_of(session, one)
        (pair,) = contacts.mutual_pairs(session, begun.event_id)
    assert card.phone.startswith("+3363998")
    assert {pair.company.participant_id, pair.association.participant_id} == {one, other}
    assert card in (pair.company, pair.association)


def test_whoever_was_erased_between_the_seal_and_the_results_hands_nothing_over(
    database: Database, begun: Evening
) -> None:
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    answer(database, begun, one, other, "yes")
    answer(database, begun, other, one, "yes")
    end_and_close(database, begun)
    with database.writing() as session:
        choices.seal(session, begun.event_id, begun.clock.now())
        session.get_one(ParticipantRow, other).erased_at = begun.clock.now()
    with database.writing() as session:
        choices.reveal(session, begun.event_id, begun.clock.now())
    with database.reading() as session:
        assert contacts.contacts_of(session, one) == contacts.contacts_of(session, other) == []
        assert contacts.mutual_pairs(session, begun.event_id) == []


def test_whoever_was_erased_neither_answers_nor_agrees(database: Database, begun: Evening) -> None:
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    with database.writing() as session:
        session.get_one(ParticipantRow, other).erased_at = begun.clock.now()
    for chooser, partner in ((one, other), (other, one)):
        with pytest.raises(Refused, match="not_met"):
            answer(database, begun, chooser, partner, "yes")
    with database.writing() as session, pytest.raises(Refused, match="no_such_person"):
        consents.state(session, participant_id=other, granted={"email": True}, now=begun.clock.now())


def test_every_text_there_ever_was_is_kept_and_the_present_one_is_what_the_page_shows(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    form = page(phone, sqlite_evening, "/consent")
    for purpose in consents.PURPOSES:
        assert consents.TEXT_VERSIONS[purpose] in TEXTS[purpose]
        for sentence in agreed_text(FRENCH, purpose):
            assert sentence in form
    assert "2026-11" in TEXTS["contacts"]
    assert form.count('type="checkbox"') == 4
    assert " checked" not in form


def test_a_form_speaks_of_each_purpose_apart_and_shows_what_was_said(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    address = f"/e/{sqlite_evening.public_id}/me/consent"
    ticked = {"about": ["contacts", "introductions"], "phone": "yes", "introductions-email": "yes"} | PRESENT_TEXTS
    assert phone.post(address, data=ticked).status_code == 303
    with sqlite_database.reading() as session:
        one = sqlite_evening.people["C01-1"]
        assert consents.current(session, one) == {"email": False, "phone": True}
        assert consents.current(session, one, "introductions") == {"email": True, "phone": False}
        assert [row.text_version for row in consents.history(session, one)] == ["2026-11-b"] * 2 + ["2026-11-d"] * 2
    form = page(phone, sqlite_evening, "/consent")
    assert form.count(" checked") == 2
    assert form.count("Mon courriel : oui") == 1


def test_after_the_seal_introductions_alone_may_change(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    evening = sqlite_evening
    phone = open_phone(app, sqlite_database, evening, "C01-1")
    address = f"/e/{evening.public_id}/me/consent"
    both = PRESENT_TEXTS | {"about": ["contacts", "introductions"], "email": "yes"}
    assert phone.post(address, data=both).status_code == 303
    begin(sqlite_database, evening)
    end_and_close(sqlite_database, evening)
    with sqlite_database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
    one = evening.people["C01-1"]

    def said(purpose: consents.Purpose) -> dict[str, bool]:
        with sqlite_database.reading() as session:
            return consents.current(session, one, purpose)

    by_phone = PRESENT_TEXTS | {"about": "introductions", "introductions-phone": "yes"}
    assert phone.post(address, data=by_phone).status_code == 303
    assert said("introductions") == {"email": False, "phone": True}
    for alone in ({"about": "contacts"}, {}):
        assert phone.post(address, data=alone).status_code == 409
    assert said("contacts") == {"email": True, "phone": False}


TOO_LATE = "Pour les souhaits partagés, c’était trop tard"


@pytest.mark.parametrize(
    ("contacts", "told"),
    [({"email": "yes"}, False), ({}, True), ({"email": "yes", "own_email": "a@example.org"}, True)],
)
def test_a_page_opened_before_the_seal_takes_introductions_back_after_it_and_tells_what_was_too_late(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, contacts: dict[str, str], told: bool
) -> None:
    evening, one = sqlite_evening, sqlite_evening.people["C01-1"]
    phone = open_phone(app, sqlite_database, evening, "C01-1")
    address, both = f"/e/{evening.public_id}/me/consent", ["contacts", "introductions"]
    agreed = PRESENT_TEXTS | {"about": both, "email": "yes", "introductions-email": "yes"}
    assert phone.post(address, data=agreed).status_code == 303
    begin(sqlite_database, evening)
    end_and_close(sqlite_database, evening)
    with sqlite_database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
    for script in (False, True):
        with sqlite_database.writing() as session:
            consents.state(
                session, participant_id=one, purpose="introductions", granted={"email": True}, now=evening.clock.now()
            )
        headers = {"Accept": "application/json"} if script else {}
        answer = phone.post(address, data={"about": both} | contacts, headers=headers)
        with sqlite_database.reading() as session:
            assert consents.current(session, one) == {"email": True, "phone": False}
            assert consents.current(session, one, "introductions") == {"email": False, "phone": False}
            assert consents.history(session, one)[0].field == "email"
        if script and told:
            assert answer.status_code == 200
            assert answer.json is not None
            assert (answer.json["code"], answer.json["stored"], answer.json["late"]) == (
                "choices_closed", ["introductions"], ["contacts"],
            )  # fmt: skip
            assert TOO_LATE in answer.json["sentence"]
        else:
            assert answer.status_code == 303
            assert (TOO_LATE in page(phone, evening)) == (told and not script)


def test_addresses_for_introductions_stand_on_the_page_of_a_pair_and_nowhere_else(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    """For those who make introductions, after the results; a reader of the same page is given none."""
    there = installation(sqlite_database, clock, tmp_path)
    evening = there.evening
    state(sqlite_database, evening, "C01-1", "introductions", email=True)
    address = f"/e/{evening.public_id}/pairs/C01/A01"
    clients = {actor: there.client(actor) for actor in ("owner", "facilitator", "reader")}
    begin(sqlite_database, evening)
    end_and_close(sqlite_database, evening)
    assert not [actor for actor, client in clients.items() if "anne@example.org" in client.get(address).text]
    with sqlite_database.writing() as session:
        choices.seal(session, evening.event_id, clock.now())
        choices.reveal(session, evening.event_id, clock.now())
    seen = {actor: client.get(address).text for actor, client in clients.items()}
    assert {actor for actor, text in seen.items() if "anne@example.org" in text} == {"owner", "facilitator"}
    assert not [actor for actor, text in seen.items() if "driss@example.org" in text or "+33639980001" in text]
    for path in ("pairs", "pairs.csv", "profiles", "profiles/C01"):
        assert "anne@example.org" not in clients["facilitator"].get(f"/e/{evening.public_id}/{path}").text
