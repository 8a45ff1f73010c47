"""The lift over a random rotation of the same people."""

from collections import Counter

import numpy as np
import pytest

from matching.estimates import Estimate, NotEnough
from matching.evaluation import Lift, chosen_by_score, lift_over_rotation, random_rotations


def evening(seed: int, *, of_pair: float, of_people: float, n_rows: int = 20, n_columns: int = 25):
    """Everybody met; results from a hidden score of pairs and from how popular people are; and the score."""
    draw = np.random.default_rng(seed)
    score = draw.random((n_rows, n_columns))
    odds = of_pair * (score - 0.5) - 1 + of_people * (draw.normal(size=(n_rows, 1)) + draw.normal(size=(1, n_columns)))
    return (draw.random(odds.shape) < 1 / (1 + np.exp(-odds))).astype(float), score, odds


def test_everybody_keeps_as_many_meetings_and_only_possible_ones():
    draw = np.random.default_rng(0)
    possible = draw.random((7, 9)) < 0.7
    chosen = chosen_by_score(draw.random((7, 9)), possible)
    drawn = random_rotations(possible, chosen, n_rotations=50, seed=1)
    assert (drawn.sum(axis=2) == chosen.sum(axis=1)).all()
    assert (drawn.sum(axis=1) == chosen.sum(axis=0)).all()
    assert not (drawn & ~possible).any()
    assert len({one.tobytes() for one in drawn}) > 40


def test_all_rotations_are_as_likely():
    chosen = np.array([[True, True, False], [False, True, True], [True, False, True]])
    drawn = random_rotations(np.ones((3, 3), dtype=bool), chosen, n_rotations=6000, seed=2)
    counts = Counter(one.tobytes() for one in drawn)
    assert len(counts) == 6  # complements of the six permutations
    assert all(abs(times - 1000) < 5 * np.sqrt(1000 * 5 / 6) for times in counts.values())


def test_a_score_that_sees_the_pair_lifts():
    evenings = [evening(seed, of_pair=3, of_people=0.7) for seed in range(4)]
    chosen = [chosen_by_score(score, np.ones(score.shape, dtype=bool), share=0.3) for _, score, _ in evenings]
    found = lift_over_rotation([results for results, _, _ in evenings], chosen, seed=0, n_rotations=300)
    assert isinstance(found, Lift)
    assert found.difference.low > 0.05
    assert found.ratio.low > 1.1
    assert found.p_value == pytest.approx(1 / 301)
    assert found.by_chance.low < found.by_chance.value < found.by_chance.high < found.chosen
    assert found.across_events == NotEnough("clusters", 4, 5)


def test_choosing_popular_people_is_no_lift():
    """Negative control: the plain rate of the chosen is high, since they are popular; the lift is not."""
    evenings = [evening(seed, of_pair=0, of_people=1.5) for seed in range(6)]
    chosen = []
    for _, _, odds in evenings:
        picked = np.zeros(odds.shape, dtype=bool)
        popular_rows = np.argsort(-odds.mean(axis=1))[:8]
        popular_columns = np.argsort(-odds.mean(axis=0))[:12]
        draw = np.random.default_rng(1)
        for i in popular_rows:
            picked[i, draw.choice(popular_columns, 6, replace=False)] = True
        chosen.append(picked)
    results = [one for one, _, _ in evenings]
    plain = np.mean(np.concatenate([one[other] for one, other in zip(results, chosen, strict=True)]))
    assert plain > 1.3 * np.mean(results)
    found = lift_over_rotation(results, chosen, seed=0, n_rotations=300)
    assert isinstance(found, Lift)
    assert found.difference.low < 0 < found.difference.high
    assert found.p_value > 0.05
    assert isinstance(found.across_events, Estimate)
    assert found.across_events.low < 0 < found.across_events.high


def test_without_a_signal_the_interval_holds_zero_about_as_often_as_it_says():
    held = 0
    for seed in range(40):
        results, score, _ = evening(seed, of_pair=0, of_people=0.7, n_rows=10, n_columns=12)
        found = lift_over_rotation(
            [results], [chosen_by_score(score, np.ones(score.shape, dtype=bool))], seed=seed, n_rotations=200
        )
        assert isinstance(found, Lift)
        held += found.difference.low <= 0 <= found.difference.high
    assert held >= 34


def test_where_only_the_chosen_met_there_is_nothing_to_compare_with():
    results = np.full((10, 10), np.nan)
    chosen = (
        np.eye(10, dtype=bool) | np.eye(10, k=1, dtype=bool) | np.eye(10, k=2, dtype=bool) | np.eye(10, k=3, dtype=bool)
    )
    results[chosen] = 1
    assert lift_over_rotation([results], [chosen], seed=0) == NotEnough("meetings", 0, 30)
    everybody = np.zeros((10, 10))
    assert lift_over_rotation([everybody], [chosen], seed=0) == NotEnough("results", 0, 5)
    with pytest.raises(ValueError, match="known result"):
        lift_over_rotation([results], [~chosen], seed=0)


def test_the_score_keeps_the_best_of_each_while_both_have_room():
    score = np.array([[0.9, 0.8, 0.1], [0.7, 0.2, 0.3]])
    chosen = chosen_by_score(score, np.ones((2, 3), dtype=bool), share=0.5)
    assert chosen.tolist() == [[True, True, False], [False, False, True]]
