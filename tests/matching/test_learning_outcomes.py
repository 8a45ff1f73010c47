"""What may be learned from, and how it becomes lines of numbers."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.estimates import NotEnough
from matching.learning import InvalidOutcomes, Outcome, fit_weights, spread_of_effects
from matching.learning.both_directions import layer_weights
from matching.learning.evidence import cleared, evidence_of, filled
from matching.weights import DEFAULT_WEIGHTS, REASONS
from tests.matching.outcome_worlds import evening_outcomes, territory


def test_an_outcome_has_no_place_for_a_one_sided_choice():
    assert [field.name for field in dataclasses.fields(Outcome)] == [
        "company_id",
        "association_id",
        "result",
        "kind",
        "event",
    ]
    for result in (0.5, 0.25):  # "one of the two said yes" cannot be told
        with pytest.raises(InvalidOutcomes, match="result"):
            Outcome(company_id="C1", association_id="A1", result=result, event="e")
    with pytest.raises(InvalidOutcomes, match="kind"):
        Outcome(company_id="C1", association_id="A1", result=1, kind="choice", event="e")  # type: ignore[arg-type]


def test_all_problems_of_an_outcome_are_told_at_once():
    with pytest.raises(InvalidOutcomes) as caught:
        Outcome(company_id="", association_id=" ", result=float("nan"), kind="like", event="")  # type: ignore[arg-type]
    assert [code for code, _ in caught.value.problems] == ["company_id", "association_id", "event", "kind", "result"]


def test_a_partnership_may_come_part_of_the_way():
    assert Outcome(company_id="C1", association_id="A1", result=0.4, kind="partnership", event="e").result == 0.4


def test_a_pair_has_one_outcome_of_a_kind_per_event():
    outcome = Outcome(company_id="c0", association_id="a0", result=1, event="e")
    for learn in (fit_weights, spread_of_effects):
        with pytest.raises(InvalidOutcomes, match="twice"):
            learn(territory(), [outcome, dataclasses.replace(outcome, result=0)])
    evidence, unknown = evidence_of(territory(), [outcome, dataclasses.replace(outcome, kind="partnership")])
    assert (len(evidence), unknown) == (2, ())


def test_outcomes_of_pairs_that_no_matrix_knows_are_counted_and_left_out():
    _, outcomes = evening_outcomes(territory(), dict(DEFAULT_WEIGHTS.values), n_events=2, seed=0)
    gone = Outcome(company_id="left the territory", association_id="a0", result=1, event="evening 0")
    assert fit_weights(territory(), [*outcomes, gone]).n_left_out == 1
    one_evening_only = fit_weights({"evening 0": territory()}, outcomes)
    assert one_evening_only.n_outcomes == one_evening_only.n_left_out == len(outcomes) / 2
    assert spread_of_effects(territory(), outcomes[:99]) == NotEnough("outcomes", 99, 100)


def test_an_unknown_layer_enters_as_in_the_score():
    matrix = territory()
    weights = layer_weights(DEFAULT_WEIGHTS, REASONS)
    unknown = [np.where(matrix.known[name], matrix.layers[name], np.nan).ravel() for name in REASONS]
    mean = filled(np.column_stack(unknown), weights) @ weights
    known = np.array([matrix.known[name].ravel() for name in REASONS]).T
    of_known = np.nan_to_num(np.column_stack(unknown)) @ weights / np.maximum(known @ weights, 1e-12)
    np.testing.assert_allclose(mean, np.where(known.any(axis=1), of_known, 0), atol=1e-12)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_what_is_the_same_for_all_partners_of_one_organisation_is_taken_out(seed):
    draw = np.random.default_rng(seed)
    rows, columns, events = draw.integers(0, 5, 60), draw.integers(0, 6, 60), draw.integers(0, 3, 60)
    pair = draw.normal(size=(60, 2))
    of_organisations = (
        draw.normal(size=(5, 2))[rows] + draw.normal(size=(6, 2))[columns] + draw.normal(size=(3, 2))[events]
    )
    left = cleared(pair + of_organisations, events, rows, columns)
    np.testing.assert_allclose(left, cleared(pair, events, rows, columns), atol=1e-6)
    for group in (rows, columns, events):
        for number in np.unique(group):
            np.testing.assert_allclose(left[group == number].mean(axis=0), 0, atol=1e-7)


def test_both_directions_count_what_one_side_gains_partly():
    names = REASONS
    weights = dict(zip(names, layer_weights(DEFAULT_WEIGHTS, names), strict=True))
    ratio = DEFAULT_WEIGHTS.values["company_needs_met"] / DEFAULT_WEIGHTS.values["forms"]
    assert weights["company_needs_met"] / weights["forms"] == pytest.approx(ratio * (1 + DEFAULT_WEIGHTS.giving) / 2)
    assert sum(weights.values()) == pytest.approx(1)
