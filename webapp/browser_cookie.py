"""The cookie that tells one browser from another, so that only the one that gave an answer is shown what it was.

A browser that has none is given it with the first page that a personal link opens, before anything can be answered
there. It is given another one with the first page of another person's link (see services.browsers): opening a link does
not tell whose page the browser showed before, as neither cookie is sent there. It is sent below its own event's path
only, and names nobody.
"""

from flask import Response, g, request

from webapp import access
from webapp.services import browsers

BROWSER_COOKIE = "entremise_phone"


def of(participant_id: int) -> str:
    """Hash of the browser in which a participant reads or answers, as it is kept beside an answer."""
    return browsers.browser_hash(access.settings().secret_key, participant_id, _sent(participant_id) or _given())


def keep(response: Response) -> Response:
    """After a request of a participant: give the browser a token if it has none, or one that was given for another."""
    found = access.granted()
    if found is None or found.participant_id is None or response.status_code >= 400:
        return response
    if not _sent(found.participant_id):
        value = browsers.marked(access.settings().secret_key, found.participant_id, _given())
        access.keep_below_event(response, BROWSER_COOKIE, value, found.public_id)
    return response


def _sent(participant_id: int) -> str:
    """The token the browser sent, "" unless it was given for this person."""
    return browsers.token_of(access.settings().secret_key, participant_id, request.cookies.get(BROWSER_COOKIE, ""))


def _given() -> str:
    """The token the browser is given with this response."""
    if "browser_token" not in g:
        g.browser_token = browsers.new_token()
    given: str = g.browser_token
    return given
