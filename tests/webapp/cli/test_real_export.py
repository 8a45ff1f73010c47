"""A real shape of sign-up export, from the file to the plan: who counts, and that no better plan exists."""

import csv
import json
from collections import Counter
from datetime import time
from pathlib import Path

from schedules import check_plan
from tests.webapp.cli.conftest import Call
from webapp.cli.inputs import Files, evening_settings, read_files
from webapp.cli.planning import computed
from webapp.wording import Words

EXPORT = "evening/helloasso_inscriptions.csv"
FRENCH = Words.for_locale("fr")


def test_the_helloasso_export_becomes_a_plan(call: Call, real_data: Path, tmp_path: Path) -> None:
    result = call("plan", real_data / EXPORT, "-o", tmp_path / "evening")
    assert result.exit_code == 0
    told = json.loads((tmp_path / "evening" / "plan.json").read_text(encoding="utf-8"))
    certificate = told["certificate"]
    assert told["inputs"]["participants"] == 59
    assert 0 <= certificate["gap"] <= 0.01  # what the lowest total may cost
    assert 0.99 * certificate["upper_bound"] <= certificate["total"] <= certificate["upper_bound"]
    counts = certificate["meetings_per_company_participant"] + certificate["meetings_per_association_participant"]
    assert len(counts) == 59
    assert set(counts) <= {7, 8}
    with (tmp_path / "evening" / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == certificate["meetings"] == 8 * 29
    seats = Counter((row["round"], row["table"]) for row in rows)
    assert set(seats.values()) == {1}
    assert max(Counter((row["company_id"], row["association_id"]) for row in rows).values()) == 1
    # each of the four rows that give no participant is explained, on a line of its own
    assert result.stderr.count("Non retenu") == 4
    for line in (6, 11, 33, 64):
        assert f"ligne {line}," in result.stderr


def test_no_rule_is_broken_in_the_helloasso_plan(real_data: Path) -> None:
    settings = evening_settings(n_tables=20, start=time(18, 45))
    given = read_files(Files(sign_ups=real_data / EXPORT), settings, FRENCH)
    assert given.inputs.rules  # somebody wishes not to meet somebody
    draft = computed(given.inputs, FRENCH)
    assert check_plan(draft.problem, draft.plan) == []
    assert draft.plan.gap <= 0.01
    assert draft.plan.lowest_total >= 0.95 * draft.plan.certificate.floor_bound
    assert len(draft.plan) == 8 * 20  # the most that twenty tables hold
    for counts in (draft.plan.row_counts, draft.plan.column_counts):
        assert counts.max() - counts.min() <= 1


def test_check_lists_every_row_of_the_export_that_gives_nobody(call: Call, real_data: Path) -> None:
    result = call("check", real_data / EXPORT, "--json")
    assert result.exit_code == 1  # an address to correct, a ticket of neither side
    told = json.loads(result.stdout)
    (listed,) = told["files"]
    assert told["participants"] + len(listed["exclusion"]) == told["rows"]
    assert {one["code"] for one in listed["exclusion"]} == {
        *("order_cancelled", "order_refunded", "ticket_unknown", "duplicate_order")
    }
