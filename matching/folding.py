"""Words as people type them -> keys that compare equal: accents, case, apostrophes and spaces do not count.

Ligatures and curly apostrophes are mapped by hand since Unicode decomposition leaves them as they are.
"""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_LINKING_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "n",
        "notre",
        "nos",
        "of",
        "on",
        "ou",
        "our",
        "par",
        "pour",
        "s",
        "sur",
        "the",
        "to",
        "un",
        "une",
        "and",
        "for",
        "in",
        "or",
        "vos",
        "votre",
        "your",
    ]
)
# Longer texts are not kept in memory: a hostile file would fill it.
_SHORT = 200
_SHORT_PLURALS = frozenset({"bas", "pas", "plus", "sans", "tres", "gros", "bus", "ess", "rse"})


def fold(text: str) -> str:
    """Return the text in small unaccented letters and figures, words separated by one space.

    >>> fold("  L’Île-aux-Mœurs ")
    'l ile aux moeurs'
    """
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


@lru_cache(maxsize=65_536)
def _fold_short(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", text.lower()).strip()


def word_key(text: str) -> str:
    """Return the folded text without linking words and plural marks, so that small differences of wording vanish.

    >>> word_key("Mise à disposition de locaux") == word_key("mises à disposition des locaux")
    True
    """
    words = [word for word in fold(text).split() if word not in _LINKING_WORDS]
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    if len(word) > 3 and word[-1] in "sx" and word not in _SHORT_PLURALS:
        return word[:-1]
    return word
