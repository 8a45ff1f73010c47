"""A fractional choice at a floor -> whole pairs that reach it, by a small mixed-integer programme around it.

The linear optimum is whole but for some pairs around the floors that bind. Pairs far from paying either way (reduced
costs) keep their value; the nearest ones are chosen anew, whole: relaxation-induced neighbourhood (Danna, Rothberg &
Le Pape 2005, doi:10.1007/s10107-004-0518-7). Nodes are counted, not seconds, so that the result is the same anywhere.
"""

from dataclasses import dataclass

import numpy as np

from schedules.fair.floor_problem import FloorProblem
from schedules.fair.floor_programme import Reached, extra_rules
from schedules.pairs.flow_of_pairs import Integers, Truths

SLIGHT = 1e-6
LEAST_FREE = 300


@dataclass(frozen=True)
class Effort:
    """How many pairs per participant are chosen anew, how many nodes are searched, how close to the best will do."""

    n_free: int
    n_nodes: int
    relative_gap: float


def whole_choice(reached: Reached, floor: float, *, effort: Effort, time_limit: float | None) -> Truths | None:
    """Return which core pairs meet, heaviest among what was tried, everybody at the floor; None when none was found."""
    problem, choice = reached.problem, reached.choice
    fractional = (choice > SLIGHT) & (choice < 1 - SLIGHT)
    nearness = np.where(fractional, -1.0, np.abs(reached.gains))
    nearness[~reached.possible] = np.inf
    order = np.argsort(nearness, kind="stable")
    free = np.zeros(len(choice), np.bool_)
    free[order[: max(effort.n_free * problem.n_people, LEAST_FREE, int(fractional.sum()))]] = True
    free &= reached.possible
    kept = np.rint(choice).astype(np.bool_) & ~free
    return _solve(problem, kept, np.flatnonzero(free), floor, effort, time_limit)


def _solve(
    problem: FloorProblem,
    kept: Truths,
    free: Integers,
    floor: float,
    effort: Effort,
    time_limit: float | None,
) -> Truths | None:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  slow import
    from scipy.sparse import coo_array  # noqa: PLC0415  slow import

    n_people = problem.n_people
    people = problem.n_rows + problem.columns
    n_free, ones = len(free), np.ones(len(free))
    if not n_free:
        return None
    pairs = np.arange(n_free)
    fixed = np.flatnonzero(kept)
    counts = np.bincount(problem.rows[fixed], minlength=n_people) + np.bincount(people[fixed], minlength=n_people)
    touched = np.flatnonzero(
        np.bincount(problem.rows[free], minlength=n_people) + np.bincount(people[free], minlength=n_people)
    )
    meetings = coo_array(
        (np.ones(2 * n_free), (np.concatenate([problem.rows[free], people[free]]), np.concatenate([pairs, pairs]))),
        shape=(n_people, n_free),
    ).tocsr()[touched]
    least = np.maximum(problem.least, problem.needed_meetings(floor)) - counts
    who = np.flatnonzero(problem.counts)
    both = np.concatenate([fixed, free])
    entries, lines, places, right = extra_rules(problem, both, floor, who)
    of_all = coo_array((entries, (lines, places)), shape=(len(right), len(both))).tocsc()
    right = right - of_all[:, : len(fixed)] @ np.ones(len(fixed))
    rules = of_all[:, len(fixed) :].tocsr()
    active = np.flatnonzero((np.diff(rules.indptr) > 0) | (right < -1e-9))
    found = milp(
        -problem.weights[free],
        integrality=np.ones(n_free, np.int64),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(meetings, least[touched], (problem.most - counts)[touched]),
            LinearConstraint(rules[active], -np.inf, right[active]),
            LinearConstraint(ones[None, :], problem.flow.n_meetings - len(fixed), problem.flow.n_meetings - len(fixed)),
        ],
        options={
            "node_limit": effort.n_nodes,
            "mip_rel_gap": effort.relative_gap,
            "time_limit": np.inf if time_limit is None else time_limit,
        },
    )
    if found.x is None:
        return None
    whole = kept.copy()
    whole[free] = found.x > 0.5
    return whole if _keeps_the_rules(problem, whole) else None


def _keeps_the_rules(problem: FloorProblem, whole: Truths) -> bool:
    """Check what the levels above ask for, in whole numbers."""
    rows, people = problem.rows[whole], problem.n_rows + problem.columns[whole]
    counts = np.bincount(rows, minlength=problem.n_people) + np.bincount(people, minlength=problem.n_people)
    if len(rows) != problem.flow.n_meetings or (counts < problem.least).any() or (counts > problem.most).any():
        return False
    if problem.novel is not None:
        novel = problem.novel[rows, people - problem.n_rows]
        counts = np.bincount(rows[novel], minlength=problem.n_people)
        counts += np.bincount(people[novel], minlength=problem.n_people)
        if (counts < problem.novel_least).any():
            return False
    of_rows, of_columns = problem.flow.row_side.groups, problem.flow.column_side.groups
    names = of_rows[rows] * (int(of_columns.max(initial=0)) + 1) + of_columns[people - problem.n_rows]
    return len(np.unique(names)) == len(names)
