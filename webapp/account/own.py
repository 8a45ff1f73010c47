"""One's own account: name, address, open sign-ins, password."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, signing_in
from webapp.account.blueprint import account
from webapp.account.new_password import chosen
from webapp.services import accounts, password_resets
from webapp.services.sign_ins import NotSignedIn
from webapp.transactions import session


@account.get("/account")
def own() -> ResponseReturnValue:
    """Whoever is signed in sees their account and where it is open."""
    return _page({}), 200


@account.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Whoever is signed in and knows the password chooses another; every other sign-in ends."""
    who = access.signed_in()
    proved = signing_in.prove(who.email, request.form.get("current", ""))
    if isinstance(proved, NotSignedIn):
        wrong = _("Ce n’est pas le mot de passe actuel.")
        if proved.wait:
            wrong = f"{wrong} {_('Il y a eu beaucoup d’essais : attendez un quart d’heure.')}"
        return _page({"current": (wrong,)}), 422
    password_hash, errors = chosen(request.form, about=(who.name, who.email))
    if errors:
        return _page(errors), 422
    changed = password_resets.change_password(
        session(), who.id, old_hash=proved.password_hash, password_hash=password_hash
    )
    if not changed:  # somebody else was quicker; the sign-in of this browser has ended with it
        return redirect(url_for("doors.sign_in"), code=303)
    response = redirect(url_for("account.own"), code=303)
    signing_in.renew(response, who.id)
    flash(_("Mot de passe changé. Tous vos autres accès ouverts sont fermés."))
    return response


@account.post("/account/end-others")
def end_others() -> ResponseReturnValue:
    """Whoever is signed in ends all their sign-ins but this one."""
    accounts.end_sign_ins(session(), access.signed_in().id, but=access.sign_in_token())
    flash(_("Vos autres accès sont fermés. Celui-ci reste ouvert."))
    return redirect(url_for("account.own"), code=303)


def _page(errors: Mapping[str, Sequence[str]]) -> str:
    who = access.signed_in()
    opened = accounts.open_sign_ins(session(), who.id, token=access.sign_in_token(), now=access.clock().now())
    settings = access.settings()
    return render_template(
        "account/own.html",
        account=who,
        opened=opened,
        errors=errors,
        zone=settings.time_zone,
        years=settings.keep_accounts_years,
        contact=settings.contact,
    )
