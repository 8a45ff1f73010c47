"""Headers of a file -> what each column means, in French and English.

A header is first looked up whole, then by its words (a rule names words that must, and words that must not, appear).
When several columns mean the same, a whole header goes before words, then the left before the right; the others fill
in where the first is empty. All of it is said in remarks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from matching.folding import fold
from matching.read.column_words import AMOUNT_WORDS, NOT_NEEDED, NOT_NEEDED_WORDS, WHOLE_HEADERS, WORD_RULES
from matching.read.labels import find_code
from matching.read.remarks import RemarkBook

LONGEST_HEADER: Final = 300
TICKED: Final = frozenset({"fragilities", "needs", "offers", "forms", "unavailable_forms", "objectives"})
LONGEST_QUESTION: Final = 1_000
_GRID = re.compile(r"^(?P<question>.*)[\[(](?P<answer>[^\])]+)[\])]\s*$", re.DOTALL)
_PER_THEME = re.compile(r"^(?:note|grade|importance|priorite|gravite)\s*[:\-–]?\s+(?P<answer>.+)$", re.IGNORECASE)
_NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Meaning:
    """What a header means: a field, how surely (0 whole header, 1 words), and the answer it stands for in a grid."""

    field: str
    rank: int
    answer: str = ""


@dataclass(frozen=True)
class Columns:
    """Positions of the columns of each field, best first, and the grid columns (field, answer code, position)."""

    header: tuple[str, ...]
    positions: dict[str, tuple[int, ...]] = field(default_factory=dict)
    grid: tuple[tuple[str, str, int], ...] = ()

    def cell(self, cells: Sequence[str], name: str) -> tuple[str, str]:
        """Return the first non-empty cell of a field and the header it stands under; ("", first header) when none."""
        positions = self.positions.get(name, ())
        for position in positions:
            if cells[position].strip():
                return cells[position], self.header[position]
        return "", self.header[positions[0]] if positions else ""

    def has(self, *names: str) -> bool:
        """Tell whether any of the fields has a column."""
        return any(name in self.positions for name in names)


def meaning_of(header: str) -> Meaning | None:
    """Return what one header means, or None.

    >>> meaning_of("Thématiques sur lesquelles vous agissez (plusieurs choix)").field
    'fragilities'
    """
    return _meaning(header[:LONGEST_HEADER])


@lru_cache(maxsize=4096)
def _meaning(header: str) -> Meaning | None:
    words = fold(header)
    if not words:
        return None
    if words in WHOLE_HEADERS:
        return Meaning(WHOLE_HEADERS[words], 0)
    if words in NOT_NEEDED:
        return Meaning(_NOT_NEEDED, 0)
    grid = _GRID.match(header) if len(header) <= LONGEST_QUESTION else None
    if grid:
        question = meaning_of(grid["question"])
        code = find_code(question.field, grid["answer"]) if question and question.field in TICKED else None
        if question and code:
            return Meaning(question.field, 0, code)
    theme = _PER_THEME.match(header)
    code = find_code("fragilities", theme["answer"] if theme else header[:100])
    if code:
        return Meaning("fragilities", 0, code)
    present = frozenset(words.split())
    for name, required, excluded in WORD_RULES:
        if all(_appears(word, words, present) for word in required) and not any(
            _appears(word, words, present) for word in excluded
        ):
            return Meaning(name, 1)
    if any(_appears(word, words, present) for word in NOT_NEEDED_WORDS):
        return Meaning(_NOT_NEEDED, 1)
    return None


def _appears(wanted: str, words: str, present: frozenset[str]) -> bool:
    """Tell whether a word (or the beginning of one, "besoin*", or several in a row) is in a folded header."""
    if wanted.endswith("*"):
        return any(word.startswith(wanted[:-1]) for word in present)
    return f" {wanted} " in f" {words} " if " " in wanted else wanted in present


def count_known(headers: Sequence[str]) -> int:
    """Count the headers that have a meaning, each field once: this tells a header from a row."""
    meanings = (meaning_of(header) for header in headers if len(header) <= LONGEST_HEADER)
    return len({(one.field, one.answer) for one in meanings if one})


def is_amount(header: str) -> bool:
    """Tell whether a column holds an amount of money."""
    return not AMOUNT_WORDS.isdisjoint(fold(header[:LONGEST_HEADER]).split())


def recognise(header: tuple[str, ...], line: int, filled: Sequence[bool], book: RemarkBook) -> Columns:
    """Return the meaning of every column; ``filled`` tells which have any cell (empty unknown ones are silent)."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    grid: list[tuple[str, str, int]] = []
    not_needed: list[str] = []
    for position, name in enumerate(header):
        one = meaning_of(name)
        if one is None:
            if filled[position]:
                book.add("column_unknown", line=line, column=name, value=name)
        elif one.field == _NOT_NEEDED:
            not_needed.append(name)
        elif one.answer:
            grid.append((one.field, one.answer, position))
        else:
            ranked.setdefault(one.field, []).append((one.rank, position))
    _settle_order_address(ranked, header)
    if not_needed:
        book.add("columns_not_needed", line=line, values={"columns": tuple(not_needed)})
    positions = {}
    for name, found in ranked.items():
        found.sort(key=lambda pair: (pair[0], pair[1]))
        positions[name] = tuple(position for _, position in found)
        used, *others = positions[name]
        rivals = tuple(header[position] for position in others if filled[position])
        if rivals:
            values = {"meaning": name, "used": header[used], "others": rivals}
            book.add("columns_compete", line=line, column=header[used], values=values)
    return Columns(header, positions, tuple(grid))


def _settle_order_address(ranked: dict[str, list[tuple[int, int]]], header: tuple[str, ...]) -> None:
    """Take a bare "Email" for the order's address when another column is the participant's or the attendee's."""
    found = ranked.get("email", [])
    personal = [pair for pair in found if re.search(r"participant|attendee|guest|invite", fold(header[pair[1]]))]
    bare = [pair for pair in found if pair not in personal]
    if personal and bare:
        ranked["email"] = personal
        ranked.setdefault("payer_email", []).extend(bare)
