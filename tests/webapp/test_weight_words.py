"""Every criterion has its name, its short name and its reason; every doubt about two entries has its sentence."""

import pytest

from matching.duplicates import DUPLICATE_REASONS, NearDuplicate
from matching.weights import CRITERION_NAMES
from webapp.wording import Words, duplicates, weights


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_criterion_is_named_and_explained(locale: str) -> None:
    words = Words.for_locale(locale)  # type: ignore[arg-type]  # the two languages
    assert set(weights.REASONS) == set(weights.SHORT) == set(CRITERION_NAMES)
    names = [words.label(code) for code in CRITERION_NAMES]
    assert len(set(names)) == len(names)
    for code in (*CRITERION_NAMES, "giving"):
        assert 20 < len(words.weight_reason(code)) < 160, code
        assert words.weight_reason(code).endswith("."), code
    assert all(0 < len(words.criterion(code)) <= 16 for code in CRITERION_NAMES)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_doubt_names_both_entries(locale: str) -> None:
    words = Words.for_locale(locale)  # type: ignore[arg-type]  # the two languages
    assert set(duplicates.DUPLICATES) == set(DUPLICATE_REASONS)
    for reason in DUPLICATE_REASONS:
        sentence = words.duplicate(NearDuplicate("C01", "C02", reason, 1.0), "Le Toit", "Toit (Le)")
        assert "Le Toit" in sentence
        assert "Toit (Le)" in sentence
        assert "%(" not in sentence


def test_the_two_languages_differ() -> None:
    french, english = Words.for_locale("fr"), Words.for_locale("en")
    assert all(french.weight_reason(code) != english.weight_reason(code) for code in (*CRITERION_NAMES, "giving"))
