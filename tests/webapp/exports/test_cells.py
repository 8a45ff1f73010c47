"""No spreadsheet computes a cell that people wrote, and nothing they wrote is lost."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from python_calamine import CalamineWorkbook

from tests.webapp.exports.worlds import DANGEROUS, HARMLESS, texts
from webapp.exports.cells import dangerous, safe
from webapp.exports.sheets import csv_bytes, xlsx_bytes


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_text_gets_an_apostrophe_and_keeps_every_character(text: str) -> None:
    assert safe(text).startswith("'")
    assert safe(text).replace("'", "") == text


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@given(texts)
def test_a_safe_text_is_never_dangerous(text: str) -> None:
    assert not dangerous(safe(text))
    assert safe(safe(text)) == safe(text)


@given(texts, texts)
def test_a_csv_file_reads_back_with_the_texts_neutralised(one: str, other: str) -> None:
    content = csv_bytes(["a", "b"], [[one, other], [other, one]], delimiter=";")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["a", "b"], [safe(one), safe(other)], [safe(other), safe(one)]]


def test_an_xlsx_file_holds_texts_as_texts() -> None:
    rows = [[text, number] for number, text in enumerate([*DANGEROUS, "https://example.org", "00123", *HARMLESS[1:]])]
    content = xlsx_bytes("Souhaits: [partagés]?", ["=text", "number"], rows)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    read = book.get_sheet_by_index(0).to_python()
    assert read[0] == ["=text", "number"]
    assert [row[1] for row in read[1:]] == [row[1] for row in rows]
    # line ends inside a cell are written as XML has them
    assert [str(row[0]).replace("\r", "\n") for row in read[1:]] == [row[0].replace("\r", "\n") for row in rows]
    assert all(isinstance(row[0], str) for row in read)
    assert b"<f>" not in _parts(content)


def test_a_formula_in_an_xlsx_file_stays_a_text_when_it_is_edited() -> None:
    content = xlsx_bytes("x", ["text"], [["=1+1"]])
    assert b'quotePrefix="1"' in _parts(content)


def _parts(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ganter;=1+1", "Ganter;'=1+1"),
        ("a, +1", "a,' +1"),
        (";@b", ";'@b"),
        ("1;2", "1;2"),
        ("a - b", "a - b"),
        ("a\n=1", "a\n'=1"),
    ],
)
def test_no_formula_begins_behind_the_separator_of_another_language(text: str, kept: str) -> None:
    assert safe(text) == kept
