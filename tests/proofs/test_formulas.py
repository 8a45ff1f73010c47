"""A sample of texts that a spreadsheet would compute, opened by LibreOffice, beside the same without its defence."""

import csv
import io
from pathlib import Path

from matching.read.entries import clean_cell
from tests.conftest import missing
from tests.proofs.formulas import CSV_IN, EXPORTS, call_sites, computed, files, office, payloads, unescaped
from webapp.exports.sheets import csv_bytes

CONTACTS = "webapp.exports.contacts.contacts_csv"


def test_every_sheet_that_the_code_makes_is_listed() -> None:
    assert call_sites() == set(EXPORTS)


def test_nothing_is_computed_and_without_the_defence_it_is(tmp_path: Path) -> None:
    try:
        office()
    except FileNotFoundError:
        missing("LibreOffice is not installed")
    assert "59" in CSV_IN.format(59)
    texts = payloads(60, seed=7)
    (made,) = (path for path in files(texts, tmp_path) if path.name == f"{CONTACTS}-semicolon.csv")
    control = made.with_name("control-semicolon.csv")
    control.write_bytes(unescaped(["a"], [[text] for text in texts], ";"))
    n_cells, found = computed([made, control], tmp_path)
    assert n_cells > len(texts)
    assert [one for one in found if not one.startswith("control")] == []
    assert len([one for one in found if one.startswith("control")]) > 10


def test_three_hundred_texts_survive_in_a_csv_file() -> None:
    texts = payloads(300, seed=7)
    assert len(set(texts)) == 300
    content = csv_bytes(["a"], [[text] for text in texts], delimiter=";")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    for text, (read,) in zip(texts, rows[1:], strict=True):
        assert read.replace("'", "") == text.replace("'", "")
        if ";" not in text and "," not in text:
            assert clean_cell(clean_cell(read).lstrip("'")) == clean_cell(clean_cell(text).lstrip("'"))


def test_a_telephone_number_comes_back_from_a_sheet_as_it_was() -> None:
    content = csv_bytes(["a"], [["+33 6 39 98 00 01"]], delimiter=";").decode("utf-8-sig")
    assert clean_cell(content.splitlines()[1]) == "+33 6 39 98 00 01"
