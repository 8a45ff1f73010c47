"""`entremise suggest`: what presentations suggest, on the screen and as values."""

import json
from pathlib import Path

from tests.webapp.cli.conftest import Call
from tests.webapp.test_suggestion_answers import LORRIES


def test_suggestions_are_printed_with_the_words_read(call: Call, tmp_path: Path) -> None:
    sheet = tmp_path / "lorries.csv"
    sheet.write_text(LORRIES, encoding="utf-8")
    found = call("suggest", sheet)
    assert found.exit_code == 0
    (line,) = [one for one in found.stdout.splitlines() if "C03" in one]
    assert line.split("\t")[0] == "Brasserie du Ried (C03)"
    assert "Transport" in line
    assert line.endswith("camions rentrent à vide")
    assert "À confirmer par chaque structure" in found.stderr
    in_english = call("suggest", sheet, "--language", "en")
    assert "brings: Transport" in in_english.stdout


def test_unsure_ones_are_printed_when_asked_for(call: Call, tmp_path: Path) -> None:
    sheet = tmp_path / "lorries.csv"
    sheet.write_text(LORRIES, encoding="utf-8")
    sure = json.loads(call("suggest", sheet, "--json").stdout)
    everything = json.loads(call("suggest", sheet, "--json", "--all").stdout)
    assert [(one["organisation"], one["kind"], one["code"]) for one in sure] == [("C03", "offers", "transport")]
    assert len(everything) > len(sure)


def test_nothing_to_suggest_is_said(call: Call, sheet: Path) -> None:
    found = call("suggest", sheet)
    assert (found.exit_code, found.stdout) == (0, "")
    assert "ne suggèrent rien" in found.stderr
