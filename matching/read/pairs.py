"""Tables of pairs -> the meetings of earlier evenings, and the pairs that must, must not, or meet at a given place."""

import datetime
import re
from collections.abc import Iterable
from typing import Literal, cast

from matching.folding import fold
from matching.organisations import Organisation, PairRule, PastMeeting
from matching.read.answers import NOTHING_SAID
from matching.read.decoding import Source
from matching.read.labels import closest_label, find_code
from matching.read.naming import Register
from matching.read.remarks import Remark, RemarkBook
from matching.read.sheet import MOST_ROWS
from matching.read.small_tables import TableRow, read_table, read_whole_number


def read_history(
    source: Source, organisations: Iterable[Organisation], *, most_rows: int = MOST_ROWS
) -> tuple[tuple[PastMeeting, ...], tuple[Remark, ...]]:
    """Return the past meetings between the organisations, and the remarks.

    Columns: company and association (ids or names), event, date, known ("yes" when the two work together). A row
    of an organisation that does not come is left out and listed. Raises UnreadableFile when the file cannot be read.
    """
    book = RemarkBook()
    register = Register(organisations)
    wanted = ("event", "date", "known")
    rows = read_table(source, needed=("company", "association"), wanted=wanted, book=book, most_rows=most_rows)
    meetings: dict[PastMeeting, None] = {}
    for row in rows:
        pair = _pair(row, register, "organisation_not_coming", book)
        if pair is None:
            continue
        known = fold(row.cell("known")) not in NOTHING_SAID
        known = known and fold(row.cell("known")) not in {"faux", "false"}
        meeting = PastMeeting(
            company_id=pair[0],
            association_id=pair[1],
            event=row.cell("event"),
            date=_date(row, book),
            known=known or row.cell("known") == "1",
        )
        meetings.setdefault(meeting)
    return tuple(meetings), book.listed()


def read_pairs(
    source: Source, organisations: Iterable[Organisation], *, most_rows: int = MOST_ROWS
) -> tuple[tuple[PairRule, ...], tuple[Remark, ...]]:
    """Return the rules on pairs of organisations, and the remarks.

    Columns: company and association (ids or names), rule (forbidden, required or locked), round, table (from 1), why.
    Raises UnreadableFile when the file cannot be read.
    """
    book = RemarkBook()
    register = Register(organisations)
    needed, wanted = ("company", "association", "rule"), ("round", "table", "why")
    rows = read_table(source, needed=needed, wanted=wanted, book=book, most_rows=most_rows)
    unwished = {
        (one.id, other) if one.side == "company" else (other, one.id)
        for one in organisations
        for other in one.keep_apart
    }
    rules: dict[PairRule, int] = {}
    first: dict[tuple[str, str], tuple[PairRule, int]] = {}
    for row in rows:
        kind = _kind(row, book)
        pair = _pair(row, register, "organisation_unknown", book)
        if pair is None or kind is None:
            continue
        round_number, table_number = read_whole_number(row, "round", book), read_whole_number(row, "table", book)
        if kind == "locked" and round_number is None:
            book.add("locked_without_round", line=row.line, column=row.column("round"), subject=_subject(row))
            continue
        if kind != "locked":
            round_number = table_number = None
        rule = PairRule(
            company_id=pair[0],
            association_id=pair[1],
            kind=kind,
            round_number=round_number,
            table_number=table_number,
        )
        if rule in rules:
            book.add("pair_repeated", line=row.line, subject=_subject(row), values={"first_line": rules[rule]})
            continue
        if kind != "forbidden" and pair in unwished:
            book.add(
                "meeting_not_wished",
                line=row.line,
                column=row.column("rule"),
                subject=_subject(row),
                value=row.cell("rule"),
                values={"rule": kind},
            )
            continue
        other, line = first.setdefault(pair, (rule, row.line))
        if (other.kind == "forbidden") != (kind == "forbidden"):
            values = {"rule": kind, "other_rule": other.kind, "first_line": line}
            book.add(
                "pairs_contradict",
                line=row.line,
                column=row.column("rule"),
                subject=_subject(row),
                value=row.cell("rule"),
                values=values,
            )
        rules[rule] = row.line
    return tuple(rules), book.listed()


def _subject(row: TableRow) -> str:
    return f"{row.cell('company')} / {row.cell('association')}"


def _pair(row: TableRow, register: Register, absent: str, book: RemarkBook) -> tuple[str, str] | None:
    """Return company id and association id, whichever of the two columns each stands in; None when it is no pair."""
    found: list[Organisation] = []
    for name, other_side in (("company", "association"), ("association", "company")):
        written = row.cell(name)
        organisation = register.find(written, unlike_side=other_side)
        if organisation is None:
            values: dict[str, object] = {"field": name}
            if absent == "organisation_unknown" and book.may_propose(absent):
                values["closest"] = register.closest(written)
            book.add(
                absent, line=row.line, column=row.column(name), subject=_subject(row), value=written, values=values
            )
        else:
            found.append(organisation)
    if len(found) < 2:
        return None
    ids = {organisation.side: organisation.id for organisation in found}
    if len(ids) < 2:
        values_side = {"other": found[1].name}
        book.add(
            "pair_of_one_side",
            line=row.line,
            column=row.column("association"),
            subject=found[0].name,
            value=row.cell("association"),
            values=values_side,
        )
        return None
    return ids["company"], ids["association"]


def _kind(row: TableRow, book: RemarkBook) -> Literal["forbidden", "required", "locked"] | None:
    written = row.cell("rule")
    code = find_code("rule", written)
    if code is None:
        values = {"closest": closest_label("rule", written)}
        book.add(
            "rule_unknown",
            line=row.line,
            column=row.column("rule"),
            subject=_subject(row),
            value=written,
            values=values,
        )
    return cast(Literal["forbidden", "required", "locked"] | None, code)


def _date(row: TableRow, book: RemarkBook) -> str:
    """Return the day as year-month-day; what is not a day is kept as written."""
    written = row.cell("date")
    day = re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", written)
    iso = f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}" if day else written[:10]
    if not written:
        return ""
    try:
        return datetime.date.fromisoformat(iso).isoformat()
    except ValueError:
        book.add("date_unclear", line=row.line, column=row.column("date"), value=written)
        return written
