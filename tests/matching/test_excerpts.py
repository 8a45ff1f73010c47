"""What is quoted of a presentation stands there letter by letter, and is short enough to be read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.excerpts import MOST_LETTERS, MOST_WORDS, in_context

TEXTS = st.text(alphabet="aé ,.;:!?()«»\"'’-\n", max_size=120)


@given(TEXTS, st.data())
def test_a_quotation_is_a_part_of_the_text_that_holds_the_excerpt(text, data):
    first = data.draw(st.integers(0, len(text)))
    excerpt = text[first : data.draw(st.integers(first, len(text)))]
    told = in_context(excerpt, text)
    assert told in text
    assert excerpt in told
    if len(told) > len(excerpt) + 40:
        assert len(told) <= MOST_LETTERS
        assert len(told.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    ("text", "excerpt", "told"),
    [
        ("Une halle, chauffée, ne sert plus. Autre chose.", "ne sert plus", "Une halle, chauffée, ne sert plus"),
        (
            "Nous avons créé un baromètre de bien-être.",
            "baromètre de bien",
            "Nous avons créé un baromètre de bien-être",
        ),
        ("Surplus", "Surplus", "Surplus"),
        ("Nos camions (vides) rentrent", "vides", "Nos camions (vides) rentrent"),
        ("rien", "absent", "absent"),
        ("rien", "", ""),
        (
            "Le vendredi, et cela depuis que l’usine d’en face a fermé ses portes, nos camions rentrent à vide",
            "rentrent à vide",
            "nos camions rentrent à vide",
        ),
        (
            "Nos chauffeurs vieillissent, neuf partiront avant 2030, et personne ne se bouscule pour les remplacer.",
            "personne ne se bouscule",
            "personne ne se bouscule pour les remplacer",
        ),
        ("Et personne ne vient. Or il y a tant à faire.", "personne ne vient", "Et personne ne vient"),
        (
            "Ce qui nous manque, ce sont de vraies personnes pour essayer ce que nous dessinons toute l’année ici",
            "manque, ce sont de vraies personnes",
            "Ce qui nous manque, ce sont de vraies personnes",
        ),
    ],
)
def test_the_sentence_is_told_or_else_the_clause(text, excerpt, told):
    assert in_context(excerpt, text) == told
