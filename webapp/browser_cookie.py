"""The cookie that tells one browser from another, so that only the one that gave an answer is shown what it was.

A browser that has none is given it with the first page that a personal link opens, before anything can be answered
there; it is sent below its own event's path only, and says nothing about a person.
"""

from flask import Response, g, request

from webapp import access
from webapp.services import browsers

BROWSER_COOKIE = "entremise_phone"


def of(participant_id: int) -> str:
    """Hash of the browser in which a participant reads or answers, as it is kept beside an answer."""
    return browsers.browser_hash(access.settings().secret_key, participant_id, _token())


def keep(response: Response) -> Response:
    """After a request of a participant: give the browser its token if it has none."""
    if not browsers.known(request.cookies.get(BROWSER_COOKIE, "")) and response.status_code < 400:
        access.keep_below_event(response, BROWSER_COOKIE, _token(), (request.view_args or {})["public_id"])
    return response


def _token() -> str:
    """The token the browser sent, or the one it is given with this response."""
    sent = request.cookies.get(BROWSER_COOKIE, "")
    if browsers.known(sent):
        return sent
    if "browser_token" not in g:
        g.browser_token = browsers.new_token()
    given: str = g.browser_token
    return given
