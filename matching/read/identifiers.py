"""SIREN, SIRET and RNA numbers as typed -> as registered, with what was changed.

A SIREN has nine figures and a SIRET fourteen, the last one a check figure (Luhn 1954); the SIRETs of La Poste's offices
are checked by the sum of their figures instead. An RNA number is W, the department or the region, and figures; it is
never required, since associations of local law (Alsace-Moselle) may have none.

Ids of a sheet stay when everything else about a person goes (erasure, end of the evening's data): one that may say who
somebody is, a name or an address, is not taken.
"""

import re
from typing import Final

from matching.read.contacts import Reading

LA_POSTE: Final = "356000000"
_ROUNDED = re.compile(r"[+-]?\d([.,]\d+)?\s*[eE]\s*\+?\d+")
# Corsica and the overseas departments have a letter: W2A1..., W9R1...
_RNA = re.compile(r"W(?:\d{3}|(?:2[AB]|9[A-Z])\d)\d{6}")

_PHONE = re.compile(r"(?:\+|00)[1-9]\d{7,14}|0[1-9]\d{8}")
_CODE = re.compile(r"[A-Za-z]{0,4}(?:[-_./#]?\d{1,14})(?:[-_./#][A-Za-z]{0,2}\d{1,8}){0,3}", re.ASCII)


def is_code(written: str) -> bool:
    """Tell whether an id names nobody: at most four letters and figures, in groups; no name, address or phone number.

    >>> is_code("C01-1"), is_code("2026/17"), is_code("ASSO-12"), is_code("Lea Dupont-1"), is_code("06 12 34 56 78")
    (True, True, True, False, False)
    """
    figures = re.sub(r"[-_./#]", "", written)
    return _CODE.fullmatch(written) is not None and _PHONE.fullmatch(figures) is None


def passes_luhn(figures: str) -> bool:
    """Tell whether the last figure is the check figure of the others (every second one doubled from the right).

    >>> passes_luhn("732829320")
    True
    """
    doubled = [int(figure) * (2 if position % 2 else 1) for position, figure in enumerate(reversed(figures))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def read_siren(cell: str) -> Reading:
    """Return the SIREN in a cell: codes siren_corrected, siren_invalid and siren_lost_in_file."""
    written = cell.strip()
    if not written:
        return Reading("")
    if _ROUNDED.fullmatch(written):
        return Reading("", "siren_lost_in_file")
    figures = re.sub(r"[\s.\-]", "", written)
    # A VAT number holds the SIREN after its two figures; a spreadsheet drops leading zeros.
    figures = re.sub(r"^FR\d{2}(?=\d{9}$)", "", figures, flags=re.IGNORECASE)
    if re.fullmatch(r"\d{12,13}|\d{8}", figures) and figures.isascii():
        figures = figures.zfill(9 if len(figures) == 8 else 14)
    if not re.fullmatch(r"\d{9}|\d{14}", figures) or not figures.isascii():
        return Reading("", "siren_invalid")
    siren = figures[:9]
    if len(figures) == 14 and siren == LA_POSTE:
        if sum(int(figure) for figure in figures) % 5 and not passes_luhn(figures):
            return Reading("", "siren_invalid")
    elif not passes_luhn(siren) or (len(figures) == 14 and not passes_luhn(figures)):
        return Reading("", "siren_invalid")
    return Reading(siren, "" if siren == written else "siren_corrected")


def read_rna(cell: str) -> Reading:
    """Return the RNA number in a cell: codes rna_corrected and rna_invalid.

    >>> read_rna("w 672 001234").value
    'W672001234'
    """
    written = cell.strip()
    if not written:
        return Reading("")
    number = re.sub(r"[\s.\-\u00a0]", "", written).upper()
    if not _RNA.fullmatch(number) or not number.isascii():
        return Reading("", "rna_invalid")
    return Reading(number, "" if number == written else "rna_corrected")
