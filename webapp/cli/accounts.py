"""`entremise account`: accounts of this installation from a shell, through the services that the pages use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webapp.addresses import is_valid
from webapp.cli.doctor import settings_here
from webapp.cli.problems import DataProblem, WrongCall
from webapp.cli.streams import show_json, show_table
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.services import account_keeping, accounts, audit
from webapp.services.refusals import Refused
from webapp.wording import Words
from webapp.wording.marking import N_


def show(*, words: Words, as_json: bool) -> None:
    """Every account, one line each."""
    with _installation(words) as (session, _):
        listed = account_keeping.listed(session, datetime.now(UTC))
    if as_json:
        show_json(
            [
                {
                    "email": one.email,
                    "name": one.name,
                    "may_organise": one.may_organise,
                    "administrator": one.administrator,
                    "used_at": one.used_at.isoformat() if one.used_at else None,
                    "open_sign_ins": one.open_sign_ins,
                }
                for one in listed
            ]
        )
        return
    yes, no = words.say(YES), words.say(NO)
    header = [words.say(name) for name in HEADER]
    rows = [
        [one.email, one.name, yes if one.may_organise else no, yes if one.administrator else no, str(one.open_sign_ins)]
        for one in listed
    ]
    show_table(header, rows, right=(4,))


def create(
    email: str, *, name: str, may_organise: bool, administrator: bool, address: str | None, words: Words
) -> None:
    """Make an account and print its link."""
    email = accounts.address_of(email)
    if not is_valid(email) or not name.strip() or not name.isprintable():
        raise WrongCall(words.say(NO_ADDRESS_OR_NAME, {"email": email}))
    with _installation(words) as (session, settings):
        base = _base(settings, address, words)
        token = account_keeping.make(
            session,
            email=email,
            name=name.strip(),
            may_organise=may_organise,
            administrator=administrator,
            now=datetime.now(UTC),
        )
    click.echo(words.say(MADE, {"email": email}), err=True)
    click.echo(f"{base}/password/{token}")


def reset(email: str, *, address: str | None, words: Words) -> None:
    """Print a link for a new password."""
    with _installation(words) as (session, settings):
        base = _base(settings, address, words)
        number = _number(session, email, words)
        token = account_keeping.make_link(session, number, actor=audit.COMMAND, now=datetime.now(UTC))
    click.echo(words.say(RESET), err=True)
    click.echo(f"{base}/password/{token}")


def set_administrator(email: str, *, given: bool, address: str | None, words: Words) -> None:
    """Let an account administer, and print its link for a new password; or let it no longer."""
    with _installation(words) as (session, settings):
        base = _base(settings, address, words) if given else ""
        number = _number(session, email, words)
        now = datetime.now(UTC)
        changed = account_keeping.set_right(
            session, number, right="administrator", given=given, actor=audit.COMMAND, now=now
        )
    if not given:
        click.echo(words.say(ADMINISTERS_NO_LONGER, {"email": email}), err=True)
    elif changed is None:
        click.echo(words.say(ADMINISTERS_ALREADY, {"email": email}), err=True)
    else:
        click.echo(words.say(ADMINISTERS, {"email": email}), err=True)
        click.echo(f"{base}/password/{changed.token}")


def end_sign_ins(email: str, *, words: Words) -> None:
    """End every open sign-in of an account."""
    with _installation(words) as (session, _):
        number = _number(session, email, words)
        account_keeping.end_sign_ins(session, number, actor=audit.COMMAND, now=datetime.now(UTC))
    click.echo(words.say(ENDED, {"email": email}), err=True)


def remove(email: str, *, words: Words) -> None:
    """Remove an account."""
    with _installation(words) as (session, _):
        number = _number(session, email, words)
        account_keeping.remove(session, number, actor=audit.COMMAND, now=datetime.now(UTC))
    click.echo(words.say(REMOVED, {"email": email}), err=True)


@contextmanager
def _installation(words: Words) -> Iterator[tuple[Session, Settings]]:
    """A session on this installation's database in its latest shape; a refusal is said, and leaves with 1."""
    settings = settings_here(words)
    try:
        upgrade(settings.database_url)
    except OperationalError as error:
        raise WrongCall(words.say(NO_DATABASE, {"why": str(error.orig).strip()})) from error
    database = Database(settings.database_url)
    try:
        with database.writing() as session:
            yield session, settings
    except Refused as refusal:
        raise DataProblem([words.refusal(refusal.code, refusal.values)]) from refusal
    finally:
        database.dispose()


def _number(session: Session, email: str, words: Words) -> int:
    found = accounts.account_number(session, email)
    if found is None:
        raise DataProblem([words.say(NO_ACCOUNT, {"email": email})])
    return found


def _base(settings: Settings, address: str | None, words: Words) -> str:
    base = (address or settings.public_url).rstrip("/")
    if not base.startswith(("http://", "https://")):
        raise WrongCall(words.say(NO_PUBLIC_URL))
    return base


HEADER = (N_("Adresse"), N_("Nom"), N_("Organise"), N_("Administre"), N_("Accès ouverts"))
YES, NO = N_("oui"), N_("non")
MADE = N_("Compte créé pour %(email)s. Donnez ce lien à cette personne : il sert une fois, d’ici une semaine.")
RESET = N_("Donnez ce lien à la personne elle-même : il sert une fois, dans l’heure.")
ADMINISTERS = N_(
    "%(email)s administre les comptes. Son mot de passe ne marche plus : donnez à cette personne ce lien pour en "
    "choisir un autre. Il sert une fois, d’ici une semaine."
)
ADMINISTERS_ALREADY = N_("%(email)s administre déjà les comptes.")
ADMINISTERS_NO_LONGER = N_("%(email)s n’administre plus les comptes.")
ENDED = N_("Tous les accès ouverts de %(email)s sont fermés.")
REMOVED = N_("Le compte %(email)s est retiré.")
NO_ACCOUNT = N_("Aucun compte n’a l’adresse %(email)s. Voyez la liste : entremise account list")
NO_ADDRESS_OR_NAME = N_("« %(email)s » n’est pas une adresse électronique, ou le nom est vide.")
NO_PUBLIC_URL = N_(
    "À quelle adresse joint-on ce serveur ? Donnez --address https://..., ou le réglage ENTREMISE_PUBLIC_URL."
)
NO_DATABASE = N_("La base de données ne répond pas : %(why)s")
