"""`entremise serve`: the settings of the environment, the database in its latest shape, a server."""

import os
import secrets
from datetime import UTC, datetime

import click
from flask import Flask

from webapp.cli.doctor import refuse, settings_here
from webapp.cli.problems import WrongCall
from webapp.config import Settings
from webapp.server import Server, port_is_taken
from webapp.wording import Words
from webapp.wording.marking import N_

MOST_WORKERS = 4
SHAPE = frozenset({"half_changed", "newer_database", "shape_unknown"})
#: Said of the database in its latest shape: before that there is nothing to say yet, or it is not so any more.
ONCE_UPGRADED = frozenset({"earlier_shape", "links_of_another_secret"})


def serve(*, host: str, port: int, organiser: str | None, words: Words) -> None:
    """Serve until interrupted; leaves with 2 when the settings or the address cannot work."""
    settings = settings_here(words)
    try:
        taken = port_is_taken(host, port)
    except OSError as error:
        raise WrongCall(words.say(NO_SUCH_HOST, {"host": host, "why": error.strerror or str(error)})) from error
    if taken:
        raise WrongCall(words.say(PORT_TAKEN, {"port": str(port), "other": str(port + 1)}))
    _prepare(settings, organiser, words, now=datetime.now(UTC))
    _import_before_the_fork()
    # Pages cost processor time, so there is a process for each core. SQLite takes one writer at a time: those of one
    # process wait in line (webapp.database), and processes for each other, a few milliseconds for a tap.
    workers = min(MOST_WORKERS, os.cpu_count() or 1)
    click.echo(words.say(SERVING, {"address": f"http://{host}:{port}"}), err=True)
    Server(lambda: _load(settings), host=host, port=port, workers=workers).run()


def _import_before_the_fork() -> None:
    """Import what workers need once, for all of them and for those that replace a killed one; opens nothing."""
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415  slow import

    import webapp.app  # noqa: F401, PLC0415  slow import

    configure_mappers()


def _load(settings: Settings) -> Flask:
    """In each worker, after the fork: the application, and what it does every hour by itself."""
    from webapp import housekeeping  # noqa: PLC0415  slow import
    from webapp.app import create_app  # noqa: PLC0415  slow import
    from webapp.database import Database  # noqa: PLC0415  slow import

    app = create_app(settings, Database(settings.database_url))
    housekeeping.begin(app)
    return app


def _prepare(settings: Settings, organiser: str | None, words: Words, *, now: datetime) -> None:
    """Refuse what is not safe; bring the database to its latest shape; make the organiser's account if it is new."""
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415  slow import

    from webapp.database import Database  # noqa: PLC0415  slow import
    from webapp.migrations import NewerDatabase, upgrade  # noqa: PLC0415  slow import
    from webapp.services import accounts  # noqa: PLC0415  slow import
    from webapp.services.refusals import Refused  # noqa: PLC0415  slow import
    from webapp.upkeep.checks import before_serving, database_findings  # noqa: PLC0415  slow import
    from webapp.upkeep.findings import refused  # noqa: PLC0415  slow import

    refuse([one for one in before_serving(settings) if one.code not in ONCE_UPGRADED], words)
    try:
        upgrade(settings.database_url)
        # Once more, now that it has its latest shape: is it what this code declares?
        refuse([one for one in database_findings(settings) if one.code in SHAPE | ONCE_UPGRADED], words)
    except NewerDatabase as error:  # another server, of a later version, was quicker
        refuse([refused("newer_database", {"found": error.revision, "known": "?"})], words)
    except OperationalError as error:
        raise WrongCall(words.say(NO_DATABASE, {"why": str(error.orig).strip()})) from error
    if organiser is None:
        return
    database = Database(settings.database_url)
    password = secrets.token_urlsafe(12)
    try:
        with database.writing() as session:
            accounts.create_account(
                session, email=organiser, name=organiser, password=password, may_organise=True, now=now
            )
    except Refused:
        click.echo(words.say(ACCOUNT_THERE, {"email": organiser}), err=True)
    else:
        click.echo(words.say(ACCOUNT_MADE, {"email": organiser, "password": password}))
    finally:
        database.dispose()


PORT_TAKEN = N_("Le port %(port)s est déjà occupé. Choisissez-en un autre : --port %(other)s")
NO_SUCH_HOST = N_("L’adresse %(host)s ne peut pas être ouverte sur cet ordinateur (%(why)s).")
NO_DATABASE = N_("La base de données ne répond pas : %(why)s")
SERVING = N_("Entremise répond sur %(address)s. Ctrl-C arrête le serveur.")
ACCOUNT_MADE = N_("Compte créé : %(email)s, mot de passe %(password)s (il ne sera plus affiché).")
ACCOUNT_THERE = N_("Le compte %(email)s existe déjà ; il reste tel quel.")
