"""The one door: before any view, whoever asks and the event the address names -> what they may reach, or a refusal.

Who may is declared in ``permissions.txt``; nothing else passes. An object of another event, an event that does not
exist and one the asker has no part in are told apart by nothing: 404 for whoever is signed in, and for everybody on
pages that links open; the sign-in page on pages for accounts alone, for whoever is not signed in, a phone with its link
too. A decision costs one indexed query for each kind of actor that the address lets in, made before a form is read and
before anybody waits for a writer.
"""

from typing import NoReturn

from flask import Flask, abort, g, redirect, request, url_for
from sqlalchemy.orm import Session

from webapp import access, permissions, transactions
from webapp.access import Grant
from webapp.permissions import ACCOUNT_WORDS, EVENT_ARGUMENT, EVERYBODY, LINK_WORDS, ROLE_WORDS, Permissions
from webapp.services import actors


def init_app(app: Flask) -> None:
    """Stand before every view, and tell templates where else whoever came in may go."""
    app.before_request(decide)
    app.jinja_env.globals["may"] = access.may  # globals: imported macros ask too
    app.jinja_env.globals["reader"] = access.reader


def install(app: Flask, declared: Permissions) -> None:
    """Take the declared permissions, once every route is there; raises InvalidPermissions when they do not agree."""
    permissions.check(declared, app.url_map)
    app.extensions["entremise_permissions"] = declared


def decide() -> None:
    """Let a request pass, with what it may reach, or refuse it."""
    if request.url_rule is None:
        return  # no such address, or not with this method; the router says so
    who = access.permissions().who(request.url_rule.endpoint, request.method)
    if EVERYBODY in who:
        return
    public_id = (request.view_args or {}).get(EVENT_ARGUMENT, "")
    if request.method in transactions.READING:
        found = _granted(transactions.session(), who, public_id)
    else:
        # Not the request's own transaction: nobody who is refused holds up those who write.
        with transactions.database().reading() as session:
            found = _granted(session, who, public_id)
    if found is None:
        _refuse(who)
    if any("\0" in part for part in (request.view_args or {}).values() if isinstance(part, str)):
        abort(404)  # names nothing, and PostgreSQL would not even look
    g.grant = found


def _granted(session: Session, who: frozenset[str], public_id: str) -> Grant | None:
    """As whom the request may pass: by its event's link first, else by its account; None when it may not."""
    public_id = public_id.replace("\0", "")
    if who & LINK_WORDS:
        found = _by_link(session, who, public_id)
        if found is not None:
            return found
    return _by_account(session, who, public_id) if who & (ACCOUNT_WORDS | ROLE_WORDS) else None


def _by_link(session: Session, who: frozenset[str], public_id: str) -> Grant | None:
    token = request.cookies.get(access.PARTICIPANT_COOKIE, "")
    if "participant" in who and token:
        person = actors.participant(session, token, public_id=public_id, since=access.links_since())
        if person is not None:
            return Grant(
                word="participant",
                event_id=person.event_id,
                public_id=public_id,
                participant_id=person.participant_id,
            )
    token = request.cookies.get(access.HALL_COOKIE, "")
    if "hall" in who and token:
        event_id = actors.hall(session, token, public_id=public_id, since=access.links_since())
        if event_id is not None:
            return Grant(word="hall", event_id=event_id, public_id=public_id)
    return None


def _by_account(session: Session, who: frozenset[str], public_id: str) -> Grant | None:
    token = access.sign_in_token()
    found = actors.signed_in(session, token, access.clock().now(), public_id=public_id) if token else None
    g.account = found.account if found else None
    if found is None:
        return None
    if found.role is not None and found.role in who:
        return Grant(word=found.role, account=found.account, event_id=found.event_id, public_id=public_id)
    word = min(access.words_of(found.account) & who, default=None)
    return Grant(word=word, account=found.account) if word else None


def _refuse(who: frozenset[str]) -> NoReturn:
    """To the sign-in page where only accounts may go and nobody is signed in; else there is no such page."""
    if g.get("account") is not None or not who or who & LINK_WORDS:
        abort(404)
    target = request.full_path.rstrip("?") if request.method in transactions.READING else ""
    abort(redirect(url_for("doors.sign_in", next=target or None), code=303))
