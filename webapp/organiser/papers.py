"""Papers of an evening: badges with each person's link, and timetables; for the staff, kept by no browser."""

from collections.abc import Mapping, Sequence

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import access, addresses, noting
from webapp.exports.timetables import timetable_cards
from webapp.languages import words
from webapp.organiser import personal_links
from webapp.organiser.badges import badges_of
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import Desk, desk
from webapp.services import organisations, plans, presence, repairs
from webapp.services.organisations import ListedParticipant
from webapp.services.refusals import Refused
from webapp.transactions import session

BADGES_PER_SHEET = 4


@organiser.get("/e/<public_id>/desk/badges")
def badges(public_id: str) -> ResponseReturnValue:
    """The owner prints everybody's badge, as long as their links open something."""
    member = access.member()
    if personal_links.have_ended(member):
        raise Refused("links_ended")
    people = organisations.listed_participants(session(), member.event_id)
    tokens = organisations.personal_tokens(session(), member.event_id, secret_key=access.settings().secret_key)
    if not all(one.id in tokens for one in people):
        return personal_links.instead_of_dead_links(member)
    links = {one.id: addresses.public(url_for("doors.open_phone", token=tokens[one.id])) for one in people}
    noting.note_seen("badges_opened", details={"people": len(people)})
    return _badges_page(desk(member, "evening"), people, links)


@organiser.get("/e/<public_id>/desk/people/<int(max=2147483647):participant_id>/badge")
def badge(public_id: str, participant_id: int) -> ResponseReturnValue:
    """The owner prints one person's badge, and a helper at the door who has just made that person's link."""
    member = access.member()
    frame = desk(member, "evening")
    people = organisations.listed_participants(session(), member.event_id, numbers=[participant_id])
    if not people:
        abort(404)
    address = personal_links.shown_to(member, frame.state.phase, participant_id)
    if address is None:
        hidden = Refused("link_of_another_key") if member.role == "owner" else Refused("link_not_shown")
        raise personal_links.no_new_link(member, frame.state.phase) or hidden
    noting.note_seen("link_shown", participant_id=participant_id)
    return _badges_page(frame, people, {participant_id: address})


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


def _badges_page(frame: Desk, people: Sequence[ListedParticipant], links: Mapping[int, str]) -> str:
    plan = plans.published_plan(session(), access.granted_event())
    starts = [words().time(start, frame.zone) for start in frame.state.starts]
    made = badges_of(people, links, plan.meetings if plan else (), starts)
    sheets = [made[first : first + BADGES_PER_SHEET] for first in range(0, len(made), BADGES_PER_SHEET)]
    return render_template("paper/badges.html", desk=frame, sheets=sheets, published=plan is not None)
