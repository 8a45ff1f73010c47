"""Now and next: the page a participant keeps open, the state it follows, and their timetable."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp import access, live
from webapp.participant.blueprint import evening_of, participant
from webapp.services import retention
from webapp.services.contacts import contacts_of
from webapp.services.event_day import state_read
from webapp.services.own_evening import OwnEvening
from webapp.transactions import session

#: Page of each phase; a pause shows the page of what it interrupted.
PAGES = {
    "draft": "draft",
    "before": "before",
    "meeting": "meeting",
    "change_over": "change_over",
    "closing": "closing",
    "closed": "waiting",
    "sealed": "waiting",
}


@participant.get("")
def now(public_id: str) -> ResponseReturnValue:
    """A participant sees where to be, with whom and why, and what comes next."""
    evening = evening_of()
    if evening.state.phase == "revealed":
        return results_page(evening)
    page = PAGES[evening.activity]
    if page == "meeting" and evening.present is not None and evening.present.meeting is None:
        page = "break"
    return render_template(f"participant/{page}.html", evening=evening, state=live.payload(evening.state))


@participant.get("/state")
def state(public_id: str) -> ResponseReturnValue:
    """A participant's phone asks where the evening stands; the review also whether one's own answers were received."""
    if "review" in request.args:
        evening = evening_of()
        return live.answer(evening.state, extra=received(evening))
    return live.answer(state_read(session(), access.granted_event(), access.clock().now()))


@participant.get("/programme")
def programme(public_id: str) -> ResponseReturnValue:
    """A participant looks at their rounds, times, tables and breaks."""
    evening = evening_of()
    return render_template("participant/programme.html", evening=evening, state=live.payload(evening.state))


def received(evening: OwnEvening) -> str:
    """What makes the review a new page beside the evening itself: each of one's own answers that is received."""
    return f"{sum(own.sequence for own in evening.choices.values())}-{int(evening.consent_stated)}"


def results_page(evening: OwnEvening) -> str:
    """The contacts of mutual choices, or thanks: the same whatever the person answered."""
    cards = contacts_of(session(), evening.me.id)
    stops = {stop.partner.id: stop for stop in evening.meetings if stop.partner}
    return render_template(
        "participant/results.html",
        evening=evening,
        state=live.payload(evening.state),
        cards=cards,
        stops=stops,
        until=retention.deadlines(session(), evening.state.event_id, access.settings()),
    )
