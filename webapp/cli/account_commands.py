"""The commands about accounts, for whoever has a shell on the server: options and examples, as in ``commands``."""

import click

from webapp.cli.group import main
from webapp.cli.language import Language
from webapp.cli.options import json_option, language_option

email_argument = click.argument("email", metavar="EMAIL")
address_option = click.option(
    "--address", metavar="URL", help="Where people reach the server; by default ENTREMISE_PUBLIC_URL."
)


@main.group()
def account() -> None:
    """List, make and remove accounts, and let their owners choose a new password.

    \b
    Example: entremise account reset anne@example.org
    """


@account.command("list")
@json_option
@language_option
def list_accounts(as_json: bool, language: Language) -> None:
    """List the accounts of this installation, and what they may do.

    \b
    Example:
        entremise account list
    """
    from webapp.cli import accounts  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    accounts.show(words=Words.for_locale(language), as_json=as_json)


@account.command("create")
@email_argument
@click.option("--name", required=True, help="The person's name, as the desk shows it.")
@click.option("--organiser", is_flag=True, help="May create evenings.")
@click.option("--administrator", is_flag=True, help="Looks after the accounts of this installation.")
@address_option
@language_option
def create(
    email: str, name: str, organiser: bool, administrator: bool, address: str | None, language: Language
) -> None:
    """Make an account and print the link by which its owner chooses a password, within a week.

    \b
    Example:
        entremise account create odile@example.org --name "Odile Kern" --organiser
    """
    from webapp.cli import accounts  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    words = Words.for_locale(language)
    accounts.create(email, name=name, may_organise=organiser, administrator=administrator, address=address, words=words)


@account.command("reset")
@email_argument
@address_option
@language_option
def reset(email: str, address: str | None, language: Language) -> None:
    """Print a link by which the owner of an account chooses a new password, within an hour and once.

    \b
    Example:
        entremise account reset odile@example.org
    """
    from webapp.cli import accounts  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    accounts.reset(email, address=address, words=Words.for_locale(language))


@account.command("administrator")
@email_argument
@click.option("--no", "no", is_flag=True, help="No longer.")
@address_option
@language_option
def administrator(email: str, no: bool, address: str | None, language: Language) -> None:
    """Let an account look after the accounts of this installation; it opens no evening.

    Its password ends, and the link by which its owner chooses another is printed, for a week and once.

    \b
    Example: the first one
        entremise account administrator odile@example.org
    """
    from webapp.cli import accounts  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    accounts.set_administrator(email, given=not no, address=address, words=Words.for_locale(language))


@account.command("end-sign-ins")
@email_argument
@language_option
def end_sign_ins(email: str, language: Language) -> None:
    """End every open sign-in of an account, at once.

    \b
    Example: a laptop was stolen
        entremise account end-sign-ins odile@example.org
    """
    from webapp.cli import accounts  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    accounts.end_sign_ins(email, words=Words.for_locale(language))


@account.command("remove")
@email_argument
@language_option
def remove(email: str, language: Language) -> None:
    """Remove an account with its roles. Refused while it is the only owner of an evening.

    \b
    Example:
        entremise account remove odile@example.org
    """
    from webapp.cli import accounts  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    accounts.remove(email, words=Words.for_locale(language))
