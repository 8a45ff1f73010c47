"""An organiser opens a new evening, or comes back to one where it stands."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import access
from webapp.access import Actor
from webapp.organiser.blueprint import organiser
from webapp.organiser.settings_form import SettingsForm
from webapp.services import audit, events, organisations, plans
from webapp.services.event_day import evening_state
from webapp.transactions import session


@organiser.get("/events/new")
def new_event() -> ResponseReturnValue:
    """An organiser is asked for a name, a place and a time."""
    account = access.signed_in()
    form = SettingsForm.blank(access.clock().now(), zone=access.settings().time_zone)
    return render_template("organiser/new_event.html", form=form, account=account)


@organiser.post("/events/new")
def create_event() -> ResponseReturnValue:
    """An organiser creates an evening, then goes to its sign-up sheet."""
    account, now = access.signed_in(), access.clock().now()
    form = SettingsForm.read(request.form, zone=access.settings().time_zone, now=now)
    if form.settings is None:
        return render_template("organiser/new_event.html", form=form, account=account), 422
    event_id, public_id = events.create_event(
        session(),
        account_id=account.id,
        settings=form.settings,
        secret_key=access.settings().secret_key,
        now=now,
    )
    owner = Actor(kind="owner", account_id=account.id, name=account.name)
    audit.note(session(), event_id, actor=owner, action="evening_created", now=now)
    return redirect(url_for("organiser.sheet", public_id=public_id), code=303)


@organiser.get("/e/<public_id>/desk")
def overview(public_id: str) -> ResponseReturnValue:
    """The owner comes to the page where the evening stands."""
    member = access.member()
    state = evening_state(session(), member.event_id, access.clock().now())
    if state.rounds_over:
        page = "results"
    elif state.phase != "draft":
        page = "evening"
    elif plans.latest_plan(session(), member.event_id) is not None:
        page = "plan"
    else:
        page = "rules" if organisations.listed_participants(session(), member.event_id) else "sheet"
    return redirect(url_for(f"organiser.{page}", public_id=public_id), code=303)
