"""Personal links at the desk: the owner reads and prints them all; a helper at the door makes one person a new one.

Where the server's key has changed, a link made before cannot be shown: it would open nothing, and the owner is told to
make new ones, one by one or for everybody at once.

A link is the person, and once results are shown it opens the contacts they received. So nobody but the owner is shown
a link that stands: a helper sees the one they have just made (the audit log knows who made it), for ``SHOWN_FOR``, so
that it can be read by a phone and printed. Making it ends the earlier one, so the person notices. From the seal on a
helper neither makes a link nor sees one. Once the links have ended nobody does.
"""

from datetime import timedelta
from typing import Final

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, addresses, noting
from webapp.access import Membership
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.services import audit, event_day, links, organisations
from webapp.services.organisations import ListedParticipant
from webapp.services.refusals import Refused
from webapp.transactions import session

#: How long a helper is shown the link they have made.
SHOWN_FOR: Final = timedelta(minutes=10)
SEALED_PHASES: Final = ("sealed", "revealed")


@organiser.get("/e/<public_id>/desk/people")
def people_links(public_id: str) -> ResponseReturnValue:
    """Whoever is at the door looks for somebody whose badge is lost."""
    member = access.member()
    frame = desk(member, "evening")
    people = organisations.listed_participants(session(), member.event_id)
    refusal = no_new_link(member, frame.state.phase)
    dead = refusal is None and access.may("organiser.ask_reissue_all") and of_another_key(member)
    return render_template(
        "organiser/people_links.html", desk=frame, people=people, no_new_link=refusal, of_another_key=dead
    )


@organiser.get("/e/<public_id>/desk/people/<int(max=2147483647):participant_id>/link")
def ask_reissue(public_id: str, participant_id: int) -> ResponseReturnValue:
    """Whoever is at the door is told what a new personal link means, before making one; helpers until the seal."""
    member = access.member()
    frame, person = desk(member, "evening"), listed_person(member, participant_id)
    _require_new_link(member, frame.state.phase)
    return render_template("organiser/reissue.html", desk=frame, person=person)


@organiser.post("/e/<public_id>/desk/people/<int(max=2147483647):participant_id>/link")
def reissue(public_id: str, participant_id: int) -> ResponseReturnValue:
    """Whoever is at the door gives somebody a new personal link, helpers until the seal; the earlier one stops."""
    member = access.member()
    event_day.locked_event(session(), member.event_id, shared=True)  # the seal comes before this, or after it
    person = listed_person(member, participant_id)
    _require_new_link(member, desk(member, "evening").state.phase)
    links.reissue_participant(session(), member.event_id, participant_id, secret_key=access.settings().secret_key)
    noting.note("link_reissued", participant_id=participant_id)
    flash(
        _(
            "Nouveau lien pour %(person)s. L’ancien ne marche plus : imprimez son nouveau badge.",
            person=person.full_name,
        )
    )
    shown = url_for("organiser.presence_person", public_id=public_id, participant_id=participant_id, _anchor="link")
    return redirect(shown, code=303)


@organiser.get("/e/<public_id>/desk/people/links")
def ask_reissue_all(public_id: str) -> ResponseReturnValue:
    """The owner is told what new links for everybody mean, before making them."""
    member = access.member()
    _require_new_link(member, desk(member, "evening").state.phase)
    return _reissue_all_page(member)


@organiser.post("/e/<public_id>/desk/people/links")
def reissue_all(public_id: str) -> ResponseReturnValue:
    """The owner gives everybody a new personal link, and the projector one; all the earlier ones stop at once."""
    member = access.member()
    event_day.locked_event(session(), member.event_id)  # the seal comes before this, or after it; so does another one
    _require_new_link(member, desk(member, "evening").state.phase)
    people = links.reissue_all(session(), member.event_id, secret_key=access.settings().secret_key)
    noting.note("all_links_reissued", details={"people": people})
    flash(
        _(
            "Nouveaux liens pour tout le monde et pour le projecteur. Les anciens ne marchent plus : imprimez tous les "
            "badges, et rouvrez le projecteur."
        )
    )
    return redirect(url_for("organiser.people_links", public_id=public_id), code=303)


def instead_of_dead_links(member: Membership) -> ResponseReturnValue:
    """What the owner is told, and offered, where the links to be printed would open nothing."""
    return make_response(_reissue_all_page(member), 409)


def _reissue_all_page(member: Membership) -> str:
    frame = desk(member, "evening")
    return render_template("organiser/reissue_all.html", desk=frame, of_another_key=of_another_key(member))


def of_another_key(member: Membership) -> bool:
    """Whether a link of the evening cannot be shown any more, for the server had another key when it was made."""
    return links.of_another_key(session(), member.event_id, secret_key=access.settings().secret_key)


def no_new_link(member: Membership, phase: str) -> Refused | None:
    """The refusal that tells why a member may not make somebody a new link now; None where they may."""
    if have_ended(member):
        return Refused("links_ended")
    return Refused("link_after_seal") if member.role != "owner" and phase in SEALED_PHASES else None


def _require_new_link(member: Membership, phase: str) -> None:
    refusal = no_new_link(member, phase)
    if refusal is not None:
        raise refusal


def shown_to(member: Membership, phase: str, participant_id: int) -> str | None:
    """The address of somebody's link, for whom it is to be shown to: the owner, or the helper who has just made it."""
    if no_new_link(member, phase) is not None:
        return None
    if member.role != "owner" and not _has_just_made(member, participant_id):
        return None
    token = organisations.personal_token(
        session(), member.event_id, participant_id, secret_key=access.settings().secret_key
    )
    return None if token is None else addresses.public(url_for("doors.open_phone", token=token))


def have_ended(member: Membership) -> bool:
    """Whether the evening's links open nothing any more."""
    return links.have_ended(session(), member.event_id, since=access.links_since())


def _has_just_made(member: Membership, participant_id: int) -> bool:
    """Whether the link that stands now was made by this account, a moment ago."""
    made = audit.latest(
        session(),
        member.event_id,
        participant_id=participant_id,
        actions=("walk_in_added", "link_reissued"),
        about_all=("all_links_reissued",),
    )
    return made is not None and made[0] == member.account.id and access.clock().now() - made[1] <= SHOWN_FOR


def listed_person(member: Membership, participant_id: int) -> ListedParticipant:
    """A person of the evening as lists name them; 404 when nobody has the number there."""
    for person in organisations.listed_participants(session(), member.event_id, numbers=[participant_id]):
        return person
    abort(404)
