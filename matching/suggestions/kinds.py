"""A wording -> the kinds of things it is about: "invendus du soir" and "aide alimentaire" are both about food."""

from functools import lru_cache

from matching.suggestions.from_text import book
from matching.suggestions.wordings import wordings


@lru_cache(maxsize=65_536)
def kinds_of(wording: str) -> frozenset[str]:
    """Return the names of the kinds of things, of work or of people that a wording names; O(words).

    >>> sorted(kinds_of("chutes de chêne") & kinds_of("planches pour nichoirs"))
    ['timber']
    """
    lexicon = book()
    return wordings().kinds & lexicon.classes_in(lexicon.read(wording))
