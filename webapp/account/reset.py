"""A forgotten password: ask for a link by mail, open it, choose another. An address is never told to be known."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access, signing_in
from webapp.account.blueprint import account
from webapp.account.new_password import chosen
from webapp.database import Database
from webapp.languages import words
from webapp.mailing import Mail, post_office
from webapp.services import accounts, password_resets
from webapp.services.sign_ins import LONGEST_EMAIL
from webapp.transactions import database, session
from webapp.wording import Words, mails


@account.get("/password")
def ask_reset() -> ResponseReturnValue:
    """Somebody has forgotten their password."""
    return render_template("account/ask_reset.html", by_mail=post_office().open, contact=access.settings().contact)


@account.post("/password")
def send_reset() -> ResponseReturnValue:
    """Somebody asks for a link; whether the address has an account is looked up after the answer has left."""
    office, email = post_office(), request.form.get("email", "")
    if not office.open:
        abort(404)
    if len(email) <= LONGEST_EMAIL:
        kept, now, said, base = database(), access.clock().now(), words(), access.settings().public_url
        office.post(lambda: _letter(kept, email, now=now, said=said, base=base))
    return render_template("account/reset_sent.html")


@account.get("/password/<token>")
def reset(token: str) -> ResponseReturnValue:
    """The reader of a link is asked for a new password; looking at the page changes nothing."""
    found = password_resets.account_of_reset(session(), token, access.clock().now())
    if found is None:
        abort(404)
    return render_template("account/reset.html", account=found, token=token, errors={})


@account.post("/password/<token>")
def choose_password(token: str) -> ResponseReturnValue:
    """The reader of a link chooses a password; the link is used up and every sign-in ends."""
    now = access.clock().now()
    with database().reading() as reading:
        found = password_resets.account_of_reset(reading, token, now)
    if found is None:
        abort(404)
    password_hash, errors = chosen(request.form, about=(found.name, found.email))
    if errors:
        return render_template("account/reset.html", account=found, token=token, errors=errors), 422
    number = password_resets.use_reset(session(), token, password_hash=password_hash, now=now)
    if number is None:
        abort(404)
    response = redirect(url_for("doors.sign_in"), code=303)
    signing_in.know(response, number)
    flash(_("Votre mot de passe est choisi. Connectez-vous avec lui."))
    return response


def _letter(kept: Database, email: str, *, now: datetime, said: Words, base: str) -> Mail | None:
    """In the thread that sends: the mail for an address that has an account, else none."""
    with kept.reading() as reading:
        if accounts.account_number(reading, email) is None:
            return None  # nobody who writes waits for invented addresses
    with kept.writing() as writing:
        found = password_resets.open_reset_for(writing, email, now=now)
    if found is None:
        return None
    who, token = found
    letter = mails.reset(said, name=who.name, link=f"{base}/password/{token}")
    return Mail(to=who.email, subject=letter.subject, text=letter.text)
