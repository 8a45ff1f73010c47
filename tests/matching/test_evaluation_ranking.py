"""Grades and scores: the good ones first, ties in no order, intervals that say how little is known."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.estimates import Estimate, NotEnough, bootstrap_difference, bootstrap_mean, wilson
from matching.evaluation import ndcg_at, ndcg_of_queries


def plain_ndcg(grades: list[float], k: int) -> float:
    """NDCG@k of items already in order."""

    def gain(ordered: list[float]) -> float:
        return sum((2**grade - 1) / np.log2(2 + place) for place, grade in enumerate(ordered[:k]))

    return gain(grades) / gain(sorted(grades, reverse=True))


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=5).filter(
        lambda items: any(grade for grade, _ in items)
    ),
    st.integers(1, 6),
)
def test_ties_count_as_the_mean_of_all_their_orders(items, k):
    grades, scores = [grade for grade, _ in items], [score for _, score in items]
    orders = [
        [grades[index] for index in order]
        for order in permutations(range(len(items)))
        if all(scores[one] >= scores[other] for one, other in pairwise(order))
    ]
    assert ndcg_at(grades, scores, k) == pytest.approx(np.mean([plain_ndcg(order, k) for order in orders]))


def test_a_known_ranking():
    # Järvelin and Kekäläinen's measure with exponential gain, worked by hand: 3, 2, 3, 0, 1, 2 at five
    found = ndcg_at([3, 2, 3, 0, 1, 2], [6, 5, 4, 3, 2, 1], 5)
    by_hand = 7 + 3 / np.log2(3) + 7 / 2 + 0 + 1 / np.log2(6)
    best = 7 + 7 / np.log2(3) + 3 / 2 + 3 / np.log2(5) + 1 / np.log2(6)
    assert found == pytest.approx(by_hand / best)


def test_what_is_not_judged_is_left_out_and_nothing_relevant_is_no_value():
    grades = np.array([[3, np.nan, 0], [0, 0, 0]], dtype=float)
    scores = np.array([[0.5, 0.9, 0.1], [0.5, 0.9, 0.1]])
    found = ndcg_of_queries(grades, scores, 1)
    assert found[0] == 1
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    ("grades", "scores", "k"), [([1], [1], 0), ([1, 2], [1], 1), ([-1], [1], 1), ([1], [np.nan], 1)]
)
def test_what_cannot_be_ranked_is_refused(grades, scores, k):
    with pytest.raises(ValueError, match="grade"):
        ndcg_at(grades, scores, k)


def test_wilson_of_a_published_example():
    # Newcombe 1998 (Statistics in Medicine 17, table I): 81 of 263, 15 of 148, 0 of 20, 1 of 29
    for successes, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)
    assert wilson(0, 0) == (0, 1)
    with pytest.raises(ValueError, match="cannot be among"):
        wilson(3, 2)


def test_a_bootstrap_interval_holds_the_mean_about_as_often_as_it_says():
    draw = np.random.default_rng(0)
    held = 0
    for number in range(200):
        found = bootstrap_mean(draw.normal(1, 1, 40), seed=number, n_resamples=300)
        assert isinstance(found, Estimate)
        held += found.low <= 1 <= found.high
    assert 0.88 <= held / 200 <= 0.99


def test_values_of_one_cluster_count_together():
    draw = np.random.default_rng(1)
    clusters = np.repeat(np.arange(12), 20)
    values = draw.normal(0, 1, 12)[clusters] + 0.1 * draw.normal(size=240)
    alone, together = bootstrap_mean(values, seed=0), bootstrap_mean(values, seed=0, clusters=clusters.tolist())
    assert isinstance(alone, Estimate)
    assert isinstance(together, Estimate)
    assert together.high - together.low > 2 * (alone.high - alone.low)


def test_a_paired_difference_is_narrower_than_what_it_pairs():
    draw = np.random.default_rng(2)
    level = draw.normal(0, 1, 30)
    found = bootstrap_difference(level + 0.1, level + 0.01 * draw.normal(size=30), seed=0)
    assert isinstance(found, Estimate)
    assert 0 < found.low < 0.1 < found.high < 0.12
    with pytest.raises(ValueError, match="paired"):
        bootstrap_difference(level, level[1:], seed=0)


def test_the_same_seed_gives_the_same_interval_and_another_another():
    values = np.random.default_rng(3).normal(size=30)
    assert bootstrap_mean(values, seed=4) == bootstrap_mean(values, seed=4)
    assert bootstrap_mean(values, seed=4) != bootstrap_mean(values, seed=5)


def test_too_few_values_are_said_to_be_too_few():
    found = bootstrap_mean([0.5, np.nan, 0.7], seed=0)
    assert found == NotEnough("clusters", 2, 3)
    assert found.missing == 1
    assert str(found) == "not enough clusters (2 of 3)"
