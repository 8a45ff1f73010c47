"""Presentations that speak of the same things, in the same words or in others, in French or in English.

Two cosines over the organisations at hand: of TF-IDF vectors of word stems (Spärck Jones 1972, doi:10.1108/eb026526)
and of TF-IDF vectors of subjects found by the lexicon. With s and l these two,

    value = sqrt(0.3 s + 0.7 l)

The lexicon counts more: stems alone give 0 for "insertion des jeunes" and "accès à l'emploi". The root spreads the
small cosines of short texts over the scale. No data where a presentation is missing or says nothing.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from matching.criteria.blocks import Prepared, Silent, Speaks, whole
from matching.criteria.protocol import Comparison, FloatArray, Told, strongest_first
from matching.criteria.text_tables import PreparedTexts, weighed_terms
from matching.criteria.themes_told import told_themes
from matching.lexicon import subjects_of
from matching.reasons import Reason

BY_STEMS, BY_SUBJECTS = 0.3, 0.7
MOST_WORDS = 3
A_SUBJECT = 0.45  # how much one shared subject speaks for a pair
LEAST_SUBJECTS = 2  # told; one subject in common may be an accident
# A lorry, a pupil and somebody who retires stand in most presentations, and bring nobody together.
IN_MOST_TEXTS = frozenset(
    {"youth", "ageing", "employment", "mobility", "industry", "education", "training", "family", "volunteering"}
)


class SimilarPresentations:
    """Stems and subjects; products of sparse rows."""

    name = "presentations"
    speaks_of_few = False

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return the stems and subjects of all texts as tables, ready for any block."""
        rows, columns = (
            [comparison.reading(one) for one in side] for side in (comparison.companies, comparison.associations)
        )
        stems = [one.stems for one in rows], [one.stems for one in columns]
        speaks = Speaks.both([bool(one) for one in stems[0]], [bool(one) for one in stems[1]])
        if not any(stems[0]) or not any(stems[1]):
            return Silent(speaks)
        subjects = [one.subjects for one in rows], [one.subjects for one in columns]
        return PreparedTexts(speaks, weighed_terms(*stems), weighed_terms(*subjects), (BY_STEMS, BY_SUBJECTS))

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return sqrt(0.3 s + 0.7 l) for every pair, shape (n_companies, n_associations)."""
        return whole(self.prepare(comparison))

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return the words of both presentations that name the same subjects, and the themes that they speak of."""
        company, association = comparison.companies[i], comparison.associations[j]
        told = list(told_themes(company, association))
        pairs = similar_words(company.presentation, association.presentation)
        if len(pairs) >= LEAST_SUBJECTS:
            values = {
                "company_words": _distinct(word for word, _ in pairs),
                "association_words": _distinct(word for _, word in pairs),
            }
            told.append(Told(min(0.9, A_SUBJECT * len(pairs)), Reason("similar_words", values)))
        return strongest_first(told)


@lru_cache(maxsize=65_536)
def similar_words(company_text: str, association_text: str) -> tuple[tuple[str, str], ...]:
    """Return at most three pairs of words, one of each text, that name the same subject.

    A word that both happen to use, without a subject, is no reason to tell: most are as common as "in front of".
    """
    of_company, of_association = subjects_of(company_text), subjects_of(association_text)
    both = [name for name in of_company if name in of_association and name not in IN_MOST_TEXTS]
    pairs = [(of_company[name][0], of_association[name][0]) for name in both]
    return tuple(dict.fromkeys(pairs))[:MOST_WORDS]


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, as first written, capitals aside."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(word.lower(), word)
    return tuple(found.values())
