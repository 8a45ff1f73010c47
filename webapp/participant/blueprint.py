"""What every page of the phone shares: whose evening it is, clock times, sentences about a pair, and ways back."""

from datetime import datetime

from flask import Blueprint, request, url_for

from webapp import access, browser_cookie
from webapp.languages import chosen, words
from webapp.services.own_evening import OwnEvening, Stop, own_evening
from webapp.services.refusals import Refused
from webapp.services.taps import new_key
from webapp.transactions import session
from webapp.wording import Pair, breaks, changes, numbers

participant = Blueprint("participant", __name__, url_prefix="/e/<public_id>/me")
participant.after_request(browser_cookie.keep)

#: Pages a form may lead back to.
WAYS_BACK = {"now": "participant.now", "review": "participant.review"}


@participant.before_request
def refuse_another_readers_page() -> None:
    """A page that stayed open while somebody else's link was opened on this device acts for neither of the two."""
    if request.method == "POST" and request.form.get("reader", access.reader()) != access.reader():
        raise Refused("other_reader")


def evening_of() -> OwnEvening:
    """The evening of whoever's personal link opened this browser, at this moment; 404 without one."""
    participant_id = access.participant()
    now, browser = access.clock().now(), browser_cookie.of(participant_id)
    return own_evening(session(), access.granted_event(), participant_id, now, browser=browser)


def clock_time(moment: datetime) -> str:
    """A moment as people read a clock here: "18 h 45"."""
    return numbers.time(moment, access.settings().time_zone, chosen())  # every tap says it: no catalogue is opened


def way_back(public_id: str) -> str:
    """The page a form was on: the field ``back``, limited to two pages."""
    return url_for(WAYS_BACK.get(request.form.get("back", ""), WAYS_BACK["now"]), public_id=public_id)


def pair_of(stop: Stop, reader: str) -> Pair:
    """The two organisations of a meeting, with the side of whoever reads."""
    if stop.meeting is None:
        raise ValueError(f"round {stop.round_number} is a break: there is no pair to speak of")
    return Pair(
        company=stop.meeting.company.organisation,
        association=stop.meeting.association.organisation,
        reader="company" if reader == "company" else "association",
    )


def stops_of(evening: OwnEvening) -> list[dict[str, object]]:
    """The stops of the line, as each round stands; a break is dashed."""
    found: list[dict[str, object]] = []
    for stop in evening.stops:
        stands: str = evening.state.round_stands(stop.round_number)
        reason = evening.breaks.get(stop.round_number)
        rest = stop.meeting is None and (reason is None or reason.code != "not_kept")
        state = "rest" if stands == "to_come" and stop.meeting is None else stands
        found.append({"number": stop.round_number, "state": state, "rest": rest})
    return found


def break_sentence(evening: OwnEvening) -> str:
    """Why nobody is opposite."""
    return breaks.break_sentence(words(), evening.break_reason, evening.me.side)


def change_sentence(stop: Stop) -> str:
    """What a repair changed of a stop."""
    former = stop.former
    if former is None:
        raise ValueError(f"round {stop.round_number} was not changed")
    same = stop.partner is not None and stop.partner.id == former.partner_id
    code = changes.change_code(stop.table_number, former.table_number, same_partner=same)
    partner = (stop.partner.full_name or stop.partner.organisation) if stop.partner else ""
    return changes.change_sentence(
        words(),
        code,
        round_number=stop.round_number,
        table=stop.table_number,
        old_table=former.table_number,
        partner=partner,
    )


def changes_said(evening: OwnEvening) -> str:
    """What a phone reads out when a repair changes its owner's evening; "" while there is nothing to say."""
    return " ".join(change_sentence(stop) for stop in evening.changed[:2])


def spelled(number: int) -> str:
    """A small number in letters, as a sentence has it; a larger one in figures."""
    return breaks.spelled(words(), number)


@participant.context_processor
def sentences() -> dict[str, object]:
    """Give the phone's templates what they say of times, pairs, rounds and breaks."""
    return {
        "break_sentence": break_sentence,
        "change_sentence": change_sentence,
        "changes_said": changes_said,
        "clock_time": clock_time,
        "new_key": new_key,
        "pair_of": pair_of,
        "spelled": spelled,
        "stops_of": stops_of,
        "time_zone": access.settings().time_zone,
    }
