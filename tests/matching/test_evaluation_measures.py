"""Area under the curve, calibration, exposure and equity, against their definitions."""

from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.estimates import Estimate, NotEnough
from matching.evaluation import (
    Calibration,
    Equity,
    Exposure,
    Tally,
    area_under_curve,
    calibration,
    equity,
    exposure,
    groups_of,
    rates_by_score,
)
from matching.evaluation.disclosure import told_groups
from matching.evaluation.equity import clustered_rate
from tests.matching.worlds import association, company


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=20, max_size=40))
def test_the_area_is_the_share_of_pairs_in_order(items):
    results, scores = np.array([float(one) for one, _ in items]), np.array([float(score) for _, score in items])
    found = area_under_curve(results, scores, seed=0, n_resamples=2)
    if min(results.sum(), (1 - results).sum()) < 5:
        assert isinstance(found, NotEnough)
        return
    differences = np.subtract.outer(scores[results == 1], scores[results == 0])
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(np.mean((differences > 0) + 0.5 * (differences == 0)))


def test_the_interval_of_an_area_is_wider_when_evenings_differ():
    draw = np.random.default_rng(0)
    evening = np.repeat(np.arange(10), 60)
    signal = draw.normal(0, 2, 10)[evening]
    score = draw.normal(size=600)
    results = (draw.random(600) < 1 / (1 + np.exp(-signal * score))).astype(float)
    alone = area_under_curve(results, score, seed=0, n_resamples=400)
    together = area_under_curve(results, score, clusters=evening.tolist(), seed=0, n_resamples=400)
    assert isinstance(alone, Estimate)
    assert isinstance(together, Estimate)
    assert together.high - together.low > 1.3 * (alone.high - alone.low)


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=30, max_size=80), st.integers(1, 12))
def test_the_parts_of_the_brier_score_add_up(items, n_bins):
    results, foreseen = np.array([float(one) for one, _ in items]), np.array([p for _, p in items])
    found = calibration(results, foreseen, n_bins=n_bins)
    assert isinstance(found, Calibration)
    assert found.brier == pytest.approx(np.mean((foreseen - results) ** 2))
    parts = found.reliability - found.resolution + found.uncertainty + found.within_bins
    assert parts == pytest.approx(found.brier)
    assert sum(one.n for one in found.bins) == len(items)
    assert all(one.low <= one.rate <= one.high for one in found.bins)
    assert all(one.most < other.least for one, other in pairwise(found.bins))


def test_the_slope_shows_differences_foreseen_too_large():
    draw = np.random.default_rng(1)
    odds = draw.normal(-1, 1, 20_000)
    results = (draw.random(20_000) < 1 / (1 + np.exp(-odds))).astype(float)
    right = calibration(results, 1 / (1 + np.exp(-odds)))
    too_sure = calibration(results, 1 / (1 + np.exp(-2 * odds)))
    assert isinstance(right, Calibration)
    assert isinstance(too_sure, Calibration)
    assert right.slope.low < 1 < right.slope.high
    assert right.intercept.low < 0 < right.intercept.high
    assert too_sure.slope.value == pytest.approx(0.5, abs=0.03)
    assert right.reliability < 0.001 < 0.01 < too_sure.reliability


def test_rates_rise_with_the_score_where_it_helps():
    draw = np.random.default_rng(2)
    scores = draw.random(2000)
    bins = rates_by_score((draw.random(2000) < scores).astype(float), scores)
    assert not isinstance(bins, NotEnough)
    rates = [one.rate for one in bins]
    assert rates == sorted(rates)
    assert rates_by_score([1.0] * 29, [0.5] * 29) == NotEnough("results", 29, 30)


def test_exposure_from_even_to_all_for_one():
    even, one_has_all = exposure([3] * 20), exposure([0] * 19 + [60])
    assert isinstance(even, Exposure)
    assert isinstance(one_has_all, Exposure)
    assert (even.gini, even.top_share, even.n_without) == (0, pytest.approx(0.1), 0)
    assert (one_has_all.gini, one_has_all.top_share, one_has_all.n_without) == (pytest.approx(0.95), 1, 19)
    assert exposure([1, 2]) == NotEnough("organisations", 2, 5)
    assert exposure([0] * 5) == NotEnough("meetings", 0, 1)
    with pytest.raises(ValueError, match="below 0"):
        exposure([-1, 1, 1, 1, 1])


@given(st.lists(st.integers(0, 9), min_size=5, max_size=30).filter(any))
def test_gini_is_the_mean_difference_by_twice_the_mean(counts):
    found = exposure(counts)
    values = np.array(counts, dtype=float)
    assert isinstance(found, Exposure)
    assert found.gini == pytest.approx(np.abs(np.subtract.outer(values, values)).mean() / (2 * values.mean()))


def tallies(n: int, results: float = 2.0, *, first: int = 0) -> dict[str, Tally]:
    """So many companies, and as many associations that met them."""
    sides = (("o", "company"), ("a", "association"))
    return {
        f"{letter}{k}": Tally(side=side, score=0.1 * (k % 5), n_meetings=8, n_results=8, results=results)
        for letter, side in sides
        for k in range(first, first + n)
    }


def companies(groups: dict[str, tuple[str, ...]], *, n: int = 20) -> dict[str, tuple[str, ...]]:
    """Associations stand in a group of their own."""
    return groups | {f"a{k}": ("associations",) for k in range(n)}


def told(found: Equity) -> list[str]:
    return [one.group for one in found.groups if one.group != "associations"]


def test_a_small_group_is_hidden_and_with_it_whoever_would_be_found_by_subtraction():
    groups = companies({f"o{k}": ("large" if k < 2 else "small" if k < 8 else "middle",) for k in range(20)})
    found = equity({"E": tallies(20)}, {"size": groups}, seed=0)["size"]
    # two large ones alone could be had by subtracting the others from the whole: the six small ones are hidden too
    assert told(found) == ["middle"]
    assert (found.n_groups_hidden, found.n_organisations_hidden) == (2, 8)


def test_two_small_groups_hide_each_other():
    groups = companies({f"o{k}": ("a" if k < 3 else "b" if k < 6 else "c",) for k in range(20)})
    found = equity({"E": tallies(20)}, {"size": groups}, seed=0)["size"]
    assert told(found) == ["c"]
    assert found.n_organisations_hidden == 6
    shown = found.groups[-1]
    assert shown.n_meetings == 14 * 8
    assert isinstance(shown.rate, Estimate)
    assert shown.rate.value == pytest.approx(0.25)


def test_no_group_is_hidden_when_all_are_large_enough():
    groups = companies({f"o{k}": (("a", "b")[k % 2],) for k in range(20)})
    found = equity({"E": tallies(20)}, {"size": groups}, seed=0)["size"]
    assert [(one.group, one.n_organisations) for one in found.groups] == [("a", 10), ("associations", 20), ("b", 10)]
    assert found.n_groups_hidden == 0


def test_a_group_of_another_aspect_that_differs_by_one_organisation_is_hidden():
    side = {f"o{k}": ("company",) for k in range(14)}
    kind = {f"o{k}": ("enterprise" if k else "",) for k in range(14)}
    people = tallies(14)
    found = equity({"E": people}, {"side": companies(side, n=14), "kind": companies(kind, n=14)}, seed=0)
    assert told(found["side"]) == ["company"]
    assert told(found["kind"]) == []  # fourteen less thirteen: the one that has no kind
    assert found["kind"].n_organisations_hidden == 14


def test_three_groups_that_leave_one_organisation_when_added_and_taken_away_are_not_all_told():
    ids = [f"o{k}" for k in range(17)]
    rows = {"all": ids, "first": ids[:8], "second": ids[8:16]}  # all - first - second: o16
    members = {("theme", name): group for name, group in rows.items()}
    assert told_groups(members, [], least=5) == {("theme", "all"), ("theme", "first")}
    assert told_groups(members, [], least=1) == set(members)


def test_a_group_counts_at_the_events_alone_where_it_can_be_told():
    """Else the report before the second event and after it would tell what its two large companies had there."""
    first, second = tallies(20), tallies(20, 4.0, first=20)
    large = {f"o{k}": ("large" if k < 8 or k in (20, 21) else "small",) for k in range(40)}
    groups = {"size": companies(large, n=40)}
    alone = equity({"E1": first}, groups, seed=0)["size"]
    both = equity({"E1": first, "E2": second}, groups, seed=0)["size"]
    assert (told(alone), told(both)) == (["large", "small"], ["large", "small"])
    counts = [{one.group: one.n_organisations for one in found.groups} for found in (alone, both)]
    assert counts == [{"associations": 20, "large": 8, "small": 12}, {"associations": 40, "large": 8, "small": 12}]


def test_an_organisation_of_two_events_counts_once_with_what_it_had_at_both():
    groups = {"size": companies({f"o{k}": ("small",) for k in range(20)})}
    found = equity({"E1": tallies(20), "E2": tallies(20, 4.0)}, groups, seed=0)["size"].groups[-1]
    assert (found.group, found.n_organisations, found.n_meetings) == ("small", 20, 320)
    assert isinstance(found.rate, Estimate)
    assert found.rate.value == pytest.approx(6 / 16)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.integers(0, 3)), min_size=6, max_size=40))
@settings(max_examples=60)
def test_nothing_told_is_about_a_few(classes):
    """Every sum and difference of up to three told groups and wholes is about nobody, or about five at least."""
    ids = [f"o{k}" for k in range(len(classes))]
    members: dict[tuple[str, str], list[str]] = {}
    for name, (side, kind, size) in zip(ids, classes, strict=True):
        for aspect, group in (("side", side), ("kind", (side, kind)), ("size", (side, size))):
            members.setdefault((aspect, str(group)), []).append(name)
    wholes = [group for key, group in members.items() if key[0] == "side"]
    found = told_groups(members, wholes, least=5)
    if not found:
        return
    rows = [np.isin(ids, members[key]).astype(int) for key in sorted(found)] + [np.isin(ids, one) for one in wholes]
    for size in (1, 2, 3):
        for chosen in combinations(rows, size):
            for signs in product((1, -1), repeat=size):
                about = (sum(sign * row.astype(int) for sign, row in zip(signs, chosen, strict=True)) != 0).sum()
                assert about == 0 or about >= 5


def test_meetings_of_one_organisation_do_not_count_as_independent():
    alike = clustered_rate(np.array([8.0] * 5 + [0.0] * 15), np.full(20, 8.0))
    spread_out = clustered_rate(np.full(20, 2.0), np.full(20, 8.0))
    assert isinstance(alike, Estimate)
    assert isinstance(spread_out, Estimate)
    assert alike.value == spread_out.value == 0.25
    assert alike.high - alike.low > 2 * (spread_out.high - spread_out.low)
    assert clustered_rate(np.zeros(1), np.full(1, 9.0)) == NotEnough("results", 9, 10)
    nothing_came = clustered_rate(np.zeros(5), np.full(5, 8.0))
    assert isinstance(nothing_came, Estimate)
    assert nothing_came.low == 0 < nothing_came.high < 0.1


def test_groups_come_from_profiles():
    groups = groups_of([company("C1", fragilities={"employment": 7, "culture_leisure": None}), association("A1")])
    assert groups["side"] == {"C1": ("company",), "A1": ("association",)}
    assert groups["theme"] == {"C1": ("culture_leisure", "employment"), "A1": ("",)}
