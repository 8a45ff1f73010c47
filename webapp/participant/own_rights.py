"""One's own data: what is kept and until when, in words; and the way to have oneself erased."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import access, erasing
from webapp.browser_cookie import BROWSER_COOKIE
from webapp.languages import words
from webapp.participant.blueprint import clock_time, evening_of, participant
from webapp.services import retention
from webapp.services.own_evening import OwnEvening
from webapp.transactions import session


@participant.get("/privacy")
def privacy(public_id: str) -> ResponseReturnValue:
    """A participant reads what is kept of them, until when, who sees it, and what they may ask for."""
    evening = evening_of()
    settings = access.settings()
    return render_template(
        "participant/privacy.html",
        evening=evening,
        until=retention.deadlines(session(), evening.state.event_id, settings),
        revealed=evening.state.revealed_at is not None,
        hours=settings.keep_choices_hours,
        contact=settings.contact,
        day=_day,
    )


@participant.get("/erase")
def ask_erase(public_id: str) -> ResponseReturnValue:
    """A participant is told what being erased means at this moment, before asking for it."""
    evening = evening_of()
    return render_template("participant/erase.html", evening=evening, moment=_moment(evening), forgotten=False)


@participant.post("/erase")
def erase(public_id: str) -> ResponseReturnValue:
    """A participant has themselves erased; without the tick nothing happens."""
    if request.form.get("sure") != "yes":
        evening = evening_of()
        page = render_template("participant/erase.html", evening=evening, moment=_moment(evening), forgotten=True)
        return page, 422
    erasing.carry_out(access.granted_event(), access.participant(), public_id=public_id)
    response = redirect(url_for("doors.erased"), code=303)
    path = url_for("doors.event_root", public_id=public_id)
    for cookie in (access.PARTICIPANT_COOKIE, BROWSER_COOKIE):
        response.delete_cookie(cookie, path=path)
    return response


def _moment(evening: OwnEvening) -> str:
    """What an erasure meets: "to_come", "under_way", "over" or "shown"."""
    if evening.state.phase == "revealed":
        return "shown"
    if evening.state.phase in ("closing", "closed", "sealed"):
        return "over"
    return "under_way" if evening.state.rounds_begun else "to_come"


def _day(moment: datetime) -> str:
    """A date with its time, as a sentence has it."""
    return f"{words().date(moment, access.settings().time_zone)}, {clock_time(moment)}"
