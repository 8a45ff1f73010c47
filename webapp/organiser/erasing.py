"""Somebody asks the team to be erased: the owner is told what that means, and does it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, erasing
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.organiser.personal_links import listed_person


@organiser.get("/e/<public_id>/desk/people/<int(max=2147483647):participant_id>/erase")
def ask_erase(public_id: str, participant_id: int) -> ResponseReturnValue:
    """The owner is told what erasing somebody means, before doing it at their request."""
    return _page(participant_id, forgotten=False)


@organiser.post("/e/<public_id>/desk/people/<int(max=2147483647):participant_id>/erase")
def erase(public_id: str, participant_id: int) -> ResponseReturnValue:
    """The owner has somebody erased who asked for it; without the tick nothing happens."""
    member = access.member()
    listed_person(member, participant_id)
    if request.form.get("sure") != "yes":
        return _page(participant_id, forgotten=True), 422
    done = erasing.carry_out(member.event_id, participant_id, public_id=public_id)
    flash(_("C’est effacé. Retirez aussi cette personne de vos propres fichiers et messages."))
    if not done.plan_holds:
        flash(
            _("Le plan n’a pas pu être réparé sans elle : elle est notée absente. Voyez la page des présences."),
            "problem",
        )
    if not done.files_emptied:
        flash(_("Des copies techniques restent quelques minutes dans les fichiers de la base ; leur effacement suit."))
    return redirect(url_for("organiser.people_links", public_id=public_id), code=303)


def _page(participant_id: int, *, forgotten: bool) -> str:
    member = access.member()
    return render_template(
        "organiser/erase.html",
        desk=desk(member, "evening"),
        person=listed_person(member, participant_id),
        forgotten=forgotten,
    )
