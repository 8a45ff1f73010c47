"""Mutual choices: only a yes from both, whatever the order; nothing depends on a yes that was not returned."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Choice, MutualChoice, mutual_choices

COMPANIES, ASSOCIATIONS = ("c1", "c2", "c3"), ("a1", "a2", "a3")
_answers = st.sampled_from(("yes", "no", None))
_of_a_company = st.builds(
    Choice,
    chooser_id=st.sampled_from(COMPANIES),
    partner_id=st.sampled_from(ASSOCIATIONS),
    answer=_answers,
    chooser_side=st.just("company"),
)
_of_an_association = st.builds(
    Choice,
    chooser_id=st.sampled_from(ASSOCIATIONS),
    partner_id=st.sampled_from(COMPANIES),
    answer=_answers,
    chooser_side=st.just("association"),
)
_evenings = st.lists(
    st.one_of(_of_a_company, _of_an_association), unique_by=lambda choice: (choice.chooser_id, choice.partner_id)
)


def yes(chooser: str, partner: str) -> Choice:
    return Choice(chooser, partner, "yes", "company" if chooser.startswith("c") else "association")


@given(_evenings, st.randoms())
@settings(deadline=None)
def test_a_pair_comes_out_exactly_when_both_said_yes(choices, draw: random.Random):
    said = {(choice.chooser_id, choice.partner_id): choice.answer for choice in choices}
    expected = {
        MutualChoice(c, a)
        for c in COMPANIES
        for a in ASSOCIATIONS
        if said.get((c, a)) == "yes" and said.get((a, c)) == "yes"
    }
    shuffled = list(choices)
    draw.shuffle(shuffled)
    assert set(mutual_choices(choices)) == expected
    assert mutual_choices(iter(shuffled)) == mutual_choices(choices)


@given(_evenings, st.sampled_from(COMPANIES), st.sampled_from(ASSOCIATIONS), _answers)
@settings(deadline=None)
def test_a_yes_that_is_not_returned_leaves_no_trace(choices, chooser, partner, answer):
    """Two worlds that differ in one one-sided choice give the same result."""
    others = [choice for choice in choices if {choice.chooser_id, choice.partner_id} != {chooser, partner}]
    refused = Choice(partner, chooser, "no", "association")
    with_yes = [*others, refused, Choice(chooser, partner, "yes", "company")]
    without = [*others, refused, Choice(chooser, partner, None if answer == "yes" else answer, "company")]
    assert mutual_choices(with_yes) == mutual_choices(without)


def test_a_yes_and_a_no_for_one_meeting_make_a_no():
    both = [yes("c1", "a1"), yes("a1", "c1")]
    contradiction = Choice("a1", "c1", "no", "association")
    assert mutual_choices(both) == (MutualChoice("c1", "a1"),)
    assert mutual_choices([*both, contradiction]) == mutual_choices([contradiction, *both]) == ()


def test_a_yes_is_returned_by_the_other_side_only():
    assert mutual_choices([yes("c1", "a1"), Choice("a1", "c1", "yes", "company")]) == ()


@pytest.mark.parametrize(
    "values", [("c1", "c1", "yes", "company"), ("c1", "a1", "perhaps", "company"), ("c1", "a1", "yes", "public")]
)
def test_a_choice_of_another_kind_is_refused(values):
    with pytest.raises(ValueError, match=r"^A choice"):
        Choice(*values)
