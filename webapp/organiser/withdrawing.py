"""Somebody asks the team to take back their agreement to introductions: the owner is told what that means, and does it.

The agreement lasts as long as people are kept, their link ends before: until the evening is anonymised the team can
write down that it was taken back, and nothing else of what somebody agrees to.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, noting
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.organiser.personal_links import listed_person
from webapp.services import consents
from webapp.transactions import session


@organiser.get("/e/<public_id>/desk/people/<int(max=2147483647):participant_id>/introductions")
def ask_withdrawal(public_id: str, participant_id: int) -> ResponseReturnValue:
    """The owner is told what taking back somebody's agreement means, before doing it at their request."""
    return _page(participant_id, forgotten=False)


@organiser.post("/e/<public_id>/desk/people/<int(max=2147483647):participant_id>/introductions")
def withdraw(public_id: str, participant_id: int) -> ResponseReturnValue:
    """The owner writes down that somebody took back their agreement to introductions; without the tick nothing."""
    person = listed_person(access.member(), participant_id)
    if _stands(participant_id):
        if request.form.get("sure") != "yes":
            return _page(participant_id, forgotten=True), 422
        consents.state(
            session(),
            participant_id=participant_id,
            purpose="introductions",
            granted={},
            now=access.clock().now(),
            channel="team",
        )
        noting.note("agreement_withdrawn", participant_id=participant_id)
    name = person.full_name or person.organisation
    flash(_("%(person)s n’est plus à contacter pour des mises en relation.", person=name))
    return redirect(url_for("organiser.presence_person", public_id=public_id, participant_id=participant_id), code=303)


def _page(participant_id: int, *, forgotten: bool) -> str:
    member = access.member()
    return render_template(
        "organiser/withdraw.html",
        desk=desk(member, "evening"),
        person=listed_person(member, participant_id),
        stands=_stands(participant_id),
        forgotten=forgotten,
    )


def _stands(participant_id: int) -> bool:
    """Whether the person lets anything go for introductions now."""
    return bool(consents.agreed(session(), [participant_id], "introductions")[participant_id])
