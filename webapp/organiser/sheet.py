"""Phase 1: the organiser hands in the sign-up sheet and reads what became of every line."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from matching.folding import fold
from matching.read import Remark
from webapp import access, noting
from webapp.access import Membership
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.organiser.uploads import SOURCES, Unreadable, Uploads, read_uploads
from webapp.services import links, organisations
from webapp.services.capacity import capacity
from webapp.services.events import mark_stale, sheet_of
from webapp.services.organisations import ListedParticipant
from webapp.transactions import release, session

LEVELS = ("problem", "exclusion", "correction")


@organiser.get("/e/<public_id>/desk/sheet")
def sheet(public_id: str) -> ResponseReturnValue:
    """The owner sees who comes and what was found in the sheet."""
    member = access.member()
    return _page(member, _opened(member), ())


@organiser.post("/e/<public_id>/desk/sheet")
def take_in(public_id: str) -> ResponseReturnValue:
    """The owner hands in a sheet, or files beside it; when one of them cannot be read, nothing changes."""
    member = access.member()
    known = organisations.profiles(session(), member.event_id)
    release()  # reading a sheet takes its time; nobody's answer waits for it
    uploads = read_uploads(request.files, known)
    if uploads.unreadable:
        return _page(member, _opened(member), uploads.unreadable), 422
    if uploads.nothing:
        flash(_("Choisissez d’abord un fichier."), "problem")
    else:
        _store(member, uploads)
    return redirect(url_for("organiser.sheet", public_id=public_id), code=303)


def _opened(member: Membership) -> Sequence[ListedParticipant]:
    """Who comes, with their addresses; the log says who was shown them."""
    people = organisations.listed_participants(session(), member.event_id)
    if people:
        release()  # the entry has a transaction of its own
        noting.note_seen("sign_ups_opened", details={"people": len(people)})
    return people


def _store(member: Membership, uploads: Uploads) -> None:
    """Take in what was read, and say how much it was."""
    event_id = member.event_id
    links.require_not_over(session(), event_id)
    if uploads.sign_ups is not None:
        secret_key = access.settings().secret_key
        organisations.take_in(
            session(), event_id, uploads.sign_ups, sheet_name=uploads.sheet_name, secret_key=secret_key
        )
        n_rows, n_people = uploads.sign_ups.n_rows, len(uploads.sign_ups.participants)
        noting.note("sheet_taken_in", details={"rows": n_rows, "people": n_people})
        flash(
            ngettext(
                "%(num)d ligne lue, %(people)d personnes prêtes.",
                "%(num)d lignes lues, %(people)d personnes prêtes.",
                n_rows,
                people=n_people,
            )
        )
    if uploads.diagnosis is not None:
        organisations.set_diagnosis(session(), event_id, uploads.diagnosis)
        noting.note("diagnosis_taken_in")
        flash(
            _(
                "Diagnostic enregistré : %(territory)s, %(year)s.",
                territory=uploads.diagnosis.territory,
                year=uploads.diagnosis.year,
            )
        )
    if uploads.history is not None:
        organisations.remember(session(), event_id, uploads.history)
        n_past = len(uploads.history)
        noting.note("history_taken_in", details={"rows": n_past})
        flash(ngettext("%(num)d rencontre passée enregistrée.", "%(num)d rencontres passées enregistrées.", n_past))
    if uploads.pairs is not None:
        organisations.add_rules(session(), event_id, uploads.pairs)
        n_rules = len(uploads.pairs)
        noting.note("pair_rules_taken_in", details={"rows": n_rules})
        flash(ngettext("%(num)d règle enregistrée.", "%(num)d règles enregistrées.", n_rules))
    for source, found in uploads.remarks.items():
        organisations.add_remarks(session(), event_id, source, found)
    mark_stale(session(), event_id)


def _page(member: Membership, people: Sequence[ListedParticipant], unreadable: tuple[Unreadable, ...]) -> str:
    frame = desk(member, "signups")
    remarks = {source: organisations.remarks(session(), member.event_id, source=source) for source in SOURCES}
    wanted, side = request.args.get("q", "").strip(), request.args.get("side", "")
    return render_template(
        "organiser/sheet.html",
        desk=frame,
        sheet=sheet_of(session(), member.event_id),
        unreadable=unreadable,
        people=people,
        shown=_found(people, wanted, side),
        q=wanted,
        side=side,
        capacity=capacity(people, frame.settings),
        remarks=_by_level(remarks["sheet"]),
        other_remarks={source: _by_level(found) for source, found in remarks.items() if found and source != "sheet"},
    )


def _by_level(remarks: list[Remark]) -> dict[str, list[Remark]]:
    """The remarks by level, in the order in which somebody should read them."""
    return {level: [remark for remark in remarks if remark.level == level] for level in LEVELS}


def _found(people: Sequence[ListedParticipant], wanted: str, side: str) -> list[ListedParticipant]:
    """Those whose name, organisation or commune holds what was searched for."""
    sought = fold(wanted)
    return [
        one
        for one in people
        if side in ("", one.side) and sought in fold(f"{one.full_name} {one.organisation} {one.commune} {one.code}")
    ]
