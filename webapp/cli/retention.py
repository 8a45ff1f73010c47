"""`entremise retention`: what has been kept long enough goes now, or is only counted."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from webapp.cli.doctor import settings_here
from webapp.cli.problems import DataProblem
from webapp.logged import first_line
from webapp.wording import Words
from webapp.wording.marking import N_

if TYPE_CHECKING:
    from webapp.upkeep.former_databases import LookedAfter


def keep_to_it(*, dry_run: bool, words: Words) -> None:
    """Run the job of services.retention at this moment, and say what went; with ``dry_run`` nothing does."""
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415  slow import

    from webapp.clock import Clock  # noqa: PLC0415  slow import
    from webapp.database import Database  # noqa: PLC0415  slow import
    from webapp.services import retention  # noqa: PLC0415  slow import
    from webapp.upkeep import former_databases  # noqa: PLC0415  slow import
    from webapp.upkeep.emptying import empty_files  # noqa: PLC0415  slow import

    settings = settings_here(words)
    database, now = Database(settings.database_url), Clock().now()
    problem, formers = "", []
    try:
        with database.writing() as session:
            report = retention.apply(session, now, settings)
            if dry_run:
                session.rollback()
        try:
            if not (dry_run or empty_files(database, settings.instance)):
                problem = words.say(FILES_HELD)
            formers = former_databases.look_after(settings, database, now, dry_run=dry_run)
        except DBAPIError as error:  # a full disk, say: what is gone is told all the same
            problem = words.say(FILES_FAILED, {"why": first_line(error)})
    except DBAPIError as error:
        raise DataProblem([words.say(NOTHING_GONE, {"why": first_line(error)})]) from error
    finally:
        database.dispose()
    click.echo(words.say(WOULD_GO if dry_run else GONE))
    for name, count in asdict(report).items():
        click.echo(f"  {words.say(COUNTED[name])} : {count}")
    for one in formers:
        click.echo(_of_former(one, words))
    problems = [problem] if problem else []
    problems += [
        words.say(FORMER_FAILED, {"name": one.former.name, "why": one.problem}) for one in formers if one.problem
    ]
    if problems:
        raise DataProblem(problems)


def _of_former(one: "LookedAfter", words: Words) -> str:
    values = {"name": one.former.name, "since": _moment(one.former.since), "until": _moment(one.former.until)}
    said = words.say(FORMER_GOES if one.removed else FORMER_STAYS, values)
    if one.choices_destroyed:
        said += f"\n  {words.say(COUNTED['choices_destroyed'])} : {one.choices_destroyed}"
    return said


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"


WOULD_GO = N_("À effacer maintenant, rien n’a été touché :")
GONE = N_("Effacé :")
FORMER_STAYS = N_(
    "Ancienne base mise de côté par une restauration le %(since)s : %(name)s. Elle s’efface d’elle-même le %(until)s ; "
    "effacez-la plus tôt si tout est vérifié."
)
FORMER_GOES = N_("Ancienne base mise de côté par une restauration le %(since)s, son temps est passé : %(name)s.")
FORMER_FAILED = N_("Ce qui est dû dans l’ancienne base %(name)s n’a pas pu y être effacé (%(why)s). Recommencez.")
FILES_HELD = N_(
    "Les lignes sont effacées, mais un lecteur empêche de vider les fichiers de la base. Recommencez dans une minute."
)
FILES_FAILED = N_(
    "Les lignes sont effacées, mais les fichiers de la base n’ont pas pu être vidés (%(why)s). Le serveur le refera en "
    "démarrant ; ou recommencez."
)
NOTHING_GONE = N_("La base n’a pas pu être lue ou écrite, et rien n’a été effacé (%(why)s).")
COUNTED = {
    "links_ended": N_("soirées dont les liens prennent fin"),
    "choices_destroyed": N_("soirées dont les réponses à sens unique sont détruites"),
    "evenings_anonymised": N_("soirées anonymisées"),
    "sign_ins": N_("connexions terminées"),
    "known_devices": N_("navigateurs connus oubliés"),
    "password_resets": N_("liens de mot de passe échus"),
    "invitations": N_("invitations échues"),
    "attempts": N_("essais de mot de passe oubliés"),
    "accounts": N_("comptes inutilisés depuis des années"),
}
