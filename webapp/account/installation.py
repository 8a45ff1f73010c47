"""The accounts of the installation, for whoever looks after it. Nothing here tells which evenings there are."""

from collections.abc import Mapping, Sequence
from typing import get_args

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, addresses, signing_in
from webapp.account.blueprint import account
from webapp.account.new_password import name_of
from webapp.languages import words
from webapp.mailing import Mail, post_office
from webapp.services import account_keeping, accounts
from webapp.services.account_keeping import Right
from webapp.services.accounts import Account
from webapp.services.refusals import Refused
from webapp.transactions import session
from webapp.wording import mails

NUMBER = "<int(max=2147483647):account_id>"


@account.get("/accounts")
def installation() -> ResponseReturnValue:
    """An administrator sees every account and what it may do."""
    return _page()


@account.post("/accounts")
def make() -> ResponseReturnValue:
    """An administrator makes an account; its owner chooses the password by a link, shown once and mailed."""
    _administrator()
    email, name = accounts.address_of(request.form.get("email", "")), name_of(request.form)
    errors: dict[str, Sequence[str]] = {}
    if not addresses.is_valid(email):
        errors["email"] = (_("Écrivez une adresse e-mail entière, par exemple nom@exemple.fr."),)
    if not name:
        errors["name"] = (_("Écrivez le nom de la personne."),)
    if errors:
        return _page(errors=errors, given=request.form), 422
    try:
        token = account_keeping.make(
            session(),
            email=email,
            name=name,
            may_organise=request.form.get("may_organise") == "yes",
            now=access.clock().now(),
        )
    except Refused as refusal:
        sentence = words().refusal(refusal.code, refusal.values)
        return _page(errors={"email": (sentence,)}, given=request.form), 422
    link = addresses.public(url_for("account.reset", token=token))
    if post_office().open:
        letter = mails.new_account(words(), name=name, link=link)
        # Written by whoever sends: an address that no mail can be written to keeps nobody from the link.
        post_office().post(lambda: Mail(to=email, subject=letter.subject, text=letter.text))
    return _page(link=link, link_for=name)


@account.post(f"/accounts/{NUMBER}/rights")
def set_right(account_id: int) -> ResponseReturnValue:
    """An administrator lets somebody organise or administer, by a link for a new password, or no longer."""
    who = _administrator()
    right, found = request.form.get("right", ""), _listed(account_id)
    if right not in get_args(Right) or found is None:
        abort(404)
    given = request.form.get("given") == "yes"
    response = redirect(url_for("account.installation"), code=303)
    try:
        changed = account_keeping.set_right(
            session(),
            account_id,
            right=right,  # type: ignore[arg-type]
            given=given,
            actor=access.actor(),
            now=access.clock().now(),
        )
    except Refused as refusal:
        flash(words().refusal(refusal.code, refusal.values), "problem")
        return response
    if changed and changed.token:
        link = addresses.public(url_for("account.reset", token=changed.token))
        if post_office().open:
            letter = mails.right_given(words(), name=found.name, link=link)
            post_office().post(lambda: Mail(to=found.email, subject=letter.subject, text=letter.text))
        return _page(link=link, link_for=found.name)
    if changed and account_id == who.id:
        signing_in.renew(response, who.id)
        if right == "administrator":
            response.location = url_for("doors.home")
    elif changed:
        flash(_("C’est fait. Cette personne doit se connecter de nouveau."))
    return response


@account.post(f"/accounts/{NUMBER}/link")
def make_link(account_id: int) -> ResponseReturnValue:
    """An administrator makes a link by which somebody chooses a new password, and hands it over; that person is told.

    The mail says that a link was made, and does not hold it: whoever reads the mailbox alone does not come in.
    """
    _administrator()
    found = _listed(account_id)
    if found is None:
        abort(404)
    token = account_keeping.make_link(session(), account_id, actor=access.actor(), now=access.clock().now())
    if post_office().open:
        letter = mails.link_made(words(), name=found.name)
        post_office().post(lambda: Mail(to=found.email, subject=letter.subject, text=letter.text))
    return _page(link=addresses.public(url_for("account.reset", token=token)), link_for=found.name)


@account.post(f"/accounts/{NUMBER}/end-sign-ins")
def end_sign_ins(account_id: int) -> ResponseReturnValue:
    """An administrator ends every open sign-in of an account."""
    who = _administrator()
    found = _listed(account_id)
    if found is None:
        abort(404)
    response = redirect(url_for("account.installation"), code=303)
    account_keeping.end_sign_ins(session(), account_id, actor=access.actor(), now=access.clock().now())
    if account_id == who.id:
        signing_in.renew(response, who.id)
    flash(_("Les accès ouverts de %(name)s sont fermés.", name=found.name))
    return response


@account.post(f"/accounts/{NUMBER}/remove")
def remove(account_id: int) -> ResponseReturnValue:
    """An administrator removes an account that no evening needs."""
    who = _administrator()
    found = _listed(account_id)
    if found is None:
        abort(404)
    try:
        account_keeping.remove(session(), account_id, actor=access.actor(), now=access.clock().now())
    except Refused as refusal:
        flash(words().refusal(refusal.code, refusal.values), "problem")
    else:
        flash(_("Le compte de %(name)s est retiré.", name=found.name))
    return redirect(url_for("account.installation" if account_id != who.id else "doors.home"), code=303)


def _administrator() -> Account:
    """The administrator who asks, whose right and sign-in nobody has ended since the guard looked."""
    who = access.signed_in()
    if not account_keeping.still_administrator(session(), who.id):
        abort(404)
    signing_in.require_open()
    return who


def _listed(account_id: int) -> account_keeping.ListedAccount | None:
    return next((one for one in account_keeping.listed(session(), access.clock().now()) if one.id == account_id), None)


def _page(
    *,
    link: str = "",
    link_for: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
    given: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "account/installation.html",
        account=access.signed_in(),
        listed=account_keeping.listed(session(), access.clock().now()),
        link=link,
        link_for=link_for,
        by_mail=post_office().open,
        errors=errors or {},
        given=given or {},
        zone=access.settings().time_zone,
    )
