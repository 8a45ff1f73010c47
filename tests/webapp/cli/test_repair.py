"""`entremise repair`: the written plan, what is new in the hall, the new plan, and who has to be told what."""

import csv
import json
from pathlib import Path

import pytest

from schedules import MeetingPlan
from tests.webapp.cli.conftest import Call
from webapp.exports import evening_file

PEOPLE = ("Anne Ganter", "Bruno Roth", "Chloé Petit", "Denis Wolff")
PARTNERS = ("Driss Amrani", "Élise Muller", "Farid Weiss", "Gaëlle Kern")
HEADER = "id,side,name,commune,postcode,needs,offers,first_name,last_name\n"


@pytest.fixture
def evening(call: Call, tmp_path: Path) -> Path:
    """The plan of four companies and four associations, three rounds."""
    lines = [
        f"{code}{number},{side},{kind} {number},Colmar,68000,,,{name.split()[0]},{name.split()[1]}\n"
        for code, side, kind, names in (
            ("C", "company", "Atelier", PEOPLE),
            ("A", "association", "Entraide", PARTNERS),
        )
        for number, name in enumerate(names, start=1)
    ]
    sheet = tmp_path / "sign-ups.csv"
    sheet.write_text(HEADER + "".join(lines), encoding="utf-8")
    result = call("plan", sheet, "-o", tmp_path / "evening", "--rounds", 3)
    assert result.exit_code == 0, result.stderr
    return tmp_path / "evening"


def plan_in(folder: Path) -> MeetingPlan:
    return MeetingPlan.from_dict(json.loads((folder / "plan.json").read_text(encoding="utf-8"))["plan"])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_somebody_is_missing(call: Call, evening: Path, tmp_path: Path) -> None:
    result = call("repair", evening, "-o", tmp_path / "after", "--absent", "Bruno Roth")
    assert result.exit_code == 0, result.stderr
    assert "Rendez-vous annoncés qui changent : " in result.stdout
    assert "personnes à prévenir" in result.stdout
    repaired = plan_in(tmp_path / "after")
    assert repaired.version == 2
    assert repaired.row_counts.tolist() == [3, 0, 3, 3]
    told = rows_of(tmp_path / "after" / "changes.csv")
    assert {row["change"] for row in told} <= {"new_partner", "new_partner_and_table", "now_idle", "new_table"}
    assert not any("Bruno" in row["participant"] for row in told)
    assert sorted(told, key=lambda row: int(row["round"])) == told
    assert {path.name for path in evening.iterdir()} <= {path.name for path in (tmp_path / "after").iterdir()}


def test_nothing_new_changes_nothing(call: Call, evening: Path, tmp_path: Path) -> None:
    result = call("repair", evening, "-o", tmp_path / "after", "--from-round", 2)
    assert "Rien ne change" in result.stdout
    assert plan_in(tmp_path / "after") == plan_in(evening)
    assert rows_of(tmp_path / "after" / "changes.csv") == []


def test_one_left_one_is_late_and_a_table_is_gone(call: Call, evening: Path, tmp_path: Path) -> None:
    news = ("--left", "C1:1", "--late", "entraide 3:3", "--tables", 3)
    result = call("repair", evening, "-o", tmp_path / "after", "--from-round", 2, "--not-announced", *news)
    assert result.exit_code == 0, result.stderr
    before, after = plan_in(evening).meetings.tolist(), plan_in(tmp_path / "after").meetings.tolist()
    assert [m for m in after if m[0] == 0] == [m for m in before if m[0] == 0 and m[3] != 2]
    assert all(table < 3 and row != 0 for r, table, row, _ in after if r > 0)
    assert all(column != 2 for r, _, _, column in after if r < 2)


def test_a_rule_that_nothing_can_keep_is_said_once_also_where_the_plan_stays(call: Call, tmp_path: Path) -> None:
    """The company's one representative leaves after the first round, in which they met somebody else."""
    sheet, pairs = tmp_path / "sheet.csv", tmp_path / "pairs.csv"
    people = (("C1", "company"), ("C2", "company"), ("A1", "association"), ("A2", "association"))
    lines = [f"{code},{side},{code} {side},Colmar,68000,,,Anne,{code}\n" for code, side in people]
    sheet.write_text(HEADER + "".join(lines), encoding="utf-8")
    pairs.write_text("company_id,association_id,rule,round,table\nC1,A1,locked,1,\nC1,A2,required,,\n")
    assert call("plan", sheet, "-o", tmp_path / "evening", "--rounds", 2, "--pairs", pairs).exit_code == 0
    folder = tmp_path / "evening"
    for said in ("Rendez-vous annoncés qui changent", "Rien ne change"):
        after = tmp_path / f"after {len(list(tmp_path.iterdir()))}"
        result = call("repair", folder, "-o", after, "--from-round", 2, "--left", "Anne C1:1")
        assert said in result.stdout, result.stderr
        impossible = [line for line in result.stdout.splitlines() if "ne peuvent plus avoir lieu" in line]
        assert ["C1 company / A2 association" in line for line in impossible] == [True]
        told = json.loads(
            call("repair", folder, "-o", after, "--from-round", 2, "--left", "Anne C1:1", "--json").stdout
        )
        assert told["waived"] == [{"company": "C1 company", "association": "A2 association"}]
        folder = after


def test_a_rule_is_named_too_when_nobody_comes_for_one_of_its_organisations(call: Call, tmp_path: Path) -> None:
    """The sample evening: Simone Demange alone stands for a company that has to meet an association."""
    sample = Path(__file__).parents[3] / "sample_data"
    planned = call("plan", sample / "organisations.csv", "-o", tmp_path / "evening", "--pairs", sample / "pairs.csv")
    assert planned.exit_code == 0, planned.stderr
    folder, lost = tmp_path / "evening", ("Supermarché Belle-Zorn", "Le Panier de Colette")
    for number, said in enumerate(("Rendez-vous annoncés qui changent", "Rien ne change")):
        after = tmp_path / f"after {number}"
        result = call("repair", folder, "-o", after, "--absent", "Simone Demange")
        assert said in result.stdout, result.stderr
        assert f"Rencontres demandées qui ne peuvent plus avoir lieu : {' / '.join(lost)}." in result.stdout
        told = json.loads(call("repair", folder, "-o", after, "--absent", "Simone Demange", "--json").stdout)
        assert [(one["company"], one["association"]) for one in told["waived"]] == [lost]
        folder = after


def test_a_round_is_dropped_and_stays_dropped(call: Call, evening: Path, tmp_path: Path) -> None:
    assert call("repair", evening, "-o", tmp_path / "one", "--from-round", 2, "--drop-round", 3).exit_code == 0
    assert call("repair", tmp_path / "one", "-o", tmp_path / "two", "--from-round", 2).exit_code == 0
    assert {m[0] for m in plan_in(tmp_path / "two").meetings.tolist()} == {0, 1}


def test_a_walk_in_is_added_after_all_others(call: Call, evening: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "walk-in.csv"
    sheet.write_text(
        HEADER + "C1,company,Atelier neuf,Colmar,68000,,,Hugo,Lang\nC2,company,Atelier 3,Colmar,68000,,,Inès,Roux\n",
        encoding="utf-8",
    )
    result = call("repair", evening, "-o", tmp_path / "after", "--walk-in", sheet, "--not-announced")
    assert result.exit_code == 0, result.stderr
    told = json.loads((tmp_path / "after" / "plan.json").read_text(encoding="utf-8"))
    assert len(told["company_participants"]) == 6
    repaired = plan_in(tmp_path / "after")
    assert repaired.n_rows == 6
    assert repaired.row_counts[4:].min() >= 1
    pairs = rows_of(tmp_path / "after" / "plan.csv")
    colleagues = [row["association"] for row in pairs if row["company"] == "Atelier 3"]
    assert len(colleagues) == len(set(colleagues))  # two organisations meet at most once


def test_every_wrong_name_is_told_at_once_with_proposals(call: Call, evening: Path, tmp_path: Path) -> None:
    news = ("--absent", "Bruno Rot", "--left", "Gaelle Kern:7", "--late", "nobody at all:1", "--drop-round", 9)
    result = call("repair", evening, "-o", tmp_path / "after", *news)
    assert result.exit_code == 1
    assert "« Bruno Rot »" in result.stderr
    assert "Peut-être : Bruno Roth (Atelier 2) (C2-1)" in result.stderr
    assert "« Gaelle Kern:7 » ne dit pas un tour de 1 à 3" in result.stderr
    assert "« nobody at all »" in result.stderr
    assert "« 9 » ne dit pas un tour" in result.stderr
    assert not (tmp_path / "after").exists()


def test_everybody_absent_is_refused_in_words(call: Call, evening: Path, tmp_path: Path) -> None:
    news = [word for name in PEOPLE for word in ("--absent", name)]
    result = call("repair", evening, "-o", tmp_path / "after", *news)
    assert result.exit_code == 1
    assert result.stderr.strip()
    assert not (tmp_path / "after").exists()


def test_it_answers_programs_and_in_english(call: Call, evening: Path, tmp_path: Path) -> None:
    told = json.loads(call("repair", evening, "-o", tmp_path / "a", "--absent", "C3", "--json").stdout)
    assert told["version"] == 2
    assert told["repair"]["n_changed_cells"] >= told["repair"]["n_changed_cells_bound"] > 0
    assert len(told["changes"]) >= told["repair"]["n_changed_cells"]
    english = call("repair", evening, "-o", tmp_path / "b", "--absent", "C3", "--language", "en").stdout
    assert "Announced appointments that change" in english


@pytest.mark.parametrize("broken", ["evening.json", "plan.json"])
def test_another_folder_is_refused_in_words(call: Call, evening: Path, tmp_path: Path, broken: str) -> None:
    (evening / broken).write_text("{}", encoding="utf-8")
    result = call("repair", evening, "-o", tmp_path / "after")
    assert result.exit_code == 1
    assert "evening.json" in result.stderr
    (evening / broken).unlink()
    assert call("repair", evening, "-o", tmp_path / "after").exit_code == 1


@pytest.mark.parametrize(
    ("file", "path", "value"),
    [
        ("evening.json", ("settings", "n_rounds"), 10**30),
        ("evening.json", ("settings", "n_rounds"), 1.5),
        ("evening.json", ("settings", "n_tables"), 10**30),
        ("evening.json", ("settings", "meeting_minutes"), "x"),
        ("evening.json", ("settings", "seed"), -1),
        ("evening.json", ("stays",), [1]),
        ("evening.json", ("stays",), {"C1-1": ["x", None]}),
        ("evening.json", ("organisations", 0, "id"), []),
        ("evening.json", ("organisations", 1, "presentation"), 99),
        ("evening.json", ("participants", 1, 1), {}),
        ("plan.json", ("plan",), [1]),
        ("plan.json", ("plan", "n_rows"), 99),
        ("plan.json", ("plan", "meetings", 0, 2), 99),
        ("plan.json", ("plan", "meetings", 0, 0), -1),
        ("plan.json", ("plan", "fairness_side"), "staff"),
        ("plan.json", ("plan", "fairness_tolerance"), 99),
        ("plan.json", ("company_participants",), 0),
    ],
)
def test_a_file_that_was_tampered_with_is_refused_in_words(
    call: Call, evening: Path, tmp_path: Path, file: str, path: tuple[str | int, ...], value: object
) -> None:
    plain = json.loads((evening / file).read_text(encoding="utf-8"))
    inside = plain
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    (evening / file).write_text(json.dumps(plain), encoding="utf-8")
    result = call("repair", evening, "-o", tmp_path / "after")
    assert result.exit_code == 1
    assert "evening.json" in result.stderr
    assert not (tmp_path / "after").exists()


def test_a_file_of_names_without_end_is_not_even_parsed(
    call: Call, evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = (evening / "evening.json").read_text(encoding="utf-8")
    monkeypatch.setattr(evening_file, "MOST_COLONS", plain.count(":"))
    assert call("repair", evening, "-o", tmp_path / "after").exit_code == 0
    monkeypatch.setattr(evening_file, "MOST_COLONS", plain.count(":") - 1)
    refused = call("repair", evening, "-o", tmp_path / "again")
    assert (refused.exit_code, "evening.json" in refused.stderr) == (1, True)


def test_a_round_that_the_plan_has_not_is_a_wrong_call(call: Call, evening: Path, tmp_path: Path) -> None:
    assert call("repair", evening, "-o", tmp_path / "after", "--from-round", 4).exit_code == 2


def test_evening_json_holds_no_address(call: Call, sheet: Path, tmp_path: Path) -> None:
    assert call("plan", sheet, "-o", tmp_path / "evening").exit_code == 0
    text = (tmp_path / "evening" / "evening.json").read_text(encoding="utf-8")
    assert "Ganter" in text
    assert "@" not in text
    assert "+33" not in text
