"""Weights kept: a setting becomes the event's next version, an earlier one or the default ones count again."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matching.weights import InvalidWeights
from webapp import access, noting
from webapp.facilitator.blueprint import facilitator
from webapp.facilitator.tuning import setting_of
from webapp.services import criterion_weights
from webapp.services.criterion_weights import MOST_POINTS
from webapp.services.refusals import Refused
from webapp.transactions import session


@facilitator.post("/e/<public_id>/pairs/weights")
def save_weights(public_id: str) -> ResponseReturnValue:
    """A facilitator keeps the weights of the sliders; from now on they count, for introductions and new plans."""
    member = access.member()
    in_use = criterion_weights.in_use(session(), member.event_id)
    try:
        setting = setting_of(request.form, in_use.setting)
    except InvalidWeights as error:
        raise Refused("weights_invalid", status=422, values={"most": MOST_POINTS}) from error
    number = criterion_weights.save(
        session(),
        member.event_id,
        setting,
        note=request.form.get("note", ""),
        account_id=member.account.id,
        now=access.clock().now(),
    )
    noting.note("weights_saved", details={"version": number})
    flash(
        _(
            "Réglages gardés : version %(number)s. Elle compte dès maintenant, sauf dans les plans déjà calculés.",
            number=number,
        )
    )
    return redirect(url_for("facilitator.pairs", public_id=public_id), code=303)


@facilitator.post("/e/<public_id>/pairs/weights/use")
def use_weights(public_id: str) -> ResponseReturnValue:
    """A facilitator goes back to a version that was kept, or to the default weights."""
    member = access.member()
    text = request.form.get("number", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise Refused("no_such_weights", status=404)
    criterion_weights.use(session(), member.event_id, int(text) if text else None)
    noting.note("weights_used", details={"version": int(text)} if text else None)
    if text:
        flash(_("La version %(number)s compte dès maintenant, sauf dans les plans déjà calculés.", number=int(text)))
    else:
        flash(_("Les réglages par défaut comptent dès maintenant, sauf dans les plans déjà calculés."))
    return redirect(url_for("facilitator.pairs", public_id=public_id), code=303)
