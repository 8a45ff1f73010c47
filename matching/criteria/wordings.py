"""How far two wordings agree -> what each of them contributes, so that many are compared at once.

The same rule as ``details.agreement``, taken apart: two wordings that share a key (a word or a subject) agree wholly;
how far two others agree depends on a *manner* of each alone.
"""

from functools import lru_cache
from typing import Final, Literal

from matching.criteria.details import CANNOT_BE_TOLD, UNRELATED, said

Manner = Literal["silent", "with_subject", "without_subject"]
MANNERS: Final[tuple[Manner, ...]] = ("silent", "with_subject", "without_subject")


def manner_of(detail: str) -> Manner:
    """Return whether a wording says nothing, names a subject of the lexicon, or is of words alone."""
    if not detail.strip():
        return "silent"
    return "with_subject" if said(detail)[1] else "without_subject"


def agreement_of_manners(one: Manner, other: Manner) -> float:
    """Return how far two wordings agree that share no word and no subject, in [0, 1].

    >>> agreement_of_manners("silent", "with_subject"), agreement_of_manners("with_subject", "with_subject")
    (1.0, 0.3)
    """
    if "silent" in (one, other):
        return 1.0
    return UNRELATED if one == other == "with_subject" else CANNOT_BE_TOLD


@lru_cache(maxsize=65_536)
def keys_of(detail: str) -> tuple[tuple[str, str], ...]:
    """Return the words and the subjects of a wording: two that have one in common agree wholly."""
    if not detail.strip():
        return ()
    words, subjects = said(detail)
    return tuple(("word", word) for word in sorted(words)) + tuple(("subject", one) for one in sorted(subjects))
