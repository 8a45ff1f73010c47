"""A floor -> how heavy choices with that lowest total can be: a linear programme on good pairs, proven over all pairs.

    maximise   sum w x - SHORTAGE * (sum short + sum lack)
    subject to least <= sum of x at each participant + lack <= most, sum x + lack = number of meetings, 0 <= x <= 1,
               total of each participant who counts + short >= floor, short >= 0, lack >= 0

Its dual prices are a proof that needs no trust in the solver (Lagrangian relaxation, Geoffrion 1974,
doi:10.1007/BFb0120690): for *any* prices lambda >= 0 on the floors and p, r on the meetings, no choice that reaches the
floor weighs more than  sum of (w (1 + lambda) - p - r)+ over all allowed pairs + what the prices p, r grant - lambda *
floor. That sum is taken over the whole matrix, whatever pairs the programme left out; pairs that add to it join the
programme. Solver: HiGHS (Huangfu & Hall 2018, doi:10.1007/s12532-017-0130-5).
"""

from dataclasses import dataclass, replace

import numpy as np

from schedules.floor_problem import FloorProblem
from schedules.flow_of_pairs import Integers, Numbers, Truths

SHORTAGE = 1000.0
MOST_PASSES = 5  # in which floors that were left out and pairs that were not in the core join
CELLS_AT_ONCE = 2**20
PAIRS_JOINING = 4  # per participant and pass
SLIGHT = 1e-7


@dataclass(frozen=True)
class Prices:
    """Of meetings (people), of the number of meetings, of floors, of novel meetings."""

    meetings: Numbers
    number: float
    floors: Numbers
    novel: Numbers


@dataclass(frozen=True)
class Reached:
    """What the programme says about a floor.

    problem: with the pairs that joined the core. watched: whose floors the programme holds. choice: x of each core pair. gains: the reduced cost of each, above 0
    where choosing it pays. possible: core pairs light enough to leave out are False. bound: no choice with that floor
    weighs more, by these prices. short: even a fractional choice does not reach the floor.
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
        value, joining = _proven(problem, floor, prices)
        if value < bound:
            bound, proof = value, prices
        found = float(problem.weights @ choice) - SHORTAGE * short
        last = number == MOST_PASSES - 1
        if last or (not missed.any() and bound <= found + 1e-6 * max(1.0, abs(found))):
            break
        watched = watched | missed
        problem = _with_pairs(problem, *joining)
    rise = 1 + prices.floors[problem.rows] + prices.floors[problem.n_rows + problem.columns]
    gains = problem.weights * rise - _pair_prices(problem, prices, problem.rows, problem.columns)
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
    found = linprog(
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


def _pair_prices(problem: FloorProblem, prices: Prices, rows: Integers, columns: Integers) -> Numbers:
    people = problem.n_rows + columns
    priced = prices.meetings[rows] + prices.meetings[people]
    if problem.novel is not None:
        priced = priced - problem.novel[rows, columns] * (prices.novel[rows] + prices.novel[people])
    return priced


def _proven(problem: FloorProblem, floor: float, prices: Prices) -> tuple[float, tuple[Integers, Integers]]:
    """Return the bound that the prices prove over all pairs, rounding included, and the pairs that add to it."""
    n_rows, n_people = problem.n_rows, problem.n_people
    least = np.maximum(problem.widest_least, problem.needed_meetings(floor))
    most = problem.widest_most
    if (least > most).any():
        return -np.inf, (problem.rows[:0], problem.columns[:0])
    lightest = problem.lightest_pairs(floor, most)
    granted = prices.meetings.copy()
    granted[:n_rows] -= prices.number
    terms = [
        np.maximum(granted * least, granted * most),
        np.array([prices.number * problem.flow.n_meetings]),
        -prices.floors * (floor - problem.standing),
        -prices.novel * problem.novel_least,
    ]
    rows, columns = [], []
    for first in range(0, n_rows, max(1, CELLS_AT_ONCE // max(1, n_people - n_rows))):
        block = slice(first, min(first + max(1, CELLS_AT_ONCE // max(1, n_people - n_rows)), n_rows))
        gains, possible = _gains(problem, prices, lightest, block)
        found = np.nonzero(possible & (gains > 0))
        rows.append(first + found[0])
        columns.append(found[1])
        terms.append(gains[found])
    pair_rows, pair_columns, gain = np.concatenate(rows), np.concatenate(columns), np.concatenate(terms[4:])
    if problem.has_colleagues:  # two organisations meet once: the best of their pairs counts
        of_rows, of_columns = problem.flow.row_side.groups, problem.flow.column_side.groups
        names = of_rows[pair_rows] * (int(of_columns.max()) + 1) + of_columns[pair_columns]
        order = np.lexsort((-gain, names))
        first_of = np.ones(len(order), np.bool_)
        first_of[1:] = names[order][1:] != names[order][:-1]
        counted = gain[order][first_of]
    else:
        counted = gain
    terms = [*terms[:4], counted]
    size = sum(float(np.abs(term).sum()) for term in terms)
    half_units = problem.flow.n_meetings + 2 * float((prices.floors * most).sum())
    rounding = np.finfo(np.float64).eps * (n_people + len(counted) + 8) * size + half_units / problem.units_per_weight
    bound = sum(float(term.sum()) for term in terms) + rounding
    joins = gain > SLIGHT
    return bound, _most_gaining(problem, pair_rows[joins], pair_columns[joins], gain[joins])


def pairs_that_matter(problem: FloorProblem, floor: float, prices: Prices, room: float) -> tuple[Integers, ...]:
    """Return rows and columns of all allowed pairs that may or may not meet in a choice whose weight is within ``room``
    of the bound of these prices, and of those that meet in every such choice; needs participants without colleagues.

    A pair whose reduced cost is more than ``room`` below 0 would cost the choice more than that, and so would leaving
    out one that is more than ``room`` above.
    """
    lightest = problem.lightest_pairs(floor, problem.widest_most)
    open_rows, open_columns, sure_rows, sure_columns = [], [], [], []
    size = max(1, CELLS_AT_ONCE // max(1, problem.n_people - problem.n_rows))
    for first in range(0, problem.n_rows, size):
        block = slice(first, min(first + size, problem.n_rows))
        gains, possible = _gains(problem, prices, lightest, block)
        for rows, columns, found in (
            (open_rows, open_columns, possible & (np.abs(gains) <= room)),
            (sure_rows, sure_columns, possible & (gains > room)),
        ):
            there = np.nonzero(found)
            rows.append(first + there[0])
            columns.append(there[1])
    return tuple(np.concatenate(part) for part in (open_rows, open_columns, sure_rows, sure_columns))


def _gains(problem: FloorProblem, prices: Prices, lightest: Numbers, block: slice) -> tuple[Numbers, Truths]:
    """Return what each pair of a block of rows adds to the bound, and whether it can take place."""
    n_rows, flow = problem.n_rows, problem.flow
    weights = flow.weights[block]
    gains = weights * ((1 + prices.floors[block])[:, None] + prices.floors[n_rows:])
    gains -= prices.meetings[block][:, None]
    gains -= prices.meetings[n_rows:]
    if problem.novel is not None:
        gains += problem.novel[block] * (prices.novel[block][:, None] + prices.novel[n_rows:])
    unit = 1 / problem.units_per_weight
    possible = flow.allowed[block] & (weights >= np.maximum(lightest[block][:, None], lightest[n_rows:]) - unit)
    return gains, possible


def _most_gaining(
    problem: FloorProblem, rows: Integers, columns: Integers, gains: Numbers
) -> tuple[Integers, Integers]:
    """Return the pairs outside the core that gain most, a few of each participant."""
    n_columns = problem.n_people - problem.n_rows
    new = ~np.isin(rows * n_columns + columns, problem.rows * n_columns + problem.columns)
    rows, columns, gains = rows[new], columns[new], gains[new]
    keep = np.zeros(len(rows), np.bool_)
    for who in (rows, columns):
        order = np.lexsort((columns, rows, -gains, who))
        first = np.searchsorted(who[order], who[order])
        keep[order[np.arange(len(order)) - first < PAIRS_JOINING]] = True
    return rows[keep], columns[keep]


def _with_pairs(problem: FloorProblem, rows: Integers, columns: Integers) -> FloorProblem:
    n_columns = problem.n_people - problem.n_rows
    keys = np.concatenate([problem.rows * n_columns + problem.columns, rows * n_columns + columns])
    weights = problem.flow.weights[rows, columns]
    weights = np.concatenate([problem.weights, np.rint(weights * problem.units_per_weight) / problem.units_per_weight])
    order = np.argsort(keys, kind="stable")
    joined = np.divmod(keys[order], n_columns)
    return replace(problem, rows=joined[0], columns=joined[1], weights=weights[order])
