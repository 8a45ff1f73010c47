"""Who did what to this evening: the owner reads the log, by topic and page by page, and takes it along."""

from math import ceil
from typing import Final

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, noting
from webapp.exports.audit_log import audit_csv
from webapp.languages import words
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import desk
from webapp.services import audit
from webapp.services.audited import TOPICS, Topic
from webapp.transactions import session
from webapp.wording import audit as said

SHOWN_AT_ONCE: Final = 50


@organiser.get("/e/<public_id>/desk/log")
def log(public_id: str) -> ResponseReturnValue:
    """The owner reads who did what, the newest first."""
    member = access.member()
    topic, zone = _topic(), access.settings().time_zone
    n_entries = audit.count(session(), member.event_id, topic=topic)
    n_pages = max(1, ceil(n_entries / SHOWN_AT_ONCE))
    page = min(max(request.args.get("page", 1, type=int), 1), n_pages)
    found = audit.entries(session(), member.event_id, topic=topic, first=(page - 1) * SHOWN_AT_ONCE, most=SHOWN_AT_ONCE)
    return render_template(
        "organiser/log.html",
        desk=desk(member, "evening"),
        entries=[(one, said.who(words(), one), said.what(words(), one, zone=zone)) for one in found],
        n_entries=n_entries,
        page=page,
        n_pages=n_pages,
        topic=topic,
        topics=[(code, said.topic(words(), code)) for code in TOPICS],
    )


@organiser.get("/e/<public_id>/desk/log.csv")
def log_csv(public_id: str) -> ResponseReturnValue:
    """The owner takes the whole log along, or one topic of it."""
    member = access.member()
    found = audit.entries(session(), member.event_id, topic=_topic())
    content = audit_csv(found, words(), zone=access.settings().time_zone)
    noting.note_seen("log_exported", details={"format": "csv"})
    return Response(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_("journal")}.csv"'},
    )


def _topic() -> Topic | None:
    asked = request.args.get("topic", "")
    return next((one for one in TOPICS if one == asked), None)
