"""Addresses, telephone numbers, names and registration numbers."""

import pytest

from matching.read.contacts import read_email, read_phone, split_full_name
from matching.read.identifiers import read_rna, read_siren


@pytest.mark.parametrize(
    ("cell", "number", "code"),
    [
        ("06 12 34 56 05", "+33612345605", "phone_corrected"),
        ("0612345 652", "+33612345652", "phone_corrected"),
        ("03.88.00.00.55", "+33388000055", "phone_corrected"),
        ("+33 3 88 00 00 04", "+33388000004", "phone_corrected"),
        ("0033 3 88 00 00 04", "+33388000004", "phone_corrected"),
        ("612345652", "+33612345652", "phone_corrected"),
        ("+33612345652", "+33612345652", ""),
        ("0596 70 12 34", "+596596701234", "phone_corrected"),
        ("0262 20 12 34", "+262262201234", "phone_corrected"),
        ("0694 20 12 34", "+594694201234", "phone_corrected"),
        ("0639 98 12 34", "+33639981234", "phone_corrected"),
        ("06 12 34 56 05 (après 17 h)", "+33612345605", "phone_corrected"),
        ("03 88 00 00 04 / 06 12 34 56 05", "+33388000004", "phone_corrected"),
        ("+33 (0)3 88 00 00 04", "+33388000004", "phone_corrected"),
        ("06 99 99", "", "phone_invalid"),
        ("+49 7851 12345", "+49785112345", "phone_corrected"),
        ("12", "", "phone_invalid"),
        ("me demander", "", "phone_invalid"),
        ("0" * 5_000, "", "phone_invalid"),
        ("", "", ""),
    ],
)
def test_phones(cell: str, number: str, code: str) -> None:
    found = read_phone(cell)
    assert (found.value, found.code) == (number, code)


@pytest.mark.parametrize(
    ("cell", "address", "code"),
    [
        ("zoe@example.org", "zoe@example.org", ""),
        (" Zoé <zoe@example.org>", "zoe@example.org", "email_corrected"),
        ("mailto:zoe@example.org", "zoe@example.org", "email_corrected"),
        ("zoe@example.org, max@example.org", "zoe@example.org", "email_corrected"),
        ("zoe @ example.org", "zoe@example.org", "email_corrected"),
        ("zoe@EXAMPLE.org.", "zoe@example.org", "email_corrected"),
        ("zoe (arobase) example.org", "zoe@example.org", "email_corrected"),
        ("zoe[at]example.org", "zoe@example.org", "email_corrected"),
        ("pas-de-mail", "", "email_invalid"),
        ("zoe@", "", "email_invalid"),
        ("@", "", "email_invalid"),
        (f"{'x' * 300}@example.org", "", "email_invalid"),
        ("x" * 60_000, "", "email_invalid"),
        ("", "", ""),
    ],
)
def test_emails(cell: str, address: str, code: str) -> None:
    found = read_email(cell)
    assert (found.value, found.code) == (address, code)


@pytest.mark.parametrize(
    ("cell", "siren", "code"),
    [
        ("732829320", "732829320", ""),
        ("732 829 320", "732829320", "siren_corrected"),
        ("732 829 320 00074", "732829320", "siren_corrected"),
        ("FR44732829320", "732829320", "siren_corrected"),
        ("356 000 000 49837", "356000000", "siren_corrected"),
        ("732829321", "", "siren_invalid"),
        ("73282932000075", "", "siren_invalid"),
        ("1,23457E+13", "", "siren_lost_in_file"),
        ("7.3283e+13", "", "siren_lost_in_file"),
        ("en cours", "", "siren_invalid"),
        ("", "", ""),
    ],
)
def test_sirens(cell: str, siren: str, code: str) -> None:
    found = read_siren(cell)
    assert (found.value, found.code) == (siren, code)


@pytest.mark.parametrize(
    ("cell", "number", "code"),
    [
        ("W672001234", "W672001234", ""),
        ("w 67 2001234", "W672001234", "rna_corrected"),
        ("W2A1001234", "W2A1001234", ""),
        ("W9R1001234", "W9R1001234", ""),
        ("672001234", "", "rna_invalid"),
        ("Volume 12 folio 34", "", "rna_invalid"),
        ("", "", ""),
    ],
)
def test_rna_numbers(cell: str, number: str, code: str) -> None:
    found = read_rna(cell)
    assert (found.value, found.code) == (number, code)


@pytest.mark.parametrize(
    ("full_name", "parts"),
    [
        ("Zoé WEBER", ("Zoé", "WEBER")),
        ("LE GOFF Anne Marie", ("Anne Marie", "LE GOFF")),
        ("Zoé Weber", ("Zoé", "Weber")),
        ("ZOÉ WEBER", ("ZOÉ", "WEBER")),
        ("Zoé", ("Zoé", "")),
        ("", ("", "")),
    ],
)
def test_full_names(full_name: str, parts: tuple[str, str]) -> None:
    assert split_full_name(full_name) == parts
