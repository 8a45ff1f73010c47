"""Many wordings of one kind of resource -> how far a wording agrees with each of them, all at once.

The same rule as ``details.agreement``, by an index from words and subjects to the wordings that have them, so that one
wording is compared with thousands in a few steps.
"""

from collections.abc import Sequence

import numpy as np

from matching.criteria.blocks import BoolArray
from matching.criteria.details import CANNOT_BE_TOLD, UNRELATED, said
from matching.criteria.protocol import FloatArray


class Wordings:
    """Distinct wordings, in the order given; each look-up costs O(n) simple steps."""

    def __init__(self, details: Sequence[str]) -> None:
        sayings = [said(detail) if detail.strip() else None for detail in details]
        self._silent = np.array([one is None for one in sayings], dtype=np.bool_)
        self._with_subject = np.array([one is not None and bool(one[1]) for one in sayings], dtype=np.bool_)
        self._by_word: dict[str, list[int]] = {}
        self._by_subject: dict[str, list[int]] = {}
        for index, one in enumerate(sayings):
            for word in one[0] if one else ():
                self._by_word.setdefault(word, []).append(index)
            for subject in one[1] if one else ():
                self._by_subject.setdefault(subject, []).append(index)

    def agreement_with(self, detail: str) -> FloatArray:
        """Return ``agreement(detail, one)`` for every wording, shape (n,)."""
        if not detail.strip():
            return np.ones(len(self._silent))
        words, subjects = said(detail)
        alike: BoolArray = self._silent.copy()
        for index, asked in ((self._by_word, words), (self._by_subject, subjects)):
            for key in asked:
                alike[index.get(key, [])] = True
        otherwise = np.where(self._with_subject, UNRELATED, CANNOT_BE_TOLD) if subjects else CANNOT_BE_TOLD
        return np.where(alike, 1.0, otherwise)
