"""Answers: yes or not about somebody met, the final review of all of them, and what may be handed over.

Yes and not take the same path with the same length, and are answered with the same status, headers and length.
"""

from collections.abc import Mapping

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, browser_cookie, live
from webapp.errors import wants_json
from webapp.languages import words
from webapp.participant.blueprint import WAYS_BACK, clock_time, evening_of, participant, way_back
from webapp.participant.evening import received
from webapp.services import choices, consents, taps
from webapp.services.choices import Answer
from webapp.services.refusals import Refused
from webapp.throttle import limit_consents
from webapp.transactions import session, tapping
from webapp.wording.agreed_texts import TEXTS, agreed_text, statement

#: How many of the last things somebody said their page shows; all of them are in the file of their data.
MOST_SHOWN = 50


@participant.post("/choice/<int(max=2147483647):partner_id>")
def choose(public_id: str, partner_id: int) -> ResponseReturnValue:
    """A participant says whether they wish to meet somebody again; by a tap or by the form."""
    participant_id = access.participant()
    now = access.clock().now()
    answer, sequence, browser = _answer("answer"), _sequence("sequence"), browser_cookie.of(participant_id)
    with tapping() as rows:  # on disk before anything is answered, and nobody waits for the answer's words
        receipt = choices.record(
            rows,
            participant_id=participant_id,
            partner_id=partner_id,
            answer=answer,
            sequence=sequence,
            key=request.form.get("key", ""),
            browser=browser,
            now=now,
        )
    if wants_json():
        return jsonify(received=clock_time(receipt.received_at), sequence=receipt.sequence)
    return redirect(way_back(public_id), code=303)


@participant.get("/review")
def review(public_id: str) -> ResponseReturnValue:
    """A participant reads all their answers again and changes them until the choices close."""
    evening = evening_of()
    if evening.state.phase == "revealed":  # a phone left on this page goes to its results with everybody else's
        return redirect(url_for("participant.contacts", public_id=public_id), code=303)
    state = live.payload(evening.state, extra=received(evening))
    return render_template("participant/review.html", evening=evening, state=state)


@participant.post("/review")
def save_review(public_id: str) -> ResponseReturnValue:
    """A participant sends the review's form: every answer ticked there, in one go."""
    evening = evening_of()
    now = access.clock().now()
    for stop in evening.begun:
        if stop.partner is None or f"answer-{stop.partner.id}" not in request.form:
            continue
        choices.record(
            session(),
            participant_id=evening.me.id,
            partner_id=stop.partner.id,
            answer=_answer(f"answer-{stop.partner.id}"),
            sequence=_sequence(f"sequence-{stop.partner.id}"),
            key=request.form.get(f"key-{stop.partner.id}", ""),
            browser=browser_cookie.of(evening.me.id),
            now=now,
        )
    return redirect(url_for("participant.review", public_id=public_id), code=303)


@participant.get("/consent")
def consent(public_id: str) -> ResponseReturnValue:
    """A participant sees what they let go, purpose by purpose and field by field, and what they said before."""
    return _consent_page(request.args.get("back", ""))


def _consent_page(back: str, *, problem: str = "") -> str:
    evening = evening_of()
    said = consents.history(session(), evening.me.id, latest=MOST_SHOWN + 1)
    return render_template(
        "participant/consent.html",
        evening=evening,
        agreed={purpose: consents.current(session(), evening.me.id, purpose) for purpose in consents.PURPOSES},
        texts={purpose: agreed_text(words(), purpose) for purpose in consents.PURPOSES},
        versions=consents.TEXT_VERSIONS,
        problem=problem,
        said=[
            (one, statement(words(), one.field, granted=one.granted), agreed_text(words(), one.purpose, version))
            for one in reversed(said[-MOST_SHOWN:])
            for version in [one.text_version]
        ],
        more_said=len(said) > MOST_SHOWN,
        may_write_address=consents.may_write_address(session(), evening.me.id),
        back=back if back in WAYS_BACK else "now",
    )


@participant.post("/consent")
def save_consent(public_id: str) -> ResponseReturnValue:
    """A participant says what may be handed over and for what, or takes it back.

    The form names the purposes it asks about; one without names asks about contacts alone. It says under which text
    something is agreed to: where that is not the present one, nothing is stored and the page comes again with the text
    that is. A page opened before the seal may be sent after it: then what is said of introductions is stored all the
    same, and they are told that the rest came too late.
    """
    limit_consents()
    participant_id = access.participant()
    named = request.form.getlist("about") or ["contacts"]
    about = [purpose for purpose in consents.PURPOSES if purpose in named]
    late = []
    for purpose in about:
        prefix = "" if purpose == "contacts" else f"{purpose}-"
        granted = {field: f"{prefix}{field}" in request.form for field in consents.FIELDS}
        own_email = request.form.get("own_email", "").strip() if purpose == "contacts" else ""
        try:
            consents.state(
                session(),
                participant_id=participant_id,
                purpose=purpose,
                granted=granted,
                now=access.clock().now(),
                own_email=own_email,
                shown=_shown_text(purpose),
            )
        except Refused as refusal:
            if refusal.code == "consent_text_changed" and not wants_json():
                session().rollback()  # what this form said of another purpose, too
                problem = words().refusal(refusal.code, refusal.values)
                return _consent_page(request.form.get("back", ""), problem=problem), refusal.status
            if refusal.code != "choices_closed" or about == [purpose]:
                raise
            if own_email or consents.differs(session(), participant_id, purpose, granted):
                late.append(purpose)
    if late:
        sentence = _(
            "Enregistré pour les mises en relation. Pour les souhaits partagés, c’était trop tard : les choix sont "
            "clos, et ce que vous transmettez n’a pas changé."
        )
        if wants_json():
            stored = [purpose for purpose in about if purpose not in late]
            return jsonify(code="choices_closed", sentence=sentence, stored=stored, late=late)
        flash(sentence, "problem")
    elif not wants_json():
        flash(_stored_sentence(about, consents.current(session(), participant_id)))
    return redirect(way_back(public_id), code=303)


def _stored_sentence(about: list[consents.Purpose], handed_over: Mapping[str, bool]) -> str:
    """What is said once an agreement is stored: what a shared wish hands over from now on, nothing too."""
    if "contacts" not in about:
        return str(_("Enregistré."))
    sentences = {
        (True, True): _("Enregistré : un souhait partagé transmet votre courriel et votre téléphone."),
        (True, False): _("Enregistré : un souhait partagé transmet votre courriel."),
        (False, True): _("Enregistré : un souhait partagé transmet votre téléphone."),
        (False, False): _("Enregistré : un souhait partagé ne transmet ni courriel ni téléphone."),
    }
    return str(sentences[handed_over.get("email", False), handed_over.get("phone", False)])


def _shown_text(purpose: consents.Purpose) -> str:
    """The version of the text that the form was shown beside, "" for none there ever was."""
    named = request.form.get(f"text-{purpose}", "")
    return named if named in TEXTS[purpose] else ""


def _answer(field: str) -> Answer:
    """The answer in a field; anything but the two is refused."""
    given = request.form.get(field, "")
    if given == "yes":
        return "yes"
    if given == "not":
        return "not"
    abort(422)


def _sequence(field: str) -> int:
    """The sequence number in a field: a whole number from 1."""
    given = request.form.get(field, "")
    if not (given.isascii() and given.isdigit() and len(given) <= 10 and 1 <= int(given) <= taps.GREATEST_SEQUENCE):
        abort(422)
    return int(given)
