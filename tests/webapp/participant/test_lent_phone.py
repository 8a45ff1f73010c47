"""A phone that several read on: what one answered there is shown to nobody once another's link was opened on it."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.conftest import SECRET, Evening, open_phone, partner_in
from tests.webapp.participant.phones import answers_of, first_change_over, page, settled, tap
from webapp.browser_cookie import BROWSER_COOKIE
from webapp.database import Database
from webapp.services import browsers, links
from webapp.services.taps import LARGEST_JUMP, STEP, new_key

OWN, OTHER = "C01-1", "C02-1"
ELSEWHERE = "elle vient d’un autre téléphone"
SHOWING = ("/review", "/data", "/state?review=1", "")


@pytest.fixture
def evening(sqlite_database: Database, sqlite_evening: Evening) -> Evening:
    """The first change-over: everybody has said what may be handed over and is asked about the first meeting."""
    return first_change_over(sqlite_database, sqlite_evening)


@pytest.fixture
def partner(sqlite_database: Database, evening: Evening) -> int:
    """Whom the one who borrows the phone has just met."""
    return partner_in(sqlite_database, evening, OWN, 1)


@pytest.fixture
def phone(app: Flask, sqlite_database: Database, evening: Evening, partner: int) -> FlaskClient:
    """A tablet at the door on which somebody has answered yes, and read it."""
    opened = open_phone(app, sqlite_database, evening, OWN)
    page(opened, evening)
    assert tap(opened, evening, partner, "yes").status_code == 200
    assert shown(opened, evening) == 1
    return opened


def open_badge(phone: FlaskClient, database: Database, evening: Evening, code: str) -> TestResponse:
    """Somebody's badge is opened as a browser does it: the link, then the page it leads to."""
    response = phone.get(f"/p/{evening.token(database, code)}", follow_redirects=True)
    assert response.status_code == 200
    return response


def make_new_link(database: Database, evening: Evening, code: str) -> None:
    with database.writing() as session:
        links.reissue_participant(session, evening.event_id, evening.people[code], secret_key=SECRET)


def shown(phone: FlaskClient, evening: Evening) -> int:
    """How many answers the review shows."""
    return page(phone, evening, "/review").count(" checked")


def token_on(phone: FlaskClient, evening: Evening) -> str:
    found = phone.get_cookie(BROWSER_COOKIE, path=f"/e/{evening.public_id}/")
    assert found is not None
    return found.value


@pytest.mark.parametrize("answer", ["yes", "not"])
@pytest.mark.parametrize("new_link", [False, True])
def test_an_answer_is_not_shown_again_once_the_next_badge_was_opened(
    phone: FlaskClient, sqlite_database: Database, evening: Evening, partner: int, answer: str, new_link: bool
) -> None:
    assert tap(phone, evening, partner, answer, sequence=2).status_code == 200
    open_badge(phone, sqlite_database, evening, OTHER)
    if new_link:  # a helper makes one and opens it
        make_new_link(sqlite_database, evening, OWN)
    open_badge(phone, sqlite_database, evening, OWN)
    review, data, *_ = (page(phone, evening, path) for path in SHOWING)
    assert (ELSEWHERE in review, " checked" in review, f'data-sequence="{STEP}"' in review) == (True, False, True)
    assert '"my_answer": null' in data
    assert answers_of(sqlite_database, evening.people[OWN])[partner] == answer  # and counts


def test_every_page_is_the_same_whatever_was_answered_before_the_next_badge(
    app: Flask, sqlite_database: Database, evening: Evening, partner: int
) -> None:
    seen = []
    for sequence, answer in enumerate(("yes", "not", "yes"), start=1):
        opened = open_phone(app, sqlite_database, evening, OWN)
        page(opened, evening)
        assert tap(opened, evening, partner, answer, sequence=sequence).status_code == 200
        open_badge(opened, sqlite_database, evening, OTHER)
        open_badge(opened, sqlite_database, evening, OWN)
        seen.append([settled(page(opened, evening, path)) for path in SHOWING])
    assert seen[0] == seen[1] == seen[2]


def test_the_next_reader_s_first_page_already_takes_the_token_away(
    phone: FlaskClient, sqlite_database: Database, evening: Evening
) -> None:
    before = token_on(phone, evening)
    opening = phone.get(f"/p/{evening.token(sqlite_database, OTHER)}")
    first = phone.get(opening.headers["Location"])
    (given,) = [line for line in first.headers.getlist("Set-Cookie") if line.startswith(BROWSER_COOKIE)]
    assert {"HttpOnly", "SameSite=Lax", f"Path=/e/{evening.public_id}/"} <= {one.strip() for one in given.split(";")}
    after = token_on(phone, evening)
    assert after.partition(".")[0] != before.partition(".")[0]
    for _ in range(2):
        page(phone, evening, "/review")
    assert token_on(phone, evening) == after  # and it is kept from then on


def test_ones_own_badge_and_a_new_link_of_ones_own_leave_answers_shown(
    phone: FlaskClient, sqlite_database: Database, evening: Evening
) -> None:
    before = token_on(phone, evening)
    open_badge(phone, sqlite_database, evening, OWN)
    assert shown(phone, evening) == 1
    make_new_link(sqlite_database, evening, OWN)
    assert phone.get(f"/e/{evening.public_id}/me").status_code == 404  # the earlier link is dead
    open_badge(phone, sqlite_database, evening, OWN)
    assert shown(phone, evening) == 1
    assert token_on(phone, evening) == before


def test_two_who_share_a_phone_each_answer_and_see_what_they_answered_since_they_opened_it(
    phone: FlaskClient, sqlite_database: Database, evening: Evening
) -> None:
    met = {code: partner_in(sqlite_database, evening, code, 1) for code in (OWN, OTHER)}
    turns = 24  # every turn goes on from the next thousand
    assert turns / 2 * STEP > LARGEST_JUMP
    for turn in range(turns):
        code, answer = (OTHER, OWN)[turn % 2], ("yes", "not")[turn // 2 % 2]
        open_badge(phone, sqlite_database, evening, code)
        assert shown(phone, evening) == 0
        sequence = STEP * (turn // 2 + (code == OWN)) + 1
        assert f'data-sequence="{sequence - 1}"' in page(phone, evening, "/review")
        assert tap(phone, evening, met[code], answer, sequence=sequence).status_code == 200
        assert shown(phone, evening) == 1
        assert answers_of(sqlite_database, evening.people[code])[met[code]] == answer


def test_a_tap_that_waited_while_another_read_here_is_taken_and_can_be_changed(
    phone: FlaskClient, sqlite_database: Database, evening: Evening, partner: int
) -> None:
    waiting = new_key(partner, 2)  # tapped without a network, before the other badge was opened
    open_badge(phone, sqlite_database, evening, OTHER)
    body = {"answer": "not", "sequence": 2, "key": waiting, "reader": f"{evening.public_id}-{evening.people[OWN]}"}
    address = f"/e/{evening.public_id}/me/choice/{partner}"
    refused = phone.post(address, data=body, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "other_reader")
    open_badge(phone, sqlite_database, evening, OWN)
    first, again = (phone.post(address, data=body, headers={"Accept": "application/json"}) for _ in range(2))
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert first.get_json()["sequence"] == 2
    assert answers_of(sqlite_database, evening.people[OWN])[partner] == "not"
    assert shown(phone, evening) == 1  # delivered by this reader, so it is theirs to see
    # The page that sent it began at the next thousand, and counts on from there.
    assert tap(phone, evening, partner, "yes", sequence=STEP + 1).status_code == 200
    assert answers_of(sqlite_database, evening.people[OWN])[partner] == "yes"
    late = phone.post(address, data=body, headers={"Accept": "application/json"})
    assert late.get_json()["code"] == "later_answer_stands"


def test_a_receipt_that_was_lost_is_given_again_and_shows_nothing_more(
    phone: FlaskClient, sqlite_database: Database, evening: Evening, partner: int
) -> None:
    key = new_key(partner, 2)
    assert tap(phone, evening, partner, "yes", sequence=2, key=key).status_code == 200
    open_badge(phone, sqlite_database, evening, OTHER)
    open_badge(phone, sqlite_database, evening, OWN)
    assert tap(phone, evening, partner, "yes", sequence=2, key=key).status_code == 200
    assert shown(phone, evening) == 0
    assert tap(phone, evening, partner, "not", sequence=STEP + 1).status_code == 200
    assert shown(phone, evening) == 1


@pytest.mark.parametrize("token", ["x" * 32, "", "x" * 32 + "." + "0" * 64])
def test_a_token_that_names_no_reader_shows_nothing(
    phone: FlaskClient, sqlite_database: Database, evening: Evening, partner: int, token: str
) -> None:
    """One of an earlier version, one that somebody made up: the safe side."""
    path = f"/e/{evening.public_id}/"
    phone.set_cookie(BROWSER_COOKIE, token, path=path)
    assert shown(phone, evening) == 0
    assert browsers.known(token_on(phone, evening).partition(".")[0])
    assert tap(phone, evening, partner, "not", sequence=STEP + 1).status_code == 200
    assert shown(phone, evening) == 1


def test_a_mark_made_with_another_key_is_no_mark(phone: FlaskClient, app: Flask, evening: Evening) -> None:
    settings = app.extensions["entremise_settings"]
    app.extensions["entremise_settings"] = replace(settings, secret_key="another key, which makes other marks")
    assert shown(phone, evening) == 0
