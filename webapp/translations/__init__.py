"""The catalogues of translations: the sources are written in French, every other language has its catalogue here."""

from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCE_LANGUAGE = "fr"


@cache
def gettext_of(locale: str) -> Callable[[str], str]:
    """The function that translates a French sentence into the language; the identity for French.

    Raises FileNotFoundError when there is no catalogue of that language.
    """
    if locale == SOURCE_LANGUAGE:
        return str
    with (FOLDER / locale / "LC_MESSAGES" / "messages.mo").open("rb") as catalogue:
        return GNUTranslations(catalogue).gettext
