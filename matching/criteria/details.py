"""How far the wordings of a need and of what answers it agree: flour is no answer to timber, though both are goods.

Some resources are whole families of things. Where both sides say which thing, their words are compared:

    1      the wordings share a word or a subject of the lexicon
    0.3    both name subjects, and not one in common
    0.7    it cannot be told: one of them names no subject
    1      one of them says nothing
"""

from functools import lru_cache
from typing import Final

from matching.lexicon import subjects_of
from matching.words import meaningful_words

# The other resources are one thing (money, transport), or are worded by purpose on one side and by kind on the other.
FAMILIES: Final = frozenset(
    {"goods", "purchases", "skills_trades", "circular_economy", "training", "knowledge_of_public", "innovation"}
)
UNRELATED, CANNOT_BE_TOLD = 0.3, 0.7


@lru_cache(maxsize=262_144)
def agreement(detail: str, other_detail: str) -> float:
    """Return the factor for two wordings, in [0, 1]; the same whichever comes first.

    >>> agreement("légumes de saison", "légumes de moins de trente kilomètres"), agreement("draps", "repas chaud")
    (1.0, 0.3)
    """
    if not detail.strip() or not other_detail.strip():
        return 1.0
    words, subjects = said(detail)
    other_words, other_subjects = said(other_detail)
    if words & other_words or subjects & other_subjects:
        return 1.0
    return UNRELATED if subjects and other_subjects else CANNOT_BE_TOLD


@lru_cache(maxsize=65_536)
def said(detail: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of the meaningful words of a wording, and its subjects."""
    return frozenset(word.key for word in meaningful_words(detail)), frozenset(subjects_of(detail))
