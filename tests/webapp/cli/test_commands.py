"""Each command says what it does, answers programs in JSON, and leaves with 0, 1 or 2 as it promises."""

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sample_data import path as sample
from tests.conftest import missing
from tests.webapp.cli.conftest import Call
from webapp.cli import main
from webapp.cli.language import default_language

COMMANDS = (
    *("check", "demo", "explain", "introductions", "plan", "region", "repair", "score", "serve", "suggest"),
    *("account", "backup", "doctor", "restore", "retention"),
)


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_the_commands_are_those_that_were_promised() -> None:
    assert sorted(main.commands) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_help_shows_an_example(call: Call, command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0
    assert f"entremise {command}" in result.output.split("Example")[1]


def test_help_imports_nothing_slow() -> None:
    program = (
        "import sys; from webapp.cli import main\n"
        "try: main(['plan', '--help'])\n"
        "except SystemExit: pass\n"
        "slow = {'sklearn', 'scipy', 'ortools', 'numpy', 'flask', 'sqlalchemy', 'rich', 'babel'} & set(sys.modules)\n"
        "assert not slow, slow"
    )
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
    assert time.monotonic() - started < 10  # generous: the machine may be busy


def test_the_language_is_that_of_the_environment() -> None:
    assert default_language({}) == "fr"
    assert default_language({"LANG": "en_GB.UTF-8"}) == "en"
    assert default_language({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}) == "fr"
    assert default_language({"LANG": "C.UTF-8"}) == "fr"


def test_check_lists_problems_with_line_and_column(call: Call, sheet: Path) -> None:
    result = call("check", sheet)
    assert result.exit_code == 1
    assert "Lignes lues\u00a0: 5. Entreprises\u00a0: 2, associations\u00a0: 3, participants\u00a0: 5." in result.output
    assert "ligne 4, «\u00a0email\u00a0»" in result.output
    assert "Driss Amrani" in result.output


def test_check_leaves_with_0_when_only_corrections_were_made(call: Call) -> None:
    result = call("check", sample("organisations.csv"), "--pairs", sample("pairs.csv"))
    assert result.exit_code == 0
    assert "Corrigé (1)" in result.output


def test_check_answers_programs(call: Call, sheet: Path) -> None:
    result = call("check", sheet, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["companies"], told["associations"], told["participants"]) == (2, 3, 5)
    (problem,) = [one for one in told["files"][0]["problem"] if one["code"] == "email_invalid"]
    assert (problem["line"], problem["column"]) == (4, "email")
    assert problem["sentence"]


def test_plan_writes_its_files(call: Call, sheet: Path, tmp_path: Path) -> None:
    result = call("plan", sheet, "-o", tmp_path / "evening", "--rounds", 2, "--start", "19:05")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "evening"
    names = {one.name for one in folder.iterdir()}
    assert {"plan.csv", "plan.json", "plan.xlsx", "timetables.html", "report.html", "rotation.svg"} <= names
    rows = rows_of(folder / "plan.csv")
    assert list(rows[0]) == [
        *("round", "table", "company_id", "company", "company_participant"),
        *("association_id", "association", "association_participant", "score", "reason"),
    ]
    assert len(rows) == 4
    assert {row["round"] for row in rows} == {"1", "2"}
    assert min(int(row["table"]) for row in rows) == 1
    assert {row["company"] for row in rows} == {"Menuiserie Ganter", "'=Numéris"}
    assert all(row["reason"] for row in rows)
    assert "À vérifier" in result.stderr  # the wrong address is said, whatever else is done
    assert "19" in (folder / "timetables.html").read_text(encoding="utf-8")


def test_plan_answers_programs(call: Call, sheet: Path, tmp_path: Path) -> None:
    result = call("plan", sheet, "-o", tmp_path / "evening", "--json")
    told = json.loads(result.stdout)
    assert (told["meetings"], told["gap"]) == (6, 0)
    assert told["inputs"] == json.loads((tmp_path / "evening" / "plan.json").read_text())["inputs"]["digest"]


def test_the_same_call_writes_the_same_files(call: Call, sheet: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert call("plan", sheet, "-o", tmp_path / name, "--seed", 3).exit_code == 0
    for name in ("plan.csv", "plan.json", "timetables.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_the_plan_speaks_the_language_asked_for(call: Call, sheet: Path, tmp_path: Path) -> None:
    reasons = {}
    for language in ("fr", "en"):
        assert call("plan", sheet, "-o", tmp_path / language, "--language", language).exit_code == 0
        reasons[language] = [row["reason"] for row in rows_of(tmp_path / language / "plan.csv")]
    assert reasons["fr"] != reasons["en"]


def test_what_cannot_be_planned_is_refused_in_words_and_writes_nothing(call: Call, sheet: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("company_id,association_id,rule\nC01,A01,required\nC01,A02,required\nC01,A03,required\n")
    result = call("plan", sheet, "-o", tmp_path / "evening", "--rounds", 2, "--pairs", pairs)
    assert result.exit_code == 1
    assert "Anne Ganter" in result.stderr
    assert "Essayez" in result.stderr
    assert not (tmp_path / "evening").exists()


def test_a_contradiction_is_refused_in_words(call: Call, sheet: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("company_id,association_id,rule\nC01,A01,required\nC01,A01,forbidden\n")
    result = call("plan", sheet, "-o", tmp_path / "evening", "--pairs", pairs)
    assert result.exit_code == 1
    assert "pairs.csv" in result.stderr
    assert not (tmp_path / "evening").exists()


def test_a_rule_that_cannot_be_read_is_not_left_out_silently(call: Call, sheet: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("company_id,association_id,rule\nC01,A77,forbidden\nC01,A01,perhaps\n")
    result = call("plan", sheet, "-o", tmp_path / "evening", "--pairs", pairs)
    assert result.exit_code == 1
    assert "A77" in result.stderr
    assert "perhaps" in result.stderr
    assert not (tmp_path / "evening").exists()


def test_rules_hold_in_the_plan(call: Call, sheet: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        "company_id,association_id,rule,round,table\nC01,A01,forbidden,,\nC02,A03,locked,2,1\nC01,A02,required,,\n"
    )
    assert call("plan", sheet, "-o", tmp_path / "evening", "--pairs", pairs, "--tables", 2).exit_code == 0
    met = {(row["company_id"], row["association_id"]): row for row in rows_of(tmp_path / "evening" / "plan.csv")}
    assert ("C01", "A01") not in met
    assert ("C01", "A02") in met
    assert (met["C02", "A03"]["round"], met["C02", "A03"]["table"]) == ("2", "1")


def test_every_unreadable_file_is_said_at_once(call: Call, sheet: Path, tmp_path: Path) -> None:
    (tmp_path / "weights.json").write_text('{"weights": {"charm": 3, "place": -1}}')
    (tmp_path / "diagnosis.csv").write_text("territory,source\nx,y\n")
    result = call(
        "plan", sheet, "-o", tmp_path / "x", "--weights", tmp_path / "weights.json", "--diagnosis", "diagnosis.csv"
    )
    assert result.exit_code == 1
    for said in ("charm", "place", "diagnosis.csv"):
        assert said in result.stderr


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"id,name\n", b"PK\x03\x04rest"])
def test_a_file_that_is_no_sheet_is_refused_in_words(call: Call, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.csv").write_bytes(content)
    for command in (("check", "broken.csv"), ("plan", "broken.csv", "-o", "x"), ("score", "broken.csv")):
        result = call(*command)
        assert result.exit_code == 1
        assert "broken.csv" in result.stderr
        assert "Traceback" not in result.output
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "nowhere.csv", "-o", "x"),
        ("plan", "sign-ups.csv"),
        ("plan", "sign-ups.csv", "-o", "x", "--rounds", "0"),
        ("plan", "sign-ups.csv", "-o", "x", "--start", "25:00"),
        ("plan", "sign-ups.csv", "-o", "x", "--pairs", "nowhere.csv"),
        ("plan", "sign-ups.csv", "-o", "sign-ups.csv/x"),
        ("explain", "sign-ups.csv", "C01"),
        ("score", "sign-ups.csv", "--language", "de"),
        ("dance",),
    ],
)
def test_a_wrong_call_leaves_with_2(call: Call, sheet: Path, arguments: tuple[str, ...]) -> None:
    assert sheet.exists()
    assert call(*arguments).exit_code == 2


def test_a_side_without_anybody_is_refused_in_words(call: Call, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("id,side,name\nC01,company,Ganter\n")
    result = call("plan", "one.csv", "-o", "x")
    assert result.exit_code == 1
    assert "au moins une entreprise et une association" in result.stderr


def test_score_prints_the_best_and_writes_all(call: Call, sheet: Path, tmp_path: Path) -> None:
    result = call("score", sheet, "-o", "scores.csv", "--top", 2)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    rows = rows_of(tmp_path / "scores.csv")
    scores = [float(row["score"]) for row in rows]
    assert len(rows) == 6
    assert scores == sorted(scores, reverse=True)
    assert "company_needs_met" in rows[0]
    told = json.loads(call("score", sheet, "--json", "--top", 0).stdout)
    assert told == []


def test_explain_finds_by_id_and_by_name_and_its_parts_add_up(call: Call, sheet: Path) -> None:
    by_id = call("explain", sheet, "C01", "A02", "--json")
    by_name = call("explain", sheet, "menuiserie ganter", "INTERNET POUR TOUS", "--json")
    assert by_id.stdout == by_name.stdout
    told = json.loads(by_id.stdout)
    assert sum(part["contribution"] for part in told["contributions"]) == pytest.approx(told["score"])
    assert told["question"]
    result = call("explain", sheet, "C01", "A02")
    assert result.exit_code == 0
    for section in ("Pourquoi", "Pour commencer", "jamais une promesse"):
        assert section in result.stdout


def test_explain_says_what_conditions_took_from_the_parts(call: Call, tmp_path: Path, sheet: Path) -> None:
    (tmp_path / "history.csv").write_text("event,date,company_id,association_id,known\nHier,2025-11-18,C01,A02,\n")
    fresh, again = (call("explain", sheet, "C01", "A02", *options) for options in ((), ("--history", "history.csv")))
    assert "Première rencontre\u00a0: multiplie tout par" not in fresh.stdout
    assert "Première rencontre\u00a0: multiplie tout par" in again.stdout
    assert "Une rencontre a déjà eu lieu\u00a0: Hier, mardi 18 novembre 2025." in again.stdout


def test_explain_proposes_close_names(call: Call, sheet: Path) -> None:
    result = call("explain", sheet, "Menuserie", "rivieres")
    assert result.exit_code == 1
    assert "Menuiserie Ganter (C01)" in result.stderr
    assert "Rivières vivantes (A03)" in result.stderr


def test_introductions_leave_out_who_meets(call: Call, tmp_path: Path) -> None:
    sheet = sample("organisations.csv")
    options = ("--pairs", sample("pairs.csv"), "--history", sample("history.csv"))
    assert call("plan", sheet, "-o", "evening", *options).exit_code == 0
    result = call("introductions", sheet, "-o", "all.csv", "--plan", "evening/plan.csv", "--json", *options)
    assert result.exit_code == 0
    met = {(row["company_id"], row["association_id"]) for row in rows_of(tmp_path / "evening" / "plan.csv")}
    told = json.loads(result.stdout)
    proposed = [(one["company"]["id"], one["association"]["id"]) for one in told]
    assert proposed
    assert not met & set(proposed)
    assert not {("C07", "A14"), ("C20", "A13")} & set(proposed)
    assert max(map([one for one, _ in proposed].count, {one for one, _ in proposed})) <= 5
    assert len(rows_of(tmp_path / "all.csv", ";")) == len(proposed)
    wrong = call("introductions", sheet, "-o", "x.csv", "--plan", sample("diagnosis.csv"))
    assert wrong.exit_code == 1
    assert "diagnosis.csv" in wrong.stderr
    assert not (tmp_path / "x.csv").exists()


def test_the_installed_program_answers() -> None:
    program = Path(sys.executable).with_name("entremise")
    if not program.exists():
        missing("the program is not installed beside this interpreter")
    environment = os.environ | {"LANG": "C.UTF-8"}
    done = subprocess.run([program, "check", "nowhere.csv"], capture_output=True, text=True, env=environment)
    assert done.returncode == 2
    assert "nowhere.csv" in done.stderr
