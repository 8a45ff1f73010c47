"""What past evenings teach: whether the score helped, for whom, and which weights would have foreseen more."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matching.estimates import Estimate
from matching.learning import FittedWeights
from webapp import access, noting, transactions
from webapp.facilitator.blueprint import facilitator, frame_of
from webapp.services import criterion_weights, evaluation
from webapp.services.criterion_weights import Setting
from webapp.services.event_day import evening_state
from webapp.services.refusals import Refused
from webapp.transactions import session


@dataclass(frozen=True, kw_only=True)
class ProposedWeight:
    """One criterion: its weight now and as proposed, with the interval of what was learned."""

    criterion: str
    now: float
    proposed: float
    learned: Estimate


@facilitator.get("/e/<public_id>/evaluation")
def evaluation_page(public_id: str) -> ResponseReturnValue:
    """A facilitator sees what the evenings with open results show and, when asked for, which weights they propose."""
    member = access.member()
    frame = frame_of(member)
    state = evening_state(session(), member.event_id, access.clock().now())
    in_use = criterion_weights.in_use(session(), member.event_id)
    evenings = evaluation.shown_evenings(session(), member.account.id, roles=_roles())
    left_out = evaluation.is_left_out(session(), member.event_id)
    transactions.release()
    found = evaluation.evaluated(evenings)
    fitted = evaluation.learned(evenings) if "weights" in request.args else None
    return render_template(
        "facilitator/evaluation.html",
        frame=frame,
        state=state,
        in_use=in_use,
        evenings=evenings,
        left_out=left_out,
        found=found,
        fitted=fitted,
        weights=_proposed(fitted, in_use.weights.values) if fitted else (),
    )


@facilitator.post("/e/<public_id>/evaluation/weights")
def take_weights(public_id: str) -> ResponseReturnValue:
    """A facilitator takes the learned weights as the event's next version; they count from then on."""
    member = access.member()
    evenings = evaluation.shown_evenings(session(), member.account.id, roles=_roles())
    transactions.release()
    fitted = evaluation.learned(evenings)
    if fitted is None or fitted.verdict != "learned":
        raise Refused("nothing_learned")
    number = criterion_weights.save(
        session(),
        member.event_id,
        Setting.of(fitted.weights),
        note=_("Appris de %(count)s rencontres", count=fitted.n_outcomes),
        account_id=member.account.id,
        now=access.clock().now(),
    )
    noting.note("weights_learned", details={"version": number})
    flash(
        _(
            "Réglages gardés : version %(number)s. Elle compte dès maintenant, sauf dans les plans déjà calculés.",
            number=number,
        )
    )
    return redirect(url_for("facilitator.evaluation_page", public_id=public_id), code=303)


def _roles() -> frozenset[str]:
    """The roles with which an account may look at an evening's evaluation: one who notes who is there does not."""
    return access.permissions().who("facilitator.evaluation_page", "GET")


def _proposed(fitted: FittedWeights, now: Mapping[str, float]) -> tuple[ProposedWeight, ...]:
    """Every criterion that was measured, in the order of the weights."""
    return tuple(
        ProposedWeight(
            criterion=name, now=now[name], proposed=fitted.weights.values[name], learned=fitted.intervals[name]
        )
        for name in now
        if name in fitted.intervals
    )
