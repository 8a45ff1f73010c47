"""Choosing introductions among candidates: against brute force, no pair left out that both prefer, some novel ones."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import propose_from_candidates, spread_of
from matching.estimates import NotEnough
from matching.introductions.region import propose_for_region
from matching.region import NOBODY, Best, BestPartners
from tests.matching.worlds import association, company

scores = st.integers(1, 20).map(lambda twentieths: twentieths / 20)


@st.composite
def small_markets(draw):
    """One to three companies, one to four associations, most pairs possible, limits of 0 to 2."""
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    listed = {(i, j): draw(scores) for i in range(n) for j in range(m) if draw(st.integers(0, 4))}
    return (
        n,
        m,
        listed,
        draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)),
        draw(st.lists(st.integers(0, 2), min_size=m, max_size=m)),
    )


def propose(market, **options):
    n, m, listed, rows, columns = market
    return propose_from_candidates(
        [i for i, _ in listed],
        [j for _, j in listed],
        list(listed.values()),
        n_companies=n,
        n_associations=m,
        company_limits=rows,
        association_limits=columns,
        **options,
    )


def pairs(proposed):
    return [(one.company_index, one.association_index) for one in proposed]


def allowed(chosen, rows, columns):
    taken_rows = np.bincount([i for i, _ in chosen], minlength=len(rows))
    taken_columns = np.bincount([j for _, j in chosen], minlength=len(columns))
    return bool((taken_rows <= rows).all() and (taken_columns <= columns).all())


def largest_by_trying_all(market):
    _, _, listed, rows, columns = market
    best = 0.0
    for size in range(len(listed) + 1):
        for chosen in combinations(listed, size):
            if allowed(chosen, rows, columns):
                best = max(best, sum(listed[pair] for pair in chosen))
    return best


@given(small_markets())
@settings(max_examples=60, deadline=None)
def test_the_largest_total_is_that_of_trying_everything(market):
    _, _, listed, rows, columns = market
    proposed = propose(market, choice="largest_total")
    assert allowed(pairs(proposed), rows, columns)
    assert sum(listed[pair] for pair in pairs(proposed)) == pytest.approx(largest_by_trying_all(market))


@given(small_markets())
@settings(max_examples=100, deadline=None)
def test_best_first_leaves_out_no_pair_that_both_would_prefer(market):
    _, _, listed, rows, columns = market
    chosen = pairs(propose(market))
    assert allowed(chosen, rows, columns)
    for (i, j), score in listed.items():
        if (i, j) in chosen:
            continue
        of_row = [listed[pair] for pair in chosen if pair[0] == i]
        of_column = [listed[pair] for pair in chosen if pair[1] == j]
        company_would = rows[i] > len(of_row) or min(of_row, default=2.0) < score
        association_would = columns[j] > len(of_column) or min(of_column, default=2.0) < score
        assert not (company_would and association_would and rows[i] and columns[j])


@given(small_markets())
@settings(max_examples=50, deadline=None)
def test_best_first_reaches_half_of_the_largest_total(market):
    listed = market[2]
    assert 2 * sum(listed[pair] for pair in pairs(propose(market))) >= largest_by_trying_all(market) - 1e-9


def test_the_largest_total_gives_up_the_best_pair():
    """0.6 and then nothing better than 0.1, or twice 0.5."""
    market = (2, 2, {(0, 0): 0.6, (0, 1): 0.5, (1, 0): 0.5, (1, 1): 0.1}, [1, 1], [1, 1])
    assert pairs(propose(market)) == [(0, 0), (1, 1)]
    assert pairs(propose(market, choice="largest_total")) == [(0, 1), (1, 0)]


def test_the_largest_total_looks_beyond_the_best_pairs_of_each():
    """Sixty companies and sixty associations that all prefer the same few: the duals bring the other pairs in."""
    draw = np.random.default_rng(7)
    value = np.clip(draw.random(60)[None, :] * 0.9 + 0.1 * draw.random((60, 60)), 0, 1)
    rows, columns = np.indices(value.shape)
    proposed = propose_from_candidates(
        rows.ravel(), columns.ravel(), value.ravel(), n_companies=60, n_associations=60, per_organisation=1,
        choice="largest_total",
    )  # fmt: skip
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  slow import

    best = linear_sum_assignment(-value)
    assert sum(one.score for one in proposed) == pytest.approx(value[best].sum())
    assert len(proposed) == 60


def crowded(**options):
    """Ten companies and ten associations: the diagonal is novel and good, all other pairs a little better."""
    value = np.full((10, 10), 0.8) + np.arange(100).reshape(10, 10) / 1000
    np.fill_diagonal(value, 0.7)
    rows, columns = np.indices(value.shape)
    return propose_from_candidates(
        rows.ravel(), columns.ravel(), value.ravel(), n_companies=10, n_associations=10, novel=np.eye(10).ravel(),
        per_organisation=3, **options,
    )  # fmt: skip


@pytest.mark.parametrize("choice", ["best_first", "largest_total"])
def test_a_share_of_the_introductions_is_kept_for_novel_pairs(choice):
    without = crowded(novelty_share=0, choice=choice)
    wanted = int(0.2 * len(without))
    assert sum(one.novel for one in without) < wanted
    kept = crowded(novelty_share=0.2, choice=choice)
    assert sum(one.novel for one in kept) >= wanted
    assert all(one.novel == (one.company_index == one.association_index) for one in kept)
    spread = spread_of(pairs(kept), n_companies=10, n_associations=10)
    assert spread.company.most == spread.association.most == 3
    assert [one.score for one in kept] == sorted((one.score for one in kept), reverse=True)


def test_a_novel_pair_without_good_reasons_is_not_introduced_for_its_novelty():
    rows, columns = np.indices((4, 4))
    value = np.where(np.eye(4, dtype=bool), 0.3, 0.8)

    def proposed(novelty_share):
        return propose_from_candidates(
            rows.ravel(), columns.ravel(), value.ravel(), n_companies=4, n_associations=4, novel=np.eye(4).ravel(),
            per_organisation=2, novelty_share=novelty_share,
        )  # fmt: skip

    assert proposed(0.5) == proposed(0)
    assert sum(one.novel for one in proposed(0)) < 3


def test_of_a_group_and_a_partner_the_best_pair_alone_is_introduced():
    """Companies 0 and 1 may be one; so may associations 1 and 2."""
    rows, columns = np.indices((3, 3))
    value = np.array([[0.9, 0.5, 0.6], [0.8, 0.7, 0.4], [0.3, 0.2, 0.1]])
    proposed = propose_from_candidates(
        rows.ravel(), columns.ravel(), value.ravel(), n_companies=3, n_associations=3, company_groups=[5, 5, 6],
        association_groups=[0, 1, 1],
    )  # fmt: skip
    assert pairs(proposed) == [(0, 0), (1, 1), (2, 0), (2, 1)]


def test_what_is_excluded_for_one_is_excluded_for_its_group():
    proposed = propose_from_candidates(
        [0, 1, 1], [0, 0, 1], [0.9, 0.8, 0.7], n_companies=2, n_associations=2, company_groups=[0, 0],
        excluded=[(0, 0)],
    )  # fmt: skip
    assert pairs(proposed) == [(1, 1)]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"per_organisation": -1}, "per_organisation is -1"),
        ({"novelty_share": 1.5}, "novelty_share is 1.5"),
        ({"choice": "any"}, "choice is 'any'"),
        ({"company_limits": [1]}, r"company_limits has shape \(1,\); give one number for each of 2"),
        ({"association_limits": [1, -1]}, "a limit is below 0"),
        ({"scores": [0.5, 1.5]}, r"1 score\(s\) are not in \[0, 1\]"),
        ({"scores": [0.5, float("nan")]}, r"1 score\(s\) are not in \[0, 1\]"),
        ({"scores": [0.5]}, "2 companies, 2 associations, 1 scores"),
        ({"company_index": [0, 2]}, "1 lie outside 2 x 2"),
        ({"company_index": [0, 0], "association_index": [1, 1]}, "1 stand again"),
    ],
)
def test_what_cannot_be_is_refused(options, told):
    given_arrays = {"company_index": [0, 1], "association_index": [0, 1], "scores": [0.5, 0.6], **options}
    with pytest.raises(ValueError, match=told):
        propose_from_candidates(**given_arrays, n_companies=2, n_associations=2)


def test_nothing_to_propose():
    assert propose_from_candidates([], [], [], n_companies=0, n_associations=0) == ()
    assert propose_from_candidates([], [], [], n_companies=3, n_associations=2, choice="largest_total") == ()


def test_the_spread_counts_who_gets_none():
    told = spread_of([(0, 0), (0, 1), (1, 0)], n_companies=4, n_associations=2, n_novel=1)
    assert (told.company.n_without, told.company.most, told.company.mean) == (2, 2, 0.75)
    assert told.company.exposure == NotEnough("organisations", 4, 5)
    assert (told.association.n_without, told.n_introductions, told.n_novel) == (0, 3, 1)
    assert spread_of([], n_companies=0, n_associations=9).association.exposure == NotEnough("meetings", 0, 1)
    one_gets_all = spread_of([(0, 0), (0, 1), (0, 2)], n_companies=6, n_associations=6)
    assert one_gets_all.company.exposure.gini > one_gets_all.association.exposure.gini > 0
    assert told.to_dict()["company"]["most"] == 2
    with pytest.raises(ValueError, match="outside 1 companies"):
        spread_of([(1, 0)], n_companies=1, n_associations=1)


def test_a_region_gives_every_pair_once_with_its_limits_kept():
    """Two companies, three associations, the two best of each side: five pairs, of which two are of low coverage."""
    companies = [company("C1"), company("C2")]
    associations = [association("A1"), association("A2"), association("A3")]
    best = BestPartners(
        Best(np.array([[0, 1], [1, NOBODY]]), np.array([[0.9, 0.8], [0.7, 0]]), np.array([[0.9, 0.2], [0.9, 0]])),
        Best(
            np.array([[0, NOBODY], [0, 1], [1, NOBODY]]),
            np.array([[0.9, 0], [0.8, 0.7], [0.6, 0]]),
            np.array([[0.9, 0], [0.2, 0.9], [0.9, 0]]),
        ),
    )
    assert pairs(propose_for_region(companies, associations, best)) == [(0, 0), (1, 1), (1, 2)]
    assert pairs(propose_for_region(companies, associations, best, limits={"C2": 1})) == [(0, 0), (1, 1)]
    with pytest.raises(ValueError, match="of 2 x 3 organisations, not 1 x 3"):
        propose_for_region(companies[:1], associations, best)
