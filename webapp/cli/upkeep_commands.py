"""The commands for whoever runs an installation: options and examples, as in ``commands``."""

import sys
from pathlib import Path

import click

from webapp.cli.group import main
from webapp.cli.language import Language
from webapp.cli.options import file_option, json_option, language_option

new_file_argument = click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))


@main.command()
@json_option
@language_option
def doctor(as_json: bool, language: Language) -> None:
    """Check this installation: settings, secret, database, and what is in it.

    Changes nothing. Leaves with 1 when `entremise serve` would refuse to start, or when the database is damaged.

    \b
    Example:
        entremise doctor
    """
    from webapp.cli.doctor import examine  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    sys.exit(examine(words=Words.for_locale(language), as_json=as_json))


@main.command()
@new_file_argument
@click.option("--without-secret", is_flag=True, help="Leave out the key that personal links are made from.")
@click.option("--without-choices", is_flag=True, help="Leave out one-sided choices, for a copy that is kept longer.")
@click.option("--replace", is_flag=True, help="Replace FILE if it is there.")
@language_option
def backup(file: Path, without_secret: bool, without_choices: bool, replace: bool, language: Language) -> None:
    """Copy this installation into FILE, while it serves.

    One moment of the database, and the secret. The copy is read again and compared table by table before it counts.
    Nobody but the owner of FILE can read it; whoever can opens everything.

    \b
    Example: every hour of the evening
        entremise backup evening-$(date +%H%M).entremise
    """
    from webapp.cli.backup import back_up  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    words = Words.for_locale(language)
    back_up(file, with_secret=not without_secret, with_choices=not without_choices, replace=replace, words=words)


@main.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--into", metavar="ADDRESS", help="Another database than the installation's own, as in config.py.")
@click.option("--replace", is_flag=True, help="Replace the database that stands there; it is kept aside.")
@click.option("--keep-secret", is_flag=True, help="Keep this installation's key of the links.")
@click.option("--undo-seal", is_flag=True, help="Restore even where an evening whose choices are sealed opens again.")
@file_option("--erasures", "The installation's erasures.txt, kept elsewhere: who has been erased since.")
@language_option
def restore(
    file: Path,
    into: str | None,
    replace: bool,
    keep_secret: bool,
    undo_seal: bool,
    erasures: Path | None,
    language: Language,
) -> None:
    """Put the backup in FILE in the place of the database.

    Stop the server first. FILE is checked before anything is touched; the former database is kept aside. Whoever was
    erased since the backup is erased again: the former database, erasures.txt beside it and --erasures tell who.
    Consents taken back since stay so where the former database can be read. A FILE from before the seal of an evening
    that is sealed now is refused.

    \b
    Example:
        entremise restore evening-2015.entremise --replace
    """
    from webapp.cli.backup import put_back  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    words = Words.for_locale(language)
    put_back(
        file,
        into=into,
        replace=replace,
        keep_secret=keep_secret,
        undo_seal=undo_seal,
        erasures=erasures,
        words=words,
    )


@main.command()
@click.option("--dry-run", is_flag=True, help="Only count what would go.")
@language_option
def retention(dry_run: bool, language: Language) -> None:
    """Remove what has been kept long enough: links, choices, people of past evenings, unused accounts.

    A running server does so every hour; this is for a server that is switched off, and to see what is due. How long
    things are kept is set by ENTREMISE_KEEP_LINKS_DAYS, _PEOPLE_MONTHS, _CHOICES_HOURS and _ACCOUNTS_YEARS.

    \b
    Example:
        entremise retention --dry-run
    """
    from webapp.cli.retention import keep_to_it  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    keep_to_it(dry_run=dry_run, words=Words.for_locale(language))
