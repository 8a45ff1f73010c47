"""Cells with answers -> codes: several answers in a cell, grades, details in words, ticks in a grid.

Answers are separated by semicolons, vertical bars or line ends; by commas only where a whole cell is in no list and its
parts are. A detail that itself holds a separator is written between quotation marks, as in JSON.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from matching import vocabulary
from matching.folding import fold
from matching.read.labels import FORM_CATEGORY_LABELS, TABLES, UNDECIDED, closest_label, find_code
from matching.read.remarks import RemarkBook

NOTHING_SAID: Final = frozenset(
    {"", "aucun", "aucune", "non", "no", "none", "ras", "neant", "n a", "na", "nil", "rien", "nothing", "0"}
)
YES: Final = frozenset({"oui", "yes", "x", "vrai", "true", "1", "ok", "coche", "checked", "o", "y"})
MOST_ANSWERS: Final = 200
LONGEST_DETAIL: Final = 1_000

_GRADED = re.compile(
    r"^(?P<label>.*?\S)\s*[:=(\[–-]?\s*(?P<grade>\d{1,3}(?:[.,]\d+)?)\s*(?:/\s*10)?\s*[)\]]?$", re.DOTALL
)
_QUOTED = re.compile(r'\s*+((?:(?:[^;|"\n:]*+:)++\s*+)?+"(?:[^"\\]|\\.)*+")\s*+(?:;|$)')
_BETWEEN = re.compile(r"[;|\n]")


@dataclass(frozen=True)
class Spot:
    """Where an answer stands, for the remarks about it."""

    line: int
    column: str
    subject: str
    field: str


def split_answers(cell: str) -> Iterator[str]:
    """Yield the answers of a cell, one more than MOST_ANSWERS at most, without the empty ones.

    >>> list(split_answers('money ; premises: "a; b"'))
    ['money', 'premises: "a; b"']
    """
    start = 0
    n_found = 0
    while start < len(cell) and n_found <= MOST_ANSWERS:
        quoted = _QUOTED.match(cell, start)
        if quoted:
            answer, start = quoted[1], quoted.end()
        else:
            end = _BETWEEN.search(cell, start)
            answer = cell[start : end.start() if end else len(cell)]
            start = end.end() if end else len(cell)
        if answer.strip():
            n_found += 1
            yield answer.strip()


def read_codes(cell: str, table: str, spot: Spot, book: RemarkBook) -> list[tuple[str, str]]:
    """Return the (code, detail) pairs of a cell in one table of labels; what is in no list becomes a remark."""
    found: list[tuple[str, str]] = []
    for answer in few_answers(cell, spot, book):
        found += _one_answer(answer, table, spot, book)
    return list(dict.fromkeys(found))


def few_answers(cell: str, spot: Spot, book: RemarkBook) -> list[str]:
    """Return the answers of a cell that say something, at most MOST_ANSWERS; more are noted and left out."""
    answers = [answer for answer in split_answers(cell) if fold(answer) not in NOTHING_SAID]
    if len(answers) > MOST_ANSWERS:
        values = {
            "n_characters": len(cell),
            "most_characters": sum(len(answer) + 2 for answer in answers[:MOST_ANSWERS]),
        }
        book.add("text_shortened", line=spot.line, column=spot.column, subject=spot.subject, value=cell, values=values)
    return answers[:MOST_ANSWERS]


def _detail(words: str, spot: Spot, book: RemarkBook) -> str:
    detail = unquoted(words.strip())
    if len(detail) <= LONGEST_DETAIL:
        return detail
    values = {"n_characters": len(detail), "most_characters": LONGEST_DETAIL}
    book.add("text_shortened", line=spot.line, column=spot.column, subject=spot.subject, value=detail, values=values)
    return detail[:LONGEST_DETAIL].rstrip()


def _one_answer(answer: str, table: str, spot: Spot, book: RemarkBook) -> list[tuple[str, str]]:
    label, colon, detail = answer.partition(":")
    if colon and label.strip() in TABLES[table]:
        return [(label.strip(), _detail(detail, spot, book))]
    code = find_code(table, answer)
    if code:
        return [(code, "")]
    code = find_code(table, label) if colon else None
    if code:
        return [(code, _detail(detail, spot, book))]
    if "," in answer:
        parts = _by_commas(answer, table)
        if parts:
            return [(code, "") for code, _ in parts if code] + [
                pair for code, words in parts if not code for pair in _unknown(words, table, spot, book)
            ]
    return _unknown(answer, table, spot, book)


def _unknown(answer: str, table: str, spot: Spot, book: RemarkBook) -> list[tuple[str, str]]:
    closest = closest_label(table, answer) if book.may_propose("value_unknown") else ""
    book.add(
        "value_unknown",
        line=spot.line,
        column=spot.column,
        subject=spot.subject,
        value=answer,
        values={"field": spot.field, "closest": closest},
    )
    return []


def _by_commas(answer: str, table: str) -> list[tuple[str, str]]:
    """Split at commas, the longest known label first ("Sécurité, délinquance" is one); empty when nothing is known."""
    words = [word.strip() for word in answer.split(",")][:MOST_ANSWERS]
    parts: list[tuple[str, str]] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + 4), start, -1):
            code = find_code(table, ", ".join(words[start:end]))
            if code:
                parts.append((code, ""))
                start = end
                break
        else:
            if words[start]:
                parts.append(("", words[start]))
            start += 1
    return parts if any(code for code, _ in parts) else []


def read_fragilities(cell: str, spot: Spot, book: RemarkBook) -> dict[str, int | None]:
    """Return {fragility: grade or None} from "Emploi (8) ; Santé", "employment=8; health", "Emploi : 8/10", ..."""
    grades: dict[str, int | None] = {}
    for answer in few_answers(cell, spot, book):
        graded = _GRADED.match(answer) if len(answer) < 200 else None
        code = find_code("fragilities", graded["label"]) if graded else None
        if graded and code:
            merge_grade(grades, code, read_grade(graded["grade"], code, spot, book))
            continue
        for named, _ in _one_answer(answer, "fragilities", spot, book):
            merge_grade(grades, named, None)
    return grades


def merge_grade(grades: dict[str, int | None], code: str, grade: int | None) -> None:
    """Note a grade: a figure says more than a tick, and of two figures the greater stays."""
    known = grades.get(code)
    grades[code] = grade if known is None else known if grade is None else max(known, grade)


def read_grade(written: str, code: str, spot: Spot, book: RemarkBook) -> int | None:
    """Return a grade from 1 to 10 or None; halves are rounded up, the rest to the nearest, and it is said."""
    try:
        exact = float(written.strip().replace(",", "."))
    except ValueError:
        exact = float("nan")
    if not vocabulary.LEAST_GRADE <= exact <= vocabulary.GREATEST_GRADE:
        values = {"fragility": code, "grade": written.strip()[:20]}
        book.add(
            "grade_invalid", line=spot.line, column=spot.column, subject=spot.subject, value=written, values=values
        )
        return None
    grade = int(exact + 0.5)
    if grade != exact:
        values = {"fragility": code, "grade": written.strip()[:20], "corrected": str(grade)}
        book.add(
            "grade_rounded", line=spot.line, column=spot.column, subject=spot.subject, value=written, values=values
        )
    return grade


def read_forms(cell: str, spot: Spot, book: RemarkBook) -> tuple[frozenset[str], bool]:
    """Return the form codes of a cell and whether it says "I do not know yet"; a category stands for all its forms."""
    codes = [code for code, _ in read_codes(cell, spot.field, spot, book)]
    forms: set[str] = set()
    for code in codes:
        if code in FORM_CATEGORY_LABELS:
            forms.update(vocabulary.FORM_CATEGORIES[code])
        elif code != UNDECIDED:
            forms.add(code)
    return frozenset(forms), UNDECIDED in codes


def is_ticked(cell: str) -> bool:
    """Tell whether a grid cell says yes: a tick, a cross, a word; "no" and an empty cell do not."""
    return fold(cell) not in NOTHING_SAID or cell.strip() in {"✓", "✔", "☑"}


def quoted(text: str) -> str:
    """Return a text so that ``split_answers`` and ``unquoted`` give it back: unchanged where that is enough."""
    plain = text and text == text.strip() and not re.search(r'[;|\n\r"\\]', text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def unquoted(text: str) -> str:
    """Return what ``quoted`` was given; text that is not between quotation marks is returned as it is."""
    if len(text) >= 2 and text.startswith('"') and text.endswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text
    return text
