"""An answer is shown to the phone that gave it; any other that opens the same link is told that there is one."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.conftest import Evening, open_phone, partner_in
from tests.webapp.participant.phones import answers_of, first_change_over, page, settled, tap
from webapp.browser_cookie import BROWSER_COOKIE
from webapp.database import Database
from webapp.services.taps import STEP, new_key

PATHS = ("", "/review", "/programme", "/consent", "/profile", "/data", "/state", "/state?review=1")


@pytest.fixture
def evening(sqlite_database: Database, sqlite_evening: Evening) -> Evening:
    """The first change-over: everybody has said what may be handed over and is asked about the first meeting."""
    return first_change_over(sqlite_database, sqlite_evening)


@pytest.fixture
def phones(app: Flask, sqlite_database: Database, evening: Evening) -> tuple[FlaskClient, FlaskClient]:
    """Two phones in which the link of one person has been opened, each looked at once."""
    opened = [open_phone(app, sqlite_database, evening, "C01-1") for _ in range(2)]
    for phone in opened:
        page(phone, evening)
    return opened[0], opened[1]


def all_pages(phone: FlaskClient, evening: Evening) -> list[str]:
    return [settled(page(phone, evening, path)) for path in PATHS]


def test_another_phone_sees_the_same_whatever_was_answered_and_how_often(
    phones: tuple[FlaskClient, FlaskClient], sqlite_database: Database, evening: Evening
) -> None:
    own, other = phones
    partner = partner_in(sqlite_database, evening, "C01-1", 1)
    seen, shown = [], []
    for sequence, answer in enumerate(("yes", "not", "yes"), start=1):
        assert tap(own, evening, partner, answer, sequence=sequence).status_code == 200
        seen.append(all_pages(other, evening))
        shown.append(all_pages(own, evening))
    assert seen[0] == seen[1] == seen[2]
    assert shown[0] != shown[1]  # the phone that answered is shown what
    assert "elle vient d’un autre téléphone" in seen[0][1]
    assert " checked" not in seen[0][0] + seen[0][1]
    assert f'data-sequence="{STEP}"' in seen[0][1]
    assert '"my_answer": null' in seen[0][5]
    assert "elle vient d’un autre téléphone" not in "".join(shown[0])


def test_the_other_phone_may_answer_and_is_then_the_one_that_sees(
    phones: tuple[FlaskClient, FlaskClient], sqlite_database: Database, evening: Evening
) -> None:
    own, other = phones
    partner = partner_in(sqlite_database, evening, "C01-1", 1)
    tap(own, evening, partner, "yes")
    assert tap(other, evening, partner, "not", sequence=STEP + 1).status_code == 200
    assert answers_of(sqlite_database, evening.people["C01-1"])[partner] == "not"
    assert page(other, evening, "/review").count(" checked") == 1
    assert page(own, evening, "/review").count(" checked") == 0
    assert tap(own, evening, partner, "yes", sequence=2).get_json()["code"] == "later_answer_stands"


def test_nothing_the_other_phone_tries_tells_what_stands(
    app: Flask, sqlite_database: Database, evening: Evening
) -> None:
    """Each number below, at and above the one that stands, with each answer: replies depend on numbers alone."""
    tries = [(4, "yes"), (4, "not"), (5, "yes"), (5, "not"), (6, "yes"), (7, "not"), (99_999, "yes")]
    replies: dict[str, list[tuple[int, bytes]]] = {"yes": [], "not": []}
    for code, stands in (("C01-1", "yes"), ("C02-1", "not")):
        own, other = (open_phone(app, sqlite_database, evening, code) for _ in range(2))
        partner = partner_in(sqlite_database, evening, code, 1)
        for turn, (number, answer) in enumerate(tries):
            base = 10 * turn
            tap(own, evening, partner, "not" if stands == "yes" else "yes", sequence=base + 3)
            assert tap(own, evening, partner, stands, sequence=base + 5).status_code == 200
            reply = tap(other, evening, partner, answer, sequence=base + number)
            replies[stands].append((reply.status_code, reply.data))
    assert [status for status, _ in replies["yes"]] == [409, 409, 409, 200, 200, 200, 422]
    assert replies["yes"] == replies["not"]


def test_a_phone_is_known_by_a_cookie_that_scripts_do_not_see_and_other_evenings_are_not_sent(
    app: Flask, sqlite_database: Database, evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, evening, "A01-1")
    first = phone.get(f"/e/{evening.public_id}/me")
    (given,) = [line for line in first.headers.getlist("Set-Cookie") if line.startswith(BROWSER_COOKIE)]
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert f"Path=/e/{evening.public_id}/;" in given + ";"
    again = phone.get(f"/e/{evening.public_id}/me")
    assert not [line for line in again.headers.getlist("Set-Cookie") if line.startswith(BROWSER_COOKIE)]
    open_again = phone.get(f"/p/{evening.token(sqlite_database, 'A01-1')}")
    assert BROWSER_COOKIE not in str(open_again.headers)  # the same phone, opened by its badge once more


def test_two_people_on_one_phone_are_not_shown_each_other_s_answers(
    app: Flask, sqlite_database: Database, evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, evening, "C01-1")
    page(phone, evening)
    tap(phone, evening, partner_in(sqlite_database, evening, "C01-1", 1), "yes")
    phone.get(f"/p/{evening.token(sqlite_database, 'C02-1')}")
    assert " checked" not in page(phone, evening, "/review")
    phone.get(f"/p/{evening.token(sqlite_database, 'C01-1')}")
    assert " checked" not in page(phone, evening, "/review")  # nor their own, given before the other read here
    assert list(answers_of(sqlite_database, evening.people["C01-1"]).values()) == ["yes"]


def test_a_key_belongs_to_one_tap(
    phones: tuple[FlaskClient, FlaskClient], sqlite_database: Database, evening: Evening
) -> None:
    own, _ = phones
    partner = partner_in(sqlite_database, evening, "C01-1", 1)
    key = new_key(partner, 1)
    first = tap(own, evening, partner, "yes", key=key)
    evening.clock.go(minutes=1)
    again = tap(own, evening, partner, "yes", key=key)
    assert (first.status_code, first.data) == (again.status_code, again.data)  # the first receipt, of the first minute
    assert tap(own, evening, partner, "not", key=key).get_json()["code"] == "tap_key_used"
    assert tap(own, evening, partner, "yes", sequence=2, key=key).get_json()["code"] == "tap_key_unfit"
    for unfit in ("", "x", f"{partner}.1.short", f"{partner + 1}.1.{'k' * 24}", f"{partner}.1.{'k' * 65}", key + "\n"):
        assert tap(own, evening, partner, "not", key=unfit).status_code == 422
    assert answers_of(sqlite_database, evening.people["C01-1"])[partner] == "yes"
