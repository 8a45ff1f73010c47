"""Phase 5: the organiser closes the choices, shows the results, and receives the shared wishes, nothing else."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, live, noting
from webapp.exports.contacts import mutual_pairs_csv, mutual_pairs_xlsx
from webapp.languages import words
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.services import anonymising, choices, contacts, organisations, retention
from webapp.transactions import session
from webapp.wording import breaks

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@organiser.get("/e/<public_id>/desk/results")
def results(public_id: str) -> ResponseReturnValue:
    """The owner sees what comes next, then the pairs of people who both wish to meet again."""
    member = access.member()
    frame = desk(member, "results")
    until = retention.deadlines(session(), member.event_id, access.settings())
    kept = anonymising.kept_of(session(), member.event_id)
    if frame.state.revealed_at and kept is None:
        noting.note_seen("mutual_pairs_shown")
    listed = organisations.listed_participants(session(), member.event_id, with_erased=True)
    return render_template(
        "organiser/results.html",
        desk=frame,
        some_erased=any(one.erased for one in listed),
        minutes_spelled=breaks.spelled(words(), frame.settings.meeting_minutes).capitalize(),
        payload=live.payload(frame.state),
        pairs=contacts.mutual_pairs(session(), member.event_id),
        kept=kept,
        destroyed_at=until.choices if frame.state.revealed_at else None,
    )


@organiser.get("/e/<public_id>/desk/results/state")
def results_state(public_id: str) -> ResponseReturnValue:
    """The results page asks whether the phase has changed."""
    member = access.member()
    return live.answer(desk(member, "results").state)


@organiser.post("/e/<public_id>/desk/results/seal")
def seal(public_id: str) -> ResponseReturnValue:
    """The owner closes the choices for good."""
    member = access.member()
    choices.seal(session(), member.event_id, access.clock().now())
    noting.note("choices_sealed")
    flash(_("Choix clos. Plus personne ne peut les changer, et personne ne les a encore vus."))
    return redirect(url_for("organiser.results", public_id=public_id), code=303)


@organiser.post("/e/<public_id>/desk/results/reveal")
def reveal(public_id: str) -> ResponseReturnValue:
    """The owner shows everybody their results, all at the same minute."""
    member = access.member()
    choices.reveal(session(), member.event_id, access.clock().now())
    noting.note("results_revealed")
    flash(_("Résultats montrés. Chaque téléphone affiche les siens."))
    return redirect(url_for("organiser.results", public_id=public_id), code=303)


@organiser.get("/e/<public_id>/desk/results/pairs.csv")
def pairs_csv(public_id: str) -> ResponseReturnValue:
    """The owner takes the shared wishes along as CSV."""
    member = access.member()
    content = mutual_pairs_csv(contacts.mutual_pairs(session(), member.event_id), words())
    noting.note_seen("mutual_pairs_exported", details={"format": "csv"})
    return _download(content, "text/csv; charset=utf-8", _("souhaits-partages") + ".csv")


@organiser.get("/e/<public_id>/desk/results/pairs.xlsx")
def pairs_xlsx(public_id: str) -> ResponseReturnValue:
    """The owner takes the shared wishes along as a spreadsheet."""
    member = access.member()
    content = mutual_pairs_xlsx(contacts.mutual_pairs(session(), member.event_id), words())
    noting.note_seen("mutual_pairs_exported", details={"format": "xlsx"})
    return _download(content, XLSX, _("souhaits-partages") + ".xlsx")


def _download(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
