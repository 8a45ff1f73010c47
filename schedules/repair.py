"""A plan and a new situation -> the next version of the plan: what was played stands, and little else changes.

The best remaining value comes from the machinery of ``build_plan`` on the problem in force (a bound, when people are
absent); of the plans with as many remaining meetings as can be had that are worth at least 99 % of it, the one is
sought that changes the fewest announced cells. Small evenings are solved exactly by integer programming, large ones by
a Lagrangian search (Fisher 1981, doi:10.1287/mnsc.27.1.1) with a bound beside it.
"""

from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import novel_pairs, presence, tables_per_round, worth
from schedules.fair.fair_pairing import never_meeting, yielding
from schedules.pairs.pairing import Pairing, choose_pairs, weight_bound
from schedules.plan import Certificate, MeetingPlan
from schedules.problem import PlanningProblem
from schedules.repair_certificate import RepairCertificate
from schedules.repairing.announced_cells import announced_cells
from schedules.repairing.fewest_changes import kept_lines
from schedules.repairing.in_force import Situation, situation_of
from schedules.repairing.newcomers import newcomers, with_owed_meetings, with_shares
from schedules.repairing.rounds_to_come import RoundsToCome
from schedules.repairing.searched_rounds import Searched, Wanted, searched
from schedules.repairing.tables_kept import tables_kept
from schedules.search_options import wrong_search_options
from schedules.shortages import InfeasiblePlan, Shortage

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
SHARE_OF_THE_BEST = 0.99


def repair_plan(
    problem: PlanningProblem,
    plan: MeetingPlan,
    *,
    from_round: int,
    announced: bool = True,
    nobody_left_out: bool = False,
    seed: int = 0,
    time_limit: float | None = None,
) -> MeetingPlan:
    """Return the plan's next version for the new situation, or the very same plan when nothing needs changing.

    Rounds before ``from_round`` stand as they were played. With ``announced``, round ``from_round`` is on people's
    phones: it changes only where a partner or a table has gone, and people without a meeting are put together. With
    ``nobody_left_out``, whoever is there and has no meeting to come is owed a share of the rounds left, one at least
    to whom the plan did not know; what cannot be had is lowered. Levels:
    demands, the most remaining meetings, at least 99 % of the best remaining weight (with the plan's own evenness, and
    less what the plan gave to fairness), the fewest changed cells. ``plan.repair`` has the figures and their bounds.
    Raises InfeasiblePlan when nobody is left or demands cannot be met together, ValueError when the plan and the
    problem do not belong together.
    """
    wrong = wrong_search_options(seed, time_limit)
    if wrong:
        raise ValueError(" ".join(wrong))
    asked = situation_of(problem, plan, from_round=from_round, announced=announced)
    _refuse_emptiness(asked)
    if not nobody_left_out:
        return _repaired(asked, seed, time_limit)
    tried = None
    for most, colleagues in _lowered_step_by_step(problem.n_rounds - from_round):
        owed = with_owed_meetings(problem, plan, from_round=from_round, most=most, colleagues=colleagues)
        if owed is problem:  # nothing is owed: where that cannot be met, what was asked for cannot
            return _repaired(asked, seed, time_limit)
        if owed == tried:  # this step lowers nothing
            continue
        tried = owed
        with suppress(InfeasiblePlan):
            return _repaired(situation_of(owed, plan, from_round=from_round, announced=announced), seed, time_limit)
    raise AssertionError("at the last step nothing is owed")


def _lowered_step_by_step(n_rounds: int) -> list[tuple[int | None, bool]]:
    """Return how much people are owed at most, half as much at each step: first colleagues, who share what their
    organisation can have, then everybody, to nothing."""
    halves = (n_rounds - 1).bit_length()
    fewer = [*(1 << half for half in reversed(range(halves))), 0]
    return [(None, False), *((most, colleagues) for colleagues in (True, False) for most in fewer)]


def _repaired(situation: Situation, seed: int, time_limit: float | None) -> MeetingPlan:
    plan = situation.plan
    rounds = RoundsToCome.of(situation, announced_cells(situation))
    pairing = choose_pairs(situation.problem, even_counts=plan.even_counts)
    n_meetings = pairing.most_meetings - len(situation.played)
    rounds = with_shares(rounds, newcomers(situation.asked, plan), n_meetings, even_counts=plan.even_counts)
    kept = kept_lines(rounds)
    wanted = _wanted(situation, pairing)
    heavy_enough = rounds.weight(kept) >= wanted.share * wanted.weight
    stands = _stands(situation, kept, pairing) and rounds.key(kept)[:2] == (0, 0)
    if stands and (heavy_enough or _weighs_the_same(situation)):
        return plan
    found = searched(situation.problem, rounds, kept, wanted, seed=seed, time_limit=time_limit)
    return _next_version(situation, rounds, found, pairing, seed)


def _wanted(situation: Situation, pairing: Pairing) -> Wanted:
    played = situation.played[:, 2:]
    units = np.rint(worth(situation.problem)[played[:, 0], played[:, 1]] * pairing.units_per_weight).sum()
    rounding = pairing.most_meetings / 2  # a weight may be half a unit more than its whole units say
    weight = (pairing.bound - float(units) + rounding) / pairing.units_per_weight
    share = SHARE_OF_THE_BEST * (1 - (situation.plan.fairness_tolerance or 0))
    return Wanted(pairing.most_meetings - len(played), weight, situation.plan.even_counts, share)


def _refuse_emptiness(situation: Situation) -> None:
    """Raise InfeasiblePlan when a side has nobody left, or there is no table left, in the rounds to come."""
    problem, first = situation.asked, situation.from_round
    if first == problem.n_rounds or not (situation.plan.meetings[:, 0] >= first).any():
        return
    sides = (("row", problem.row_available), ("column", problem.column_available))
    gone = [side for side, there in sides if there is not None and not there[:, first:].any()]
    if gone:
        raise InfeasiblePlan([Shortage("nobody_there", {"side": side}) for side in gone])
    to_come = [r for r in range(first, problem.n_rounds) if r not in problem.break_rounds]
    if to_come and not tables_per_round(problem)[to_come].any():
        raise InfeasiblePlan([Shortage("no_tables")])


def _stands(situation: Situation, kept: Integers, pairing: Pairing) -> bool:
    """Whether everything announced can take place as it was told and nothing more is possible than was before."""
    problem, plan = situation.asked, situation.plan
    shape = (problem.n_rows, problem.n_columns, problem.n_rounds, problem.n_tables)
    if shape != (plan.n_rows, plan.n_columns, plan.n_rounds, plan.n_tables) or situation.dropped:
        return False
    to_come = plan.meetings[plan.meetings[:, 0] >= situation.from_round]
    same_tables = set(map(tuple, tables_kept(situation, kept).tolist())) == set(map(tuple, to_come.tolist()))
    if len(kept) != len(to_come) or not same_tables:
        return False
    n_known = max(plan.certificate.most_meetings, len(plan))
    return pairing.most_meetings <= n_known


def _weighs_the_same(situation: Situation) -> bool:
    meetings = situation.plan.meetings
    now = worth(situation.asked)[meetings[:, 2], meetings[:, 3]]
    return bool(np.allclose(now, situation.plan.weights, rtol=0, atol=1e-12))


def _next_version(
    situation: Situation,
    rounds: RoundsToCome,
    found: Searched,
    pairing: Pairing,
    seed: int,
) -> MeetingPlan:
    plan, problem = situation.plan, situation.asked
    meetings = np.concatenate([situation.played, tables_kept(situation, found.timed)])
    weights = worth(problem)[meetings[:, 2], meetings[:, 3]]
    told = {(r, row, column): table for r, table, row, column in plan.meetings.tolist()}
    to_come = meetings[meetings[:, 0] >= situation.from_round].tolist()
    moved = sum(told.get((r, row, column), table) != table for r, table, row, column in to_come)
    n_changed = rounds.cells.n_changed(found.timed)
    absent, yields = _absent(situation, pairing), yielding(problem)
    novel = novel_pairs(problem)
    return MeetingPlan(
        n_rows=problem.n_rows,
        n_columns=problem.n_columns,
        n_rounds=problem.n_rounds,
        n_tables=problem.n_tables,
        meetings=meetings,
        weights=weights,
        certificate=_certify(situation, meetings, weights, pairing),
        even_counts=plan.even_counts,
        novel_pairs=tuple(sorted((row, column) for row, column in meetings[:, 2:].tolist() if novel[row, column])),
        fairness_side=plan.fairness_side,
        fairness_tolerance=plan.fairness_tolerance,
        history=plan.history,
        absent_rows=tuple(np.flatnonzero(absent[0]).tolist()),
        absent_columns=tuple(np.flatnonzero(absent[1]).tolist()),
        yielding_rows=tuple(np.flatnonzero(yields[0]).tolist()),
        yielding_columns=tuple(np.flatnonzero(yields[1]).tolist()),
        seed=seed,
        version=plan.version + 1,
        repair=RepairCertificate(
            from_round=situation.from_round,
            n_changed_cells=n_changed,
            n_changed_cells_bound=found.fewest,
            n_moved_tables=2 * moved,
            remaining_weight=rounds.weight(found.timed),
            remaining_weight_bound=max(found.weight_bound, rounds.weight(found.timed)),
            remaining_weight_asked=found.asked,
            n_remaining_meetings=len(found.timed),
            n_remaining_meetings_bound=pairing.most_meetings - len(situation.played),
            dropped=situation.dropped,
            waived=situation.waiver.pairs,
            lowered_rows=situation.waiver.rows,
            lowered_columns=situation.waiver.columns,
        ),
    )


def _absent(situation: Situation, pairing: Pairing) -> tuple[Truths, Truths]:
    """Return who is never there, or could have no meeting before and can have none now.

    Whoever waited in vain counts for the lowest total."""
    never, unknown = never_meeting(pairing), newcomers(situation.asked, situation.plan)
    there = presence(situation.asked)
    return ~there[0].any(axis=1) | (never[0] & unknown[0]), ~there[1].any(axis=1) | (never[1] & unknown[1])


def _certify(situation: Situation, meetings: Integers, weights: NDArray[np.float64], pairing: Pairing) -> Certificate:
    """Bound the weight of the whole plan: with the same number and spread of meetings, or with any.

    Not ``certify``: the weights are those that were asked for, whoever met today being worth as before, history bounds
    nothing once rounds were played, and what number and spread cost is not computed while people wait."""
    problem = situation.problem
    counts = (np.bincount(meetings[:, 2]), np.bincount(meetings[:, 3]))
    squares = sum(int((count**2).sum()) for count in counts)
    total = float(weights.sum())
    as_even = pairing.least_squares in (None, squares)
    if len(meetings) == pairing.most_meetings and as_even:
        upper_bound = max(total, (pairing.bound + len(meetings) / 2) / pairing.units_per_weight)
    else:
        upper_bound = max(total, weight_bound(problem))
    return Certificate(
        upper_bound=upper_bound,
        most_meetings=pairing.most_meetings,
        least_squares=pairing.least_squares if len(meetings) == pairing.most_meetings else None,
        weight_unit=1 / pairing.units_per_weight,
    )
