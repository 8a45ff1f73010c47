"""`entremise doctor`: whether this installation can be trusted with an evening, in sentences; 1 where it cannot."""

import click

from webapp.cli import setting_words
from webapp.cli.finding_words import sentence
from webapp.cli.problems import CannotWrite, WrongCall
from webapp.cli.streams import show_json
from webapp.config import InvalidSettings, Settings, from_environment, instance_given
from webapp.upkeep.findings import Finding
from webapp.wording import Words
from webapp.wording.marking import N_


def settings_here(words: Words) -> Settings:
    """The settings of the environment; leaves with 2 and says which of them cannot work."""
    try:
        return from_environment()
    except OSError as error:
        raise CannotWrite(instance_given(), error) from error
    except InvalidSettings as error:
        raise wrong_settings(error, words) from error


def wrong_settings(error: InvalidSettings, words: Words) -> WrongCall:
    """Every setting that cannot work, in sentences."""
    reasons = [setting_words.sentence(one, words) for one in error.problems]
    return WrongCall("\n".join([words.say(SETTINGS), *reasons]))


def examine(*, words: Words, as_json: bool) -> int:
    """Print every finding; returns 0 when a server may start here, else 1."""
    from webapp.upkeep.checks import everything  # noqa: PLC0415  slow import

    settings = settings_here(words)
    found = everything(settings)
    refusals = [one for one in found if one.level == "refused"]
    if as_json:
        show_json([_plain(one) for one in found])
        return bool(refusals)
    for one in found:
        mark = REFUSED if one.level == "refused" else WARNED
        click.echo(words.say(mark, {"sentence": sentence(one, words)}))
    click.echo(words.say(NOT_READY if refusals else READY, {"count": len(refusals)}))
    return bool(refusals)


def _plain(one: Finding) -> dict[str, object]:
    return {"code": one.code, "level": one.level, "values": {name: str(value) for name, value in one.values.items()}}


def refuse(found: list[Finding], words: Words) -> None:
    """Say the warnings, and leave with 2 and every reason for which a server must not start."""
    for one in found:
        if one.level == "warned":
            click.echo(words.say(WARNED, {"sentence": sentence(one, words)}), err=True)
    reasons = [sentence(one, words) for one in found if one.level == "refused"]
    if reasons:
        raise WrongCall("\n".join([words.say(NOT_STARTED), *reasons]))


SETTINGS = N_("Des réglages ne peuvent pas servir :")
REFUSED = N_("À corriger : %(sentence)s")
WARNED = N_("À savoir : %(sentence)s")
READY = N_("Cette installation peut servir une soirée.")
NOT_READY = N_("Cette installation ne peut pas servir : points à corriger, %(count)s.")
NOT_STARTED = N_("Entremise ne démarre pas, pour ne rien perdre et ne rien laisser voir :")
