"""A participant's own organisation: what it said, what its presentation suggests, and whether that is so."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access
from webapp.participant.blueprint import evening_of, participant
from webapp.services import suggested
from webapp.services.own_evening import OwnEvening
from webapp.throttle import limit_answers
from webapp.transactions import session


@participant.context_processor
def questions() -> dict[str, object]:
    """Give the phone's templates how many questions about the presentation wait for an answer."""
    return {"n_to_confirm": _n_to_confirm}


def _n_to_confirm(evening: OwnEvening) -> int:
    return len(suggested.suggested_profile(session(), evening.state.event_id, evening.me.organisation_code).open)


@participant.get("/profile")
def profile(public_id: str) -> ResponseReturnValue:
    """A participant reads what the evening knows of their organisation, and what it guessed from its presentation."""
    evening = evening_of()
    shown = suggested.suggested_profile(session(), evening.state.event_id, evening.me.organisation_code)
    return render_template("participant/own_profile.html", evening=evening, shown=shown, organisation=shown.completed)


@participant.post("/profile")
def save_profile(public_id: str) -> ResponseReturnValue:
    """A participant says which guesses are right; the others are not asked again."""
    limit_answers()
    participant_id = access.participant()
    written = suggested.answer(
        session(),
        access.granted_event(),
        suggested.code_of_participant(session(), participant_id),
        request.form,
        answered_by="participant",
        now=access.clock().now(),
    )
    if written:
        flash(_("C’est noté, merci."))
    return redirect(url_for("participant.profile", public_id=public_id), code=303)
