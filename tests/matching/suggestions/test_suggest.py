"""What a presentation suggests: codes a reader expects, none that would surprise, with words of the text itself."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Suggestions, suggest
from matching.organisations import InvalidProfile, Need, Offer, Organisation
from matching.suggestions import Suggestion
from matching.vocabulary import FRAGILITIES, RESOURCES, SIDES
from tests.matching.suggestions.presentations import PRESENTATIONS, Presentation
from tests.matching.suggestions.presentations_formal import FORMAL
from tests.matching.suggestions.presentations_unsaid import MORE_UNSAID, UNSAID

WORDS = (
    *("nous", "cherchons", "pas", "de", "ni", "sans", "bénévoles", "camions", "vides", "le", "jeudi", "un", "local"),
    *("des", "ordinateurs", "remplacés", "aide", "alimentaire", "insertion", ",", ".", ";", "l'énergie", "du", "club"),
    *("we", "are", "looking", "for", "food", "bank", "n'avons", "besoin", "d'argent", "et", "mais", "prêtons", "salle"),
    *("chutes", "bois", "benne", "Œuvre", "ÉCOLE", "d’accueil", "2019", "€", "—", "peine", "à", "recruter"),
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))


def codes(found: Suggestions) -> set[str]:
    """Every code found, with its aspect before it."""
    aspects = (("theme", found.fragilities), ("need", found.needs), ("offer", found.offers))
    return {f"{aspect}:{one.code}" for aspect, ones in aspects for one in ones}


def one_need(text: str, code: str, side: str = "association") -> Suggestion:
    """The need of that code; fails when it is not suggested."""
    return next(one for one in suggest(text, side=side).needs if one.code == code)


@pytest.mark.parametrize(
    "presentation", [*PRESENTATIONS, *UNSAID, *MORE_UNSAID, *FORMAL], ids=lambda one: one.text[:40]
)
def test_what_a_reader_expects_is_suggested_and_nothing_surprising(presentation: Presentation) -> None:
    found = codes(suggest(presentation.text, side=presentation.side))
    assert set(presentation.expected.split()) <= found
    assert not set(presentation.surprising.split()) & found


@given(TEXTS, st.sampled_from(SIDES))
def test_every_excerpt_stands_in_the_text_from_word_to_word(text: str, side: str) -> None:
    found = suggest(text, side=side)
    assert found == suggest.__wrapped__(text, side=side)
    for one in (*found.fragilities, *found.needs, *found.offers):
        assert one.words
        assert 0 < one.confidence <= 1
        for words in one.words:
            at = text.find(words)
            assert at >= 0
            assert any(
                not text[start - 1 : start].isalnum() and not text[start + len(words) :][:1].isalnum()
                for start in range(len(text))
                if text.startswith(words, start)
            )
            assert len(words.split()) <= 9
    for one in found.fragilities:
        assert one.code in FRAGILITIES
    for one in (*found.needs, *found.offers):
        assert one.code in RESOURCES


@given(TEXTS)
def test_surest_first_and_each_code_once(text: str) -> None:
    found = suggest(text, side="association")
    for ones in (found.fragilities, found.needs, found.offers):
        confidences = [one.confidence for one in ones]
        assert confidences == sorted(confidences, reverse=True)
        assert len({one.code for one in ones}) == len(ones)


def test_a_side_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="bystander"):
        suggest("Nous cherchons un local", side="bystander")


@pytest.mark.parametrize("text", ["", "   ", "12 34 !?", "\n;.;", "’’"])
def test_a_text_that_says_nothing_suggests_nothing(text: str) -> None:
    assert suggest(text, side="company") == Suggestions()


@pytest.mark.parametrize(
    ("text", "side", "absent"),
    [
        ("Nous ne cherchons pas d'argent.", "association", "need:money"),
        ("Pas de besoin de bénévoles.", "association", "need:volunteers"),
        ("Nous ne demandons ni argent ni locaux.", "association", "need:premises"),
        ("Nous ne faisons pas de transport.", "company", "offer:transport"),
        ("Un quai qui ne dort jamais.", "company", "offer:premises"),
        ("L'énergie du club emporte tout.", "association", "theme:energy_transition"),
        ("La culture du maïs et du blé.", "company", "theme:culture_leisure"),
        ("Nous formons au jazz, une formation musicale.", "association", "theme:employment"),
        ("Très actifs sur les réseaux sociaux.", "association", "theme:isolation"),
        ("Un emploi, dans un local au centre.", "association", "theme:economic_development"),
        ("Au printemps nous semons.", "company", "offer:skills_communication"),
    ],
)
def test_denials_and_words_of_two_senses_mislead_nobody(text: str, side: str, absent: str) -> None:
    assert absent not in codes(suggest(text, side=side))


@pytest.mark.parametrize(
    ("text", "side", "present"),
    [
        ("Nous ne cherchons pas seulement des bénévoles.", "association", "need:volunteers"),
        ("Des familles sans ordinateur.", "association", "need:it_equipment"),
        ("Nous n'avons pas de véhicule.", "association", "need:transport"),
        ("Pas d'argent à demander, mais un local nous manque.", "association", "need:premises"),
        ("acceuil des demandeurs d emplois, NOUS CHERCHONS DES BENNEVOLES", "association", "need:volunteers"),
        ("BENEVOLES RECHERCHEES", "association", "need:volunteers"),
        ("Une SIAE en QPV", "association", "theme:employment"),
        ("recherche médicale sur le cancer", "association", "theme:health"),
    ],
)
def test_what_is_missing_or_badly_spelt_is_heard(text: str, side: str, present: str) -> None:
    assert present in codes(suggest(text, side=side))


def test_the_same_words_mean_something_else_from_the_other_side() -> None:
    text = "Nous distribuons des repas."
    assert "need:goods" in codes(suggest(text, side="association"))
    assert "need:goods" not in codes(suggest(text, side="company"))


def test_a_statement_is_surer_than_an_activity() -> None:
    stated = one_need("Nous cherchons des bénévoles.", "volunteers").confidence
    implied = one_need("Nous faisons de l'aide aux devoirs.", "volunteers").confidence
    assert stated >= 0.8 > 0.6 >= implied


def test_a_second_phrase_makes_surer() -> None:
    once = one_need("Aide alimentaire.", "goods").confidence
    twice = one_need("Aide alimentaire. Colis alimentaires.", "goods").confidence
    assert once < twice


def test_details_tell_which_thing() -> None:
    (goods,) = (one for one in suggest("Des chutes de chêne partent à la benne.", side="company").offers)
    assert goods.code == "goods"
    assert "chutes" in goods.detail
    assert one_need("Nous cherchons des couvertures.", "goods").detail == "couvertures"


def test_what_is_stated_is_not_suggested_again() -> None:
    text = "Aide alimentaire : nous cherchons des bénévoles et une camionnette."
    one = Organisation(
        id="A1",
        side="association",
        name="Le Panier",
        fragilities={"poverty": 9},
        needs=(Need(code="volunteers"),),
        offers=(Offer(code="team_events"),),
        presentation=text,
    )
    found = suggest(text, side="association")
    assert {"theme:poverty", "need:volunteers", "need:transport", "offer:team_events"} <= codes(found)
    left = codes(found.unstated(one))
    assert left < codes(found)
    assert not left & {"theme:poverty", "need:volunteers", "offer:team_events"}
    assert "need:transport" in left


def test_suggestions_become_needs_and_offers_of_a_profile() -> None:
    found = suggest("Nous cherchons des planches et prêtons une salle.", side="company")
    assert Need(code="goods", detail="planches") in found.as_needs()
    assert "premises" in {offer.code for offer in found.as_offers()}


def test_suggestions_outside_the_vocabulary_are_refused_all_at_once() -> None:
    wrong = Suggestion(code="gold", words=(), confidence=2.0)
    with pytest.raises(InvalidProfile) as raised:
        Suggestions(needs=(wrong,), fragilities=(wrong,))
    assert len(raised.value.problems) == 6


@pytest.mark.parametrize("letter", ["a", "é", "1"])
def test_a_word_without_end_takes_time_in_step_with_its_length(letter: str) -> None:
    """Quadratic, 200,000 letters took 8 s, and sixteen times what 50,000 take; a few milliseconds allow for noise."""
    suggest("Nous cherchons un local.", side="company")  # the lexicon is read before
    short, long = (_seconds(letter * n_letters) for n_letters in (50_000, 200_000))
    assert long < 8 * short + 0.05


def _seconds(text: str) -> float:
    before = process_time()
    suggest(text, side="company")
    return process_time() - before


def test_a_text_said_twenty_times_over_suggests_the_same() -> None:
    short = "Nous cherchons des bénévoles, un local et des ordinateurs pour l'aide aux devoirs. " * 20
    assert codes(suggest(short, side="association")) == codes(suggest(short * 20, side="association"))
