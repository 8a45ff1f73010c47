"""A row that stands for somebody -> its entry: answers as codes, the place, the person with address and telephone."""

import re
from collections.abc import Callable
from typing import Final

from matching.folding import fold
from matching.organisations import Place
from matching.read.addresses import read_place
from matching.read.answers import (
    NOTHING_SAID,
    Spot,
    few_answers,
    is_ticked,
    merge_grade,
    read_codes,
    read_forms,
    read_fragilities,
    read_grade,
    unquoted,
)
from matching.read.contacts import Reading, lower_capitals, read_email, read_phone
from matching.read.entries import Entry, Person, RowView, is_formula
from matching.read.identifiers import read_rna, read_siren
from matching.read.labels import FORM_CATEGORY_LABELS, closest_label, find_code
from matching.read.remarks import RemarkBook
from matching.read.selection import Candidate, side_of
from matching.vocabulary import FORM_CATEGORIES

LONGEST_NAME: Final = 200
LONGEST_PRESENTATION: Final = 10_000
_STAFF: Final = ((9, "very_small"), (249, "small_medium"), (4_999, "mid_size"))


def read_entry(candidate: Candidate, *, own_format: bool, book: RemarkBook) -> Entry:
    """Return what a row says; every value that could not be read or was changed is noted.

    ``own_format`` tells a sheet that this project wrote: names in it are never rewritten.
    """
    view, name = candidate.view, _within(candidate.name, LONGEST_NAME, candidate.view, "name", candidate.name, book)
    _note_formulas(view, name, book)

    def spot(field: str) -> Spot:
        return Spot(view.line, view.column(field), name, field)

    fragilities = read_fragilities(view.text("fragilities"), spot("fragilities"), book)
    forms, undecided = read_forms(view.text("forms"), spot("forms"), book)
    unavailable, _ = read_forms(view.text("unavailable_forms"), spot("unavailable_forms"), book)
    lists = {
        field: read_codes(view.text(field), field, spot(field), book) for field in ("needs", "offers", "objectives")
    }
    grid_forms: dict[str, set[str]] = {"forms": set(), "unavailable_forms": set()}
    for field, code, position in view.columns.grid:
        cell = view.row.cells[position]
        if not is_ticked(cell):
            continue
        if field == "fragilities":
            here = Spot(view.line, view.columns.header[position], name, field)
            graded = re.fullmatch(r"\s*(-?\d+(?:[.,]\d+)?)\s*(?:/\s*10)?\s*", cell)
            merge_grade(fragilities, code, read_grade(graded[1], code, here, book) if graded else None)
        elif field in grid_forms:
            grid_forms[field].update(FORM_CATEGORIES.get(code, (code,)))
        elif (code, "") not in lists[field]:
            lists[field].append((code, ""))
    kind, size = _kind_and_size(view, name, book)
    return Entry(
        line=view.line,
        id=candidate.id,
        side=candidate.side,
        name=name,
        kind=kind,
        size=size,
        model=_single(view, "model", name, book),
        reach=_single(view, "reach", name, book),
        place=_place(view, name, book),
        fragilities=fragilities,
        needs=tuple(lists["needs"]),
        offers=tuple(lists["offers"]),
        objectives=frozenset(code for code, _ in lists["objectives"]),
        forms=frozenset(
            form for form in forms | grid_forms["forms"] if form not in FORM_CATEGORY_LABELS and form != "undecided"
        ),
        unavailable_forms=frozenset(unavailable | grid_forms["unavailable_forms"]),
        undecided=undecided or "undecided" in grid_forms["forms"],
        presentation=_within(view.text("presentation"), LONGEST_PRESENTATION, view, "presentation", name, book),
        siren=_checked(view, "siren", read_siren, name, book),
        rna=_checked(view, "rna", read_rna, name, book),
        partners=_names(view, "partners", name, book),
        keep_apart=_names(view, "keep_apart", name, book),
        person=_person(candidate, name, own_format=own_format, book=book),
    )


def _within(text: str, longest: int, view: RowView, field: str, subject: str, book: RemarkBook) -> str:
    if len(text) <= longest:
        return text
    values = {"n_characters": len(text), "most_characters": longest}
    book.add("text_shortened", line=view.line, column=view.column(field), subject=subject, value=text, values=values)
    return text[:longest].rstrip()


def _note_formulas(view: RowView, name: str, book: RemarkBook) -> None:
    for position, cell in enumerate(view.row.cells):
        if is_formula(cell):
            column = view.columns.header[position]
            book.add("formula_as_text", line=view.line, column=column, subject=name, value=cell)


def _names(view: RowView, field: str, subject: str, book: RemarkBook) -> tuple[str, ...]:
    spot = Spot(view.line, view.column(field), subject, field)
    return tuple(" ".join(unquoted(name).split()) for name in few_answers(view.text(field), spot, book))


def _single(view: RowView, field: str, name: str, book: RemarkBook) -> str:
    """Return the code of a field with one answer, "" when nothing was said or it is in no list."""
    cell = view.one_line(field)
    if not cell or fold(cell) in NOTHING_SAID:
        return ""
    code = find_code(field, cell)
    if code is None:
        closest = closest_label(field, cell) if book.may_propose("value_unknown") else ""
        values = {"field": field, "closest": closest}
        book.add("value_unknown", line=view.line, column=view.column(field), subject=name, value=cell, values=values)
    return code or ""


def _kind_and_size(view: RowView, name: str, book: RemarkBook) -> tuple[str, str]:
    """Return kind and size; "PME" in a column of kinds tells both, "28 salariés" in one of sizes is counted."""
    told = view.one_line("kind") or view.one_line("side")
    kind = find_code("kind", told) or ""
    if not kind and view.one_line("kind") and side_of(told) is None and fold(told) not in NOTHING_SAID:
        kind = _single(view, "kind", name, book)
    size = find_code("size", told) or "" if kind == "company" else ""
    if kind == "company" and not view.one_line("kind"):
        kind = ""  # a column of sides says "company" of every kind on that side
    written = view.one_line("size")
    staff = re.fullmatch(
        r"(?:environ |about )?(\d[\d ]{0,8})(?: (?:salaries|personnes|employees|people|etp))?", fold(written)
    )
    if staff and find_code("size", written) is None:
        n_staff = int(staff[1].replace(" ", ""))
        return kind, next((code for most, code in _STAFF if n_staff <= most), "large")
    return kind, _single(view, "size", name, book) or size


def _checked(view: RowView, field: str, read: Callable[[str], Reading], name: str, book: RemarkBook) -> str:
    """Return what a reader makes of a cell and note the code it gives."""
    cell = view.one_line(field)
    if not cell or (field != "phone" and fold(cell) in NOTHING_SAID):
        return ""
    found = read(cell)
    if found.code:
        values = {"corrected": found.value} if found.value else {"reason": found.reason} if found.reason else {}
        book.add(found.code, line=view.line, column=view.column(field), subject=name, value=cell, values=values)
    return found.value


def _place(view: RowView, name: str, book: RemarkBook) -> Place:
    """Return the place of a row: by its own coordinates where it has some, else from the table of communes."""
    commune = _within(view.one_line("commune"), LONGEST_NAME, view, "commune", name, book)
    postcode = _within(view.one_line("postcode"), LONGEST_NAME, view, "postcode", name, book)
    if view.one_line("insee") or view.one_line("latitude"):
        return Place(
            commune=commune,
            postcode=postcode,
            insee=view.one_line("insee"),
            intermunicipality=view.one_line("intermunicipality"),
            latitude=_degrees(view, "latitude", 90.0, name, book),
            longitude=_degrees(view, "longitude", 180.0, name, book),
        )
    return read_place(
        commune,
        postcode,
        line=view.line,
        commune_column=view.column("commune"),
        postcode_column=view.column("postcode"),
        subject=name,
        book=book,
    )


def _degrees(view: RowView, field: str, most: float, name: str, book: RemarkBook) -> float | None:
    cell = view.one_line(field)
    if not cell:
        return None
    try:
        degrees = float(cell.replace(",", "."))
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        book.add("coordinate_invalid", line=view.line, column=view.column(field), subject=name, value=cell)
        return None
    return degrees


def _person(candidate: Candidate, name: str, *, own_format: bool, book: RemarkBook) -> Person | None:
    """Return who comes, or None when a row names an organisation and nobody."""
    view = candidate.view
    first_name = _within(candidate.first_name, LONGEST_NAME, view, "first_name", name, book)
    last_name = _within(candidate.last_name, LONGEST_NAME, view, "last_name", name, book)
    said = any(view.one_line(field) for field in ("email", "phone", "participant_id", "role", "payer_email"))
    if not first_name and not last_name and not said:
        book.add("person_missing", line=view.line, subject=name)
        return None
    if not own_format:
        first_name = _lowered(view, "first_name", first_name, name, book)
        last_name = _lowered(view, "last_name", last_name, name, book)
    full_name = f"{first_name} {last_name}".strip()
    subject = full_name or name
    if not full_name:
        book.add("person_without_name", line=view.line, column=view.column("last_name"), subject=name)
    elif candidate.named_by_payer:
        column = view.column("payer_last_name") or view.column("payer_full_name")
        book.add("name_of_payer", line=view.line, column=column, subject=name, value=full_name)
    email, email_of_payer = _address(candidate, subject, book)
    return Person(
        participant_id=view.one_line("participant_id"),
        first_name=first_name,
        last_name=last_name,
        role=_within(view.one_line("role"), LONGEST_NAME, view, "role", subject, book),
        email=email,
        email_of_payer=email_of_payer,
        phone=_checked(view, "phone", read_phone, subject, book),
    )


def _lowered(view: RowView, field: str, name: str, organisation: str, book: RemarkBook) -> str:
    lowered = lower_capitals(name)
    if lowered != name:
        values = {"corrected": lowered}
        book.add(
            "capitals_lowered",
            line=view.line,
            column=view.column(field),
            subject=organisation,
            value=name,
            values=values,
        )
    return lowered


def _address(candidate: Candidate, subject: str, book: RemarkBook) -> tuple[str, bool]:
    """Return the person's address, else the payer's, and whether it is somebody else's."""
    view = candidate.view
    own = _checked(view, "email", read_email, subject, book)
    if own:
        return own, is_ticked(view.text("email_of_payer"))
    of_payer = read_email(view.one_line("payer_email")).value
    payer = f"{view.one_line('payer_first_name')} {view.one_line('payer_last_name')}".strip() or view.one_line(
        "payer_full_name"
    )
    column = view.column("email") or view.column("payer_email")
    if not of_payer:
        book.add("email_missing", line=view.line, column=column, subject=subject)
        return "", False
    people = sorted(fold(f"{candidate.first_name} {candidate.last_name}").split()), sorted(fold(payer).split())
    if candidate.named_by_payer or (people[0] and people[0] == people[1]):
        book.add("email_from_order", line=view.line, column=column, subject=subject, values={"email": of_payer})
        return of_payer, False
    values = {"email": of_payer, "payer": payer}
    book.add("email_of_payer", line=view.line, column=column, subject=subject, values=values)
    return of_payer, True
