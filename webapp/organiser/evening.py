"""Phase 4: the organiser runs the evening's clock and sees that answers arrive, never what they are."""

from dataclasses import dataclass
from zlib import crc32

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from schedules.timetable import ACTION_NAMES
from webapp import access, addresses, live, noting
from webapp.access import Membership
from webapp.languages import words
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.services import choices, event_day, organisations, presence, repairs
from webapp.services.choices import AnswerCounts
from webapp.services.event_day import EveningState, evening_state
from webapp.services.events import hall_token
from webapp.services.organisations import ListedParticipant
from webapp.services.presence import OPEN_PHASES, Presence
from webapp.services.refusals import Refused
from webapp.transactions import session


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many of one person's answers about the rounds that are over have been received."""

    person: ListedParticipant
    answered: int
    expected: int

    @property
    def missing(self) -> int:
        """How many have not."""
        return self.expected - self.answered


@organiser.get("/e/<public_id>/desk/evening")
def evening(public_id: str) -> ResponseReturnValue:
    """The owner sees the clock, its buttons, and how many answers came in."""
    member = access.member()
    frame = desk(member, "evening")
    answered = choices.answered(session(), member.event_id)
    expected = choices.expected_answers(session(), member.event_id, frame.state.now)
    noted = presence.presences(session(), member.event_id)
    token = hall_token(session(), member.event_id, secret_key=access.settings().secret_key)
    return render_template(
        "organiser/evening.html",
        desk=frame,
        payload=live.payload(frame.state, extra=_followed(answered, noted)),
        stops=_stops(frame.state),
        answered=answered,
        expected=expected,
        waiting=_waiting(member, frame.state, answered, expected) if frame.state.choices_open else [],
        n_there=sum(one.state in ("here", "late") for one in noted),
        n_people=len(noted),
        not_yet=[one.person for one in noted if one.stay is None],
        unplanned=repairs.unplanned_people(session(), member.event_id) if frame.state.phase in OPEN_PHASES else [],
        hall_address=None if token is None else addresses.public(url_for("doors.open_hall", token=token)),
    )


@organiser.get("/e/<public_id>/desk/evening/state", endpoint="evening_state")
def evening_state_json(public_id: str) -> ResponseReturnValue:
    """The desk's page asks whether anything has changed."""
    member = access.member()
    state = evening_state(session(), member.event_id, access.clock().now())
    answered = choices.answered(session(), member.event_id)
    return live.answer(state, extra=_followed(answered, presence.presences(session(), member.event_id)))


@organiser.post("/e/<public_id>/desk/evening/act")
def act(public_id: str) -> ResponseReturnValue:
    """The owner starts, pauses, resumes, goes on, adds a minute or ends."""
    member = access.member()
    action = request.form.get("action", "")
    if action not in ACTION_NAMES:
        abort(422)
    try:
        event_day.act(session(), member.event_id, action, access.clock().now())
        noting.note("clock_moved", details={"action": action})
    except Refused as refusal:  # two hands on two desks: say what the state is instead of leaving the page
        flash(words().refusal(refusal.code, refusal.values), "problem")
    return redirect(url_for("organiser.evening", public_id=public_id), code=303)


def _waiting(member: Membership, state: EveningState, answered: AnswerCounts, expected: AnswerCounts) -> list[Progress]:
    """Those whose answers about rounds that are over are missing, most missing first; the present one's are not yet."""
    n_over = state.rounds_begun - ((state.paused_in or state.phase) == "meeting")
    received, due = answered.until(n_over).by_participant, expected.until(n_over).by_participant
    found = [
        Progress(person=one, answered=received.get(one.id, 0), expected=due.get(one.id, 0))
        for one in organisations.listed_participants(session(), member.event_id)
    ]
    return sorted((one for one in found if one.missing > 0), key=lambda one: -one.missing)


def _followed(answered: AnswerCounts, noted: list[Presence]) -> str:
    """What makes this page a new one beside the clock: how many answers came in, and who is there."""
    marks = " ".join(f"{one.person.id}{one.stay}" for one in noted)
    return f"{sum(answered.by_round.values())}-{crc32(marks.encode()):08x}"


def _stops(state: EveningState) -> list[dict[str, object]]:
    """The rounds as stops of the line."""
    return [{"number": number, "state": state.round_stands(number)} for number in range(1, state.n_rounds + 1)]
