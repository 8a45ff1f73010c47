"""A word -> its stem by the Snowball algorithms (Porter 2001), without accents.

Endings are looked up whole, the longest first, rather than by the package's search letter by letter: the stems are the
same, and stemming takes longest of all when presentations are read for the first time.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from matching.folding import fold

Language = Literal["french", "english"]
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


class _Endings(NamedTuple):
    """A list of endings of the package, as a table of what each stands for; whether any has a condition."""

    listed: Sequence[Any]  # kept, so that nothing else takes its identity
    lengths: tuple[int, ...]
    result_of: dict[str, int]
    conditional: bool


@lru_cache(maxsize=131_072)
def stem(word: str, language: Language) -> str:
    """Return the stem of a word in small letters, without accents.

    >>> stem("associations", "french"), stem("bénévolat", "french")
    ('associ', 'benevolat')
    """
    plain = unicodedata.normalize("NFC", word).translate(_LIGATURES)
    return fold(str(_stemmer(language).stemWord(plain)))


def _stemmer(language: Language) -> Any:
    """A stemmer for one word: it holds the word it works on, and another thread may be stemming."""
    stemmer = _maker()(language)
    if hasattr(stemmer, "find_among_b"):  # the package's own; a compiled one is quick by itself
        stemmer.find_among = _beginning_finder(stemmer)
        stemmer.find_among_b = _ending_finder(stemmer)
    return stemmer


def _ending_finder(stemmer: Any) -> Callable[[Sequence[Any]], int]:
    """What looks for the longest ending of a list before the cursor, and moves the cursor before it."""
    letter_by_letter: Callable[[Sequence[Any]], int] = stemmer.find_among_b

    def find(listed: Sequence[Any]) -> int:
        endings = _tables().get(id(listed)) or _table(listed)
        if endings.conditional:
            return letter_by_letter(listed)
        word, cursor = stemmer.current, stemmer.cursor
        room = cursor - stemmer.limit_backward
        for length in endings.lengths:
            if length <= room:
                result = endings.result_of.get(word[cursor - length : cursor])
                if result is not None:
                    stemmer.cursor = cursor - length
                    return result
        return 0

    return find


def _beginning_finder(stemmer: Any) -> Callable[[Sequence[Any]], int]:
    """What looks for the longest string of a list after the cursor, and moves the cursor after it."""
    letter_by_letter: Callable[[Sequence[Any]], int] = stemmer.find_among

    def find(listed: Sequence[Any]) -> int:
        endings = _tables().get(id(listed)) or _table(listed)
        if endings.conditional:
            return letter_by_letter(listed)
        word, cursor = stemmer.current, stemmer.cursor
        room = stemmer.limit - cursor
        for length in endings.lengths:
            if length <= room:
                result = endings.result_of.get(word[cursor : cursor + length])
                if result is not None:
                    stemmer.cursor = cursor + length
                    return result
        return 0

    return find


@cache
def _tables() -> dict[int, _Endings]:
    """The table of each list of the package, by the list's identity: there are some twenty lists in all."""
    return {}


def _table(listed: Sequence[Any]) -> _Endings:
    result_of = {one.s: one.result for one in listed}
    lengths = tuple(sorted({len(ending) for ending in result_of}, reverse=True))
    endings = _Endings(listed, lengths, result_of, any(one.method is not None for one in listed))
    _tables()[id(listed)] = endings
    return endings


@cache
def _maker() -> Callable[[str], Any]:
    import snowballstemmer  # noqa: PLC0415  slow import

    maker: Callable[[str], Any] = snowballstemmer.stemmer
    return maker
