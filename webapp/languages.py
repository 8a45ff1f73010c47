"""French or English: chosen by the browser, switched by a button, kept in a cookie; and the words of that language."""

from babel import support
from flask import Flask, g, request
from flask_babel import Babel, Domain, get_locale, get_translations

from webapp.translations import SOURCE_LANGUAGE
from webapp.wording import Words, numbers

LANGUAGES = {"fr": "Français", "en": "English"}
COOKIE = "entremise_language"


class Sources(support.NullTranslations):
    """The sentences as the sources have them: French, where 0 takes the singular as 1 does."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The singular or the plural sentence for a number."""
        return msgid1 if numbers.is_one(n, SOURCE_LANGUAGE) else msgid2

    ungettext = ngettext


class Sentences(Domain):  # type: ignore[misc]  # flask_babel has no types
    """The catalogue of each language; French has none, and would be counted as English is."""

    sources = Sources()

    def get_translations(self) -> support.NullTranslations:
        """The sentences of this request's language."""
        found: support.NullTranslations = super().get_translations()
        return self.sources if str(get_locale() or SOURCE_LANGUAGE) == SOURCE_LANGUAGE else found


def chosen() -> str:
    """The language of this request: the one switched to, else the browser's, else French."""
    kept = request.cookies.get(COOKIE, "")
    return kept if kept in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES), "fr")


def words() -> Words:
    """The sentences of this request's language."""
    if "words" not in g:
        locale = str(get_locale() or "fr")
        g.words = Words(get_translations().ugettext, locale)
    found: Words = g.words
    return found


def translations() -> support.NullTranslations:
    """The catalogue of this request's language, looked for once; a page asks for some fifty sentences."""
    if "translations" not in g:
        g.translations = get_translations()
    found: support.NullTranslations = g.translations
    return found


def init_app(app: Flask) -> None:
    """Choose the language of each request, and give templates its words."""
    Babel(app, locale_selector=chosen).domain_instance = Sentences()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        gettext=lambda sentence: translations().ugettext(sentence),
        ngettext=lambda one, many, count: translations().ungettext(one, many, count),
        newstyle=True,
    )

    @app.context_processor
    def languages() -> dict[str, object]:
        return {"locale": chosen(), "languages": LANGUAGES, "words": words()}
