"""Numbers in sentences: French says 0 in the singular, English in the plural, on pages and on the command line."""

import pytest
from flask import Flask, render_template_string
from flask_babel import ngettext

from webapp.wording import Words

ONE, MANY = "%(num)d ligne écartée", "%(num)d lignes écartées"
PAGE = "{{ ngettext('%(num)d ligne écartée', '%(num)d lignes écartées', number) }}"
SAID = {
    "fr": {0: "0 ligne écartée", 1: "1 ligne écartée", 2: "2 lignes écartées"},
    "en": {0: "0 rows left out", 1: "1 row left out", 2: "2 rows left out"},
}


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_number_takes_the_form_that_its_language_has_for_it(app: Flask, locale: str, number: int) -> None:
    with app.test_request_context(headers={"Accept-Language": locale}):
        assert ngettext(ONE, MANY, number) == SAID[locale][number]
        assert render_template_string(PAGE, number=number) == SAID[locale][number]


@pytest.mark.parametrize(
    ("locale", "said"), [("fr", ("un", "un", "plusieurs")), ("en", ("plusieurs", "un", "plusieurs"))]
)
def test_the_command_line_counts_alike(locale: str, said: tuple[str, ...]) -> None:
    words = Words(str, locale)
    assert tuple(words.say_count(number, "un", "plusieurs") for number in (0, 1, 2)) == said
