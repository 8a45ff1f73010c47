"""An evening -> the project's own small tables: organisations, pairs, history and diagnosis, as CSV text."""

import csv
import io
from collections.abc import Iterable, Sequence

from sample_data import territory
from sample_data.contents import ASSOCIATIONS, COMPANIES, Evening
from sample_data.drawing import Draw

_COLUMNS = (
    "id side name kind size model reach commune postcode fragilities needs offers objectives forms unavailable_forms "
    "presentation siren rna partners keep_apart first_name last_name role email phone"
)
ORGANISATION_COLUMNS = tuple(_COLUMNS.split())
PREVIOUS_ROUNDS = 6
PREVIOUS_PER_SIDE = 14


def table_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table as CSV: commas, one header, lines ending in a line feed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def organisations_text(evening: Evening) -> str:
    """One row per participant; the cells of a sheet are written as the sheet holds them."""
    rows = []
    for sheet in evening.sheets:
        siren, rna = evening.identifiers[sheet.id]
        for person in evening.people_of(sheet.id):
            cells = {
                "postcode": territory.POSTCODES[sheet.commune],
                "siren": siren,
                "rna": rna,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "role": person.role,
                "email": person.email,
                "phone": person.phone,
            }
            rows.append(
                [cells[column] if column in cells else getattr(sheet, column) for column in ORGANISATION_COLUMNS]
            )
    return table_text(ORGANISATION_COLUMNS, rows)


def pairs_text() -> str:
    """What the organisers knew: two pairs that must not meet and two that must."""
    rows = [(company, association, rule, "", "", why) for company, association, rule, why in territory.PAIRS]
    return table_text(("company_id", "association_id", "rule", "round", "table", "why"), rows)


def history_text(seed: int) -> str:
    """Who met at the previous evening, and who works together already (``known``: without event or date)."""
    draw = Draw(seed, "history")
    companies = draw.shuffled([sheet.id for sheet in COMPANIES])[:PREVIOUS_PER_SIDE]
    associations = draw.shuffled([sheet.id for sheet in ASSOCIATIONS])[:PREVIOUS_PER_SIDE]
    forbidden = {(company, association) for company, association, rule, _ in territory.PAIRS if rule == "forbidden"}
    known = {
        (min(sheet.id, partner, key=_side_first), max(sheet.id, partner, key=_side_first))
        for sheet in COMPANIES + ASSOCIATIONS
        for partner in sheet.partners.split("; ")
        if partner
    }
    rows = []
    for turn in range(PREVIOUS_ROUNDS):
        for seat, company in enumerate(companies):
            pair = (company, associations[(seat + turn) % len(associations)])
            # One conversation in twelve did not take place: somebody was late or had left.
            if pair not in forbidden | known and not draw.happens(1 / 12):
                rows.append((territory.PREVIOUS_EVENT, territory.PREVIOUS_DATE, *pair, ""))
    rows += [("", "", *pair, "yes") for pair in sorted(known)]
    return table_text(("event", "date", "company_id", "association_id", "known"), rows)


def diagnosis_text() -> str:
    """One row per fragility and kind of respondent; the grade stays empty where the national source is not legible."""
    said_by = (territory.TERRITORY, territory.DIAGNOSIS_SOURCE, territory.DIAGNOSIS_YEAR)
    rows = [
        (*said_by, fragility, respondent, _grade(grade))
        for fragility, grades in territory.DIAGNOSIS.items()
        for respondent, grade in zip(("citizens", "associations", "companies"), grades, strict=True)
    ]
    return table_text(("territory", "source", "year", "fragility", "respondent", "grade"), rows)


def _side_first(organisation_id: str) -> tuple[bool, str]:
    return organisation_id.startswith("A"), organisation_id


def _grade(grade: float | None) -> str:
    return "" if grade is None else f"{grade:.1f}"
