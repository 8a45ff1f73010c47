"""The plan is repaired: the organiser sees whose evening changes, publishes the repair or leaves the plan as it is."""

from dataclasses import dataclass, replace

import numpy as np
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from schedules import InfeasiblePlan, MeetingPlan, PlanningProblem
from schedules.faults import InvalidProblem
from webapp import access, noting
from webapp.access import Membership
from webapp.languages import words
from webapp.organiser import computing
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.services import repairs
from webapp.services.organisations import ListedParticipant
from webapp.services.refusals import Refused
from webapp.services.repairs import ChangedCell, Repair
from webapp.transactions import release, session


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A repair that was computed, or the sentences that say why there is none."""

    repair: Repair | None = None
    shortages: tuple[str, ...] = ()


@organiser.get("/e/<public_id>/desk/presence/repair")
def preview_repair(public_id: str) -> ResponseReturnValue:
    """The owner looks at the repaired plan before anybody else does."""
    member = access.member()
    try:
        computed = _computed(member)
    except Refused as refusal:
        flash(words().refusal(refusal.code, refusal.values), "problem")
        return redirect(url_for("organiser.presence", public_id=public_id), code=303)
    return _page(member, computed)


@organiser.post("/e/<public_id>/desk/presence/repair")
def publish_repair(public_id: str) -> ResponseReturnValue:
    """The owner publishes the very repair that was looked at: phones, projector and papers follow at once."""
    member = access.member()
    computed = _computed(member)
    if computed.repair is None:
        return _page(member, computed), 422
    try:
        version = repairs.publish(
            session(), member.event_id, computed.repair, request.form.get("seen", ""), access.clock().now()
        )
    except Refused as refusal:
        if refusal.code != "preview_stale":
            raise
        flash(words().refusal(refusal.code, refusal.values), "problem")
        return redirect(url_for("organiser.preview_repair", public_id=public_id), code=303)
    unchanged = computed.repair.nothing_changes
    noting.note("plan_kept" if unchanged else "plan_repaired", details={"version": version})
    if unchanged:
        flash(_("C’est noté. Le plan publié reste le bon."))
    else:
        flash(_("Plan réparé et publié. Les téléphones et le projecteur le montrent dès maintenant."))
    if computed.repair.waived:
        pairs = [f"{company.name} / {association.name}" for company, association in computed.repair.waived]
        lost = words().enumerated(pairs)
        flash(_("Rencontres demandées qui ne peuvent plus avoir lieu : %(pairs)s.", pairs=lost), "problem")
    page = "organiser.presence" if unchanged else "organiser.repair_changes"
    return redirect(url_for(page, public_id=public_id), code=303)


@organiser.get("/e/<public_id>/desk/presence/changes")
def repair_changes(public_id: str) -> ResponseReturnValue:
    """The owner prints whom to tell what, once a repair is published."""
    member = access.member()
    cells = repairs.latest_changes(session(), member.event_id)
    return render_template(
        "organiser/repair_changes.html", desk=desk(member, "evening"), cells=cells, people=_people(cells)
    )


def _computed(member: Membership) -> Computed:
    """The repair of this moment, computed while nobody waits for it."""
    given = repairs.situation(session(), member.event_id, access.clock().now())
    release()
    try:
        return Computed(repair=repairs.repair(given))
    except InfeasiblePlan as error:
        return Computed(shortages=computing.sentences(given.inputs, error.shortages))
    except InvalidProblem as error:
        return Computed(shortages=computing.sentences(given.inputs, error.faults))


def _page(member: Membership, computed: Computed) -> str:
    frame = desk(member, "evening")
    made = computed.repair
    plans = (made.situation.plan, made.draft.plan) if made else ()
    cells = repairs.cells(session(), member.event_id, made) if made else []
    return render_template(
        "organiser/repair.html",
        desk=frame,
        repair=made,
        lowest=[lowest_known(plan, made.draft.problem) for plan in plans if made],
        n_unknown=sum(map(len, unknown_people(made.draft.problem))) if made else 0,
        shortages=computed.shortages,
        cells=cells,
        people=_people(cells),
        unplanned=repairs.unplanned_people(session(), member.event_id),
        from_round=frame.state.rounds_begun + 1,
    )


def lowest_known(plan: MeetingPlan, problem: PlanningProblem) -> float:
    """The lowest total of those about whom anything is known: a walk-in without a stated need has 0 with everybody."""
    rows, columns = unknown_people(problem)
    return replace(
        plan,  # the one of before may not have the last of them
        yielding_rows=(*plan.yielding_rows, *(row for row in rows if row < plan.n_rows)),
        yielding_columns=(*plan.yielding_columns, *(column for column in columns if column < plan.n_columns)),
    ).lowest_total


def unknown_people(problem: PlanningProblem) -> tuple[list[int], list[int]]:
    """Rows and columns whose every weight is 0."""
    known = problem.weights > 0
    return np.flatnonzero(~known.any(axis=1)).tolist(), np.flatnonzero(~known.any(axis=0)).tolist()


def _people(cells: list[ChangedCell]) -> list[ListedParticipant]:
    """Those whose paper changes, each once, in the order in which they have to be told."""
    return list({cell.person.id: cell.person for cell in cells}.values())
