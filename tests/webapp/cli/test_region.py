"""`entremise region`: the best partners of everybody in a file, and a search that goes on after it was stopped."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from matching.region.search import Progress
from matching.write import write_organisations
from sample_data.region import RegionDirectory, generate_region
from tests.webapp.cli.conftest import Call

REGION = generate_region(560, 60, seed=2)  # two blocks


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """560 companies and 60 associations; the first company asks not to meet the first association."""
    first = replace(REGION.companies[0], keep_apart=frozenset({"A00001"}))
    path = tmp_path / "directory.csv"
    write_organisations(path, [first, *REGION.organisations[1:]], [])
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_company_gets_its_best_associations(call: Call, directory: Path, tmp_path: Path) -> None:
    result = call("region", directory, "-o", "best.csv", "--count", 5)
    assert result.exit_code == 0
    assert "structures avec leurs meilleurs partenaires, écrits dans best.csv" in result.output
    rows = rows_of(tmp_path / "best.csv")
    assert list(rows[0]) == ["company_id", "company", "association_id", "association", "rank", "score", "coverage"]
    assert not (tmp_path / "best.csv.blocks").exists()
    by_company: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_company.setdefault(row["company_id"], []).append(row)
    assert len(by_company) > 500
    for of_one in by_company.values():
        assert [int(row["rank"]) for row in of_one] == list(range(1, len(of_one) + 1))
        scores = [float(row["score"]) for row in of_one]
        assert scores == sorted(scores, reverse=True)
        assert all(float(row["coverage"]) >= 0.35 for row in of_one)
    assert ("C00001", "A00001") not in {(row["company_id"], row["association_id"]) for row in rows}


def test_the_other_side_comes_from_the_same_blocks(call: Call, directory: Path, tmp_path: Path) -> None:
    assert call("region", directory, "-o", "one.csv", "--workdir", "kept").exit_code == 0
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()}
    result = call("region", directory, "-o", "other.csv", "--workdir", "kept", "--side", "association")
    assert result.exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()} == times
    rows = rows_of(tmp_path / "other.csv")
    assert [row["association_id"] for row in rows[:20]] == ["A00001"] * 20
    assert [int(row["rank"]) for row in rows[:20]] == list(range(1, 21))


def test_forbidden_pairs_are_left_out(call: Call, directory: Path, tmp_path: Path) -> None:
    call("region", directory, "-o", "before.csv", "--count", 1)
    best = rows_of(tmp_path / "before.csv")[0]
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(f"company,association,rule\n{best['company_id']},{best['association_id']},forbidden\n")
    assert call("region", directory, "-o", "after.csv", "--count", 1, "--pairs", pairs).exit_code == 0
    after = rows_of(tmp_path / "after.csv")[0]
    assert after["company_id"] == best["company_id"]
    assert after["association_id"] != best["association_id"]


def test_another_search_in_the_same_folder_is_refused(call: Call, directory: Path, tmp_path: Path) -> None:
    assert call("region", directory, "-o", "best.csv", "--workdir", "kept").exit_code == 0
    result = call("region", directory, "-o", "best.csv", "--workdir", "kept", "--count", 3)
    assert result.exit_code == 1
    assert "kept garde une autre recherche\u00a0; ce qui a changé\u00a0: le nombre de partenaires." in result.stderr
    assert call("region", directory, "-o", "b.csv", "--workdir", "kept", "--count", 3, "--afresh").exit_code == 0
    (tmp_path / "kept" / "manifest.json").unlink()
    result = call("region", directory, "-o", "best.csv", "--workdir", "kept", "--language", "en")
    assert result.exit_code == 1
    assert "kept keeps blocks without saying of which search" in result.stderr


def test_an_interrupted_search_goes_on(
    call: Call, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("region", directory, "-o", "whole.csv").exit_code == 0

    @contextmanager
    def interrupting(words: object) -> Iterator[Progress]:
        def tell(stage: str, done: int, total: int) -> None:
            if done:
                raise KeyboardInterrupt

        yield tell

    with monkeypatch.context() as patch:
        patch.setattr("webapp.cli.region.bar", interrupting)
        result = call("region", directory, "-o", "best.csv")
    assert result.exit_code == 130
    assert "Arrêté. Ce qui était fini est gardé dans best.csv.blocks" in result.stderr
    assert not (tmp_path / "best.csv").exists()
    assert list((tmp_path / "best.csv.blocks").glob("block-*.npz"))
    assert call("region", directory, "-o", "best.csv").exit_code == 0
    assert (tmp_path / "best.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_a_side_without_anybody_is_told(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "companies.csv"
    write_organisations(path, RegionDirectory(companies=REGION.companies[:3], associations=()).organisations, [])
    result = call("region", path, "-o", "best.csv")
    assert result.exit_code == 1
    assert "0" in result.stderr


def test_those_without_a_partner_are_counted(call: Call, tmp_path: Path) -> None:
    silent = replace(REGION.associations[0], needs=(), offers=(), objectives=frozenset(), forms=frozenset())
    silent = replace(silent, presentation="", fragilities={})
    path = tmp_path / "directory.csv"
    write_organisations(path, [REGION.companies[0], silent], [])
    result = call("region", path, "-o", "best.csv")
    assert result.exit_code == 0
    assert "1 structure n’en a aucun" in result.stderr
    assert rows_of(tmp_path / "best.csv") == []
