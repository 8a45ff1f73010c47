"""Who asks, and what the guard let them reach: what views know of actors.

Three kinds of actors: accounts (cookie ``entremise_sign_in``, valid as long as its row), participants and projectors
(cookies ``entremise_participant`` and ``entremise_hall``, sent only below their own event's path, so that two evenings
on one server share nothing). ``webapp.guard`` decides who passes, from ``permissions.txt``; a view takes what was
granted from here, and one that takes what was not granted stops with NotGranted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp import cookies
from webapp.clock import Clock
from webapp.config import Settings
from webapp.permissions import Permissions
from webapp.services import accounts
from webapp.services.accounts import Account
from webapp.transactions import session

SIGN_IN_COOKIE = cookies.SIGN_IN  # over TLS with a prefix, see webapp.cookies
PARTICIPANT_COOKIE = "entremise_participant"
HALL_COOKIE = "entremise_hall"
#: How long before the evening a link may be opened and its cookie still last until the link ends. With the longest time
#: that links may be kept, these are the 400 days beyond which browsers keep no cookie.
OPENED_AHEAD: Final = timedelta(days=35)


class NotGranted(RuntimeError):  # noqa: N818  named as the thing it is about
    """Raised when a view asks for an actor that its line in permissions.txt does not let in."""


@dataclass(frozen=True, kw_only=True)
class Membership:
    """An account at an event where it has a role."""

    account: Account
    event_id: int
    public_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: ``kind`` is a role at the event, participant, hall, account (none of these) or nobody.

    ``account_id`` and ``name`` are an account's; participants and projectors have neither.
    """

    kind: str
    account_id: int | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What the guard let this request reach: an account at most, an event at most, and as whom."""

    #: The word of permissions.txt that opened the route.
    word: str
    account: Account | None = None
    event_id: int | None = None
    public_id: str = ""
    participant_id: int | None = None


def settings() -> Settings:
    """The installation's settings."""
    found: Settings = current_app.extensions["entremise_settings"]
    return found


def clock() -> Clock:
    """The evening's clock."""
    found: Clock = current_app.extensions["entremise_clock"]
    return found


def links_since() -> datetime:
    """Nothing known of an evening after this moment: its links have ended."""
    return clock().now() - timedelta(days=settings().keep_links_days)


def permissions() -> Permissions:
    """Who may reach what."""
    found: Permissions = current_app.extensions["entremise_permissions"]
    return found


def granted() -> Grant | None:
    """What the guard let this request reach; None on pages for everybody."""
    found: Grant | None = g.get("grant")
    return found


def sign_in_token() -> str:
    """The token of this browser's sign-in, "" when there is none."""
    return cookies.read(cookies.SIGN_IN, secure=settings().secure_cookies)


def account() -> Account | None:
    """Whoever is signed in, if anybody; for pages that are for everybody."""
    if "account" not in g:
        token = sign_in_token()
        g.account = accounts.account_of(session(), token, clock().now()) if token else None
    found: Account | None = g.account
    return found


def signed_in() -> Account:
    """The account that the guard let in."""
    found = granted()
    if found is None or found.account is None:
        raise _not_granted("an account")
    return found.account


def member() -> Membership:
    """The account that the guard let in, with its role at this event."""
    found = granted()
    if found is None or found.account is None or found.event_id is None:
        raise _not_granted("an account of this event")
    return Membership(account=found.account, event_id=found.event_id, public_id=found.public_id, role=found.word)


def participant() -> int:
    """Number of the participant whose link opened this browser, at this event."""
    found = granted()
    if found is None or found.participant_id is None:
        raise _not_granted("a participant")
    return found.participant_id


def reader() -> str:
    """Whose page a participant reads, as pages and their scripts name it; "" for everybody else."""
    found = granted()
    return f"{found.public_id}-{found.participant_id}" if found is not None and found.participant_id is not None else ""


def granted_event() -> int:
    """Number of the event that the guard let this request reach, whoever asks."""
    found = granted()
    if found is None or found.event_id is None:
        raise _not_granted("an event")
    return found.event_id


def actor() -> Actor:
    """Who acts in this request."""
    found = granted()
    if found is None:
        return Actor(kind="nobody")
    if found.account is None:
        return Actor(kind=found.word)
    kind = found.word if found.event_id is not None or found.word == "administrator" else "account"
    return Actor(kind=kind, account_id=found.account.id, name=found.account.name)


def may(endpoint: str, method: str = "GET") -> bool:
    """Whether whoever the guard let in may also go there, at the same event: what pages offer is what is allowed."""
    found = granted()
    if found is None:
        return False
    held = {found.word}
    if found.account is not None:
        held |= words_of(found.account)
    return not held.isdisjoint(permissions().who(endpoint, method))


def words_of(account: Account) -> set[str]:
    """The words of permissions.txt that an account has by itself, whatever the evening."""
    held = {"signed_in": True, "organiser": account.may_organise, "administrator": account.administrator}
    return {word for word, holds in held.items() if holds}


def first_allowed(endpoints: Sequence[str]) -> str:
    """The first of these pages that whoever the guard let in may see."""
    for endpoint in endpoints:
        if may(endpoint):
            return endpoint
    raise _not_granted(" or ".join(endpoints))


def open_door(cookie: str, token: str, public_id: str, target: str) -> Response:
    """Exchange the token of a link for a cookie that is sent below this event's path only, then a clean address."""
    response = redirect(target, code=303)
    keep_below_event(response, cookie, token, public_id)
    return response


def keep_below_event(response: Response, cookie: str, value: str, public_id: str) -> None:
    """Give the browser a cookie that is sent below this event's path only, and lasts as long as links at least."""
    response.set_cookie(
        cookie,
        value,
        path=url_for("doors.event_root", public_id=public_id),
        max_age=timedelta(days=settings().keep_links_days) + OPENED_AHEAD,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )


def _not_granted(what: str) -> NotGranted:
    return NotGranted(
        f"{request.endpoint} {request.method} asks for {what}, whom permissions.txt does not let in there"
    )
