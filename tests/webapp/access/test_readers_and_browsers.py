"""Whose page it is, and which browser: both differ from person to person, and nobody's page has neither."""

import re

from flask import Flask

from webapp import access, browser_cookie
from webapp.services import browsers


def test_the_page_of_nobody_names_no_reader(app: Flask) -> None:
    assert re.search(r'data-reader="[^"]', app.test_client().get("/sign-in").text) is None
    with app.test_request_context("/sign-in"):
        assert access.reader() == ""


def test_one_browser_is_kept_under_another_name_for_each_person(app: Flask) -> None:
    """What is kept of two people does not tell that they read on one phone."""
    sent = f"{browser_cookie.BROWSER_COOKIE}={browsers.new_token()}"
    with app.test_request_context("/", headers={"Cookie": sent}):
        found = [browser_cookie.of(person) for person in (1, 2)]
        assert found == [browser_cookie.of(person) for person in (1, 2)]
        assert len(set(found)) == 2
