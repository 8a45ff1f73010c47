"""A participant's own organisation: what its presentation suggests, and whether that is so."""

import pytest
from flask import Flask

from matching import read_organisations
from tests.webapp.conftest import Evening, HandClock, make_evening, open_phone
from tests.webapp.organiser.reading import Page
from tests.webapp.test_suggestion_answers import LORRIES
from webapp.database import Database
from webapp.services import suggested


@pytest.fixture
def lorries(sqlite_database: Database, clock: HandClock) -> Evening:
    return make_evening(sqlite_database, read_organisations(LORRIES.encode()), clock)


def test_one_is_asked_about_ones_own_presentation(app: Flask, sqlite_database: Database, lorries: Evening) -> None:
    phone = open_phone(app, sqlite_database, lorries, "C03-1")
    now = Page(phone.get(f"/e/{lorries.public_id}/me").text).text
    assert "Ma structure 1 question sur votre présentation" in now
    answer = phone.get(f"/e/{lorries.public_id}/me/profile")
    page = Page(answer.text)
    assert "D’après votre présentation" in page.text
    assert "Est-ce juste ?" in page.text
    assert "camions rentrent à vide" in page.text
    assert "checked" not in answer.text
    other = open_phone(app, sqlite_database, lorries, "C01-1")
    assert "D’après votre présentation" not in other.get(f"/e/{lorries.public_id}/me/profile").text


def test_what_is_confirmed_joins_the_profile_and_what_is_not_is_not_asked_again(
    app: Flask, sqlite_database: Database, lorries: Evening
) -> None:
    phone = open_phone(app, sqlite_database, lorries, "C03-1")
    address = f"/e/{lorries.public_id}/me/profile"
    assert phone.post(address, data={"offer-transport": "yes"}).status_code == 303
    text = Page(phone.get(address).text).text
    assert "C’est noté, merci." in text
    assert "D’après votre présentation" not in text
    assert "Transport" in text
    phone.post(address, data={"offer-transport": "no"})
    with sqlite_database.reading() as session:
        shown = suggested.suggested_profile(session, lorries.event_id, "C03")
    assert [one.given.answered_by for one in shown.answered if one.given] == ["participant"]
    assert shown.open == ()
    assert [one.code for one in shown.completed.offers] == ["premises", "money"]


def test_nobody_answers_for_another_organisation(app: Flask, sqlite_database: Database, lorries: Evening) -> None:
    address = f"/e/{lorries.public_id}/me/profile"
    assert app.test_client().get(address).status_code == 404
    assert app.test_client().post(address, data={"offer-transport": "yes"}).status_code == 404
    open_phone(app, sqlite_database, lorries, "C01-1").post(address, data={"offer-transport": "yes", "code": "C03"})
    with sqlite_database.reading() as session:
        assert len(suggested.suggested_profile(session, lorries.event_id, "C03").open) == 1


def test_colleagues_answer_for_the_same_organisation(app: Flask, sqlite_database: Database, clock: HandClock) -> None:
    colleague = (
        "C03,company,Brasserie du Ried,Colmar,68000,environment,purchases,premises; money,"
        "Nos camions rentrent à vide.,Paul,Kern,Brasseur,paul@example.org,+33639980009\n"
    )
    evening = make_evening(sqlite_database, read_organisations((LORRIES + colleague).encode()), clock)
    first, second = (open_phone(app, sqlite_database, evening, code) for code in ("C03-1", "C03-2"))
    address = f"/e/{evening.public_id}/me/profile"
    first.post(address, data={"offer-transport": "no"})
    assert "D’après votre présentation" not in second.get(address).text
