"""The model of outcomes, on simulated evenings whose truth is known."""

import numpy as np
import pytest

from matching.learning.both_directions import normalised
from matching.learning.evidence import evidence_from
from matching.learning.fit import draws_of
from matching.learning.held_out import HeldOut, held_out_check
from matching.learning.posterior import DEFAULT_ASSUMPTIONS, Assumptions, fit_posterior, informed, pair_layers
from tests.benchmarks.simulated_outcomes import PRIOR, World, distance, evenings, weights_drawn

REVERSED = PRIOR[::-1].copy()
POPULAR = 6


def test_without_outcomes_the_weights_are_the_prior():
    posterior = fit_posterior(evenings(World(), REVERSED, n_events=0, seed=0), PRIOR)
    assert (posterior.weights == PRIOR).all()
    assert posterior.slope == pytest.approx(DEFAULT_ASSUMPTIONS.slope)
    np.testing.assert_allclose(informed(posterior), 0, atol=1e-9)


def test_twenty_outcomes_move_less_than_a_twelfth_of_the_weight_even_against_the_prior():
    world = World(n_companies=5, n_associations=6, n_meetings=4)
    moved = []
    for seed in range(40):
        evidence = evenings(world, REVERSED, n_events=1, seed=seed)
        assert len(evidence) == 20
        moved.append(distance(fit_posterior(evidence, PRIOR).weights, PRIOR))
    assert np.mean(moved) < 0.03
    assert max(moved) < 1 / 12


def test_five_thousand_outcomes_recover_the_truth():
    posterior = fit_posterior(evenings(World(unknown=0.0, slope=8), REVERSED, n_events=32, seed=1), PRIOR)
    assert distance(PRIOR, REVERSED) > 0.25
    assert distance(posterior.weights, REVERSED) < 0.08
    assert posterior.slope * posterior.weights.sum() == pytest.approx(8, rel=0.15)
    assert posterior.spreads[0] == pytest.approx(0.8, rel=0.3)
    assert (informed(posterior) > 0.3).all()


def test_nine_intervals_in_ten_hold_the_truth():
    held = []
    for seed in range(30):
        truth = weights_drawn(seed)
        posterior = fit_posterior(evenings(World(), truth, n_events=3, seed=seed), PRIOR)
        low, high = np.quantile(normalised(draws_of(posterior, 0)[:, :-1]), [0.05, 0.95], axis=0)
        held.append((low <= truth) & (truth <= high))
    assert 0.84 <= np.mean(held) <= 0.96


def test_popularity_is_not_taken_for_a_reason_of_the_pair():
    """Negative control: without effects of organisations, or without clearing, a well-written text wins."""
    truth = PRIOR.copy()
    truth[POPULAR] = 0
    truth /= truth.sum()
    evidence = evenings(World(popular=POPULAR), truth, n_events=6, seed=2)

    def given(**way: bool) -> float:
        weights = fit_posterior(evidence, PRIOR, **way).weights
        return float(weights[POPULAR] / weights.sum())

    assert given() < 1.1 * PRIOR[POPULAR]
    assert given(clear=False) > 2 * PRIOR[POPULAR]
    assert given(clear=False, organisations=False) > 4 * PRIOR[POPULAR]


def test_who_is_asked_for_by_all_is_found():
    draw = np.random.default_rng(3)
    popular, n = np.repeat([2.0, 0.0, -2.0], 40), 120
    evidence = evidence_from(
        ["place"],
        draw.random((n, 1)),
        (draw.random(n) < 1 / (1 + np.exp(1 - popular))).astype(float),
        companies=[f"c{k % 10}" for k in range(n)],
        associations=[f"a{k // 40}" for k in range(n)],
        events=["e"] * n,
    )
    posterior = fit_posterior(evidence, np.ones(1))
    effects = posterior.association_effects
    assert effects[0] > 0.5 > effects[1] > -0.8 > effects[2]
    assert np.abs(effects).max() < 2  # drawn towards the mean


def test_an_organisation_with_few_outcomes_is_drawn_further_to_the_mean():
    companies = ["often"] * 30 + ["once"] + [f"c{k}" for k in range(60)]
    results = [1.0] * 31 + [0.0] * 60
    evidence = evidence_from(
        ["place"],
        np.zeros((91, 1)),
        results,
        companies=companies,
        associations=[f"a{k % 20}" for k in range(91)],
        events=["e"] * 91,
    )
    posterior = fit_posterior(evidence, np.ones(1))
    assert posterior.company_effects[0] > 1.5 * posterior.company_effects[1] > 0
    assert posterior.company_deviations[0] < posterior.company_deviations[1]


def test_the_most_plausible_values_leave_no_slope_in_any_direction():
    """The gradient of the log posterior, by differences of its value, is 0 at what was found."""
    evidence = evenings(World(n_companies=6, n_associations=7, n_meetings=4), REVERSED, n_events=3, seed=4)
    found = fit_posterior(evidence, PRIOR)
    layers = pair_layers(evidence, PRIOR)

    def loss(log_weights: np.ndarray, log_slope: float) -> float:
        odds = np.exp(log_slope) * (layers @ (PRIOR * np.exp(log_weights))) + found.base_rates[evidence.kind]
        odds += found.event_effects[evidence.event] + found.company_effects[evidence.company]
        odds += found.association_effects[evidence.association]
        prior = (log_weights @ log_weights + (log_slope - np.log(3)) ** 2) / 0.7**2
        return float(np.logaddexp(0, odds).sum() - evidence.results @ odds + prior / 2)

    at, slope = np.log(found.weights / PRIOR), np.log(found.slope)
    for k in range(len(PRIOR)):
        step = 1e-4 * np.eye(len(PRIOR))[k]
        assert (loss(at + step, slope) - loss(at - step, slope)) / 2e-4 == pytest.approx(0, abs=0.02)
    assert (loss(at, slope + 1e-4) - loss(at, slope - 1e-4)) / 2e-4 == pytest.approx(0, abs=0.02)


def test_a_criterion_somebody_switched_off_stays_off():
    prior = PRIOR.copy()
    prior[0] = 0
    prior /= prior.sum()
    found = fit_posterior(evenings(World(), REVERSED, n_events=3, seed=5), prior)
    assert found.weights[0] == 0
    assert informed(found)[0] == 0


def test_better_weights_are_taken_and_noise_is_not():
    def check(world: World, truth: np.ndarray, seed: int) -> HeldOut:
        evidence = evenings(world, truth, n_events=5, seed=seed)
        found = held_out_check(evidence, PRIOR, assumptions=DEFAULT_ASSUMPTIONS, seed=0)
        assert isinstance(found, HeldOut)
        return found

    wrong_prior = np.array([0.02, 0.02, 0.02, 0.02, 0.02, 0.45, 0.43, 0.02])
    assert check(World(slope=10, unknown=0.0, n_companies=12), wrong_prior, 0).better
    taken = [check(World(slope=0.0, n_companies=10, n_associations=12), PRIOR, seed).better for seed in range(4)]
    assert sum(taken) <= 1


@pytest.mark.parametrize("weights", [np.full(8, 0.2), np.array([1.2, -0.2, 0, 0, 0, 0, 0, 0])])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="sum to 1"):
        fit_posterior(evenings(World(), PRIOR, n_events=1, seed=0), weights)


def test_an_assumption_must_be_above_zero():
    with pytest.raises(ValueError, match="weight_spread, slope"):
        Assumptions(weight_spread=0, slope=-1)
