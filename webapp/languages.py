"""French or English: chosen by the browser, switched by a button, kept in a cookie; and the words of that language."""

from babel import support
from flask import Flask, g, request
from flask_babel import get_locale, get_translations

from webapp.wording import Words

LANGUAGES = {"fr": "Français", "en": "English"}
COOKIE = "entremise_language"


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
    """Give templates the language and its words; called once Babel has been."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        gettext=lambda sentence: translations().ugettext(sentence),
        ngettext=lambda one, many, count: translations().ungettext(one, many, count),
        newstyle=True,
    )

    @app.context_processor
    def languages() -> dict[str, object]:
        return {"locale": chosen(), "languages": LANGUAGES, "words": words()}
