"""Fictional SIREN and RNA numbers of the right form, made so as to belong to nobody.

A SIREN drawn here begins with five zeros; the numbers in use that are known to us are above 000 100 000. An RNA number
names the prefecture of its department in its first three figures; 999 is none. Local-law associations of Alsace-Moselle
have no RNA number, so only the associations of Meurthe-et-Moselle have one here.
"""

from sample_data.drawing import Draw
from sample_data.sheets import Sheet

# What nobody filled in on the evening, although the organisation has a number.
WITHOUT_SIREN = frozenset({"C08", "C22", "C23", "A20"})
WITH_RNA = frozenset({"A23", "A25"})


def luhn_figure(digits: str) -> int:
    """Return the last figure that makes the number valid (Luhn 1960, US patent 2,950,048).

    >>> luhn_figure("73282932")
    0
    """
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def draw_identifiers(sheets: tuple[Sheet, ...], seed: int) -> dict[str, tuple[str, str]]:
    """Return (siren, rna) for each organisation id, "" where there is none."""
    draw = Draw(seed, "identifiers")
    bases = draw.shuffled(range(10, 1_000))
    identifiers = {}
    for sheet, base in zip(sheets, bases, strict=False):
        # An association of volunteers asks for a SIREN only when it is subsidised or pays somebody.
        has_siren = sheet.id not in WITHOUT_SIREN and sheet.kind != "association_volunteer"
        siren = f"{base:08d}{luhn_figure(f'{base:08d}')}" if has_siren else ""
        rna = f"W999{draw.number(0, 999_999):06d}" if sheet.id in WITH_RNA else ""
        identifiers[sheet.id] = (siren, rna)
    return identifiers
