"""`entremise introductions`: the file and its columns, how they are spread, entries that may be one organisation."""

import csv
import json
from pathlib import Path

import pytest

from sample_data import path as sample
from tests.webapp.cli.conftest import Call

HEADER = (
    "id,side,name,commune,postcode,needs,offers,fragilities,siren,first_name,last_name,email\n"
    "C01,company,Transports Zins,Strasbourg,67000,volunteers,transport,mobility=8,,Anne,Ganter,a@example.org\n"
    "C02,company,TRANSPORT ZINS SAS,Strasbourg,67000,volunteers,transport,mobility=8,,Bruno,Roth,b@example.org\n"
    "C03,company,Numéris,Colmar,68000,csr_visibility,skills_digital,digital_access=7,,Chloé,Weiss,c@example.org\n"
    "A01,association,Le Bon Trajet,Strasbourg,67000,transport,volunteers,mobility=9,,Driss,Amrani,d@example.org\n"
    "A02,association,Internet pour tous,Colmar,68000,skills_digital,csr_visibility,digital_access=9,,Élise,Roy,e@x.fr\n"
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Three companies, of which two may be one, and two associations."""
    path = tmp_path / "directory.csv"
    path.write_text(HEADER, encoding="utf-8")
    return path


def rows_of(path: Path, delimiter: str = ";") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def pairs_of(path: Path) -> set[tuple[str, str]]:
    return {(row["Code de l’entreprise"], row["Code de l’association"]) for row in rows_of(path)}


def test_the_file_has_the_promised_columns(call: Call, tmp_path: Path) -> None:
    options = ("--history", sample("history.csv"), "--diagnosis", sample("diagnosis.csv"))
    result = call("introductions", sample("organisations.csv"), "-o", "out.csv", *options)
    assert result.exit_code == 0
    rows = rows_of(tmp_path / "out.csv")
    assert list(rows[0]) == [
        "Rang", "Code de l’entreprise", "Entreprise", "Commune de l’entreprise", "Code de l’association", "Association",
        "Commune de l’association", "Bonnes raisons, de 0 à 1", "Ce qui est connu, de 0 à 1", "Rencontre improbable",
        "Première raison", "Deuxième raison", "Troisième raison", "À savoir avant", "Forme à explorer",
        "Pour commencer",
    ]  # fmt: skip
    assert [row["Rang"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert {row["Rencontre improbable"] for row in rows} == {"", "oui"}
    assert all(row["Première raison"] and row["Pour commencer"] for row in rows[:20])
    scores = [float(row["Bonnes raisons, de 0 à 1"].replace(",", ".")) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0.3
    assert f"{len(rows)} mises en relation proposées" in result.stderr
    assert "Associations\u00a0: " in result.stderr
    assert "indice de Gini" in result.stderr
    assert result.stdout == ""


def test_the_same_in_english(call: Call, tmp_path: Path, directory: Path) -> None:
    result = call("introductions", directory, "-o", "out.csv", "--duplicates", "same.csv", "--language", "en")
    assert result.exit_code == 0
    assert "Transports Zins (C01) and TRANSPORT ZINS SAS (C02) have the same name" in result.stderr
    first = rows_of(tmp_path / "out.csv", ",")[0]
    assert {"Rank", "What is known, from 0 to 1", "Unlikely encounter", "First reason"} <= set(first)
    assert "The same? (yes, no)" in rows_of(tmp_path / "same.csv", ",")[0]


def test_entries_that_may_be_one_are_asked_and_only_one_is_introduced(
    call: Call, tmp_path: Path, directory: Path
) -> None:
    result = call("introductions", directory, "-o", "out.csv")
    assert "1 question avant de présenter ces structures" in result.stderr
    assert "Transports Zins (C01) et TRANSPORT ZINS SAS (C02) ont le même nom" in result.stderr
    assert "--duplicates" in result.stderr
    assert len(pairs_of(tmp_path / "out.csv") & {("C01", "A01"), ("C02", "A01")}) == 1


def test_answers_are_read_back(call: Call, tmp_path: Path, directory: Path) -> None:
    """Written, answered "non" in the last column, given back: both are introduced and nothing is asked again."""
    call("introductions", directory, "-o", "out.csv", "--duplicates", "same.csv")
    same = tmp_path / "same.csv"
    text = same.read_bytes().decode("utf-8-sig").rstrip("\r\n")
    same.write_text(text + "Non\n", encoding="utf-8")
    result = call("introductions", directory, "-o", "out.csv", "--decided", "same.csv", "--duplicates", "again.csv")
    assert "question" not in result.stderr
    assert {("C01", "A01"), ("C02", "A01")} <= pairs_of(tmp_path / "out.csv")
    assert [row["La même\u00a0? (oui, non)"] for row in rows_of(tmp_path / "again.csv")] == ["non"]


def test_an_answer_that_is_none_is_refused_with_its_line(call: Call, tmp_path: Path, directory: Path) -> None:
    call("introductions", directory, "-o", "out.csv", "--duplicates", "same.csv")
    same = tmp_path / "same.csv"
    same.write_text(same.read_bytes().decode("utf-8-sig").rstrip("\r\n") + "peut-être\n", encoding="utf-8")
    (tmp_path / "out.csv").unlink()
    result = call("introductions", directory, "-o", "out.csv", "--decided", "same.csv")
    assert result.exit_code == 1
    assert "same.csv, ligne 2" in result.stderr
    assert "peut-être" in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_limits_floors_and_the_largest_total_are_kept(call: Call, tmp_path: Path) -> None:
    sheet = sample("organisations.csv")
    call("introductions", sheet, "-o", "few.csv", "--per-organisation", 1, "--least-score", 0.5)
    few = rows_of(tmp_path / "few.csv")
    assert len({row["Code de l’entreprise"] for row in few}) == len(few)
    assert min(float(row["Bonnes raisons, de 0 à 1"].replace(",", ".")) for row in few) >= 0.5
    totals = {}
    for name, option in (("first", ()), ("largest", ("--largest-total",))):
        result = call(
            "introductions", sheet, "-o", f"{name}.csv", "--json", "--least-score", 0, "--novelty", 0, *option
        )
        totals[name] = sum(one["score"] for one in json.loads(result.stdout))
    assert totals["largest"] >= totals["first"]


def test_a_region_that_is_too_large_for_one_matrix_gets_the_same_introductions(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--history", sample("history.csv"), "--pairs", sample("pairs.csv"), "--novelty", 0)
    call("introductions", sample("organisations.csv"), "-o", "at-once.csv", *options)
    monkeypatch.setattr("webapp.cli.introductions.ALL_AT_ONCE", 0)
    result = call("introductions", sample("organisations.csv"), "-o", "in-blocks.csv", *options)
    assert result.exit_code == 0
    at_once, in_blocks = rows_of(tmp_path / "at-once.csv"), rows_of(tmp_path / "in-blocks.csv")
    assert len(in_blocks) > 80
    for name in ("Rang", "Code de l’entreprise", "Code de l’association", "Bonnes raisons, de 0 à 1"):
        assert [row[name] for row in in_blocks] == [row[name] for row in at_once]
    same_reason = [
        one["Première raison"] == other["Première raison"] for one, other in zip(at_once, in_blocks, strict=True)
    ]
    assert sum(same_reason) >= 0.95 * len(same_reason)


def test_an_empty_side_is_said(call: Call, tmp_path: Path) -> None:
    (tmp_path / "half.csv").write_text("".join(HEADER.splitlines(keepends=True)[:3]), encoding="utf-8")
    result = call("introductions", "half.csv", "-o", "out.csv")
    assert result.exit_code == 1
    assert "association" in result.stderr
    assert not (tmp_path / "out.csv").exists()
