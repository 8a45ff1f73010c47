"""A situation -> the fewest changed cells there are, proven, by linear and integer programming.

The linear relaxation is nearly integral here: its reduced costs say which meetings can be part of a plan with fewer
than z + g changes (reduced-cost fixing: Dantzig, Fulkerson & Johnson 1954, doi:10.1287/opre.2.4.393), and branch and
cut over these few (HiGHS: Huangfu & Hall 2018, doi:10.1007/s12532-017-0130-5) ends at its root as a rule. A limit on
nodes keeps it reproducible; a limit in seconds does not.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schedules.repairing.meetings_to_come import MeetingsToCome

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
MOST_NODES = 200
FIRST_GAP = 1.0
INFEASIBLE = 2  # as scipy says it
ALMOST = 1e-6


@dataclass(frozen=True)
class Optimum:
    """Lines (round, row, column), None when none were found; what no plan can pass; whether there is no plan at all."""

    timed: Integers | None
    bound: float
    impossible: bool = False


@dataclass(frozen=True)
class Asked:
    """What a plan must have beside the rules: exactly so many meetings, at least so much weight; None for either."""

    n_meetings: int | None = None
    weight: float | None = None


def most_meetings(model: MeetingsToCome, time_limit: float | None) -> Optimum:
    """Return the most meetings and, as far as the limits allow, with the fewest changes among those."""
    # a meeting more costs less than all changes together: beside them the relaxation is seldom fractional
    meeting = 4 * int(model.rounds.tables[model.rounds.from_round :].sum()) + 1
    found = _solved(model, model.changed_cells - meeting, Asked(), time_limit)
    return Optimum(found.timed, -found.bound // meeting, found.impossible)


def most_weight(model: MeetingsToCome, n_meetings: int, time_limit: float | None) -> Optimum:
    """Return so many meetings of the most weight."""
    found = _solved(model, -model.weights, Asked(n_meetings), time_limit)
    return Optimum(found.timed, -found.bound, found.impossible)


def fewest_changes(
    model: MeetingsToCome, asked: Asked, fewest_known: int | None, *, prove: bool, time_limit: float | None
) -> Optimum:
    """Return a plan with the fewest changed cells, None when none has fewer than is known, and a bound on them.

    fewest_known: changed cells of a plan at hand. prove: go on until the fewest are proven. Exponential at worst; a
    second for 60 x 60 people as a rule.
    """
    relaxed = _relaxed(model, asked, time_limit)
    if isinstance(relaxed, Optimum):
        return relaxed
    base = model.changed_without_meetings
    value, reduced = base + relaxed[0], relaxed[1]
    best: Integers | None = None
    known = math.inf if fewest_known is None else fewest_known
    bound, gap = _whole(value), FIRST_GAP
    while bound < known:
        few = model.only(reduced < gap)
        few = few if len(few.lines) else model
        # a bound within one of the number of changes proves it: no meeting adds or saves more than two
        found = _solved(
            few, few.changed_cells, asked, time_limit, gap=0.49 / max(1, asked.n_meetings or len(few.lines))
        )
        if found.timed is not None and model.rounds.cells.n_changed(found.timed) < known:
            best, known = found.timed, model.rounds.cells.n_changed(found.timed)
        complete = len(few.lines) == len(model.lines)
        inside = math.inf if found.impossible else base + found.bound
        outside = math.inf if complete else value + gap  # with a meeting of reduced cost >= gap
        bound = max(bound, min(_whole(inside), _whole(outside), known))
        # nothing is left out, a limit ended the search, or it is good enough
        if complete or inside < min(known, outside) or (known < math.inf and not prove):
            break
        gap = max(known - value, 2 * gap) if known < math.inf else 8 * gap
    return Optimum(best, min(bound, known), impossible=best is None and bound == math.inf)


def _whole(value: float) -> float:
    return value if math.isinf(value) else math.ceil(value - ALMOST)


def _relaxed(model: MeetingsToCome, asked: Asked, time_limit: float | None) -> tuple[float, Numbers] | Optimum:
    """Return the linear relaxation's value and reduced costs, or what is known when it was not solved."""
    from scipy import optimize, sparse  # noqa: PLC0415  slow import

    matrix, least, most = _rules(model, asked)
    equal, above, below = least == most, (least > -np.inf) & (least < most), (most < np.inf) & (least < most)
    solve: Any = optimize.linprog
    found = solve(
        model.changed_cells,
        A_ub=sparse.vstack([matrix[below], -matrix[above]]),
        b_ub=np.concatenate([most[below], -least[above]]),
        A_eq=matrix[equal] if equal.any() else None,
        b_eq=most[equal] if equal.any() else None,
        bounds=np.column_stack([model.fixed.astype(float), np.ones(len(model.lines))]),
        method="highs",
        options={} if time_limit is None else {"time_limit": time_limit},
    )
    if found.status != 0:
        return Optimum(None, 0, impossible=found.status == INFEASIBLE)
    reduced: Numbers = found.lower.marginals
    return float(found.fun), reduced


def _solved(model: MeetingsToCome, costs: Any, asked: Asked, time_limit: float | None, *, gap: float = 0.0) -> Optimum:
    from scipy import optimize  # noqa: PLC0415  slow import

    matrix, least, most = _rules(model, asked)
    options: dict[str, float] = {"node_limit": MOST_NODES, "mip_rel_gap": gap}
    if time_limit is not None:
        options["time_limit"] = time_limit
    solve: Any = optimize.milp
    found = solve(
        costs,
        constraints=optimize.LinearConstraint(matrix, least, most),
        bounds=optimize.Bounds(model.fixed.astype(float), 1.0),
        integrality=np.ones(len(model.lines)),
        options=options,
    )
    if found.status == INFEASIBLE:
        return Optimum(None, math.inf, impossible=True)
    bound = -math.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
    return Optimum(None if found.x is None else model.lines[found.x > 0.5], bound)


def _rules(model: MeetingsToCome, asked: Asked) -> tuple[Any, Numbers, Numbers]:
    from scipy.sparse import csr_array, vstack  # noqa: PLC0415  slow import

    matrix, least, most = model.rules()
    if asked.n_meetings is not None:
        matrix = vstack([matrix, csr_array(np.ones((1, len(model.lines))))])
        least, most = np.append(least, asked.n_meetings), np.append(most, asked.n_meetings)
    if asked.weight is not None:
        matrix = vstack([matrix, csr_array(model.weights[None, :])])
        least, most = np.append(least, asked.weight), np.append(most, np.inf)
    return matrix.tocsr(), least, most
