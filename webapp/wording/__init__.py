"""Codes and values of the cores and services -> sentences for people, in French or English.

French is written in these files and is the key of every translation; English stands in ``webapp/translations``. Nothing
here knows a request, a session or a clock, so that the web and the command line say the same.
"""

from typing import Literal

from webapp.translations import gettext_of
from webapp.wording.voice import Voice

Language = Literal["fr", "en"]


class Words(Voice):
    """Everything the application says about codes, in one language."""

    @classmethod
    def for_locale(cls, locale: Language) -> "Words":
        """The words of a language, read from its catalogue."""
        return cls(gettext_of(locale), locale)
