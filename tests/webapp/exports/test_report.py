"""The report as a file stands alone, and every reason that the planner can give has its sentence in both languages."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from matching import DEFAULT_WEIGHTS
from matching.read import SignUps
from schedules.rounds.idle_rounds import IdleReason
from schedules.why_not import PairReason
from webapp.cli.inputs import evening_settings
from webapp.exports.plan_files import plan_report, write_plan
from webapp.exports.report import render_report
from webapp.services.planning import PlanDraft, PlanningInputs, compute
from webapp.wording import Words, idle_rounds, why_not

FRENCH, ENGLISH = Words.for_locale("fr"), Words.for_locale("en")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
FIELD = re.compile(r"{(\w+)}")


@pytest.fixture
def draft(three_by_three: SignUps) -> PlanDraft:
    return compute(
        PlanningInputs(
            settings=evening_settings(name="Soirée <b>", n_rounds=3, n_tables=2, seed=7),
            organisations=three_by_three.organisations,
            participants=three_by_three.participants,
            rules=(),
            history=(),
            diagnosis=None,
            weights=DEFAULT_WEIGHTS,
        )
    )


@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
def test_the_file_stands_alone(draft: PlanDraft, words: Words) -> None:
    text = render_report(plan_report(draft, words), words)
    assert "Soirée &lt;b&gt;" in text
    assert "<b>" not in text
    assert "<script" not in text
    addresses = re.findall(r"""(?:src|href)=["']?([^"'> ]+)|url\(["']?([^"')]{0,40})""", text)
    assert all(one.startswith("data:font/woff2") for pair in addresses for one in pair if one)
    assert "--c-ink" in text
    assert f'lang="{words.locale}"' in text


def test_the_report_is_that_of_the_plan(draft: PlanDraft) -> None:
    report = plan_report(draft, ENGLISH)
    assert f"Meetings: {len(draft.plan)} in 3 rounds" in report.certificate[0]
    assert sum(group.count for group in report.idle) == 6 * 3 - 2 * len(draft.plan)
    assert [picture.name for picture in report.pictures] == ["rotation", "scores", "totals", "what-if"]
    assert dict(report.settings)["Seed of the computation"] == "7"
    assert {row[1] for row in report.totals.rows} == {one.name for one in draft.inputs.organisations}


def test_the_pictures_are_files_of_their_own(draft: PlanDraft, tmp_path: Path) -> None:
    for path in write_plan(draft, tmp_path, FRENCH):
        if path.suffix == ".svg":
            ElementTree.parse(path)  # noqa: S314  our own drawing


def test_every_reason_has_a_sentence_with_the_same_values() -> None:
    assert set(why_not.REASONS) == set(PairReason.SENTENCES)
    assert set(idle_rounds.REASONS) == set(IdleReason.SENTENCES)
    for told, known in ((why_not.REASONS, PairReason.SENTENCES), (idle_rounds.REASONS, IdleReason.SENTENCES)):
        for code, sentence in told.items():
            asked = {re.sub("_(meetings|rounds)$", "", name) for name in PLACEHOLDER.findall(sentence)}
            assert asked <= set(FIELD.findall(known[code])) | {"worth", "participant"}, code


@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
def test_reasons_say_names_and_count_from_one(words: Words) -> None:
    rows, columns = ["Ganter", "Roth"], ["Tremplin", "Rivières"]
    meet = words.why_not(PairReason("meet", {"round_number": 0, "table_number": 2}), rows, columns)
    assert "1" in meet
    assert "3" in meet
    values = {"side": "Row", "participant": 1, "partners": (0, 1), "least": 0.25}
    instead = words.why_not(PairReason("instead", values), rows, columns)
    assert all(name in instead for name in ("Roth", "Tremplin", "Rivières"))
    assert "Ganter" not in instead
    other = words.why_not(PairReason("instead", values | {"side": "Column", "participant": 0}), rows, columns)
    assert all(name in other for name in ("Tremplin", "Ganter", "Roth"))
    small = words.why_not(PairReason("costs_exactly", {"weight": 0.0004}), rows, columns)
    assert words.say(why_not.LESS_THAN) in small
    assert "2" in words.why_not(PairReason("costs_meetings", {"meetings": 2, "weight": 0.5}), rows, columns)
