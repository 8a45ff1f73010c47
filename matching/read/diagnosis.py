"""A table of graded fragilities -> the diagnosis of a territory, with its source and year."""

import math

from matching import vocabulary
from matching.organisations import Diagnosis
from matching.read.decoding import Source
from matching.read.labels import closest_label, find_code
from matching.read.remarks import Remark, RemarkBook, UnreadableFile
from matching.read.sheet import MOST_ROWS
from matching.read.small_tables import TableRow, read_table, read_whole_number

NEEDED = ("territory", "source", "year", "fragility", "respondent", "grade")


def read_diagnosis(source: Source, *, most_rows: int = MOST_ROWS) -> Diagnosis:
    """Return the diagnosis in a file with the columns territory, source, year, fragility, respondent and grade.

    One row per fragility and kind of respondent; an empty grade is one that the source does not say. A diagnosis weighs
    every score, so none is read in part: raises UnreadableFile with all the problems when there is any.
    """
    book = RemarkBook()
    rows = read_table(source, needed=NEEDED, wanted=(), book=book, most_rows=most_rows)
    single = {name: _one_value(rows, name, book) for name in ("territory", "source", "year")}
    read_whole_number(rows[0], "year", book)
    grades: dict[str, dict[str, float]] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        fragility = _code(row, "fragility", "fragilities", book)
        respondent = _code(row, "respondent", "respondent", book)
        if not row.cell("grade") or row.cell("grade") in {"-", "–"}:
            continue
        grade = _grade(row, fragility, book)
        if not fragility or not respondent or grade is None:
            continue
        if (fragility, respondent) in lines:
            values = {"first_line": lines[fragility, respondent]}
            book.add(
                "row_repeated",
                line=row.line,
                column=row.column("fragility"),
                value=row.cell("fragility"),
                values=values,
            )
            continue
        lines[fragility, respondent] = row.line
        grades.setdefault(fragility, {})[respondent] = grade
    if not rows[0].cell("year"):
        book.add("number_invalid", line=rows[0].line, column=rows[0].column("year"), values={"field": "year"})
    problems: tuple[Remark, ...] = tuple(remark for remark in book.listed() if remark.level == "problem")
    if problems:
        raise UnreadableFile(problems)
    return Diagnosis(territory=single["territory"], source=single["source"], year=int(single["year"]), grades=grades)


def _one_value(rows: tuple[TableRow, ...], name: str, book: RemarkBook) -> str:
    found = list(dict.fromkeys(row.cell(name) for row in rows if row.cell(name)))
    if len(found) > 1:
        values = {"field": name, "found": tuple(found[:5])}
        book.add("diagnosis_mixed", line=rows[0].line, column=rows[0].column(name), values=values)
    return found[0] if found else ""


def _code(row: TableRow, name: str, table: str, book: RemarkBook) -> str:
    code = find_code(table, row.cell(name))
    if code is None:
        values = {"field": name, "closest": closest_label(table, row.cell(name))}
        book.add("value_unknown", line=row.line, column=row.column(name), value=row.cell(name), values=values)
    return code or ""


def _grade(row: TableRow, fragility: str, book: RemarkBook) -> float | None:
    written = row.cell("grade")
    try:
        grade = float(written.replace(",", "."))
    except ValueError:
        grade = math.nan
    if vocabulary.LEAST_GRADE <= grade <= vocabulary.GREATEST_GRADE:
        return grade
    values = {"fragility": fragility, "grade": written[:20]}
    book.add("grade_invalid", line=row.line, column=row.column("grade"), value=written, values=values)
    return None
