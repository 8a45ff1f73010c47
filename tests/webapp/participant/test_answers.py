"""Answers from a phone: yes and not alike, refused when they cannot count, saved with and without script."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matching.read import SignUps
from tests.webapp.conftest import Evening, HandClock, begin, make_evening, open_phone, partner_in
from tests.webapp.participant.phones import (
    CLOSING,
    EVENING_MINUTES,
    PRESENT_TEXTS,
    answers_of,
    consent_of_all,
    page,
    seal_and_reveal,
    settled,
    tap,
)
from webapp.database import Database
from webapp.services.taps import new_key


@pytest.fixture
def begun(sqlite_database: Database, sqlite_evening: Evening) -> Evening:
    """The first round is a minute old and everybody has said what may be handed over."""
    consent_of_all(sqlite_database, sqlite_evening)
    begin(sqlite_database, sqlite_evening)
    sqlite_evening.clock.go(minutes=1)
    return sqlite_evening


@pytest.fixture
def phone(app: Flask, sqlite_database: Database, begun: Evening) -> FlaskClient:
    """The phone of the first company's person."""
    return open_phone(app, sqlite_database, begun, "C01-1")


def test_yes_and_not_are_answered_alike(app: Flask, sqlite_database: Database, begun: Evening) -> None:
    one = open_phone(app, sqlite_database, begun, "C01-1")
    two = open_phone(app, sqlite_database, begun, "C02-1")
    assert page(one, begun) != page(two, begun)  # both have looked before they answer, as people do
    yes = tap(one, begun, partner_in(sqlite_database, begun, "C01-1", 1), "yes")
    no = tap(two, begun, partner_in(sqlite_database, begun, "C02-1", 1), "not")
    assert (yes.status_code, list(yes.headers), yes.data) == (no.status_code, list(no.headers), no.data)
    assert yes.get_json() == {"received": "18 h 31", "sequence": 1}


def test_the_form_without_script_takes_both_answers_alike(
    app: Flask, sqlite_database: Database, begun: Evening
) -> None:
    answers = []
    for code, answer in (("C01-1", "yes"), ("C02-1", "not")):
        client = open_phone(app, sqlite_database, begun, code)
        page(client, begun)
        partner = partner_in(sqlite_database, begun, code, 1)
        address = f"/e/{begun.public_id}/me/choice/{partner}"
        data = {"answer": answer, "sequence": "1", "key": new_key(partner, 1), "back": "review"}
        answers.append(client.post(address, data=data))
        assert answers_of(sqlite_database, begun.people[code])[partner] == answer
    one, two = answers
    assert (one.status_code, one.location, list(one.headers)) == (303, two.location, list(two.headers))
    assert len(one.data) == len(two.data)
    assert one.location.endswith("/me/review")


def test_pages_with_yes_and_with_not_have_one_length(
    phone: FlaskClient, sqlite_database: Database, begun: Evening
) -> None:
    partner = partner_in(sqlite_database, begun, "C01-1", 1)
    begun.clock.go(minutes=8)
    shown = {}
    for sequence, answer in enumerate(("yes", "not"), start=1):
        assert tap(phone, begun, partner, answer, sequence=sequence).status_code == 200
        shown[answer] = [len(page(phone, begun, path)) for path in ("", "/review")]
    assert shown["yes"] == shown["not"]


def test_a_form_leads_back_to_one_of_two_pages(phone: FlaskClient, sqlite_database: Database, begun: Evening) -> None:
    partner = partner_in(sqlite_database, begun, "C01-1", 1)
    for number, back in enumerate(("now", "review", "https://elsewhere.example", "/sign-out", ""), start=1):
        response = phone.post(
            f"/e/{begun.public_id}/me/choice/{partner}",
            data={"answer": "yes", "sequence": str(number), "key": new_key(partner, number), "back": back},
        )
        assert response.status_code == 303
        assert response.location == f"/e/{begun.public_id}/me" + ("/review" if back == "review" else "")


def test_anything_else_is_refused(phone: FlaskClient, sqlite_database: Database, begun: Evening) -> None:
    partner = partner_in(sqlite_database, begun, "C01-1", 1)
    for answer in ("no", "", "YES", "yes ", "not\n"):
        assert tap(phone, begun, partner, answer).status_code == 422
    for sequence in (0, -1, "", "1.5", 2**31, "²", "1e3", "9" * 5000):
        assert tap(phone, begun, partner, "yes", sequence=sequence).status_code == 422
    assert answers_of(sqlite_database, begun.people["C01-1"]).get(partner, "") == ""


def test_nobody_answers_about_a_person_not_met(phone: FlaskClient, sqlite_database: Database, begun: Evening) -> None:
    later = partner_in(sqlite_database, begun, "C01-1", 2)
    assert tap(phone, begun, later, "yes").status_code == 404
    assert tap(phone, begun, begun.people["C02-1"], "yes").status_code == 404
    assert tap(phone, begun, begun.people["C01-1"], "yes").status_code == 404
    assert tap(phone, begun, 999_999, "yes").status_code == 404


def test_somebody_of_another_evening_is_nobody_here(
    app: Flask,
    phone: FlaskClient,
    sqlite_database: Database,
    begun: Evening,
    three_by_three: SignUps,
    clock: HandClock,
) -> None:
    other = make_evening(sqlite_database, three_by_three, clock, owner="someone.else@example.org")
    consent_of_all(sqlite_database, other)
    begin(sqlite_database, other)
    there = partner_in(sqlite_database, other, "C01-1", 1)
    assert tap(phone, begun, there, "yes").status_code == 404
    stranger = open_phone(app, sqlite_database, other, "C01-1")
    here = partner_in(sqlite_database, begun, "C01-1", 1)
    assert tap(stranger, begun, here, "yes").status_code == 404
    assert tap(stranger, other, here, "yes").status_code == 404


def test_consent_comes_before_the_first_answer(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> None:
    evening = sqlite_evening
    phone = open_phone(app, sqlite_database, evening, "A01-1")
    begin(sqlite_database, evening)
    evening.clock.go(minutes=1)
    partner = partner_in(sqlite_database, evening, "A01-1", 1)
    refused = tap(phone, evening, partner, "yes")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "consent_first")
    assert "Choisir ce que je transmets" in page(phone, evening, "/review")
    form = page(phone, evening, "/consent?back=review")
    assert "driss@example.org" in form
    assert "+33" in form
    assert " checked" not in form
    saved = phone.post(f"/e/{evening.public_id}/me/consent", data=PRESENT_TEXTS | {"email": "yes", "back": "review"})
    assert (saved.status_code, saved.location) == (303, f"/e/{evening.public_id}/me/review")
    assert page(phone, evening, "/consent").count(" checked") == 1
    assert tap(phone, evening, partner, "yes").status_code == 200


def test_handing_over_nothing_is_a_consent_too(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "A01-1")
    begin(sqlite_database, sqlite_evening)
    assert phone.post(f"/e/{sqlite_evening.public_id}/me/consent").status_code == 303
    partner = partner_in(sqlite_database, sqlite_evening, "A01-1", 1)
    assert tap(phone, sqlite_evening, partner, "not").status_code == 200


def test_an_answer_after_the_close_is_refused(phone: FlaskClient, sqlite_database: Database, begun: Evening) -> None:
    partner = partner_in(sqlite_database, begun, "C01-1", 1)
    begun.clock.go(minutes=EVENING_MINUTES)
    assert tap(phone, begun, partner, "not").status_code == 200  # the final review is open
    begun.clock.go(minutes=CLOSING)
    closed = tap(phone, begun, partner, "yes", sequence=2)
    assert (closed.status_code, closed.get_json()["code"]) == (409, "choices_closed")
    assert "clos" in closed.get_json()["sentence"]
    seal_and_reveal(sqlite_database, begun)
    assert tap(phone, begun, partner, "yes", sequence=3).status_code == 409
    assert answers_of(sqlite_database, begun.people["C01-1"])[partner] == "not"
    consent = phone.post(f"/e/{begun.public_id}/me/consent", data={"email": "yes"})
    assert consent.status_code == 409


def test_a_late_tap_changes_nothing_and_the_page_shows_what_stands(
    phone: FlaskClient, sqlite_database: Database, begun: Evening
) -> None:
    partner = partner_in(sqlite_database, begun, "C01-1", 1)
    assert tap(phone, begun, partner, "not", sequence=5).status_code == 200
    assert tap(phone, begun, partner, "yes", sequence=4).status_code == 409
    assert answers_of(sqlite_database, begun.people["C01-1"])[partner] == "not"
    review = page(phone, begun, "/review")
    assert f'name="sequence-{partner}" value="6"' in review
    assert review.count(" checked") == 1


def test_the_review_saves_all_answers_at_once_and_they_can_change(
    phone: FlaskClient, sqlite_database: Database, begun: Evening
) -> None:
    begun.clock.go(minutes=EVENING_MINUTES)
    met = [partner_in(sqlite_database, begun, "C01-1", number) for number in (1, 2, 3)]
    first = {f"answer-{met[0]}": "yes", f"answer-{met[1]}": "not"}
    _send_review(phone, begun, met, first, sequence=1)
    assert answers_of(sqlite_database, begun.people["C01-1"]) == {met[0]: "yes", met[1]: "not", met[2]: ""}
    assert "Il manque 1 réponse sur 3." in page(phone, begun, "/review")
    _send_review(phone, begun, met, {f"answer-{number}": "not" for number in met}, sequence=2)
    assert set(answers_of(sqlite_database, begun.people["C01-1"]).values()) == {"not"}
    wrong = phone.post(
        f"/e/{begun.public_id}/me/review",
        data={f"answer-{met[0]}": "maybe", f"sequence-{met[0]}": "3", f"key-{met[0]}": new_key(met[0], 3)},
    )
    assert wrong.status_code == 422


def test_the_review_shows_meetings_begun_and_no_other(
    phone: FlaskClient, sqlite_database: Database, begun: Evening
) -> None:
    assert page(phone, begun, "/review").count('type="radio"') == 2
    begun.clock.go(minutes=10)
    assert page(phone, begun, "/review").count('type="radio"') == 4
    assert "Masquer mes réponses" in page(phone, begun, "/review")


def test_nobody_else_s_answer_shows_on_a_phone(app: Flask, sqlite_database: Database, begun: Evening) -> None:
    own = open_phone(app, sqlite_database, begun, "C01-1")
    partner = partner_in(sqlite_database, begun, "C01-1", 1)
    code = next(code for code, number in begun.people.items() if number == partner)
    other = open_phone(app, sqlite_database, begun, code)
    paths = ("", "/state", "/state?review=1", "/review", "/programme", "/consent", "/data")

    def all_pages() -> list[str]:
        return [settled(page(own, begun, path)) for path in paths]

    before = all_pages()
    for sequence, answer in enumerate(("yes", "not"), start=1):
        assert tap(other, begun, begun.people["C01-1"], answer, sequence=sequence).status_code == 200
        assert all_pages() == before
    tap(own, begun, partner, "yes")
    assert all_pages() != before  # the comparison sees an answer where there is one to see


def _send_review(
    phone: FlaskClient, evening: Evening, met: list[int], answers: dict[str, str], *, sequence: int
) -> None:
    data = answers | {f"sequence-{number}": str(sequence) for number in met}
    data |= {f"key-{number}": new_key(number, sequence) for number in met}
    response = phone.post(f"/e/{evening.public_id}/me/review", data=data)
    assert (response.status_code, response.location) == (303, f"/e/{evening.public_id}/me/review")
