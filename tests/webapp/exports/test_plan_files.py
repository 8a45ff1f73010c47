"""The files of a plan hold the same meetings, replay, and are never left half written."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from matching import DEFAULT_WEIGHTS
from matching.organisations import PairRule
from matching.read import SignUps
from schedules import MeetingPlan, check_plan
from webapp.cli.inputs import evening_settings
from webapp.exports.in_place import write_in_place
from webapp.exports.plan_files import COLUMNS, digest, participants_of, plan_values, write_plan
from webapp.services.planning import PlanDraft, PlanningInputs, compute
from webapp.wording import Words

FRENCH = Words.for_locale("fr")


@pytest.fixture
def given(three_by_three: SignUps) -> PlanningInputs:
    return PlanningInputs(
        settings=evening_settings(name="Soirée <b>", n_rounds=3, n_tables=2, seed=7),
        organisations=three_by_three.organisations,
        participants=three_by_three.participants,
        rules=[PairRule(company_id="C01", association_id="A01", kind="forbidden")],
        history=(),
        diagnosis=None,
        weights=DEFAULT_WEIGHTS,
    )


@pytest.fixture
def draft(given: PlanningInputs) -> PlanDraft:
    return compute(given)


def test_the_four_files_hold_the_same_meetings(draft: PlanDraft, tmp_path: Path) -> None:
    written = write_plan(draft, tmp_path / "a" / "b", FRENCH)
    names = [path.name for path in written]
    assert names[:4] == ["plan.csv", "plan.xlsx", "plan.json", "timetables.html"]
    assert {"report.html", "rotation.svg", "scores.svg", "totals.svg", "what-if.svg"} <= set(names)
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == sorted(path.name for path in written)
    header, *rows = csv.reader(io.StringIO(written[0].read_bytes().decode("utf-8-sig"), newline=""))
    assert tuple(header) == COLUMNS
    assert len(rows) == len(draft.plan) == 6
    sheet = CalamineWorkbook.from_path(str(written[1])).get_sheet_by_index(0).to_python()
    assert [[str(cell) for cell in row] for row in sheet] == [
        header,
        *([str(float(cell)) if column in (0, 1, 8) else cell for column, cell in enumerate(row)] for row in rows),
    ]
    told = json.loads(written[2].read_text(encoding="utf-8"))
    meetings = {
        (round_number + 1, table + 1, told["company_participants"][row], told["association_participants"][column])
        for round_number, table, row, column in told["plan"]["meetings"]
    }
    assert {(int(row[0]), int(row[1]), f"{row[2]}-1", f"{row[5]}-1") for row in rows} == meetings
    cards = written[3].read_text(encoding="utf-8")
    assert "Soirée <b>" not in cards
    assert all(person.full_name in cards for person in draft.inputs.participants)


def test_the_plan_replays_from_its_file(given: PlanningInputs, draft: PlanDraft) -> None:
    told = json.loads(json.dumps(plan_values(draft)))
    again = compute(given)
    assert MeetingPlan.from_dict(told["plan"]) == again.plan
    assert check_plan(draft.problem, MeetingPlan.from_dict(told["plan"])) == []
    certificate = told["certificate"]
    for name in ("meetings", "total", "upper_bound", "gap", "lowest_total"):
        assert name in certificate
    assert told["settings"]["start"] == "18:30"
    assert told["settings"]["seed"] == 7


def test_the_digest_tells_other_inputs_apart(given: PlanningInputs) -> None:
    others = [
        replace(given, rules=[]),
        replace(given, settings=evening_settings(n_rounds=3, n_tables=2, seed=8)),
        replace(given, organisations=given.organisations[:-1]),
        replace(given, participants=given.participants[:-1]),
    ]
    assert len({digest(one) for one in (given, *others)}) == 5
    assert digest(given) == digest(replace(given, settings=replace(given.settings, venue="Ailleurs")))


def test_rows_and_columns_are_named_as_the_problem_counts_them(given: PlanningInputs, draft: PlanDraft) -> None:
    rows, columns = participants_of(given)
    by_code = {one.id: one.full_name for one in given.participants}
    assert [name.split(" (")[0] for name in rows] == [by_code[code] for code in draft.crossing.company_participants]
    assert [name.split(" (")[0] for name in columns] == [
        by_code[code] for code in draft.crossing.association_participants
    ]


def test_nothing_is_left_half_written(tmp_path: Path) -> None:
    write_in_place(tmp_path, {"one": b"old", "two": b"old"})
    with pytest.raises(FileNotFoundError):
        write_in_place(tmp_path, {"one": b"new", "no/such/folder": b"new"})
    assert (tmp_path / "one").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_files_replace_earlier_ones(tmp_path: Path) -> None:
    write_in_place(tmp_path, {"one": b"old"})
    write_in_place(tmp_path, {"one": b"new"})
    assert (tmp_path / "one").read_bytes() == b"new"
