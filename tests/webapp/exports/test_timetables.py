"""The file of timetables: the plan that was computed, in one file that asks for nothing else."""

import re

import pytest

from matching import read_organisations
from matching.weights import DEFAULT_WEIGHTS
from tests.webapp.conftest import EVENING, THREE_BY_THREE
from tests.webapp.organiser.reading import Page
from webapp.exports.timetables import TimetableCard, TimetableRow, cards_of_draft, render_timetables
from webapp.services.events import EventSettings
from webapp.services.planning import PlanDraft, PlanningInputs, compute
from webapp.wording import Words


@pytest.fixture(scope="module")
def draft() -> PlanDraft:
    """The tiny world without its last association: two rounds, so that one company has a break in each."""
    sheet = "\n".join(line for line in THREE_BY_THREE.splitlines() if not line.startswith("A03")) + "\n"
    sign_ups = read_organisations(sheet.encode())
    return compute(
        PlanningInputs(
            settings=EventSettings(name="Essai", venue="", starts_at=EVENING, n_rounds=2),
            organisations=sign_ups.organisations,
            participants=sign_ups.participants,
            rules=sign_ups.pair_rules,
            history=(),
            diagnosis=None,
            weights=DEFAULT_WEIGHTS,
        )
    )


def test_cards_say_what_the_draft_says(draft: PlanDraft) -> None:
    cards = cards_of_draft(draft, Words.for_locale("fr"))
    names = {one.id: one.full_name for one in draft.inputs.participants}
    assert sorted(card.name for card in cards) == sorted(names.values())
    assert [card.name.split()[-1] for card in cards] == sorted(card.name.split()[-1] for card in cards)
    expected = set()
    for round_number, table_number, row, column in draft.plan.meetings.tolist():
        company = names[draft.crossing.company_participants[row]]
        association = names[draft.crossing.association_participants[column]]
        expected |= {
            (company, round_number + 1, table_number + 1, association),
            (association, round_number + 1, table_number + 1, company),
        }
    said = {
        (card.name, row.round_number, row.table_number, row.partner_name)
        for card in cards
        for row in card.rows
        if row.table_number is not None
    }
    assert said == expected
    assert {tuple(row.start for row in card.rows) for card in cards} == {("17\u00a0h\u00a030", "17\u00a0h\u00a040")}
    pauses = [row for card in cards for row in card.rows if row.table_number is None]
    assert [row.reason for row in pauses] == ["Une entreprise de plus ce soir\u00a0: c’est votre tour."] * 2


def test_the_file_stands_alone_and_holds_every_card(draft: PlanDraft) -> None:
    words = Words.for_locale("fr")
    cards = cards_of_draft(draft, words)
    text = render_timetables(cards, words, title="Essai", subtitle="Deux tours")
    assert text.startswith("<!doctype html>")
    page = Page(text)
    assert len(page.tables) == len(cards)
    for card, table in zip(cards, page.tables, strict=True):
        assert [row[1] for row in table[1:]] == [str(row.table_number or "–") for row in card.rows]
        assert card.name in page.text
    assert "<script" not in text
    assert "<link" not in text
    assert not re.findall(r"(?:src|href)=", text)
    assert set(re.findall(r"url\(([^)]{0,12})", text)) == {'"data:font/w'}


def test_the_same_plan_gives_the_same_file(draft: PlanDraft) -> None:
    words = Words.for_locale("fr")
    files = [render_timetables(cards_of_draft(draft, words), words, title="a", subtitle="b") for _ in range(2)]
    assert files[0] == files[1]


def test_names_are_text_in_the_file() -> None:
    hostile = "<script>alert(1)</script>"
    row = TimetableRow(
        round_number=1,
        start="18 h 30",
        table_number=1,
        partner_name=hostile,
        partner_organisation=hostile,
        reason=hostile,
    )
    card = TimetableCard(name=hostile, organisation=hostile, side="company", rows=(row,))
    text = render_timetables([card], Words.for_locale("fr"), title=hostile, subtitle=hostile)
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(1)") >= 6


def test_the_file_speaks_english(draft: PlanDraft) -> None:
    words = Words.for_locale("en")
    text = render_timetables(cards_of_draft(draft, words), words, title="Trial", subtitle="Two rounds")
    assert '<html lang="en">' in text
    assert "5.30\u00a0pm" in text
