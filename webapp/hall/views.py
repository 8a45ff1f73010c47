"""The projector: one page that follows the evening, readable across a hall."""

from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp import access, live
from webapp.languages import words
from webapp.services.board import Seat, board
from webapp.services.event_day import EveningState, evening_state, state_read
from webapp.services.events import settings_of
from webapp.services.plan_history import is_repaired
from webapp.transactions import session

hall = Blueprint("hall", __name__, url_prefix="/e/<public_id>/hall")

PEOPLE_ON_A_PAGE = 45
PAGE_SECONDS = 8
#: Page of each phase; a pause has one of its own.
PAGES = {
    "draft": "before",
    "before": "before",
    "meeting": "meeting",
    "change_over": "change_over",
    "paused": "paused",
    "closing": "closing",
    "closed": "thanks",
    "sealed": "thanks",
    "revealed": "thanks",
}


@hall.get("")
def show(public_id: str) -> ResponseReturnValue:
    """The projector shows the hall where the evening stands."""
    event_id = access.granted_event()
    now = access.clock().now()
    evening = evening_state(session(), event_id, now)
    pages: list[list[Seat]] = []
    if evening.phase == "change_over" and evening.round_number is not None:
        pages = in_pages(board(session(), event_id, evening.round_number))
    return render_template(
        f"hall/{PAGES[evening.phase]}.html",
        evening=evening,
        settings=settings_of(session(), event_id),
        state=live.payload(evening),
        pages=pages,
        repaired=is_repaired(session(), event_id),
        first_page=int(now.timestamp() / PAGE_SECONDS) % len(pages) if pages else 0,
    )


@hall.get("/state")
def state(public_id: str) -> ResponseReturnValue:
    """The projector asks where the evening stands."""
    return live.answer(state_read(session(), access.granted_event(), access.clock().now()))


def in_pages(seats: list[Seat]) -> list[list[Seat]]:
    """The board cut into pages of about equal length, 45 people at most on each."""
    n_pages = -(-len(seats) // PEOPLE_ON_A_PAGE)
    if n_pages == 0:
        return []
    length = -(-len(seats) // n_pages)
    return [seats[start : start + length] for start in range(0, len(seats), length)]


def stops_of(evening: EveningState) -> list[dict[str, object]]:
    """The stops of the line, as each round stands; while the evening is paused the present one is dashed."""
    found: list[dict[str, object]] = []
    for number in range(1, evening.n_rounds + 1):
        dashed = evening.phase == "paused" and number == evening.round_number
        found.append({"number": number, "state": "rest" if dashed else evening.round_stands(number)})
    return found


@hall.context_processor
def sentences() -> dict[str, object]:
    """Give the hall's templates clock times and the line."""
    zone = access.settings().time_zone

    def clock_time(moment: datetime) -> str:
        return words().time(moment, zone)

    return {"clock_time": clock_time, "stops_of": stops_of, "time_zone": zone, "page_seconds": PAGE_SECONDS}
