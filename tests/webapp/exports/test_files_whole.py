"""Contact files, byte for byte and mark for mark, and the state that pages follow."""

import io
import re
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tests.webapp.exports.worlds import card
from webapp import access, live
from webapp.exports.cells import dangerous, safe
from webapp.exports.contacts import contacts_csv, mutual_pairs_csv, mutual_pairs_xlsx
from webapp.exports.sheets import csv_bytes, separator, xlsx_bytes
from webapp.exports.vcards import escaped, folded, vcard
from webapp.services.contacts import MutualPair
from webapp.wording import Words

DRISS = card(
    first_name="Driss", last_name="Amrani", role="Président", organisation="Emploi; Tremplin", side="association",
    commune="Colmar", email="driss@example.org", phone="=1",
)  # fmt: skip
FRENCH, ENGLISH = Words.for_locale("fr"), Words.for_locale("en")
FIELDS = ["Structure", "Prénom", "Nom de famille", "Fonction", "Commune", "Adresse e-mail", "Téléphone"]
ANNE_ROW = "Menuiserie Ganter;Anne;Ganter;Gérante;Strasbourg;anne@example.org;'+33639980001"


def test_a_card_is_this() -> None:
    assert vcard([card(), card(first_name="", last_name="", role="", commune="", email="", phone="")]).decode() == (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ganter;Anne;;;\r\nFN:Anne Ganter\r\nORG:Menuiserie Ganter\r\nTITLE:Gérante\r\n"
        "EMAIL;TYPE=INTERNET,WORK:anne@example.org\r\nTEL;TYPE=WORK,VOICE:+33639980001\r\n"
        "ADR;TYPE=WORK:;;;Strasbourg;;;\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nFN:Menuiserie Ganter\r\nORG:Menuiserie Ganter\r\nEND:VCARD\r\n"
    )
    assert vcard([]) == b""


def test_a_text_in_a_card_is_escaped_and_folded() -> None:
    assert escaped("a\\b;c,d\te\r\nf\rg\u2028h\u2029i\x00j\ud800k\nl") == "a\\\\b\\;c\\,d e\\nf\\ng\\nh\\nijk\\nl"
    assert folded("") == b""
    assert folded("x" * 75) == b"x" * 75
    assert folded("x" * 76) == b"x" * 75 + b"\r\n x"
    assert folded("x" * 150) == b"x" * 75 + b"\r\n " + b"x" * 74 + b"\r\n x"
    assert folded("x" * 74 + "é") == b"x" * 74 + b"\r\n " + "é".encode()


def test_ones_own_contacts_are_this() -> None:
    assert contacts_csv([card()], FRENCH).decode() == f"\ufeff{';'.join(FIELDS)}\r\n{ANNE_ROW}\r\n"
    assert contacts_csv([], ENGLISH).decode().count(",") == 6


def test_the_pairs_of_an_evening_are_this() -> None:
    pair = MutualPair(company=card(), association=DRISS)
    header = [f"{field} ({side})" for side in ("entreprise", "association") for field in FIELDS]
    row = f'{ANNE_ROW};"Emploi; Tremplin";Driss;Amrani;Président;Colmar;driss@example.org;\'=1'
    assert mutual_pairs_csv([pair], FRENCH).decode() == f"\ufeff{';'.join(header)}\r\n{row}\r\n"
    sheet = part(mutual_pairs_xlsx([pair], FRENCH), "xl/sharedStrings.xml")
    assert re.findall(r"<t[^>]*>([^<]*)</t>", sheet)[:14] == header


def test_a_separator_fits_the_language_and_a_cell_the_encoding() -> None:
    assert [separator(locale) for locale in ("fr", "en", "de")] == [";", ",", ","]
    assert csv_bytes(["a"], [[1], [2.5], ["\ud800"]], delimiter=",") == b"\xef\xbb\xbfa\r\n1\r\n2.5\r\n?\r\n"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1", "'=1"), (" @x", "' @x"), ("\tx", "'\tx"), ("\rx", "'\rx"), ("\nx", "'\nx"), ("＋3", "'＋3"), ("", ""),
        ("a;=1", "a;'=1"), ("a, -1;@b", "a,' -1;'@b"), ("a=1", "a=1"), ("1-1", "1-1"), ("=a;=b", "'=a;'=b"),
        ("a\n=1", "a\n'=1"), ("a\r\n -1", "a\r\n' -1"), ("a\r＝1", "a\r'＝1"), ("a\t@b", "a\t'@b"),
        ('a;"=1', "a;'\"=1"), ("\n=1", "'\n'=1"),
    ],
)  # fmt: skip
def test_a_cell_is_no_formula(text: str, kept: str) -> None:
    assert safe(text) == kept
    assert dangerous(text) == kept.startswith("'")


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def test_a_spreadsheet_is_made_without_a_file_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/folder")
    assert xlsx_bytes("A", ["Nom"], [["Zoé"]])


def test_a_spreadsheet_keeps_texts_and_stays_readable() -> None:
    rows = [["=1+1", 2.5, "https://example.org"], ["x" * 33_000, 7, "12"]]
    content = xlsx_bytes("A [b]:*?/\\' " + "c" * 40, ["Nom", "N", "Lien"], iter(rows))
    assert f'name="A b {"c" * 27}"' in part(content, "xl/workbook.xml")
    sheet, styles = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/styles.xml")
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet
    assert 'ySplit="1"' in sheet
    assert "xSplit" not in sheet
    assert '<autoFilter ref="A1:C3"/>' in sheet
    assert re.findall(r'<col min="(\d)" max="(\d)" width="([\d.]+)"', sheet) == [
        ("1", "1", "60.7109375"),
        ("2", "2", "5.7109375"),
        ("3", "3", "21.7109375"),
    ]
    cells = dict(re.findall(r'<c r="(\w+)"([^>]*)>', sheet))
    assert [cell for cell, marks in cells.items() if 't="s"' not in marks] == ["B2", "B3"]
    assert len({cells[cell] for cell in ("A1", "B1", "C1")}) == 1
    assert "s=" in cells["A1"]
    assert [cell for cell, marks in cells.items() if "s=" in marks and not cell.endswith("1")] == ["A2"]
    assert (styles.count("<b/>"), styles.count('quotePrefix="1"'), styles.count('<bottom style="thin">')) == (1, 1, 1)
    shared = part(content, "xl/sharedStrings.xml")
    assert f"<t>{'x' * 32_767}</t>" in shared
    assert "hyperlink" not in sheet
    empty = xlsx_bytes("[]", ["Nom"], [])
    assert 'name="EXPO"' in part(xlsx_bytes("EXPO", ["=Nom"], []), "xl/workbook.xml")
    assert 'name="1"' in part(empty, "xl/workbook.xml")
    assert "autoFilter" not in part(empty, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("extra", ["", "7"])
def test_a_page_follows_the_clock_of_the_evening(app: Flask, monkeypatch: pytest.MonkeyPatch, extra: str) -> None:
    now = datetime(2026, 11, 24, 17, 30, 0, 250_000, tzinfo=UTC)
    monkeypatch.setattr(access, "clock", lambda: SimpleNamespace(speed=60.0))
    monkeypatch.setattr(access, "reader", lambda: "1a2b-7")
    state = SimpleNamespace(
        version="v3", now=now, phase="meeting", round_number=2, ends_at=now + timedelta(seconds=8),
        remaining=timedelta(seconds=7.5),
    )  # fmt: skip
    start = int(now.timestamp() * 1000)
    expected = {
        "version": "v3-7" if extra else "v3", "now": start, "speed": 60.0, "phase": "meeting", "round_number": 2,
        "ends": start + 8000, "remaining": 7.5, "reader": "1a2b-7",
    }  # fmt: skip
    assert live.payload(state, extra=extra) == expected  # type: ignore[arg-type]
    with app.test_request_context("/"):
        assert live.answer(state, extra=extra).json == expected  # type: ignore[arg-type]
        state.ends_at = state.remaining = None
        assert live.answer(state).json == expected | {"version": "v3", "ends": None, "remaining": None}  # type: ignore[arg-type]
