"""Nobody idles two rounds in a row when that can be avoided, and an evening that is cut short has lost little."""

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules import PlanningProblem
from schedules.constraints import needs_break, presence, tables_per_round
from schedules.pairs.pairing import choose_pairs
from schedules.rounds.idle_spread import consecutive_idle_rounds, least_consecutive, spread_idle_rounds
from schedules.rounds.open_rounds import in_rounds
from schedules.rounds.round_trades import PLAYED_SHARE
from tests.schedules.instances import crowded_evening
from tests.schedules.timed_evenings import evenings_in_rounds


def total(counts):
    return sum(int(side.sum()) for side in counts)


def played(problem, lines):
    weights = problem.weights[lines[:, 1], lines[:, 2]]
    return np.cumsum(np.bincount(lines[:, 0], weights=weights, minlength=problem.n_rounds))


def keeps_the_rules(problem, lines):
    """The rules of rounds, from their text."""
    there, room = presence(problem), tables_per_round(problem)
    for side in (0, 1):
        busy = Counter((line[0], line[1 + side]) for line in lines.tolist())
        if busy and max(busy.values()) > 1:
            return False
        if not all(there[side][who, round_number] for round_number, who in busy):
            return False
        windows = (problem.row_breaks, problem.column_breaks)[side]
        for who in np.flatnonzero(needs_break(problem)[side]).tolist():
            first, last = windows[who].tolist()
            if all((round_number, who) in busy for round_number in range(first, last + 1)):
                return False
    locked = {(round_number, row, column) for round_number, _, row, column in problem.locked}
    sizes = np.bincount(lines[:, 0], minlength=problem.n_rounds)
    return bool((sizes <= room).all()) and locked <= {tuple(line) for line in lines.tolist()}


@given(evening=evenings_in_rounds(), seed=st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_every_rule_that_was_kept_stays_kept_and_nothing_gets_worse(evening, seed):
    problem, lines = evening
    assert keeps_the_rules(problem, lines)
    spread = spread_idle_rounds(problem, lines, seed=seed)
    assert keeps_the_rules(problem, spread)
    assert spread[:, 1:].tolist() == lines[:, 1:].tolist()
    assert spread.tolist() == spread_idle_rounds(problem, lines, seed=seed).tolist()
    before, after = total(consecutive_idle_rounds(problem, lines)), total(consecutive_idle_rounds(problem, spread))
    open_rounds = np.cumsum(tables_per_round(problem) > 0)
    even = PLAYED_SHARE * played(problem, lines)[-1] * open_rounds / max(1, open_rounds[-1])
    assert (played(problem, spread) >= np.minimum(even, played(problem, lines)) - 1e-8).all()
    assert after >= total(least_consecutive(problem, lines))
    if (played(problem, lines) >= even).all():  # otherwise weight is brought forward first, whoever idles then
        assert after <= before


@pytest.mark.parametrize(
    ("weights", "lines"),
    [
        ([[1.0, 0.1], [0.1, 1.0]], [(0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 1)]),
        ([[1.0, 0.1, 0.2], [0.1, 1.0, 0.2]], [(0, 0, 1), (1, 1, 0), (1, 0, 2), (2, 1, 1)]),
    ],
)
def test_weight_is_brought_forward_where_an_evening_cut_short_would_lose_too_much(weights, lines):
    """The weighty meetings come last: along a chain that closes up, and along open ones."""
    lines = np.array(lines)
    problem = PlanningProblem(weights, n_rounds=int(lines[-1, 0]) + 1)
    even = 0.95 * played(problem, lines)[-1] * np.arange(1, problem.n_rounds + 1) / problem.n_rounds
    assert (played(problem, lines) < even).any()
    spread = spread_idle_rounds(problem, lines, seed=0)
    assert keeps_the_rules(problem, spread)
    assert (played(problem, spread) >= even).all()


@pytest.mark.parametrize(("weighed", "at_least"), [(False, 30), (True, 25)])
def test_as_few_as_the_best_of_all_ways_to_give_the_rounds(weighed, at_least):
    """Every way to give rounds to six meetings; what has to be played early may bar the trades on the way there."""
    n_rounds, as_good = 4, 0
    ways = np.array(list(product(range(n_rounds), repeat=6)))
    ways = ways[(ways[:, :, None] == np.arange(n_rounds)).sum(axis=1).max(axis=1) <= 2]  # tables
    for seed in range(30):
        rng = np.random.default_rng(seed)
        problem = PlanningProblem(weighed * rng.random((3, 4)), n_rounds=n_rounds, n_tables=2)
        lines = in_rounds(problem, np.column_stack(np.divmod(rng.permutation(12)[:6], 4)), seed=seed)
        floor = PLAYED_SHARE * played(problem, lines)[-1] * np.arange(1, n_rounds + 1) / n_rounds
        weights = problem.weights[lines[:, 1], lines[:, 2]]
        early = np.cumsum((weights[:, None] * (ways[:, :, None] == np.arange(n_rounds))).sum(axis=1), axis=1)
        proper = np.ones(len(ways), bool)
        for one, other in combinations(range(6), 2):
            if (lines[one, 1:] == lines[other, 1:]).any():
                proper &= ways[:, one] != ways[:, other]
        tries = ways[proper & (early >= floor - 1e-9).all(axis=1)]
        least = min(total(consecutive_idle_rounds(problem, np.column_stack([way, lines[:, 1:]]))) for way in tries)
        reached = total(consecutive_idle_rounds(problem, spread_idle_rounds(problem, lines, seed=0)))
        assert reached >= least
        as_good += reached == least
    assert as_good >= at_least


def test_what_a_person_cannot_avoid_is_counted_right():
    """Every way to place so many meetings in the rounds in which one person is there."""
    for there in product([False, True], repeat=6):
        rounds = np.flatnonzero(there)
        for n_meetings in range(len(rounds) + 1):
            fewest = min(
                sum(there[r] and there[r + 1] and r not in busy and r + 1 not in busy for r in range(5))
                for busy in combinations(rounds.tolist(), n_meetings)
            )
            problem = PlanningProblem(np.ones((1, 6)), n_rounds=6, row_available=[there])
            lines = np.array([(rounds[k], 0, k) for k in range(n_meetings)], np.int64).reshape(-1, 3)
            assert least_consecutive(problem, lines)[0].tolist() == [fewest]


@pytest.mark.parametrize("share_of_tables", [0.7, 1.0])
@pytest.mark.parametrize(("n_rows", "n_columns"), [(31, 25), (60, 50), (100, 100), (12, 12)])
def test_after_each_round_its_share_of_the_weight_is_played(n_rows, n_columns, share_of_tables):
    """Heaviest first: the mean of the first rounds is never below the mean of all; the rest is what trades may take."""
    problem = crowded_evening(n_rows, n_columns, share_of_tables=share_of_tables)
    pairs = choose_pairs(problem, even_counts=True).pairs
    even = problem.weights[pairs[:, 0], pairs[:, 1]].sum() * np.arange(1, 9) / 8
    lines = in_rounds(problem, pairs, seed=0)
    assert (played(problem, lines) >= even - 1e-9).all()
    spread = spread_idle_rounds(problem, lines, seed=0)
    assert (played(problem, spread) >= 0.95 * even - 1e-9).all()


@pytest.mark.parametrize(("n_rows", "n_columns", "share"), [(31, 25, 1.0), (60, 50, 0.7), (100, 100, 0.7)])
def test_nobody_idles_twice_in_a_row_with_even_counts(n_rows, n_columns, share):
    problem = crowded_evening(n_rows, n_columns, share_of_tables=share)
    lines = in_rounds(problem, choose_pairs(problem, even_counts=True).pairs, seed=0)
    assert total(consecutive_idle_rounds(problem, lines)) > 0
    spread = spread_idle_rounds(problem, lines, seed=0)
    assert total(consecutive_idle_rounds(problem, spread)) == 0


def test_idle_rounds_beside_an_absence_are_not_in_a_row():
    """Row 0 idles in rounds 0 and 2 and is away in round 1; the column idles in rounds 0 to 2: twice in a row."""
    problem = PlanningProblem([[0.5]], n_rounds=4, row_available=[[True, False, True, True]])
    rows, columns = consecutive_idle_rounds(problem, np.array([[3, 0, 0]]))
    assert (rows.tolist(), columns.tolist()) == ([0], [2])
