"""Stems are those of the package that is asked for them, whatever way its lists of endings are searched."""

import re

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from matching.folding import fold
from matching.lexicon import SUBJECTS
from matching.stems import Language, stem
from sample_data.region import generate_region

WORDS = sorted(
    {
        word
        for text in (
            *("|".join(both) for both in SUBJECTS.values()),
            *(one.presentation for one in generate_region(40, 40, seed=5).organisations),
        )
        for word in re.findall(r"[^\W\d_]+", text.lower().replace("œ", "oe"))
    }
)


@pytest.mark.parametrize("language", ["french", "english"])
def test_stems_are_those_of_the_package(language: Language) -> None:
    package = snowballstemmer.stemmer(language)
    assert len(WORDS) > 1000
    assert [stem(word, language) for word in WORDS] == [fold(package.stemWord(word)) for word in WORDS]


@given(st.text("aeiouyéèêâîïûçhlmnqrstvx'", min_size=1, max_size=18), st.sampled_from(["french", "english"]))
def test_stems_of_anything_are_those_of_the_package(word: str, language: Language) -> None:
    assert stem(word, language) == fold(snowballstemmer.stemmer(language).stemWord(word))
