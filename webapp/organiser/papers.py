"""Papers of an evening: badges with each person's link, and timetables; for the staff, kept by no browser."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import access, addresses, noting
from webapp.exports.timetables import timetable_cards
from webapp.languages import words
from webapp.organiser.badges import badges_of
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.services import organisations, plans, presence, repairs
from webapp.transactions import session

BADGES_PER_SHEET = 4


@organiser.get("/e/<public_id>/desk/badges")
def badges(public_id: str) -> ResponseReturnValue:
    """Whoever is at the door prints everybody's badge, or one person's (``person``) after a new link."""
    member = access.member()
    frame = desk(member, "evening")
    people = organisations.listed_participants(session(), member.event_id)
    wanted = request.args.get("person", type=int)
    chosen = [one for one in people if wanted in (None, one.id)]
    if wanted is not None and not chosen:
        abort(404)
    tokens = organisations.personal_tokens(session(), member.event_id, secret_key=access.settings().secret_key)
    links = {one.id: addresses.public(url_for("doors.open_phone", token=tokens[one.id])) for one in chosen}
    plan = plans.published_plan(session(), member.event_id)
    starts = [words().time(start, frame.zone) for start in frame.state.starts]
    made = badges_of(chosen, links, plan.meetings if plan else (), starts)
    sheets = [made[first : first + BADGES_PER_SHEET] for first in range(0, len(made), BADGES_PER_SHEET)]
    if wanted is None:
        noting.note_seen("badges_opened", details={"people": len(chosen)})
    else:
        noting.note_seen("link_shown", participant_id=wanted)
    return render_template("paper/badges.html", desk=frame, sheets=sheets, published=plan is not None)


@organiser.get("/e/<public_id>/desk/timetables")
def timetables(public_id: str) -> ResponseReturnValue:
    """The staff print everybody's timetable, or (``changed``) those that the latest repair has made untrue."""
    member = access.member()
    frame = desk(member, "evening")
    plan = plans.published_plan(session(), member.event_id)
    cards = []
    if plan is not None:
        people = organisations.listed_participants(session(), member.event_id)
        starts = [words().time(start, frame.zone) for start in frame.state.starts]
        changed = repairs.latest_changes(session(), member.event_id) if request.args.get("changed") else None
        cards = timetable_cards(
            people,
            plan.meetings,
            starts,
            words(),
            n_tables=frame.settings.n_tables,
            noted=presence.stays(session(), member.event_id),
            only=None if changed is None else {cell.person.id for cell in changed},
        )
    if cards:
        noting.note_seen("timetables_opened", details={"people": len(cards)})
    return render_template("paper/timetables.html", desk=frame, cards=cards)
