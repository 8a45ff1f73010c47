"""The English catalogue is complete and compiled, and French sentences are set as French wherever they stand."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Flask
from flask_babel import Babel, get_translations

from webapp.translations import catalogue, gettext_of
from webapp.wording import Words

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def sources():
    return catalogue.extracted()


@pytest.fixture(scope="module")
def english():
    return catalogue.read()


def test_every_sentence_of_the_sources_is_in_english(sources, english):
    assert catalogue.untranslated(catalogue.updated(sources, english)) == []


def test_the_catalogue_holds_nothing_else(sources, english):
    wanted = {message.id for message in catalogue.sentences(sources)}
    assert [message.id for message in catalogue.sentences(english) if message.id not in wanted] == []
    assert list(english.obsolete) == []
    assert [message.id for message in catalogue.sentences(english) if message.fuzzy] == []


def test_translations_take_the_values_of_the_sentence(english):
    wrong = []
    for message in catalogue.sentences(english):
        asked = {name for text in catalogue.forms(message.id) for name in PLACEHOLDER.findall(text)}
        texts = catalogue.forms(message.string)
        given = {name for text in texts for name in PLACEHOLDER.findall(text)}
        if all(texts) and asked != given:
            wrong.append(message.id)
    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one(english):
    compiled = catalogue.PO_FILE.with_suffix(".mo").read_bytes()
    assert compiled == catalogue.compiled(english), "run make translations"


def test_a_sentence_that_gained_or_lost_its_plural_is_translated_anew(tmp_path):
    before, after = Catalog(locale="en"), Catalog(locale="en")
    before.add(("Une pause.", "%(num)s pauses."), ("One break.", "%(num)s breaks."))
    before.add("Une table.", "One table.")
    after.add("Une pause.")
    after.add(("Une table.", "%(num)s tables."))
    result = catalogue.updated(after, before)
    assert sorted(catalogue.untranslated(result)) == ["('Une table.', '%(num)s tables.')", "Une pause."]
    with (tmp_path / "messages.po").open("wb") as file:
        write_po(file, result)
    assert catalogue.read(tmp_path / "messages.po")["Une pause."].string == ""


def french_texts(sources) -> Iterator[str]:
    for message in catalogue.sentences(sources):
        yield from catalogue.forms(message.id)


def test_french_has_no_break_spaces_and_curly_apostrophes(sources):
    wrong = [
        text
        for text in french_texts(sources)
        if re.search(r" [;:?!»]|« |\w'\w|\u202f|[^\s\u00a0(0-9][;?!»]|[a-zé)]:(?!//)", re.sub(PLACEHOLDER, "x", text))
    ]
    assert wrong == []


def test_french_is_calm_and_promises_nothing(sources):
    wrong = [
        text
        for text in french_texts(sources)
        if re.search(r"!|\bmatchs?\b|probabilité|taux de|compatibilité", text, re.IGNORECASE)
    ]
    assert wrong == []


@pytest.mark.parametrize(("locale", "expected"), [("fr", "Compétences juridiques"), ("en", "Legal skills")])
def test_the_web_and_the_command_line_read_the_same_catalogue(locale, expected):
    app = Flask("webapp")
    Babel(app, default_locale=locale)
    with app.test_request_context():
        assert Words(get_translations().ugettext, locale).label("skills_law") == expected
    assert Words.for_locale(locale).label("skills_law") == expected


def test_french_is_the_language_of_the_sources():
    assert gettext_of("fr")("Bonsoir.") == "Bonsoir."
    assert gettext_of("en")("Compétences juridiques") == "Legal skills"


def test_a_language_without_a_catalogue_is_an_error():
    with pytest.raises(FileNotFoundError):
        gettext_of("de")
