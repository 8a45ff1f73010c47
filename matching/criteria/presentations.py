"""Presentations that speak of the same things, in the same words or in others, in French or in English.

Two cosines over the organisations at hand: of TF-IDF vectors of word stems (Spärck Jones 1972, doi:10.1108/eb026526)
and of TF-IDF vectors of subjects found by the lexicon. With s and l these two,

    value = sqrt(0.3 s + 0.7 l)

The lexicon counts more: stems alone give 0 for "insertion des jeunes" and "accès à l'emploi". The root spreads the
small cosines of short texts over the scale. No data where a presentation is missing or says nothing.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np

from matching.criteria.protocol import Comparison, FloatArray, Told, known_pairs
from matching.lexicon import subjects_of
from matching.organisations import Organisation
from matching.reasons import Reason
from matching.words import meaningful_words

BY_STEMS, BY_SUBJECTS = 0.3, 0.7
MOST_WORDS = 3


class SimilarPresentations:
    """Stems and subjects; O(n m) products of sparse rows."""

    name = "presentations"

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return sqrt(0.3 s + 0.7 l) for every pair, shape (n_companies, n_associations)."""
        rows, columns = _texts(comparison.companies), _texts(comparison.associations)
        stems = _cosines([_stems(text) for text in rows], [_stems(text) for text in columns])
        subjects = _cosines([_subjects(text) for text in rows], [_subjects(text) for text in columns])
        value = np.sqrt(np.clip(BY_STEMS * stems + BY_SUBJECTS * subjects, 0, 1))
        known = known_pairs((bool(_stems(text)) for text in rows), (bool(_stems(text)) for text in columns))
        return np.where(known, value, np.nan)

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return the words of both presentations that speak of the same things, as they are written there."""
        found = similar_words(comparison.companies[i].presentation, comparison.associations[j].presentation)
        if not all(found):
            return ()
        values = {"company_words": found[0], "association_words": found[1]}
        return (Told(min(0.9, 0.3 * len(found[0])), Reason("similar_words", values)),)


@lru_cache(maxsize=65_536)
def similar_words(company_text: str, association_text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return at most three words or phrases of each text: those of shared subjects first, then of shared stems."""
    of_company, of_association = subjects_of(company_text), subjects_of(association_text)
    pairs = [
        (of_company[subject][0], of_association[subject][0]) for subject in of_company if subject in of_association
    ]
    ours, theirs = _written(company_text), _written(association_text)
    pairs += [(ours[stem], theirs[stem]) for stem in ours if stem in theirs and len(stem) > 3]
    left = tuple({one.lower(): one for one, _ in reversed(pairs)}.values())[::-1]
    right = tuple({one.lower(): one for _, one in reversed(pairs)}.values())[::-1]
    return left[:MOST_WORDS], right[:MOST_WORDS]


def _texts(organisations: Sequence[Organisation]) -> list[str]:
    return [one.presentation for one in organisations]


def _written(text: str) -> dict[str, str]:
    """Each stem as the text first writes it, in order of appearance."""
    found: dict[str, str] = {}
    for word in meaningful_words(text):
        found.setdefault(word.stem, text[word.start : word.end])
    return found


@lru_cache(maxsize=65_536)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in meaningful_words(text))


@lru_cache(maxsize=65_536)
def _subjects(text: str) -> tuple[str, ...]:
    return tuple(subjects_of(text))


def _cosines(rows: Sequence[tuple[str, ...]], columns: Sequence[tuple[str, ...]]) -> FloatArray:
    """Cosines of TF-IDF vectors with smoothed idf and 1 + log(count), dense, shape (n_rows, n_columns)."""
    if not any(chain(*rows)) or not any(chain(*columns)):
        return np.zeros((len(rows), len(columns)))
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  slow import

    vectoriser = TfidfVectorizer(analyzer=tuple, sublinear_tf=True)
    vectors = vectoriser.fit_transform([*rows, *columns])
    return np.asarray((vectors[: len(rows)] @ vectors[len(rows) :].T).toarray())
