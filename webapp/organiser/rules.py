"""Phase 2: the organiser decides how the evening runs and what must hold for a pair."""

from collections import Counter
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, noting
from webapp.access import Membership
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk, number
from webapp.organiser.settings_form import SettingsForm
from webapp.services import organisations, plans
from webapp.services.capacity import capacity
from webapp.services.events import change_settings, settings_of
from webapp.services.organisations import ListedParticipant
from webapp.services.rules import listed_rules, organisations_of
from webapp.transactions import session


@organiser.get("/e/<public_id>/desk/rules")
def rules(public_id: str) -> ResponseReturnValue:
    """The owner sees the settings, what they amount to, and the rules for pairs."""
    return _page(access.member(), None, {})


@organiser.post("/e/<public_id>/desk/rules")
def save_rules(public_id: str) -> ResponseReturnValue:
    """The owner changes the settings."""
    member, now = access.member(), access.clock().now()
    before = settings_of(session(), member.event_id)
    form = SettingsForm.read(request.form, zone=access.settings().time_zone, now=now, before=before)
    if form.settings is None:
        return _page(member, form, {}), 422
    change_settings(session(), member.event_id, form.settings, now)
    noting.note("settings_changed", details={"changed": form.settings.differences(before)})
    flash(_("Réglages enregistrés."))
    return redirect(url_for("organiser.rules", public_id=public_id), code=303)


@organiser.post("/e/<public_id>/desk/rules/pairs")
def change_pair_rule(public_id: str) -> ResponseReturnValue:
    """The owner adds a rule for a pair of organisations, or lifts it (no kind)."""
    member = access.member()
    company_id = number(request.form, "company")
    association_id = number(request.form, "association")
    kind = request.form.get("kind", "")
    round_number = number(request.form, "round_number")
    errors = {}
    if company_id is None:
        errors["company"] = [_("Choisissez une entreprise.")]
    if association_id is None:
        errors["association"] = [_("Choisissez une association.")]
    if kind == "locked" and not 1 <= (round_number or 0) <= desk(member, "rules").settings.n_rounds:
        errors["round_number"] = [_("Indiquez le tour, à partir de 1.")]
    if company_id is None or association_id is None or errors:
        return _page(member, None, errors), 422
    plans.set_rule(
        session(),
        member.event_id,
        company_id=company_id,
        association_id=association_id,
        kind=kind or None,
        round_number=round_number,
        table_number=number(request.form, "table_number"),
    )
    pair = {"company": company_id, "association": association_id}
    if kind:
        noting.note("pair_rule_set", details=pair | {"rule": kind, "round": round_number or 0})
    else:
        noting.note("pair_rule_lifted", details=pair)
    flash(_("Règle enregistrée.") if kind else _("Règle levée."))
    return redirect(url_for("organiser.rules", public_id=public_id) + "#pairs", code=303)


def _coming_as_several(people: list[ListedParticipant]) -> list[str]:
    """The names of the organisations that more than one person represents."""
    counts = Counter((one.organisation_id, one.organisation) for one in people)
    return sorted(name for (_number, name), count in counts.items() if count > 1)


def _page(member: Membership, form: SettingsForm | None, pair_errors: dict[str, list[str]]) -> str:
    frame = desk(member, "rules")
    people = organisations.listed_participants(session(), member.event_id)
    return render_template(
        "organiser/rules.html",
        desk=frame,
        form=form or SettingsForm.of(frame.settings, zone=frame.zone),
        capacity=capacity(people, frame.settings),
        rules=listed_rules(session(), member.event_id),
        organisations=organisations_of(session(), member.event_id),
        closes_at=frame.state.closes_at or frame.state.ends[-1] + timedelta(minutes=frame.settings.closing_minutes),
        several=_coming_as_several(people),
        n_problems=sum(one.level == "problem" for one in organisations.remarks(session(), member.event_id)),
        pair_errors=pair_errors,
        typed=request.form,
    )
