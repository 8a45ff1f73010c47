"""Results: the contacts of mutual choices as a page and as files, and everything stored about oneself."""

import json
from dataclasses import asdict

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp import access, browser_cookie
from webapp.exports import contacts as files
from webapp.languages import words
from webapp.participant.blueprint import evening_of, participant
from webapp.participant.evening import results_page
from webapp.services import retention
from webapp.services.contacts import contacts_of
from webapp.services.own_data import own_data
from webapp.transactions import session


@participant.get("/contacts")
def contacts(public_id: str) -> ResponseReturnValue:
    """A participant sees who also wishes to meet them again; before the results, the present page."""
    evening = evening_of()
    if evening.state.phase != "revealed":
        return redirect(url_for("participant.now", public_id=public_id))
    return results_page(evening)


@participant.get("/contacts.vcf")
def contacts_vcf(public_id: str) -> ResponseReturnValue:
    """A participant adds the contacts they received to their phone."""
    cards = contacts_of(session(), access.participant())
    if not cards:
        return redirect(url_for("participant.contacts", public_id=public_id))
    return _file(files.vcard(cards), "text/vcard", "contacts.vcf")


@participant.get("/contacts.csv")
def contacts_csv(public_id: str) -> ResponseReturnValue:
    """A participant keeps the contacts they received as a sheet."""
    cards = contacts_of(session(), access.participant())
    if not cards:
        return redirect(url_for("participant.contacts", public_id=public_id))
    return _file(files.contacts_csv(cards, words()), "text/csv", "contacts.csv")


@participant.get("/data")
def my_data(public_id: str) -> ResponseReturnValue:
    """A participant downloads everything stored about them: never what others answered."""
    person = access.participant()
    stored = own_data(session(), access.granted_event(), person, browser=browser_cookie.of(person))
    until = asdict(retention.deadlines(session(), access.granted_event(), access.settings()))
    stored["kept_until"] = {name: moment.isoformat() for name, moment in until.items()}
    return _file(json.dumps(stored, ensure_ascii=False, indent=2).encode(), "application/json", "entremise.json")


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
