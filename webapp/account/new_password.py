"""A password that somebody chooses: what was typed -> its hash, or what is wrong with it, in words."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _

from webapp.services import passwords

LONGEST_NAME: Final = 200


def chosen(typed: Mapping[str, str], *, about: tuple[str, ...]) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The hash of the password in the fields ``new`` and ``again`` and no errors; or "" and the errors by field.

    Takes as long as a hash (services.passwords): call it before the request's transaction begins.
    """
    password = typed.get("new", "")
    code = passwords.problem(password, about=about)
    if code:
        return "", {"new": (words_for(code),)}
    if typed.get("again", "") != password:
        return "", {"again": (_("Les deux mots de passe diffèrent. Écrivez le même deux fois."),)}
    return passwords.hashed(password), {}


def words_for(code: str) -> str:
    """What is wrong with a password, and what to do."""
    sentences: dict[str, str] = {
        "password_short": _("Prenez au moins %(least)s signes. Une phrase fait très bien.", least=passwords.SHORTEST),
        "password_long": _("Prenez au plus %(most)s signes.", most=passwords.LONGEST),
        "password_common": _("Ce mot de passe est l’un des premiers que l’on essaierait. Prenez une phrase à vous."),
    }
    return sentences[code]


def name_of(typed: Mapping[str, str]) -> str:
    """A person's name as typed, on one line."""
    return "".join(sign for sign in typed.get("name", "").strip() if sign.isprintable())[:LONGEST_NAME]
