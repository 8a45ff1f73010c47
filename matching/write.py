"""Organisations and their participants -> the project's own sheet: what ``read_organisations`` reads back equal.

UTF-8 with a byte order mark and commas, one row per participant; the answers of an organisation stand in its first row.
Cells that a spreadsheet would compute are neutralised by an apostrophe, which reading takes away again.
"""

import csv
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, TextIO

from matching.organisations import Need, Offer, Organisation, Participant
from matching.read.answers import quoted

COLUMNS: Final = (
    *("id", "side", "name", "kind", "size", "model", "reach"),
    *("commune", "postcode", "insee", "intermunicipality", "latitude", "longitude"),
    *("fragilities", "needs", "offers", "objectives", "forms", "unavailable_forms", "presentation"),
    *("siren", "rna", "partners", "keep_apart"),
    *("participant_id", "first_name", "last_name", "role", "email", "email_of_payer", "phone"),
)
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")


def write_organisations(
    target: str | os.PathLike[str] | TextIO,
    organisations: Iterable[Organisation],
    participants: Iterable[Participant],
) -> None:
    """Write a sheet to a path, or to a text stream opened with ``newline=""``.

    Raises ValueError when a participant's organisation is not among the organisations, and OSError when the path cannot
    be written. Linear in the number of rows.
    """
    present: dict[str, list[Participant]] = {}
    for one in participants:
        present.setdefault(one.organisation_id, []).append(one)
    everyone = list(organisations)
    unknown = sorted(set(present) - {organisation.id for organisation in everyone})
    if unknown:
        raise ValueError(f"{len(unknown)} organisation(s) of participants are not given: {', '.join(unknown[:10])}")
    rows = [row for organisation in everyone for row in _rows(organisation, present.get(organisation.id, []))]
    if isinstance(target, str | os.PathLike):
        with Path(target).open("w", encoding="utf-8-sig", newline="") as opened:
            _write(opened, rows)
    else:
        _write(target, rows)


def _write(stream: TextIO, rows: list[dict[str, str]]) -> None:
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: neutralised(cell) for name, cell in row.items()} for row in rows)


def neutralised(cell: str) -> str:
    """Return a cell that no spreadsheet computes: an apostrophe before the signs that begin a formula.

    >>> neutralised("=1+1")
    "'=1+1"
    """
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def _rows(organisation: Organisation, participants: Sequence[Participant]) -> list[dict[str, str]]:
    identity = {"id": organisation.id, "side": organisation.side, "name": organisation.name}
    rows: list[dict[str, str]] = [
        {
            **identity,
            "participant_id": one.id,
            "first_name": one.first_name,
            "last_name": one.last_name,
            "role": one.role,
            "email": one.email,
            "email_of_payer": "yes" if one.email_of_payer else "",
            "phone": one.phone,
        }
        for one in participants
    ] or [dict(identity)]
    rows[0].update(_answers(organisation))
    return rows


def _answers(organisation: Organisation) -> dict[str, str]:
    place = organisation.place
    forms = sorted(organisation.forms) + (["undecided"] if organisation.undecided else [])
    return {
        **{
            name: getattr(organisation, name)
            for name in ("kind", "size", "model", "reach", "presentation", "siren", "rna")
        },
        "commune": place.commune,
        "postcode": place.postcode,
        "insee": place.insee,
        "intermunicipality": place.intermunicipality,
        "latitude": "" if place.latitude is None else repr(place.latitude),
        "longitude": "" if place.longitude is None else repr(place.longitude),
        "fragilities": "; ".join(
            code if grade is None else f"{code}={grade}" for code, grade in organisation.fragilities.items()
        ),
        "needs": "; ".join(_with_detail(need) for need in organisation.needs),
        "offers": "; ".join(_with_detail(offer) for offer in organisation.offers),
        "objectives": "; ".join(sorted(organisation.objectives)),
        "forms": "; ".join(forms),
        "unavailable_forms": "; ".join(sorted(organisation.unavailable_forms)),
        "partners": "; ".join(quoted(name) for name in sorted(organisation.partners)),
        "keep_apart": "; ".join(quoted(name) for name in sorted(organisation.keep_apart)),
    }


def _with_detail(one: Need | Offer) -> str:
    return f"{one.code}: {quoted(one.detail)}" if one.detail else one.code
