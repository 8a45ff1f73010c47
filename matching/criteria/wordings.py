"""How far two wordings agree -> what each of them contributes, so that many are compared at once.

The same rule as ``details.agreement``, taken apart: two wordings that share a key (a word or a kind of things) agree
wholly; how far two others agree depends on a *manner* of each alone.
"""

from functools import lru_cache
from typing import Final, Literal

from matching.criteria.details import CANNOT_BE_TOLD, UNRELATED, said

Manner = Literal["silent", "names_a_kind", "names_none"]
MANNERS: Final[tuple[Manner, ...]] = ("silent", "names_a_kind", "names_none")


def manner_of(detail: str) -> Manner:
    """Return whether a wording says nothing, names a kind of things, or is of other words alone."""
    if not detail.strip():
        return "silent"
    return "names_a_kind" if said(detail)[1] else "names_none"


def agreement_of_manners(one: Manner, other: Manner) -> float:
    """Return how far two wordings agree that share no word and no kind, in [0, 1].

    >>> agreement_of_manners("silent", "names_none"), agreement_of_manners("names_a_kind", "names_a_kind")
    (1.0, 0.3)
    """
    if "silent" in (one, other):
        return 1.0
    return UNRELATED if one == other == "names_a_kind" else CANNOT_BE_TOLD


@lru_cache(maxsize=65_536)
def keys_of(detail: str) -> tuple[tuple[str, str], ...]:
    """Return the words and the kinds of a wording: two that have one in common agree wholly."""
    if not detail.strip():
        return ()
    words, kinds = said(detail)
    return tuple(("word", word) for word in sorted(words)) + tuple(("kind", kind) for kind in sorted(kinds))
