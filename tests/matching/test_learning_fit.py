"""From outcomes to the weights that are used."""

import json
import random

import pytest

from matching.learning import HeldOut, fit_weights
from matching.weights import DEFAULT_WEIGHTS, CriterionWeights
from tests.matching.outcome_worlds import evening_outcomes, territory

FORMS_DECIDE = {"forms": 0.8, "objectives": 0.2}


@pytest.mark.parametrize("no_event_yet", [False, True])
def test_without_outcomes_nothing_is_learned(no_event_yet):
    fitted = fit_weights({} if no_event_yet else territory(), [])
    assert fitted.weights is fitted.prior is DEFAULT_WEIGHTS
    assert fitted.learned == DEFAULT_WEIGHTS
    assert fitted.verdict == "too_few"
    assert {one.code for one in fitted.missing} == {"events", "results"}
    assert (fitted.n_outcomes, fitted.n_events) == (0, 0)


def test_one_evening_is_too_few_and_says_how_many_are_missing():
    _, outcomes = evening_outcomes(territory(), FORMS_DECIDE, n_events=1, seed=0)
    fitted = fit_weights(territory(), outcomes)
    assert fitted.weights == DEFAULT_WEIGHTS
    assert fitted.verdict == "too_few"
    assert next(one.missing for one in fitted.missing if one.code == "events") == 2


def test_what_decides_here_weighs_more_and_is_named():
    _, outcomes = evening_outcomes(territory(), FORMS_DECIDE, n_events=5, seed=1)
    fitted = fit_weights(territory(), outcomes)
    assert fitted.verdict == "learned"
    assert fitted.weights == fitted.learned
    assert fitted.weights.version == f"{DEFAULT_WEIGHTS.version}+learned-{len(outcomes)}"
    assert fitted.weights.giving == DEFAULT_WEIGHTS.giving
    assert fitted.weights.values["forms"] > 2 * DEFAULT_WEIGHTS.values["forms"]
    interval = fitted.intervals["forms"]
    assert DEFAULT_WEIGHTS.values["forms"] < interval.low < interval.value < interval.high
    assert isinstance(fitted.held_out, HeldOut)
    assert fitted.held_out.learned_loss < fitted.held_out.prior_loss
    again = fit_weights(territory(), outcomes[:100], prior=fitted.weights)
    assert again.learned.version == f"{DEFAULT_WEIGHTS.version}+learned-100"  # one mark, not a chain of them


def test_where_nothing_is_to_be_learned_the_prior_stays():
    _, outcomes = evening_outcomes(territory(), FORMS_DECIDE, n_events=6, seed=2, slope=0.0)
    fitted = fit_weights(territory(), outcomes)
    assert fitted.enough
    assert fitted.verdict == "not_better"
    assert fitted.weights is fitted.prior
    assert fitted.learned != fitted.prior


def test_the_order_of_outcomes_and_a_second_run_change_nothing():
    _, outcomes = evening_outcomes(territory(), FORMS_DECIDE, n_events=3, seed=3)
    shuffled = random.Random(0).sample(outcomes, len(outcomes))
    assert fit_weights(territory(), outcomes).to_dict() == fit_weights(territory(), shuffled).to_dict()


def test_the_result_is_plain_and_names_no_organisation():
    _, outcomes = evening_outcomes(territory(), FORMS_DECIDE, n_events=3, seed=4)
    fitted = fit_weights(territory(), outcomes)
    plain = json.loads(json.dumps(fitted.to_dict()))
    assert CriterionWeights.from_dict(plain["learned"]) == fitted.learned
    text = json.dumps(plain)
    assert not any(f'"{one.id}"' in text for one in (*territory().companies, *territory().associations))
    assert set(fitted.effects.company) == {one.company_id for one in outcomes}
    assert sum(one.n for one in fitted.effects.association.values()) == len(outcomes)


@pytest.mark.parametrize("giving", [0.0, 1.0])
def test_the_weights_learned_keep_what_giving_counts(giving):
    prior = CriterionWeights(dict(DEFAULT_WEIGHTS.values), giving=giving)
    fitted = fit_weights(territory(), [], prior=prior)
    assert fitted.learned == prior
    for name, interval in fitted.intervals.items():
        assert interval.value == pytest.approx(prior.values[name])
