"""A floor -> how heavy choices with that lowest total can be: a linear programme on good pairs, proven over all pairs.

    maximise   sum w x - SHORTAGE * (sum short + sum lack)
    subject to least <= sum of x at each participant + lack <= most, sum x + lack = number of meetings, 0 <= x <= 1,
               total of each participant who counts + short >= floor, short >= 0, lack >= 0

Floors that matter and pairs that are missing join until none is left (row and column generation). Its dual prices are
turned into a proof by ``floor_bound``. Solver: HiGHS (Huangfu & Hall 2018, doi:10.1007/s12532-017-0130-5).
"""

from dataclasses import dataclass, replace

import numpy as np

from schedules.fair.floor_bound import Prices, pair_prices, proven_bound
from schedules.fair.floor_problem import FloorProblem, quantised
from schedules.pairs.flow_of_pairs import Integers, Numbers, Truths

SHORTAGE = 30_000.0
MOST_PASSES = 5  # in which floors that were left out and pairs that were not in the core join
SLIGHT = 1e-7


@dataclass(frozen=True)
class Reached:
    """What the programme says about a floor.

    problem: with the pairs that joined the core. watched: whose floors the programme holds. choice: x of each pair of
    the core. gains: the reduced cost of each, above 0 where choosing it pays. possible: False where a pair is too light
    for the floor. bound: no choice with that floor weighs more, by these prices. short: fractions do not reach it.
    """

    problem: FloorProblem
    watched: Truths
    choice: Numbers
    gains: Numbers
    possible: Truths
    bound: float
    prices: Prices
    short: bool


def heaviest_at_floor(problem: FloorProblem, floor: float, watched: Truths) -> Reached | None:
    """Return the linear optimum at a floor and the proven bound; None when the solver gives up.

    watched: participants whose floor is in the programme from the start, (n_people,); others join when they fall short.
    Complexity: some linear programmes with O(pairs in the core) columns and passes over all pairs.
    """
    watched = watched & problem.counts
    bound, proof = np.inf, None
    for number in range(MOST_PASSES):
        least = np.maximum(problem.least, problem.needed_meetings(floor))
        if (least > problem.most).any():
            least = np.minimum(least, problem.most)
        lightest = problem.lightest_pairs(floor, problem.most)
        people = problem.n_rows + problem.columns
        possible = problem.weights >= np.maximum(lightest[problem.rows], lightest[people])
        solved = _solve(problem, floor, watched, least, possible)
        if solved is None:
            return None
        choice, short, prices = solved
        totals = problem.totals(problem.rows, problem.columns, problem.weights * choice)
        missed = problem.counts & ~watched & (totals < floor - SLIGHT)
        value, joining = proven_bound(problem, floor, prices)
        if value < bound:
            bound, proof = value, prices
        if number == MOST_PASSES - 1 or not (missed.any() or len(joining[0])):
            break
        watched = watched | missed
        problem = _with_pairs(problem, *joining)
    rise = 1 + prices.floors[problem.rows] + prices.floors[problem.n_rows + problem.columns]
    gains = problem.weights * rise - pair_prices(problem, prices, problem.rows, problem.columns)
    return Reached(problem, watched, choice, gains, possible, bound, proof or prices, short > SLIGHT)


def _solve(
    problem: FloorProblem, floor: float, watched: Truths, least: Integers, possible: Truths
) -> tuple[Numbers, float, Prices] | None:
    """Return x of each core pair, the shortage and the prices."""
    from scipy.optimize import linprog  # noqa: PLC0415  slow import
    from scipy.sparse import coo_array  # noqa: PLC0415  slow import

    n_people, n_rows = problem.n_people, problem.n_rows
    kept = np.flatnonzero(possible)
    rows, people, weights = problem.rows[kept], n_rows + problem.columns[kept], problem.weights[kept]
    n_pairs, who = len(kept), np.flatnonzero(watched)
    pairs = np.arange(n_pairs)
    everyone = np.arange(n_people)
    n_variables = n_pairs + 2 * n_people + len(who)
    equal = coo_array(
        (
            np.concatenate([np.ones(2 * n_pairs), -np.ones(n_people), np.ones(n_people), np.ones(n_rows)]),
            (
                np.concatenate([rows, people, everyone, everyone, np.full(n_rows, n_people)]),
                np.concatenate(
                    [pairs, pairs, n_pairs + everyone, n_pairs + n_people + everyone, n_pairs + np.arange(n_rows)]
                ),
            ),
        ),
        shape=(n_people + 1, n_variables),
    )
    entries, lines, places, right = extra_rules(problem, kept, floor, who)
    shorts = np.arange(len(who))
    more = coo_array(
        (
            np.concatenate([entries, -np.ones(len(who))]),
            (np.concatenate([lines, shorts]), np.concatenate([places, n_pairs + 2 * n_people + shorts])),
        ),
        shape=(len(right), n_variables),
    )
    missing = n_people + len(who)
    costs = np.concatenate([-weights, np.zeros(n_people), np.full(missing, SHORTAGE)])
    lower = np.concatenate([np.zeros(n_pairs), least, np.zeros(missing)])
    upper = np.concatenate([np.ones(n_pairs), problem.most, np.full(missing, np.inf)])
    found = linprog(  # type: ignore[call-overload]  # its stubs do not know arrays of bounds
        costs,
        A_ub=more.tocsr(),
        b_ub=right,
        A_eq=equal.tocsr(),
        b_eq=np.append(np.zeros(n_people), problem.flow.n_meetings),
        bounds=np.stack([lower, upper], axis=1),
        method="highs",
    )
    if found.x is None or found.status != 0:
        return None
    choice = np.zeros(len(problem.rows))
    choice[kept] = np.clip(found.x[:n_pairs], 0, 1)
    floors, novel = np.zeros(n_people), np.zeros(n_people)
    rule_prices = np.maximum(-found.ineqlin.marginals, 0)
    floors[who] = rule_prices[: len(who)]
    wishing = np.flatnonzero(problem.novel_least)
    novel[wishing] = rule_prices[len(who) : len(who) + len(wishing)]
    prices = Prices(-found.eqlin.marginals[:n_people], -float(found.eqlin.marginals[n_people]), floors, novel)
    return choice, float(found.x[n_pairs + n_people :].sum()), prices


def extra_rules(
    problem: FloorProblem, kept: Integers, floor: float, who: Integers
) -> tuple[Numbers, Integers, Integers, Numbers]:
    """Return entries, lines, pairs and right sides of  A x <= b:  floors of ``who``, novel meetings, organisations."""
    rows, people, weights = problem.rows[kept], problem.n_rows + problem.columns[kept], problem.weights[kept]
    pairs = np.arange(len(kept))
    line_of = np.full(problem.n_people, -1)
    line_of[who] = np.arange(len(who))
    right = [problem.standing[who] - floor]
    entries, lines, places = [], [], []
    for end in (rows, people):
        there = line_of[end] >= 0
        entries.append(-weights[there])
        lines.append(line_of[end][there])
        places.append(pairs[there])
    n_lines = len(who)
    if problem.novel is not None and problem.novel_least.any():
        wishing = np.flatnonzero(problem.novel_least)
        line_of = np.full(problem.n_people, -1)
        line_of[wishing] = n_lines + np.arange(len(wishing))
        novel = problem.novel[rows, people - problem.n_rows]
        for end in (rows, people):
            there = novel & (line_of[end] >= 0)
            entries.append(-np.ones(int(there.sum())))
            lines.append(line_of[end][there])
            places.append(pairs[there])
        right.append(-problem.novel_least[wishing].astype(np.float64))
        n_lines += len(wishing)
    if problem.has_colleagues:
        of_rows, of_columns = problem.flow.row_side.groups, problem.flow.column_side.groups
        names = of_rows[rows] * (int(of_columns.max()) + 1) + of_columns[people - problem.n_rows]
        _, gate, size = np.unique(names, return_inverse=True, return_counts=True)
        shared = np.flatnonzero(size > 1)
        line_of = np.full(len(size), -1)
        line_of[shared] = n_lines + np.arange(len(shared))
        there = line_of[gate] >= 0
        entries.append(np.ones(int(there.sum())))
        lines.append(line_of[gate][there])
        places.append(pairs[there])
        right.append(np.ones(len(shared)))
    return np.concatenate(entries), np.concatenate(lines), np.concatenate(places), np.concatenate(right)


def _with_pairs(problem: FloorProblem, rows: Integers, columns: Integers) -> FloorProblem:
    n_columns = problem.n_people - problem.n_rows
    keys = np.concatenate([problem.rows * n_columns + problem.columns, rows * n_columns + columns])
    joining = quantised(problem.flow.weights[rows, columns], problem.units_per_weight)
    weights = np.concatenate([problem.weights, joining])
    order = np.argsort(keys, kind="stable")
    joined = np.divmod(keys[order], n_columns)
    return replace(problem, rows=joined[0], columns=joined[1], weights=weights[order])
