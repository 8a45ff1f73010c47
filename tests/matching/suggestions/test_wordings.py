"""The files of wordings are well formed, and cover the vocabulary on both sides."""

import pytest

from matching.criteria.details import agreement
from matching.suggestions.kinds import kinds_of
from matching.suggestions.phrases import PhraseBook
from matching.suggestions.statements import all_phrases, thing_class
from matching.suggestions.wordings import wordings
from matching.vocabulary import FRAGILITIES, RESOURCES


def test_every_fragility_has_phrases() -> None:
    assert {rule.code for _, rule in wordings().phrases if rule.aspect == "theme"} == set(FRAGILITIES)


@pytest.mark.parametrize("aspect", ["need", "offer"])
@pytest.mark.parametrize("side", ["company", "association"])
def test_nearly_every_resource_may_be_needed_and_offered(aspect: str, side: str) -> None:
    found = {telling.rule.code for _, telling in all_phrases(wordings()) if telling.rule.aspect == aspect}
    assert found == set(RESOURCES)
    by_side = {
        telling.rule.code
        for _, telling in all_phrases(wordings())
        if telling.rule.aspect == aspect and side in telling.rule.sides
    }
    assert len(by_side) >= 20


def test_each_statement_speaks_of_a_thing_that_has_words() -> None:
    said = wordings()
    classes = {**said.classes, **{thing_class(code): things for code, things in said.things.items()}}
    for phrase, telling in all_phrases(said):
        assert 0 < telling.rule.confidence <= 1
        for name in (
            part.strip("{}<>") for part in phrase.replace("/", " ").split() if part.strip("{}").startswith("<")
        ):
            assert name in classes


@pytest.mark.parametrize("phrase", ["~ camion", "camion ~", ""])
def test_a_phrase_that_begins_or_ends_nowhere_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="begins and ends"):
        PhraseBook({}, [(phrase, "anything")])


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="no class"):
        PhraseBook({}, [("<lorries> vides", "anything")])


def test_a_class_made_of_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="made of itself"):
        PhraseBook({"a": ("<b>",), "b": ("<a>",)}, [])


def found(phrase: str, text: str) -> list[str]:
    """What one phrase finds in a text, as written."""
    book = PhraseBook({"vehicle": ("camion", "poids lourd")}, [(phrase, "found")])
    reading = book.read(text)
    return [reading.written(one.first, one.after) for one in book.find(reading)]


def test_small_words_cost_nothing_and_a_tilde_lets_four_others_pass() -> None:
    assert found("retour vide", "Le retour est à vide.") == ["retour est à vide"]
    assert found("retour vide", "Le retour souvent vide.") == []
    assert found("retour ~ vide", "Le retour souvent presque toujours vide.") == [
        "retour souvent presque toujours vide"
    ]
    assert found("retour ~ vide", "Retour bien rouge, bien bleu, jaune, vert, noir, blanc et vide.") == []


def test_a_phrase_crosses_no_sentence_and_without_a_tilde_no_comma() -> None:
    assert found("retour ~ vide", "Voici le retour. Vide est le quai.") == []
    assert found("retour vide", "Le retour, vide.") == []
    assert found("retour ~ vide", "Le retour, vide.") == ["retour, vide"]


def test_classes_alternatives_exact_forms_and_beginnings() -> None:
    assert found("<vehicle> ~ vide", "Nos poids lourds rentrent vides.") == ["poids lourds rentrent vides"]
    assert found("rentr*/revien* vide", "Il revient vide, ils rentraient vides.") == [
        "revient vide",
        "rentraient vides",
    ]
    assert found("=locaux", "Des locaux, un commerce local.") == ["locaux"]
    assert found("carross*", "Le carrossier") == ["carrossier"]


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("invendus de fin de saison", "de quoi servir un repas chaud", 0.7),
        ("produits à date courte", "de quoi servir un repas chaud", 1.0),
        ("chutes de chêne", "bois brut pour nichoirs", 1.0),
        ("produits frais", "planches déclassées", 0.3),
        ("produits frais", "produits d'entretien", 0.3),
        ("literie réformée", "de quoi meubler seize chambres", 1.0),
        ("", "farine", 1.0),
    ],
)
def test_wordings_agree_by_the_kind_of_thing(one: str, other: str, value: float) -> None:
    assert agreement(one, other) == agreement(other, one) == value


def test_a_purpose_counts_as_what_it_takes() -> None:
    assert {"food", "clothing", "bedding"} <= kinds_of("accueil de jour")
    assert kinds_of("nous") == frozenset()
