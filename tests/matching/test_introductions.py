"""Introductions: the best first, limits kept, those who met, work together or asked to be apart left out."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import propose_introductions, score
from matching.organisations import PastMeeting
from tests.matching import worlds
from tests.matching.worlds import COLMAR, STRASBOURG, association, company


def three_by_three(**history):
    """Three companies and three associations of Strasbourg and Colmar with a need met here and there."""
    companies = [
        company("C1", needs=("purchases",), place=STRASBOURG, partners=history.get("partners", ())),
        company("C2", needs=("transport",), place=COLMAR),
        company("C3", place=COLMAR, keep_apart=history.get("keep_apart", ())),
    ]
    associations = [
        association("A1", offers=("purchases",), place=STRASBOURG),
        association("A2", offers=("purchases", "transport"), place=COLMAR),
        association("A3", place=STRASBOURG),
    ]
    return score(companies, associations, history=history.get("past", ()))


def pairs(proposed):
    return [(one.company_index, one.association_index) for one in proposed]


@given(worlds.worlds(), st.integers(0, 3), st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_limits_order_and_floor_hold(world, per_organisation, least_score):
    companies, associations, diagnosis, history = world
    matrix = score(companies, associations, diagnosis=diagnosis, history=history)
    proposed = propose_introductions(matrix, per_organisation=per_organisation, least_score=least_score)
    scores = [one.score for one in proposed]
    assert scores == sorted(scores, reverse=True)
    assert [one.rank for one in proposed] == list(range(1, len(proposed) + 1))
    assert len(set(pairs(proposed))) == len(proposed)
    assert all(
        n <= per_organisation for side in (0, 1) for n in Counter(pair[side] for pair in pairs(proposed)).values()
    )
    for one in proposed:
        assert one.score == matrix.total[one.company_index, one.association_index] > least_score
        ids = companies[one.company_index].id, associations[one.association_index].id
        assert ids not in matrix.comparison.past
        assert ids[1] not in companies[one.company_index].partners | companies[one.company_index].keep_apart
    assert propose_introductions(matrix, per_organisation=per_organisation, least_score=least_score) == proposed


def test_the_best_pair_comes_first():
    """And those with nothing in common but a commune are not proposed at all."""
    assert pairs(propose_introductions(three_by_three(), least_coverage=0)) == [(0, 0), (1, 1), (0, 1)]


def test_those_who_met_or_are_excluded_are_left_out():
    matrix = three_by_three(past=[PastMeeting(company_id="C2", association_id="A2")])
    proposed = pairs(propose_introductions(matrix, met=[(0, 0)], excluded=iter([(2, 2)]), least_coverage=0))
    assert proposed
    assert not {(1, 1), (0, 0), (2, 2)} & set(proposed)


def test_partners_and_those_who_asked_to_be_apart_are_left_out():
    matrix = three_by_three(partners=("A1",), keep_apart=("structure A2",))
    proposed = pairs(propose_introductions(matrix, least_coverage=0))
    assert proposed
    assert not {(0, 0), (2, 1)} & set(proposed)


def test_one_fact_is_no_ground_for_an_introduction():
    """One theme named by both and nothing else: a good total, but hardly anything is known."""
    said = {"fragilities": {"health": 8}, "place": STRASBOURG}
    matrix = score([company(**said)], [association(**said)])
    assert matrix.total[0, 0] > 0.7
    assert propose_introductions(matrix) == ()
    assert len(propose_introductions(matrix, least_coverage=0.1)) == 1


def test_a_negative_limit_is_refused_and_zero_proposes_nothing():
    with pytest.raises(ValueError, match="give 0 or more"):
        propose_introductions(three_by_three(), per_organisation=-1)
    assert propose_introductions(three_by_three(), per_organisation=0) == ()
