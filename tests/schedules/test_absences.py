"""People who come late, leave early, need a break, tables that come and go: always valid, nearly the best, in time."""

from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from schedules import InfeasiblePlan, InvalidProblem, PlanningProblem, build_plan, check_plan
from schedules.constraints import presence, tables_per_round
from schedules.pairs.pairing import choose_pairs
from schedules.rounds.candidates import Candidates
from schedules.rounds.improved_rounds import Evening
from schedules.rounds.joint_rounds import Standing, priced_pairs_of_rounds
from schedules.rounds.levels import Levels
from schedules.rounds.partial_gains import trades
from schedules.rounds.personal_breaks import without_breaks
from schedules.rounds.round_by_round import fill_rounds
from schedules.rounds.two_rounds import FREE, LEFT_OUT, in_turns
from tests.schedules.instances import crowded_evening, some_absent


def with_absences(n_rows: int, n_columns: int, *, seed: int) -> PlanningProblem:
    problem = crowded_evening(n_rows, n_columns, seed=seed)
    row_there, column_there = some_absent(n_rows, n_columns, problem.n_rounds, seed=seed)
    return replace(problem, row_available=row_there, column_available=column_there, required=())


def hungarian_per_round(problem: PlanningProblem) -> float:
    """The yardstick: the heaviest assignment of each round in turn, those who met and the absent left out."""
    values = np.array(problem.weights)
    for row, column in problem.forbidden:
        values[row, column] = -1
    row_there, column_there = presence(problem)
    total = 0.0
    for round_number in range(problem.n_rounds):
        together = row_there[:, round_number][:, None] & column_there[:, round_number]
        rows, columns = linear_sum_assignment(np.where(together, values, -1), maximize=True)
        kept = together[rows, columns] & (values[rows, columns] >= 0)
        total += float(values[rows[kept], columns[kept]].sum())
        values[rows[kept], columns[kept]] = -1
    return total


@pytest.mark.parametrize(("n_rows", "n_columns"), [(31, 30), (31, 25), (60, 50)])
@pytest.mark.parametrize("even_counts", [True, False])
def test_some_absent_cost_next_to_nothing(n_rows, n_columns, even_counts):
    problem = with_absences(n_rows, n_columns, seed=3)
    plan = build_plan(problem, even_counts=even_counts, fairness_tolerance=None)
    assert check_plan(problem, plan) == []
    assert len(plan) == plan.certificate.most_meetings
    assert plan.gap < 0.002
    if even_counts:
        assert plan.sum_of_squares == plan.certificate.least_squares


@pytest.mark.parametrize("side", ["rows", "columns", "both"])
def test_nobody_who_is_there_together_is_an_empty_plan(side):
    problem = PlanningProblem([[0.5]], 2, row_available=[[True, False]], column_available=[[False, True]])
    plan = build_plan(problem, fairness_side=side)
    assert len(plan) == 0
    assert check_plan(problem, plan) == []
    assert "cost" not in plan.summary()


@pytest.mark.parametrize("seed", range(3))
def test_it_is_heavier_than_the_hungarian_method(seed):
    problem = with_absences(70, 70, seed=seed)
    plan = build_plan(problem, even_counts=False, fairness_tolerance=None)
    assert check_plan(problem, plan) == []
    assert hungarian_per_round(problem) < plan.total <= plan.upper_bound


def test_a_third_of_those_registered_do_not_come():
    problem = with_absences(40, 36, seed=1)
    rng = np.random.default_rng(1)
    there = [side.copy() for side in presence(problem)]
    for side in there:
        side[rng.choice(len(side), len(side) // 3, replace=False)] = False
    fewer = replace(problem, row_available=there[0], column_available=there[1])
    plan = build_plan(fewer, fairness_tolerance=None)
    assert check_plan(fewer, plan) == []
    assert len(plan) == plan.certificate.most_meetings
    assert plan.gap < 0.002
    assert len(plan.absent_rows) >= 13


def test_tables_that_come_and_go_are_all_used():
    problem = crowded_evening(24, 20, seed=2)
    there = np.ones((20, 8), bool)
    there[8:, ::2] = False
    there[:, 3] = False
    fewer = replace(problem, n_tables=20, table_available=there)
    plan = build_plan(fewer, fairness_tolerance=None)
    assert check_plan(fewer, plan) == []
    used = np.bincount(plan.meetings[:, 0], minlength=8)
    assert used.tolist() == tables_per_round(fewer).tolist()
    assert plan.sum_of_squares == plan.certificate.least_squares
    assert plan.gap < 0.001


def test_everybody_gets_a_break_and_nobody_loses_more_than_it():
    problem = replace(
        crowded_evening(20, 20, seed=4), row_breaks=np.tile([2, 5], (20, 1)), column_breaks=np.tile([2, 5], (20, 1))
    )
    plan = build_plan(problem, fairness_tolerance=None)
    assert check_plan(problem, plan) == []
    assert set(plan.row_counts.tolist()) == set(plan.column_counts.tolist()) == {7}
    assert np.bincount(plan.meetings[:, 0], minlength=8)[[0, 1, 6, 7]].tolist() == [20] * 4


def test_a_break_that_a_locked_meeting_takes_is_refused():
    breaks, locked = [(0, 1), (-1, -1)], [(0, -1, 0, 0), (1, -1, 0, 1)]
    problem = PlanningProblem(np.full((2, 2), 0.5), n_rounds=3, row_breaks=breaks, locked=locked)
    with pytest.raises(InfeasiblePlan) as refusal:
        build_plan(problem)
    assert [shortage.code for shortage in refusal.value.shortages] == ["rounds_do_not_fit"]


def test_whoever_idled_before_is_served_first_when_people_are_absent():
    """One column, two rounds, three rows of equal weight; the one that is absent in round 0 idled most."""
    there = [[True, True], [True, True], [False, True]]
    problem = PlanningProblem(
        np.full((3, 1), 0.5), n_rounds=2, row_available=there, row_idled=[0, 1, 5], column_idled=[0]
    )
    assert build_plan(problem, fairness_tolerance=None).row_counts.tolist() == [0, 1, 1]


@pytest.mark.parametrize("even_counts", [True, False])
def test_an_evening_cut_short_has_lost_little(even_counts):
    problem = with_absences(40, 40, seed=5)
    pairing = choose_pairs(problem, even_counts=even_counts)
    lines = fill_rounds(problem, pairing, even_counts=even_counts, seed=0, time_limit=None)
    weights = np.bincount(lines[:, 0], weights=problem.weights[lines[:, 1], lines[:, 2]], minlength=8)
    played = np.cumsum(weights) / weights.sum()
    assert (played >= 0.95 * np.arange(1, 9) / 8).all()


def test_the_same_seed_gives_the_same_plan_and_more_time_no_worse_one():
    problem = with_absences(30, 30, seed=6)
    plan = build_plan(problem, even_counts=False, fairness_tolerance=None, seed=3)
    assert build_plan(problem, even_counts=False, fairness_tolerance=None, seed=3) == plan
    longer = build_plan(problem, even_counts=False, fairness_tolerance=None, seed=3, time_limit=0.3)
    assert check_plan(problem, longer) == []
    assert longer.total >= plan.total
    assert longer.upper_bound == plan.upper_bound or longer.gap == 0


def test_the_time_limit_is_shared_by_all_searches_of_a_fair_plan():
    problem = with_absences(40, 40, seed=8)
    quick = process_time()
    build_plan(problem, even_counts=False)
    quick = process_time() - quick
    slow = process_time()
    plan = build_plan(problem, even_counts=False, time_limit=3.0)
    slow = process_time() - slow
    assert check_plan(problem, plan) == []
    assert plan.certificate.floor_bound is None or plan.lowest_total <= plan.certificate.floor_bound + 1e-6
    assert slow <= 3.0 + quick + 1.0  # each search may end what it has begun; three times the limit would be 9 s


@st.composite
def middling_evenings(draw):
    """Up to 12 x 12 people with everything at once: too many to count all plans, enough for rules to collide."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n_rows, n_columns, n_rounds = (int(rng.integers(*span)) for span in ((3, 13), (3, 13), (2, 7)))
    n_tables = int(rng.integers(1, min(n_rows, n_columns) + 1))

    def windows(n):
        first = rng.integers(0, n_rounds, n)
        last = np.minimum(first + rng.integers(1, 4, n), n_rounds - 1)
        return np.where((rng.random(n) < 0.3)[:, None], np.stack([first, last], axis=1), -1)

    def some(value):
        return value if rng.random() < 0.5 else None

    fields = {
        "n_tables": n_tables,
        "row_available": some(rng.random((n_rows, n_rounds)) < 0.85),
        "column_available": some(rng.random((n_columns, n_rounds)) < 0.85),
        "table_available": some(rng.random((n_tables, n_rounds)) < 0.8),
        "row_breaks": some(windows(n_rows)),
        "column_breaks": some(windows(n_columns)),
        "row_groups": some(rng.integers(0, n_rows, n_rows)),
        "column_groups": some(rng.integers(0, n_columns, n_columns)),
        "row_idled": some(rng.integers(0, 4, n_rows)),
        "row_limits": some(np.stack([np.zeros(n_rows, int), rng.integers(1, n_rounds + 1, n_rows)], axis=1)),
        "novelty": rng.random((n_rows, n_columns)),
        "novel_least": int(rng.integers(0, 2)),
        "locked": [(int(rng.integers(n_rounds)), -1, 0, 0)] if rng.random() < 0.3 else (),
        "required": [(1, 1)] if rng.random() < 0.3 else (),
    }
    weights = rng.random((n_rows, n_columns)).round(3)
    try:
        return PlanningProblem(weights, n_rounds=n_rounds, **fields)
    except InvalidProblem:  # a lock in a break: another test's subject
        return PlanningProblem(weights, n_rounds=n_rounds, **{**fields, "locked": ()})


@given(problem=middling_evenings(), even_counts=st.booleans())
@settings(max_examples=120, deadline=None)
def test_every_rule_is_kept_whatever_comes_together(problem, even_counts):
    try:
        plan = build_plan(problem, even_counts=even_counts, fairness_tolerance=None)
    except InfeasiblePlan:
        return
    assert check_plan(problem, plan) == []
    assert len(plan) <= plan.certificate.most_meetings
    assert plan.total <= plan.upper_bound


@st.composite
def at_most_two_each(draw, n_rows, n_columns):
    """Pairs of which everybody has at most two, in any order."""
    cells = [(row, column) for row in range(n_rows) for column in range(n_columns)]
    order = draw(st.permutations(cells))
    counts: dict[tuple[str, int], int] = {}
    taken = []
    for row, column in order[: draw(st.integers(0, len(order)))]:
        if counts.get(("row", row), 0) < 2 and counts.get(("column", column), 0) < 2:
            taken.append((row, column))
            counts["row", row] = counts.get(("row", row), 0) + 1
            counts["column", column] = counts.get(("column", column), 0) + 1
    pairs = np.array(taken, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


@given(before=at_most_two_each(4, 5), after=at_most_two_each(4, 5), draws=st.randoms(use_true_random=False))
def test_any_trades_keep_everybody_between_before_and_after(before, after, draws):
    found = trades(before, after, 5)
    rows, columns = (np.concatenate([before[part], after[part]]) for part in (0, 1))
    meets = np.arange(len(rows)) < len(before[0])
    places = [place for trade in found for place in trade.tolist()]
    assert len(places) == len(set(places)) == len({*zip(*before, strict=True)} ^ {*zip(*after, strict=True)})
    for trade in found:
        if draws.random() < 0.5:
            meets[trade] = ~meets[trade]
    for which, people in ((0, rows), (1, columns)):
        sizes = [np.bincount(choice[which], minlength=5) for choice in (before, after)]
        counts = np.bincount(people[meets], minlength=5)
        assert (counts >= np.minimum(*sizes)).all()
        assert (counts <= np.maximum(*sizes)).all()


@given(pairs=at_most_two_each(5, 5), data=st.data())
def test_two_rounds_are_shared_out_so_that_nobody_is_twice_in_one(pairs, data):
    levels = Levels.of(PlanningProblem(np.arange(25).reshape(5, 5) / 25), even_counts=False)
    counts = [np.bincount(pairs[part], minlength=5) for part in (0, 1)]
    only = [
        np.array([data.draw(st.sampled_from([FREE, 0, 1])) if n == 1 else FREE for n in side], np.int64)
        for side in counts
    ]
    tables = data.draw(st.integers(0, 5)), data.draw(st.integers(0, 5))
    turns = in_turns(levels, pairs, (only[0], only[1]), tables, None)
    for turn in (0, 1):
        members = turns == turn
        assert members.sum() <= tables[turn]
        for part in (0, 1):
            assert np.bincount(pairs[part][members], minlength=1).max() <= 1
            assert np.isin(only[part][pairs[part][members]], [FREE, turn]).all()
    if min(tables) == 5 and all((side == FREE).all() for side in only):
        assert (turns != LEFT_OUT).all()


@given(seed=st.integers(0, 10**6))
def test_a_break_is_left_free_in_every_window(seed):
    rng = np.random.default_rng(seed)
    open_ = rng.random((6, 5)) < 0.8, rng.random((4, 5)) < 0.8
    first = rng.integers(0, 5, 10)
    windows = np.stack([first, np.minimum(first + rng.integers(0, 3, 10), 4)], axis=1)
    windows[rng.random(10) < 0.3] = -1
    there = without_breaks(open_, (windows[:6], windows[6:]), np.full(5, 4))
    for part, window in ((0, windows[:6]), (1, windows[6:])):
        assert not (there[part] & ~open_[part]).any()
        for who, (begin, end) in enumerate(window.tolist()):
            lost = int(open_[part][who].sum() - there[part][who].sum())
            assert lost <= 1
            assert begin < 0 or not there[part][who, begin : end + 1].all()
            assert begin >= 0 or lost == 0


@given(seed=st.integers(0, 10**6), even_counts=st.booleans())
@settings(deadline=None)
def test_the_relaxations_prices_tell_the_chosen_pairs_from_the_others(seed, even_counts):
    """Complementary slackness: what is chosen gains by the prices, what is not chosen does not."""
    rng = np.random.default_rng(seed)
    problem = PlanningProblem(rng.random((5, 6)).round(2), n_rounds=3, row_available=rng.random((5, 3)) < 0.8)
    levels = Levels.of(problem, even_counts=even_counts)
    evening = Evening.of(levels)
    pairs = Candidates.of(levels, *np.nonzero(levels.flow.allowed))
    caps = evening.open_[0].sum(axis=1), evening.open_[1].sum(axis=1)
    standing, room = Standing.of(levels, np.zeros((0, 3), np.int64)), int(evening.tables.sum())
    chosen, prices = priced_pairs_of_rounds(levels, pairs, standing, caps, room, np.zeros(0, np.int64))
    taken = np.isin(pairs.rows * 6 + pairs.columns, chosen[0] * 6 + chosen[1])
    gains = pairs.values - prices.ends
    assert (gains[taken] >= 0).all()
    assert (gains[~taken] <= 0).all()
    assert (prices.ends - prices.meeting >= 0).all()
