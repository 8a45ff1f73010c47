"""Somebody asks the team to correct what is kept of them: their name, their role, their address, their number."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access
from webapp.languages import words
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.services import particulars
from webapp.services.particulars import FIELDS, Particulars
from webapp.transactions import session
from webapp.wording import fields

#: Before a field's name: what the form showed, so that what somebody else changed meanwhile is not undone.
SHOWN = "shown_"


@organiser.get("/e/<public_id>/desk/people/<int(max=2147483647):participant_id>/particulars")
def ask_correction(public_id: str, participant_id: int) -> ResponseReturnValue:
    """The owner reads what is kept of somebody, to correct it at their request."""
    known = particulars.particulars(session(), access.member().event_id, participant_id)
    return _page(participant_id, known, known.values, known.values, {})


@organiser.post("/e/<public_id>/desk/people/<int(max=2147483647):participant_id>/particulars")
def correct(public_id: str, participant_id: int) -> ResponseReturnValue:
    """The owner corrects what is kept of somebody; only what was changed in the form changes."""
    member, form = access.member(), request.form
    given = {name: form[name] for name in FIELDS if name in form and form[name] != form.get(SHOWN + name)}
    done = particulars.correct(
        session(),
        member.event_id,
        participant_id,
        given,
        actor=access.actor(),
        now=access.clock().now(),
        same_person="same_person" in form,
    )
    if done.problems:
        known = particulars.particulars(session(), member.event_id, participant_id)
        shown = {name: form.get(SHOWN + name, known.values[name]) for name in FIELDS}
        typed = {name: form.get(name, known.values[name]) for name in FIELDS}
        return _page(participant_id, known, shown, typed, done.problems), 422
    if done.changed:
        names = words().enumerated([words().say(fields.FIELDS[name]) for name in done.changed])
        flash(_("C’est corrigé : %(fields)s.", fields=names))
    else:
        flash(_("Rien n’a changé."))
    if done.phone_doubtful:
        flash(_("Aucun numéro de téléphone de ce genre n’est attribué. Il est gardé : vérifiez-le."), "problem")
    return redirect(url_for("organiser.ask_correction", public_id=public_id, participant_id=participant_id), code=303)


def _page(
    participant_id: int,
    known: Particulars,
    shown: Mapping[str, str],
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> str:
    """The form: what is kept and what was typed, with what is wrong beside its field."""
    name = f"{known.values['first_name']} {known.values['last_name']}".strip()
    return render_template(
        "organiser/particulars.html",
        desk=desk(access.member(), "evening"),
        participant_id=participant_id,
        person=name,
        booked_with=known.booked_with,
        shown=shown,
        typed=typed,
        errors={field: (_sentence(code, typed, name),) for field, code in problems.items()},
    )


def _sentence(code: str, typed: Mapping[str, str], name: str) -> str:
    """What is wrong with a field, or with all of them."""
    if code == "another_person":
        after = f"{typed['first_name']} {typed['last_name']}".strip()
        other: str = _(
            "« %(before)s » et « %(after)s » n’ont aucun mot en commun. Si c’est la même personne, cochez la case. Si "
            "quelqu’un vient à sa place : notez-la absente, et ajoutez à l’accueil la personne qui vient. Sinon, "
            "elle hériterait du lien, des accords et des réponses de l’autre.",
            before=name,
            after=after,
        )
        return other
    if code == "email_invalid":
        return words().refusal(code, {"email": typed["email"].strip()})
    if code == "phone_invalid":
        sentence: str = _(
            "« %(phone)s » n’est pas un numéro de téléphone. Corrigez-le, ou laissez vide.",
            phone=typed["phone"].strip(),
        )
        return sentence
    return words().refusal("walk_in_invalid", {"problems": (code,)})
