"""Whose page it is, and which browser: both differ from person to person, and nobody's page has neither."""

import re

import pytest
from flask import Flask, Response, g

from webapp import access, browser_cookie
from webapp.access import Grant
from webapp.services import browsers

TOKEN = "t" * 32
FIRST, SECOND = 1, 2


def test_the_page_of_nobody_names_no_reader(app: Flask) -> None:
    assert re.search(r'data-reader="[^"]', app.test_client().get("/sign-in").text) is None
    with app.test_request_context("/sign-in"):
        assert access.reader() == ""


def test_one_browser_is_kept_under_another_name_for_each_person() -> None:
    """What is kept of two people does not tell that they read on one phone."""
    assert len({browsers.browser_hash("key", person, TOKEN) for person in (FIRST, SECOND)}) == 2


def test_a_token_counts_for_the_person_it_was_given_for() -> None:
    cookie = browsers.marked("key", FIRST, TOKEN)
    assert browsers.token_of("key", FIRST, cookie) == TOKEN
    assert browsers.token_of("key", SECOND, cookie) == ""
    assert browsers.token_of("other key", FIRST, cookie) == ""
    mark = cookie.partition(".")[2]
    assert mark != browsers.browser_hash("key", FIRST, TOKEN)  # the cookie does not say what is stored
    swapped, longer = f"{'u' * 32}.{mark}", (f"{cookie}é", f"{cookie}.", f" {cookie}", f"{cookie}\udc80")
    for broken in ("", ".", TOKEN, f"{TOKEN}.", swapped, *longer, "\udc80"):
        assert browsers.token_of("key", FIRST, broken) == ""


@pytest.mark.parametrize(
    ("cookie_of", "kept"), [(FIRST, True), (SECOND, False), (None, False)], ids=["own", "another's", "none"]
)
def test_a_browser_keeps_its_token_for_one_person_alone(app: Flask, cookie_of: int | None, kept: bool) -> None:
    key = app.extensions["entremise_settings"].secret_key
    sent = browsers.marked(key, cookie_of, TOKEN) if cookie_of else ""
    response = Response()
    with app.test_request_context("/e/abc/me", headers={"Cookie": f"{browser_cookie.BROWSER_COOKIE}={sent}"}):
        g.grant = Grant(word="participant", event_id=3, public_id="abc", participant_id=FIRST)
        own = browser_cookie.of(FIRST)
        assert own == browser_cookie.of(FIRST)
        browser_cookie.keep(response)
    given = response.headers.get("Set-Cookie", "")
    assert (own == browsers.browser_hash(key, FIRST, TOKEN)) is kept
    assert (given == "") is kept
    if given:  # what was answered with this request is shown with the next one
        cookie = given.partition("=")[2].partition(";")[0]
        assert own == browsers.browser_hash(key, FIRST, browsers.token_of(key, FIRST, cookie))


def test_nobody_is_given_a_token_without_a_page_of_their_own(app: Flask) -> None:
    refused = Response(status=409)
    nobodys = Response()
    with app.test_request_context("/e/abc/me"):
        browser_cookie.keep(nobodys)
        g.grant = Grant(word="participant", event_id=3, public_id="abc", participant_id=FIRST)
        browser_cookie.keep(refused)
    assert [one.headers.get("Set-Cookie") for one in (nobodys, refused)] == [None, None]
