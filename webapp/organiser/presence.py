"""The door and the hall: the organiser notes who is there, at a laptop or on a phone, and adds who walks in."""

from zlib import crc32

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from matching.folding import fold
from matching.vocabulary import RESOURCES
from webapp import access, noting
from webapp.access import Membership
from webapp.languages import words
from webapp.organiser import personal_links
from webapp.organiser.badges import qr_code
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import Desk, desk, number
from webapp.services import consents, presence, repairs, walk_ins
from webapp.services.organisations import ListedParticipant
from webapp.services.presence import ABSENT, OPEN_PHASES, WHOLE, Presence, Stay
from webapp.services.refusals import Refused
from webapp.services.rules import organisations_of
from webapp.services.walk_ins import WalkIn
from webapp.transactions import session
from webapp.wording import stays

#: What the list can show, with the states that each holds.
SHOWN = {
    "missing": ("expected",),
    "here": ("here", "late"),
    "gone": ("absent", "left"),
    "all": ("expected", "here", "late", "absent", "left"),
}


@organiser.get("/e/<public_id>/desk/presence", endpoint="presence")
def door_list(public_id: str) -> ResponseReturnValue:
    """Whoever is at the door sees everybody, and notes who is there."""
    member = access.member()
    noted = presence.presences(session(), member.event_id)
    show = request.args.get("show", "")
    if show not in SHOWN:
        show = "missing" if any(one.stay is None for one in noted) else "all"
    wanted = request.args.get("q", "").strip()
    frame = desk(member, "evening")
    return render_template(
        "organiser/presence.html",
        desk=frame,
        open=frame.state.phase in OPEN_PHASES,
        noted=noted,
        counts=presence.counts_of(noted),
        listed=[one for one in noted if one.state in SHOWN[show] and _is_found(one.person, wanted)],
        show=show,
        q=wanted,
        unplanned=repairs.unplanned_people(session(), member.event_id),
        version=_version(frame, noted),
        undo=undo_of,
    )


@organiser.get("/e/<public_id>/desk/presence/state")
def presence_state(public_id: str) -> ResponseReturnValue:
    """The list asks whether somebody else has noted anything."""
    member = access.member()
    noted = presence.presences(session(), member.event_id)
    return jsonify({"version": _version(desk(member, "evening"), noted)})


@organiser.post("/e/<public_id>/desk/presence/note")
def note_presence(public_id: str) -> ResponseReturnValue:
    """Whoever is at the door notes one person: "here:12", "absent:12", "expected:12", "from:12:5" or "until:12:4"."""
    member = access.member()
    person, stay = _read_mark(member, request.form.get("mark", ""))
    presence.note(session(), member.event_id, person.id, stay, access.clock().now())
    noting.note("presence_noted", participant_id=person.id, details=_said(person, stay))
    flash(
        _(
            "%(person)s : %(state)s",
            person=person.full_name or person.organisation,
            state=stays.stay_words(words(), stay),
        )
    )
    if request.form.get("back") == "person":
        return redirect(url_for("organiser.presence_person", public_id=public_id, participant_id=person.id), code=303)
    return redirect(_list_address(public_id) + f"#p{person.id}", code=303)


@organiser.post("/e/<public_id>/desk/presence/rest")
def note_rest(public_id: str) -> ResponseReturnValue:
    """Whoever is at the door notes in one press that those not ticked did not come, or expects them all again."""
    member = access.member()
    now = access.clock().now()
    if request.form.get("again"):
        count = presence.expect_absent_again(session(), member.event_id, now)
        noting.note("absences_lifted", details={"people": count})
        flash(
            ngettext("%(num)d personne est de nouveau attendue.", "%(num)d personnes sont de nouveau attendues.", count)
        )
        return redirect(url_for("organiser.presence", public_id=public_id, show="missing"), code=303)
    try:
        count = presence.note_rest_absent(session(), member.event_id, now)
    except Refused as refusal:
        if refusal.code != "nobody_noted_here":
            raise
        flash(words().refusal(refusal.code, refusal.values), "problem")
        return redirect(url_for("organiser.presence", public_id=public_id), code=303)
    noting.note("rest_noted_absent", details={"people": count})
    flash(ngettext("%(num)d personne notée absente.", "%(num)d personnes notées absentes.", count))
    return redirect(url_for("organiser.presence", public_id=public_id, show="gone"), code=303)


@organiser.get("/e/<public_id>/desk/presence/people/<int(max=2147483647):participant_id>")
def presence_person(public_id: str, participant_id: int) -> ResponseReturnValue:
    """Whoever is at the door says from when to when somebody is there; a link is shown to its maker and the owner."""
    member = access.member()
    noted = _noted(member, participant_id)
    frame = desk(member, "evening")
    address = personal_links.shown_to(member, frame.state.phase, participant_id)
    if address is not None:
        noting.note_seen("link_shown", participant_id=participant_id)
    agreed: frozenset[str] = frozenset()
    if access.may("organiser.ask_withdrawal"):
        agreed = consents.agreed(session(), [participant_id], "introductions")[participant_id]
    return render_template(
        "organiser/presence_person.html",
        desk=frame,
        open=frame.state.phase in OPEN_PHASES,
        one=noted,
        code=None if address is None else qr_code(address),
        no_new_link=personal_links.no_new_link(member, frame.state.phase),
        of_another_key=address is None and member.role == "owner",
        agreed=agreed,
    )


@organiser.get("/e/<public_id>/desk/presence/new")
def walk_in(public_id: str) -> ResponseReturnValue:
    """Whoever is at the door meets somebody who is not on the list."""
    return _walk_in_page(access.member(), "")


@organiser.post("/e/<public_id>/desk/presence/new")
def add_walk_in(public_id: str) -> ResponseReturnValue:
    """Whoever is at the door adds somebody, who gets a personal link at once."""
    member = access.member()
    form = request.form
    came = WalkIn(
        first_name=form.get("first_name", "").strip(),
        last_name=form.get("last_name", "").strip(),
        role=form.get("role", "").strip(),
        organisation_id=number(form, "organisation"),
        organisation_name=form.get("organisation_name", "").strip(),
        side=form.get("side", ""),
        needs=form.getlist("needs"),
    )
    try:
        participant_id = walk_ins.add(
            session(), member.event_id, came, secret_key=access.settings().secret_key, now=access.clock().now()
        )
    except Refused as refusal:
        if refusal.code != "walk_in_invalid":
            raise
        return _walk_in_page(member, words().refusal(refusal.code, refusal.values)), 422
    noting.note("walk_in_added", participant_id=participant_id)
    flash(_("%(person)s est sur la liste. Montrez-lui ce code : il ouvre son téléphone.", person=_name(came)))
    return redirect(url_for("organiser.presence_person", public_id=public_id, participant_id=participant_id), code=303)


def undo_of(one: Presence) -> str:
    """The mark that brings back what is noted of a person now."""
    stay = one.stay
    if stay is None:
        return f"expected:{one.person.id}"
    if stay.absent:
        return f"absent:{one.person.id}"
    if stay.last_round is not None:
        return f"until:{one.person.id}:{stay.last_round}"
    return f"from:{one.person.id}:{stay.first_round}" if stay.first_round > 1 else f"here:{one.person.id}"


@organiser.context_processor
def sentences() -> dict[str, object]:
    """Give the desk's templates what was noted of somebody, in words."""
    return {"stay_words": lambda stay: stays.stay_words(words(), stay)}


def _read_mark(member: Membership, mark: str) -> tuple[ListedParticipant, Stay | None]:
    """The person a mark names, and their stay; a round may come in a field of its own."""
    kind, _colon, rest = mark.partition(":")
    participant, _colon, given_round = rest.partition(":")
    values = {"participant": participant, "round": given_round or request.form.get("round_number", "")}
    participant_id, round_number = number(values, "participant"), number(values, "round")
    if participant_id is None:
        raise Refused("no_such_person", status=404)
    noted = _noted(member, participant_id)
    if kind in ("from", "until") and round_number is None:
        raise Refused("no_such_round", status=422, values={"n_rounds": desk(member, "evening").state.n_rounds})
    first = noted.stay.first_round if noted.stay and not noted.stay.absent else 1
    stay_of_kind = {
        "here": WHOLE,
        "absent": ABSENT,
        "from": Stay(1 if round_number is None else round_number),
        "until": Stay(first, round_number),
        "expected": None,
    }
    if kind not in stay_of_kind:
        raise Refused("no_such_person", status=422)
    return noted.person, stay_of_kind[kind]


def _said(person: ListedParticipant, stay: Stay | None) -> dict[str, int | str]:
    """What the audit log says of a stay."""
    state = Presence(person=person, stay=stay).state
    if stay is None or state not in ("late", "left"):
        return {"state": state}
    return {"state": state, "round": stay.first_round if state == "late" else stay.last_round or 0}


def _noted(member: Membership, participant_id: int) -> Presence:
    """Somebody of this event; 404 for anybody else."""
    for one in presence.presences(session(), member.event_id):
        if one.person.id == participant_id:
            return one
    raise Refused("no_such_person", status=404)


def _walk_in_page(member: Membership, problem: str) -> str:
    frame = desk(member, "evening")
    return render_template(
        "organiser/walk_in.html",
        desk=frame,
        problem=problem,
        given=request.form,
        needs=request.form.getlist("needs"),
        organisations=organisations_of(session(), member.event_id),
        resources=RESOURCES,
        open=frame.state.phase in OPEN_PHASES and frame.state.rounds_begun < frame.state.n_rounds,
    )


def _list_address(public_id: str) -> str:
    """The list as it was shown: the same people, the same search."""
    show, wanted = request.form.get("show", ""), request.form.get("q", "")
    return url_for("organiser.presence", public_id=public_id, show=show if show in SHOWN else None, q=wanted or None)


def _version(frame: Desk, noted: list[Presence]) -> str:
    """What makes the list another one: the evening's state, and what was noted."""
    marks = " ".join(undo_of(one) for one in noted)
    return f"{frame.state.version}-{crc32(marks.encode()):08x}"


def _is_found(one: ListedParticipant, wanted: str) -> bool:
    return fold(wanted) in fold(f"{one.full_name} {one.organisation} {one.code}")


def _name(came: WalkIn) -> str:
    return f"{came.first_name} {came.last_name}".strip()
