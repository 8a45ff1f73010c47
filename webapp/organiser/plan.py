"""Phase 3: the organiser computes the plan, reads it, asks about any pair, corrects it and publishes it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, noting
from webapp.access import Membership
from webapp.exports.pictures import plan_pictures
from webapp.languages import words
from webapp.organiser import computing, grids
from webapp.organiser.asked_pair import asked_pair, two_organisations
from webapp.organiser.blueprint import organiser
from webapp.organiser.computing import Computed, RuleChange
from webapp.organiser.pages import Desk, desk, number
from webapp.organiser.pictures import plan_on_show, standing_of
from webapp.services import criterion_weights, organisations, plans
from webapp.services.capacity import capacity
from webapp.services.plans import PlannedMeeting, StoredPlan
from webapp.services.rules import ListedOrganisation, organisations_of
from webapp.services.standing_plan import StandingPlan
from webapp.services.waived_rules import rules_without_people
from webapp.transactions import session
from webapp.wording import Pair

MOST_PAIRS_ON_PAGE = 3600  # a larger heat map stands in the report only
VIEWS = ("tables", "companies", "associations", "people")
KINDS = ("forbidden", "required", "locked")


def pair_of(meeting: PlannedMeeting) -> Pair:
    """The names of a meeting's organisations, for sentences read by neither of them."""
    return Pair(company=meeting.company.organisation, association=meeting.association.organisation, reader=None)


@organiser.get("/e/<public_id>/desk/plan")
def plan(public_id: str) -> ResponseReturnValue:
    """The staff read the plan; the owner alone changes it."""
    return _page(access.member(), ())


@organiser.post("/e/<public_id>/desk/plan/compute")
def compute_plan(public_id: str) -> ResponseReturnValue:
    """The owner has the plan computed from the sign-ups, the settings and the rules of now."""
    member = access.member()
    return _told(member, computing.compute(member))


@organiser.post("/e/<public_id>/desk/plan/pair")
def correct_plan(public_id: str) -> ResponseReturnValue:
    """The owner keeps a pair apart, imposes it, locks it where it sits, or lifts its rule; the plan follows at once."""
    member = access.member()
    pair = two_organisations(member, number(request.form, "company"), number(request.form, "association"))
    if pair is None:
        abort(404)
    kind, round_number = request.form.get("kind", ""), number(request.form, "round_number")
    if (kind and kind not in KINDS) or (kind == "locked" and not round_number):
        abort(422)
    change = RuleChange(
        company=pair[0],
        association=pair[1],
        kind=kind or None,
        round_number=round_number,
        table_number=number(request.form, "table_number"),
    )
    return _told(member, computing.compute(member, change))


@organiser.post("/e/<public_id>/desk/plan/publish")
def publish_plan(public_id: str) -> ResponseReturnValue:
    """The owner publishes the latest plan: phones, projector and papers show it from now on."""
    member = access.member()
    version = plans.publish(session(), member.event_id, access.clock().now())
    noting.note("plan_published", details={"version": version})
    flash(_("Plan publié. Les téléphones et le projecteur le montrent dès maintenant."))
    return redirect(url_for("organiser.plan", public_id=public_id), code=303)


def _told(member: Membership, computed: Computed) -> ResponseReturnValue:
    """Say what a computation gave: the plan and the change of its total, or what stands in its way."""
    if computed.shortages:
        return _page(member, computed.shortages), 422
    total = words().number(computed.total)
    if computed.earlier_total is None:
        flash(_("Plan calculé : %(total)s points de bonnes raisons.", total=total))
    else:
        difference = computed.total - computed.earlier_total
        change = words().number(abs(difference))
        if difference > 0.005:
            flash(
                _(
                    "Plan recalculé : %(total)s points de bonnes raisons, soit %(change)s de plus.",
                    total=total,
                    change=change,
                )
            )
        elif difference < -0.005:
            flash(
                _(
                    "Plan recalculé : %(total)s points de bonnes raisons, soit %(change)s de moins.",
                    total=total,
                    change=change,
                )
            )
        else:
            flash(_("Plan recalculé : %(total)s points de bonnes raisons, total inchangé.", total=total))
    form = request.form
    back = url_for(
        "organiser.plan",
        public_id=member.public_id,
        view=form.get("view") or None,
        q=form.get("q") or None,
        company=form.get("company"),
        association=form.get("association"),
    )
    return redirect(back, code=303)


def _page(member: Membership, shortages: tuple[str, ...]) -> str:
    frame = desk(member, "plan")
    people = organisations.listed_participants(session(), member.event_id)
    shown = plan_on_show(member, frame)
    standing = standing_of(member, shown)
    view = request.values.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    wanted = request.values.get("q", "").strip()
    side = {"companies": "company", "associations": "association"}.get(view, "")
    listed = organisations_of(session(), member.event_id)
    asked = asked_pair(member, shown, standing, request.values)
    return render_template(
        "organiser/plan.html",
        desk=frame,
        plan=shown,
        published=frame.state.published_version,
        weights_of_now=criterion_weights.in_use(session(), member.event_id).weights.to_dict(),
        shortages=shortages,
        capacity=capacity(people, frame.settings),
        view=view,
        q=wanted,
        organisations=listed,
        asked=asked,
        left_aside=rules_without_people(standing) if standing else [],
        pictures=plan_pictures(standing, words(), asked=asked.cell if asked else None) if standing else None,
        whole_heat_map=standing is not None and standing.problem.weights.size <= MOST_PAIRS_ON_PAGE,
        aims=_aims(standing, listed) if standing else {},
        starts=grids.starts_of(frame.state.starts, grids.rounds_of(shown)) if shown else [],
        tables=grids.table_rows(shown, wanted) if shown and view == "tables" else [],
        breaks=grids.breaks(shown, people) if shown and view == "tables" and not wanted else [],
        rows=grids.person_rows(shown, people, side, wanted) if shown and view != "tables" else [],
        differences=_differences(shown, frame) if shown else [],
        pair_of=pair_of,
        asked_ids=(number(request.values, "company"), number(request.values, "association")),
    )


def _aims(standing: StandingPlan, listed: list[ListedOrganisation]) -> dict[str, list[tuple[int, str]]]:
    """What a click on the heat map aims at: number and name of the organisation of each row and of each column."""
    known = {one.code: one for one in listed}
    return {
        side: [(known[code].id, known[code].name) for code in codes]
        for side, codes in (("rows", standing.row_organisations), ("columns", standing.column_organisations))
    }


def _differences(shown: StoredPlan, frame: Desk) -> list[str]:
    """What a stale plan was computed with and is different now, in words."""
    then, now = shown.certificate, frame.settings
    found = []
    if then["rounds"] != now.n_rounds:
        found.append(_("Tours : %(then)s au calcul, %(now)s maintenant.", then=then["rounds"], now=now.n_rounds))
    if then["tables"] != now.n_tables:
        words_of = [_("sans limite") if number is None else str(number) for number in (then["tables"], now.n_tables)]
        found.append(_("Tables : %(then)s au calcul, %(now)s maintenant.", then=words_of[0], now=words_of[1]))
    if then["seed"] != now.seed:
        found.append(_("Graine : %(then)s au calcul, %(now)s maintenant.", then=then["seed"], now=now.seed))
    return found
