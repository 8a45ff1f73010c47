"""A few words found in a presentation -> the clause they stand in, so that people see what was meant.

"Ne sert plus" says little; "une halle de 300 m², chauffée, ne sert plus" can be judged. Every result is a part of the
text, from word to word, exactly as written.
"""

import re
from collections.abc import Iterator
from typing import Final

MOST_WORDS: Final = 12
MOST_LETTERS: Final = 80
LONGEST_SHORT_WORD: Final = 4
# Signs in a row are one mark, where a blank follows; asked for afterwards, since looking ahead would try every sign.
_SENTENCE: Final = re.compile(r"([.!?;:…•|]++)|\n")
_CLAUSE: Final = re.compile(r"([.!?;:…•|,)]++)|\n|\s[–—-]\s|\(")
_JOINING: Final = re.compile(r"\A(?:et|ou|mais|car|donc|and|but|so)[ \u00a0]+(?=\w)")
_AROUND: Final = " \t\n,;:.!?…•|–—-"
_IN_A_WORD: Final = "'’-"


def in_context(excerpt: str, text: str) -> str:
    """Return the sentence around an excerpt, or the longest part of it that has at most 12 words and 80 letters.

    >>> in_context("ne sert plus", "Nous tissons. Une halle chauffée ne sert plus, ou presque.")
    'Une halle chauffée ne sert plus, ou presque'
    """
    first = text.find(excerpt)
    if not excerpt or first < 0:
        return excerpt
    first, after = _whole_words(text, first, first + len(excerpt))
    parts = (_JOINING.sub("", text[begin:end].strip(_AROUND), 1) for begin, end in _around(text, first, after))
    return next((part for part in parts if excerpt in part and _is_short_and_whole(part)), text[first:after])


def _around(text: str, first: int, after: int) -> Iterator[tuple[int, int]]:
    """The sentence, the clause, then what comes before or after the excerpt in either."""
    sentence, clause = _span(_SENTENCE, text, first, after), _span(_CLAUSE, text, first, after)
    yield from (sentence, clause)
    for begin, end in (clause, sentence):
        yield begin, after
        yield _from_short_words(text, begin, first), end


def _from_short_words(text: str, begin: int, first: int) -> int:
    """Where to begin, so that the article or the number before an excerpt is not left behind."""
    start = first
    while start > begin and text[start - 1] in " ’'":
        word = start - 1
        while word > begin and start - 1 - word < LONGEST_SHORT_WORD and _in_word(text[word - 1]):
            word -= 1
        if word == start - 1 or (word > begin and _in_word(text[word - 1])):
            break
        start = word
    return start


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _span(marks: re.Pattern[str], text: str, first: int, after: int) -> tuple[int, int]:
    """From the nearest mark before a part of the text to the nearest one after it."""
    begin = max((mark.end() for mark in _marks(marks, text, 0, first)), default=0)
    return begin, next((mark.start() for mark in _marks(marks, text, after, len(text))), len(text))


def _marks(marks: re.Pattern[str], text: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """The marks in a part of the text, of signs in a row only those that a blank or the part's end follows."""
    for mark in marks.finditer(text, begin, end):
        if mark.group(1) is None or mark.end() == end or text[mark.end()].isspace():
            yield mark


def _whole_words(text: str, first: int, after: int) -> tuple[int, int]:
    """The same part, grown over the rest of "bien-être" when it ends with "bien"."""
    while first > 0 and (text[first - 1].isalnum() or (text[first - 1] in _IN_A_WORD and text[first - 2].isalnum())):
        first -= 1
    while after < len(text) and (
        text[after].isalnum() or (text[after] in _IN_A_WORD and text[after + 1 : after + 2].isalnum())
    ):
        after += 1
    return first, after


def _is_short_and_whole(part: str) -> bool:
    """Whether it can be read in one breath, and no quotation mark or bracket of the text is left alone."""
    pairs = (("«", "»"), ("(", ")"), ("“", "”"))
    whole = all(part.count(opening) == part.count(closing) for opening, closing in pairs) and part.count('"') % 2 == 0
    return whole and len(part.split()) <= MOST_WORDS and len(part) <= MOST_LETTERS
