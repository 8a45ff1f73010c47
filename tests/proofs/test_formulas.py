"""A sample of texts that a spreadsheet would compute, opened by LibreOffice, beside the same without its defence."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from matching.read.entries import clean_cell
from tests.conftest import missing
from tests.proofs.formulas import Sheet, call_sites, computed, defenceless, misfed, n_columns, office, payloads, sheets
from tests.proofs.hostile_sheets import EXPORTS
from webapp.exports import contacts
from webapp.exports.sheets import csv_bytes
from webapp.services.contacts import ContactCard

TEXTS = payloads(40, seed=7)
OPENED = ("webapp.exports.contacts.mutual_pairs_xlsx", "webapp.exports.contacts.contacts_csv", "matching.write._write")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Sheet]]:
    return sheets(TEXTS, tmp_path_factory.mktemp("sheets"))


def test_every_sheet_that_the_code_makes_is_listed() -> None:
    assert call_sites() == set(EXPORTS)


def test_every_column_that_people_fill_holds_every_text(made: list[Sheet]) -> None:
    assert misfed(made, TEXTS) == []
    n_all, n_filled = n_columns(made)
    assert n_filled == n_all - sum(len(export.own) for export in EXPORTS.values()) > 80


def test_a_column_that_nobody_named_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Negative control: a new column of contacts, which the texts do not reach."""
    site = "webapp.exports.contacts.contacts_csv"
    row = contacts._row

    def one_more(one: ContactCard) -> list[str]:
        return [*row(one), "new"]

    monkeypatch.setattr(contacts, "FIELDS", (*contacts.FIELDS, "Nouveau"))
    monkeypatch.setattr(contacts, "_row", one_more)
    monkeypatch.setattr("tests.proofs.formulas.EXPORTS", {site: EXPORTS[site]})
    found = misfed(sheets(TEXTS, tmp_path), TEXTS)
    assert len(found) == 2
    assert all("'Nouveau'" in one for one in found)


def test_nothing_is_computed_and_without_the_defences_it_is(
    made: list[Sheet], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    try:
        office()
    except FileNotFoundError:
        missing("LibreOffice is not installed")
    monkeypatch.setattr("tests.proofs.formulas.EXPORTS", {site: EXPORTS[site] for site in OPENED})
    with defenceless():
        control = sheets(TEXTS, tmp_path)
    opened = [one.path for one in made if one.site in OPENED and one.locale == "fr"]
    unguarded = [
        one.path.rename(one.path.with_name(f"control.{one.path.name}")) for one in control if one.locale == "fr"
    ]
    n_cells, found = computed([*opened, *unguarded], tmp_path)
    assert n_cells > 2 * len(TEXTS) * len(opened)
    assert [one for one in found if not one.startswith("control")] == []
    assert {one.partition(" (")[0] for one in found} == {path.name for path in unguarded}


def test_three_hundred_texts_survive_in_a_csv_file() -> None:
    texts = payloads(300, seed=7)
    assert len(set(texts)) == 300
    content = csv_bytes(["a"], [[text] for text in texts], delimiter=";")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    for text, (read,) in zip(texts, rows[1:], strict=True):
        assert read.replace("'", "") == text.replace("'", "")
        if not set(text) & set(";,\t\r\n"):  # behind these a cell might begin, and there an apostrophe stays
            assert clean_cell(clean_cell(read).lstrip("'")) == clean_cell(clean_cell(text).lstrip("'"))


def test_a_telephone_number_comes_back_from_a_sheet_as_it_was() -> None:
    content = csv_bytes(["a"], [["+33 6 39 98 00 01"]], delimiter=";").decode("utf-8-sig")
    assert clean_cell(content.splitlines()[1]) == "+33 6 39 98 00 01"
