"""Prices of meetings and floors -> how heavy a choice that reaches a floor can be, proven over all pairs.

Lagrangian relaxation (Geoffrion 1974, doi:10.1007/BFb0120690): for *any* prices lambda >= 0 on the floors, nu >= 0 on
the least novel meetings, p on each participant's meetings and r on their number, no choice that reaches the floor
weighs more than

    sum over allowed pairs of (w (1 + lambda_i + lambda_j) + nu - p_i - p_j)+     (the best of two organisations' pairs)
    + sum over people of the most that (p - r) times their meetings can be + r * number of meetings
    - sum lambda (floor - standing) - sum nu * least novel meetings.

That needs no trust in the solver that made the prices, and holds whatever pairs it left out. Rounding is added.
"""

from dataclasses import dataclass

import numpy as np

from schedules.fair.floor_problem import FloorProblem
from schedules.pairs.flow_of_pairs import Integers, Numbers, Truths

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


def proven_bound(problem: FloorProblem, floor: float, prices: Prices) -> tuple[float, tuple[Integers, Integers]]:
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
    blurred = problem.flow.n_meetings + 2 * float((prices.floors * most).sum())  # weights that count whole units
    rounding = np.finfo(np.float64).eps * (n_people + len(counted) + 8) * size
    rounding += blurred * problem.blur / problem.units_per_weight
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
    parts: list[list[Integers]] = [[], [], [], []]
    size = max(1, CELLS_AT_ONCE // max(1, problem.n_people - problem.n_rows))
    for first in range(0, problem.n_rows, size):
        block = slice(first, min(first + size, problem.n_rows))
        gains, possible = _gains(problem, prices, lightest, block)
        for place, found in ((0, possible & (np.abs(gains) <= room)), (2, possible & (gains > room))):
            rows, columns = np.nonzero(found)
            parts[place].append(first + rows)
            parts[place + 1].append(columns)
    return tuple(np.concatenate(part) for part in parts)


def pair_prices(problem: FloorProblem, prices: Prices, rows: Integers, columns: Integers) -> Numbers:
    """Return what the prices ask of each pair."""
    people = problem.n_rows + columns
    priced = prices.meetings[rows] + prices.meetings[people]
    if problem.novel is not None:
        priced = priced - problem.novel[rows, columns] * (prices.novel[rows] + prices.novel[people])
    return priced


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
