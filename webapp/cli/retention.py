"""`entremise retention`: what has been kept long enough goes now, or is only counted."""

from dataclasses import asdict

import click

from webapp.cli.doctor import settings_here
from webapp.cli.problems import DataProblem
from webapp.wording import Words
from webapp.wording.marking import N_


def keep_to_it(*, dry_run: bool, words: Words) -> None:
    """Run the job of services.retention at this moment, and say what went; with ``dry_run`` nothing does."""
    from webapp.clock import Clock  # noqa: PLC0415  slow import
    from webapp.database import Database  # noqa: PLC0415  slow import
    from webapp.services import retention  # noqa: PLC0415  slow import
    from webapp.upkeep.emptying import empty_files  # noqa: PLC0415  slow import

    settings = settings_here(words)
    database = Database(settings.database_url)
    try:
        with database.writing() as session:
            report = retention.apply(session, Clock().now(), settings)
            if dry_run:
                session.rollback()
        emptied = dry_run or empty_files(database, settings.instance)
    finally:
        database.dispose()
    click.echo(words.say(WOULD_GO if dry_run else GONE))
    for name, count in asdict(report).items():
        click.echo(f"  {words.say(COUNTED[name])} : {count}")
    if not emptied:
        raise DataProblem([words.say(FILES_HELD)])


WOULD_GO = N_("À effacer maintenant, rien n’a été touché :")
GONE = N_("Effacé :")
FILES_HELD = N_(
    "Les lignes sont effacées, mais un lecteur empêche de vider les fichiers de la base. Recommencez dans une minute."
)
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
