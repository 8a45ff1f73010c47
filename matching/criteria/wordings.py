"""Many wordings of one kind of resource -> which of them share a word or a subject with another, all at once.

The same rule as ``details.agreement``, taken apart: how far two wordings agree when they share nothing depends on a
*manner* of each alone, and those that share something are found by an index from words and subjects.
"""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

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


class Wordings:
    """An index of wordings, in the order given."""

    def __init__(self, details: Sequence[str]) -> None:
        by_key: dict[tuple[str, str], list[int]] = {}
        for index, detail in enumerate(details):
            for key in _keys(detail):
                by_key.setdefault(key, []).append(index)
        self._by_key = {key: np.array(found, dtype=np.int64) for key, found in by_key.items()}

    def sharing(self, detail: str) -> npt.NDArray[np.int64]:
        """Return the wordings that share a word or a subject with ``detail``; one may come several times."""
        found = [self._by_key[key] for key in _keys(detail) if key in self._by_key]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _keys(detail: str) -> list[tuple[str, str]]:
    if not detail.strip():
        return []
    words, subjects = said(detail)
    return [("word", word) for word in sorted(words)] + [("subject", subject) for subject in sorted(subjects)]
