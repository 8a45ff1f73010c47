"""An invitation's link: what it is about, and accepting it with an account or a new one. Looking changes nothing."""

from collections.abc import Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, signing_in
from webapp.account.blueprint import account
from webapp.account.new_password import chosen, name_of
from webapp.languages import words
from webapp.services import accounts, audit, invitations
from webapp.services.accounts import Account
from webapp.services.invitations import Invitation
from webapp.services.refusals import Refused
from webapp.transactions import database, session
from webapp.wording import roles


@account.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """The reader of a link sees who invites them to what."""
    found = invitations.invitation_of(session(), token, access.clock().now())
    if found is None:
        abort(404)
    return _page(token, found, access.account())


@account.post("/invitation/<token>")
def accept(token: str) -> ResponseReturnValue:
    """Whoever is signed in takes the role of a link."""
    who = access.signed_in()
    try:
        found = invitations.accept(session(), token, account_id=who.id, now=access.clock().now())
    except Refused as refusal:
        flash(words().refusal(refusal.code, refusal.values), "problem")
        return redirect(url_for("account.invitation", token=token), code=303)
    if found is None:
        abort(404)
    signing_in.require_open()
    return _welcome(found, who.id, who.name)


@account.post("/invitation/<token>/new")
def join(token: str) -> ResponseReturnValue:
    """The reader of a link has no account yet: they make one and take the role."""
    now = access.clock().now()
    with database().reading() as reading:
        found = invitations.invitation_of(reading, token, now)
        who = accounts.account_of(reading, access.sign_in_token(), now)
    if found is None:
        abort(404)
    if found.known or who is not None:
        return redirect(url_for("account.invitation", token=token), code=303)
    name = name_of(request.form)
    password_hash, errors = chosen(request.form, about=(name, found.email))
    if not name:
        errors |= {"name": (_("Écrivez votre nom."),)}
    if errors:
        return _page(token, found, None, name=name, errors=errors), 422
    number = invitations.join(session(), token, name=name, password_hash=password_hash, now=now)
    if number is None:  # used, or the address got an account, while the form was sent: the page says which
        return redirect(url_for("account.invitation", token=token), code=303)
    return _welcome(found, number, name)


def _welcome(found: Invitation, account_id: int, name: str) -> ResponseReturnValue:
    """To the evening, with a sign-in that is newer than the role."""
    audit.note(
        session(),
        found.event_id,
        actor=access.Actor(kind=found.role, account_id=account_id, name=name),
        action="invitation_accepted",
        now=access.clock().now(),
        details={"role": found.role},
    )
    response = redirect(url_for("doors.event_root", public_id=found.public_id), code=303)
    signing_in.renew(response, account_id)
    return response


def _page(
    token: str,
    found: Invitation,
    who: Account | None,
    *,
    name: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
) -> str:
    return render_template(
        "account/invitation.html",
        years=access.settings().keep_accounts_years,
        contact=access.settings().contact,
        token=token,
        invitation=found,
        account=who,
        role=roles.name(words(), found.role),
        meaning=roles.meaning(words(), found.role),
        name=name,
        errors=errors or {},
        zone=access.settings().time_zone,
    )
