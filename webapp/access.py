"""Who may reach what: the one funnel from whoever asks and what they name to the event, or to "not found".

Three kinds of actors: accounts (cookie ``entremise_sign_in``, valid as long as its row), participants and projectors
(cookies ``entremise_participant`` and ``entremise_hall``, sent only below their own event's path, so that two evenings
on one server share nothing). An object of another event does not exist: 404, never 403.
"""

from dataclasses import dataclass
from typing import NoReturn

from flask import abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.clock import Clock
from webapp.config import Settings
from webapp.services import accounts, links
from webapp.services.accounts import Account
from webapp.transactions import session

SIGN_IN_COOKIE = "entremise_sign_in"
PARTICIPANT_COOKIE = "entremise_participant"
HALL_COOKIE = "entremise_hall"


@dataclass(frozen=True, kw_only=True)
class Membership:
    """An account at an event where it has a role."""

    account: Account
    event_id: int
    public_id: str
    role: str


def settings() -> Settings:
    """The installation's settings."""
    found: Settings = current_app.extensions["entremise_settings"]
    return found


def clock() -> Clock:
    """The evening's clock."""
    found: Clock = current_app.extensions["entremise_clock"]
    return found


def account() -> Account | None:
    """Whoever is signed in."""
    if "account" not in g:
        token = request.cookies.get(SIGN_IN_COOKIE, "")
        g.account = accounts.account_of(session(), token, clock().now()) if token else None
    found: Account | None = g.account
    return found


def require_account() -> Account:
    """Whoever is signed in; sends everybody else to the sign-in page."""
    found = account()
    if found is None:
        _to_sign_in()
    return found


def require_owner(public_id: str) -> Membership:
    """The signed-in owner of this event; 404 for everybody else who is signed in."""
    return _require_role(public_id, ("owner",))


def require_facilitator(public_id: str) -> Membership:
    """The signed-in facilitator of this event, or its owner; 404 for everybody else who is signed in."""
    return _require_role(public_id, ("facilitator", "owner"))


def require_participant(public_id: str) -> int:
    """Number of the participant whose link opened this browser, at this event; 404 without one."""
    found = links.participant_of(session(), request.cookies.get(PARTICIPANT_COOKIE, ""))
    if found is None or found[1] != public_id:
        abort(404)
    return found[0]


def is_participant(public_id: str) -> bool:
    """Whether a personal link of this event opened this browser."""
    found = links.participant_of(session(), request.cookies.get(PARTICIPANT_COOKIE, ""))
    return found is not None and found[1] == public_id


def who_answers() -> str:
    """The participant whose link opened this browser, to limit what one writes; everybody without a link together."""
    found = links.participant_of(session(), request.cookies.get(PARTICIPANT_COOKIE, ""))
    return f"participant {found[0]}" if found else ""


def role(public_id: str) -> str | None:
    """What the signed-in account may do at this event, if anything."""
    signed_in = account()
    found = accounts.role_at(session(), public_id=public_id, account_id=signed_in.id) if signed_in else None
    return found[1] if found else None


def require_hall(public_id: str) -> None:
    """Let a projector of this event pass, or its owner; 404 for everybody else."""
    if links.hall_of(session(), request.cookies.get(HALL_COOKIE, "")) == public_id:
        return
    if role(public_id) is None:
        abort(404)


def event_number(public_id: str) -> int:
    """Number of the event of this public id; only for actors who passed one of the doors above."""
    found = accounts.event_number(session(), public_id)
    if found is None:
        abort(404)
    return found


def open_door(cookie: str, token: str, public_id: str, target: str) -> Response:
    """Exchange the token of a link for a cookie that is sent below this event's path only, then a clean address."""
    response = redirect(target, code=303)
    response.set_cookie(
        cookie,
        token,
        path=url_for("doors.event_root", public_id=public_id),
        max_age=60 * 60 * 24 * 30,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )
    return response


def _require_role(public_id: str, roles: tuple[str, ...]) -> Membership:
    signed_in = require_account()
    found = accounts.role_at(session(), public_id=public_id, account_id=signed_in.id)
    if found is None or found[1] not in roles:
        abort(404)
    return Membership(account=signed_in, event_id=found[0], public_id=public_id, role=found[1])


def _to_sign_in() -> NoReturn:
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    abort(redirect(url_for("doors.sign_in", next=target or None), code=303))
