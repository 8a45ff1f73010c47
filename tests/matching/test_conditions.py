"""Conditions: they take away and never add, each by its strength, and in blocks as in the whole."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import DEFAULT_WEIGHTS, CriterionWeights, explain, score
from matching.conditions import UNKNOWN, factor, without_data
from matching.organisations import PastMeeting
from matching.scoring import ScoreMatrix, prepare
from matching.vocabulary import SIDES
from matching.weights import CONDITIONS, REASONS
from tests.matching import worlds
from tests.matching.worlds import COLMAR, NOWHERE_KNOWN, STRASBOURG, association, company

MET = PastMeeting(company_id="C1", association_id="A1")
TOGETHER = PastMeeting(company_id="C1", association_id="A1", known=True)
_strengths = st.one_of(st.sampled_from((0.0, 1.0)), st.floats(0, 1))


def weighed(*, place: float, novelty: float) -> CriterionWeights:
    """The default reasons with conditions of these strengths."""
    return replace(DEFAULT_WEIGHTS, values={**DEFAULT_WEIGHTS.values, "place": place, "novelty": novelty})


def needs_alone(*, place: float = 0.8, novelty: float = 1.0) -> CriterionWeights:
    """Needs are the one reason: what the network says of a pair with a past is left out."""
    return CriterionWeights({"company_needs_met": 1, "association_needs_met": 1, "place": place, "novelty": novelty})


def purchases(*, history=(), weights=None, here=STRASBOURG, there=STRASBOURG, reach="") -> ScoreMatrix:
    """A company that seeks what an association sells: one reason, worth 0.7 to both."""
    one, other = company(needs=("purchases",), place=here), association(offers=("purchases",), place=there, reach=reach)
    return score([one], [other], history=history, weights=weights or needs_alone())


@given(worlds.worlds(), _strengths, _strengths)
@settings(max_examples=25, deadline=None)
def test_what_is_left_is_a_share_of_what_the_reasons_say(world, place, novelty):
    companies, associations, diagnosis, history = world
    weights = weighed(place=place, novelty=novelty)
    matrix = score(companies, associations, weights=weights, diagnosis=diagnosis, history=history)
    reasons = matrix.reweighted(weighed(place=0, novelty=0))
    assert (reasons.left == 1).all()
    expected = np.ones(matrix.total.shape)
    for name in CONDITIONS:
        layer = np.where(matrix.known[name], matrix.layers[name], UNKNOWN[name])
        expected *= 1 - weights.values[name] * (1 - layer)
    np.testing.assert_allclose(matrix.left, expected, atol=1e-12)
    assert ((matrix.left >= 0) & (matrix.left <= 1)).all()
    assert (matrix.total <= reasons.total).all()
    for side in SIDES:
        np.testing.assert_allclose(matrix.directions[side], reasons.directions[side] * matrix.left, atol=1e-12)
    same = matrix.company_decides == reasons.company_decides  # where nothing is left, both directions are worth 0
    np.testing.assert_allclose(matrix.coverage[same], reasons.coverage[same], atol=1e-12)  # no part of the coverage


@given(worlds.worlds(), _strengths, _strengths)
@settings(max_examples=20, deadline=None)
def test_blocks_take_away_what_the_whole_does(world, place, novelty):
    companies, associations, diagnosis, history = world
    weights = weighed(place=place, novelty=novelty)
    matrix = score(companies, associations, weights=weights, diagnosis=diagnosis, history=history)
    prepared = prepare(companies, associations, weights=weights, diagnosis=diagnosis, history=history)
    for row in range(len(companies)):
        rows = slice(row, row + 1)
        np.testing.assert_allclose(prepared.totals(rows, np.float64), matrix.total[rows], atol=1e-12)
        np.testing.assert_allclose(prepared.totals(rows), matrix.total[rows], atol=1e-3)


@given(worlds.worlds(), _strengths, _strengths)
@settings(max_examples=15, deadline=None)
def test_an_explanation_tells_what_each_condition_leaves(world, place, novelty):
    companies, associations, diagnosis, history = world
    weights = weighed(place=place, novelty=novelty)
    matrix = score(companies, associations, weights=weights, diagnosis=diagnosis, history=history)
    for i, j in np.ndindex(matrix.total.shape):
        told = explain(matrix, i, j)
        assert tuple(one.criterion for one in told.conditions) == CONDITIONS
        assert tuple(one.criterion for one in told.contributions) == REASONS
        assert np.prod([one.left for one in told.conditions]) == pytest.approx(matrix.left[i, j])
        for one in told.conditions:
            known = matrix.known[one.criterion][i, j]
            assert one.value == (matrix.layers[one.criterion][i, j] if known else None)
        assert sum(one.contribution for one in told.contributions) == pytest.approx(told.total, abs=1e-9)


def test_an_unknown_place_leaves_what_a_middling_one_does():
    near, unknown = purchases(), purchases(there=NOWHERE_KNOWN)
    far = purchases(there=COLMAR, reach="neighbourhood")
    assert near.total[0, 0] == pytest.approx(0.7)
    assert unknown.left[0, 0] == pytest.approx(1 - 0.8 * (1 - 0.6))
    assert unknown.total[0, 0] == pytest.approx(0.7 * unknown.left[0, 0])
    assert far.total[0, 0] < unknown.total[0, 0] < near.total[0, 0]
    assert purchases(here=worlds.Place()).left[0, 0] == unknown.left[0, 0]  # whoever it is of whom it is not known


def test_something_is_left_at_any_distance():
    far = purchases(there=COLMAR, reach="neighbourhood")
    assert far.layers["place"][0, 0] < 0.001
    assert far.total[0, 0] == pytest.approx(0.7 * (1 - 0.8), rel=0.01)


def test_a_past_takes_away_what_novelty_says():
    new, met, together = purchases(), purchases(history=[MET]), purchases(history=[TOGETHER])
    assert (new.left[0, 0], met.left[0, 0], together.left[0, 0]) == (1, 0.25, 0)
    assert met.total[0, 0] == pytest.approx(0.25 * new.total[0, 0])
    assert together.total[0, 0] == 0 == sum(part.contribution for part in explain(together, 0, 0).contributions)
    half = purchases(history=[TOGETHER], weights=needs_alone(novelty=0.5))
    assert half.total[0, 0] == pytest.approx(0.5 * new.total[0, 0])


@pytest.mark.parametrize("history", [(), (MET,), (TOGETHER,)])
def test_a_condition_without_strength_takes_nothing(history):
    weights = needs_alone(place=0, novelty=0)
    for there in (STRASBOURG, COLMAR, NOWHERE_KNOWN):
        matrix = purchases(history=history, weights=weights, there=there, reach="neighbourhood")
        assert matrix.left[0, 0] == 1
        assert matrix.total[0, 0] == pytest.approx(0.7)


def test_neighbours_without_a_reason_have_none():
    matrix = score([company(place=STRASBOURG)], [association(place=STRASBOURG)])
    assert matrix.layers["place"][0, 0] == matrix.left[0, 0] == 1
    assert matrix.total[0, 0] == matrix.coverage[0, 0] == 0
    assert all(not share.any() for side in SIDES for share in matrix.shares(side).values())


@given(st.sampled_from(CONDITIONS), _strengths, st.floats(0, 1), st.booleans())
def test_a_factor_is_in_the_unit_interval_and_grows_with_its_layer(name, strength, layer, known):
    layers, data = np.array([layer, 0.0, 1.0]), np.array([known, True, True])
    of_pair, least, most = factor(name, strength, layers, data)
    assert 0 <= least <= of_pair <= most <= 1
    assert (least, most) == (pytest.approx(1 - strength), 1)
    if not known:
        assert of_pair == without_data(name, strength)
