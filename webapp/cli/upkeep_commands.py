"""The commands for whoever runs an installation: options and examples, as in ``commands``."""

import sys

from webapp.cli.commands import json_option, language_option
from webapp.cli.directory_commands import main
from webapp.cli.language import Language

__all__ = ["doctor", "main"]


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
