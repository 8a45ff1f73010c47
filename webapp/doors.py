"""The doors: home, sign-in and sign-out, the language switch, and the links that open a phone or a projector."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import access, languages, signing_in
from webapp.services import links
from webapp.services.events import events_of
from webapp.services.sign_ins import LONGEST_EMAIL, NotSignedIn
from webapp.transactions import session

doors = Blueprint("doors", __name__)

#: Where somebody who comes to an evening's bare address goes: the first of these that they may see.
FIRST_PAGES = (
    "participant.now",
    "organiser.overview",
    "organiser.presence",
    "organiser.plan",
    "facilitator.pairs",
    "hall.show",
)


@doors.get("/")
def home() -> ResponseReturnValue:
    """Whoever is signed in sees their events; everybody else the way in."""
    signed_in = access.account()
    if signed_in is None:
        return render_template("home.html")
    zone = access.settings().time_zone
    return render_template("events.html", account=signed_in, events=events_of(session(), signed_in.id), zone=zone)


@doors.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """An organiser or a facilitator comes to sign in."""
    return render_template("sign_in.html", next=_own_path(request.args.get("next", "")), refused=False)


@doors.post("/sign-in")
def open_sign_in() -> ResponseReturnValue:
    """An organiser or a facilitator signs in; a refusal is the same for an unknown address, and for a known one."""
    target = _own_path(request.form.get("next", ""))
    email = request.form.get("email", "")
    found = signing_in.attempt(email, request.form.get("password", ""))
    if isinstance(found, NotSignedIn):
        shown = email[:LONGEST_EMAIL]
        return render_template("sign_in.html", next=target, refused=True, wait=found.wait, email=shown), 401
    response = redirect(target or url_for("doors.home"), code=303)
    signing_in.keep(response, found)
    return response


@doors.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Whoever is signed in leaves; the sign-in ends on the server too."""
    response = redirect(url_for("doors.home"), code=303)
    signing_in.end(response)
    return response


@doors.post("/language")
def set_language() -> ResponseReturnValue:
    """Anybody switches between French and English."""
    language = request.form.get("language", "")
    if language not in languages.LANGUAGES:
        abort(404)
    response = redirect(_own_path(request.form.get("next", "")) or url_for("doors.home"), code=303)
    secure = access.settings().secure_cookies
    response.set_cookie(languages.COOKIE, language, max_age=31_536_000, samesite="Lax", httponly=True, secure=secure)
    return response


@doors.get("/p/<token>")
def open_phone(token: str) -> ResponseReturnValue:
    """A participant opens their personal link: the phone keeps it, the address forgets it."""
    found = links.participant_of(session(), token, since=access.links_since())
    if found is None:
        abort(404)
    target = url_for("participant.now", public_id=found[1])
    return access.open_door(access.PARTICIPANT_COOKIE, token, found[1], target)


@doors.get("/erased")
def erased() -> ResponseReturnValue:
    """Somebody has just been erased: a last page, which knows nobody."""
    return render_template("erased.html")


@doors.get("/h/<token>")
def open_hall(token: str) -> ResponseReturnValue:
    """A projector opens its event's link."""
    public_id = links.hall_of(session(), token, since=access.links_since())
    if public_id is None:
        abort(404)
    return access.open_door(access.HALL_COOKIE, token, public_id, url_for("hall.show", public_id=public_id))


@doors.get("/e/<public_id>/")
def event_root(public_id: str) -> ResponseReturnValue:
    """Whoever comes to an event's bare address goes to the page that is theirs."""
    return redirect(url_for(access.first_allowed(FIRST_PAGES), public_id=public_id))


def _own_path(target: str) -> str:
    """The target if it is a path of this server, else nothing."""
    own = target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if own and target.isprintable() else ""
