"""A new situation and the plan of before -> the problem in force for the whole evening: what was played stands locked.

Rounds before ``from_round`` were played: their meetings are locked where they took place and everybody else was not
there. A played meeting of somebody whom the new situation calls absent in that round did not take place: it is dropped,
and the two may meet later. In the round being announced (``announced``) the meetings that still can take place are
locked as well, so that only people without one can be put together. Demands that nobody can meet any more (somebody
has left) are waived or lowered, and named. ``check_plan`` of this problem says whether a repaired plan is right.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import allowed_pairs, presence
from schedules.plan import MeetingPlan
from schedules.problem import ANY_TABLE, STAYS, PlanningProblem, demanded_pairs, organisations
from schedules.repairing.demands_left import Waiver, demands_left, standing_meetings

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Situation:
    """The problem in force, and what became of the former plan and of the demands.

    problem: in force for the whole evening. asked: as the caller gave it. played: meetings (n, 4) that stand. dropped:
    pairs whose played meeting did not take place. possible: meetings (n, 4) of the former plan from ``from_round`` on
    that still can take place. fixed: meetings (n, 4) from ``from_round`` on that cannot be changed, table -1 where it
    is free. waiver: demands that cannot be met any more.
    """

    problem: PlanningProblem
    asked: PlanningProblem
    plan: MeetingPlan
    from_round: int
    played: Integers
    dropped: tuple[Pair, ...]
    possible: Integers
    fixed: Integers
    waiver: Waiver


def problem_in_force(
    problem: PlanningProblem, plan: MeetingPlan, *, from_round: int, announced: bool = True
) -> PlanningProblem:
    """Return the problem that holds for the whole evening once rounds before ``from_round`` were played.

    The plan that ``repair_plan`` returns for the same arguments breaks none of its rules. Raises ValueError when the
    plan and the problem do not belong together. O(n_rows n_columns + meetings).
    """
    return situation_of(problem, plan, from_round=from_round, announced=announced).problem


def waived_pairs(
    problem: PlanningProblem, plan: MeetingPlan, repaired: MeetingPlan, *, from_round: int, announced: bool = True
) -> tuple[Pair, ...]:
    """Return the demanded pairs (row, column) whose organisations do not meet and cannot any more.

    ``repaired`` is what ``repair_plan`` returned for the same arguments: a pair that meets by others, or in another
    round than the one it was locked in, is not among them. Also where the plan needs no change. Raises ValueError when
    the plan and the problem do not belong together. O(n_rows n_columns + meetings).
    """
    groups = organisations(problem)
    meet = set(zip(groups[0][repaired.meetings[:, 2]], groups[1][repaired.meetings[:, 3]], strict=True))
    given_up = situation_of(problem, plan, from_round=from_round, announced=announced).waiver.pairs
    return tuple((row, column) for row, column in given_up if (groups[0][row], groups[1][column]) not in meet)


def situation_of(problem: PlanningProblem, plan: MeetingPlan, *, from_round: int, announced: bool) -> Situation:
    """Return the problem in force with what it was made of; raises ValueError as ``problem_in_force`` does."""
    _check(problem, plan, from_round)
    played, dropped = _played(problem, plan, from_round)
    met = _met(problem, played)
    fields: dict[str, Any] = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    fields |= _room(problem, played, from_round)
    fields |= _seats(problem, played)
    groups = organisations(problem)
    fields["forbidden"] = [
        pair for pair in problem.forbidden if not met[groups[0][pair[0]], groups[1][pair[1]]]
    ] + _still_seated_apart(problem, fields, met)
    fields["met"] = [one for one in problem.met if not met[groups[0][one[0]], groups[1][one[1]]]]
    nothing_demanded = {"required": (), "locked": (), "row_limits": None, "column_limits": None, "novel_least": 0}
    asked_for = {(groups[0][row], groups[1][column]) for row, column in demanded_pairs(problem)}
    lifted = [one for one in fields["met"] if (groups[0][one[0]], groups[1][one[1]]) not in asked_for]
    bare = PlanningProblem(**fields | nothing_demanded | {"met": lifted})
    allowed = allowed_pairs(bare) & ~met[groups[0][:, None], groups[1][None, :]]
    possible = _possible(bare, plan, allowed, from_round)
    standing = np.zeros((0, 4), np.int64)
    if announced and from_round < problem.n_rounds:
        standing = standing_meetings(problem, bare, allowed, played, possible, from_round)
    left, waiver = demands_left(problem, bare, allowed, played, standing, from_round)
    locked = left["locked"]
    return Situation(
        problem=PlanningProblem(**fields | left),
        asked=problem,
        plan=plan,
        from_round=from_round,
        played=played,
        dropped=dropped,
        possible=possible,
        fixed=locked[locked[:, 0] >= from_round],
        waiver=waiver,
    )


def _check(problem: PlanningProblem, plan: MeetingPlan, from_round: int) -> None:
    wrong = []
    for side, planned, given in (
        ("rows", plan.n_rows, problem.n_rows),
        ("columns", plan.n_columns, problem.n_columns),
    ):
        if given < planned:
            wrong.append(
                f"The plan has {planned} {side}, the problem {given}: people keep their numbers. Try marking who has "
                f"gone as absent."
            )
    last = min(problem.n_rounds, plan.n_rounds)
    whole = isinstance(from_round, int | np.integer) and not isinstance(from_round, bool)
    if not whole or not 0 <= from_round <= last:
        wrong.append(f"from_round must be a whole number from 0 to {last}, not {from_round}.")
    if wrong:
        raise ValueError(" ".join(wrong))


def _played(problem: PlanningProblem, plan: MeetingPlan, from_round: int) -> tuple[Integers, tuple[Pair, ...]]:
    past = plan.meetings[plan.meetings[:, 0] < from_round]
    took_place = np.ones(len(past), np.bool_)
    for part, there in ((2, problem.row_available), (3, problem.column_available)):
        if there is not None:
            took_place &= there[past[:, part], past[:, 0]]
    return past[took_place], tuple((row, column) for row, column in past[~took_place, 2:].tolist())


def _met(problem: PlanningProblem, played: Integers) -> Truths:
    """Return which organisations of both sides have met this evening."""
    row_group, column_group = organisations(problem)
    met = np.zeros((int(row_group.max()) + 1, int(column_group.max()) + 1), np.bool_)
    met[row_group[played[:, 2]], column_group[played[:, 3]]] = True
    return met


def _room(problem: PlanningProblem, played: Integers, from_round: int) -> dict[str, Any]:
    """Who, which tables and which breaks: in the past exactly what was, from ``from_round`` on as asked."""
    fields: dict[str, Any] = {"break_rounds": [r for r in problem.break_rounds if r >= from_round]}
    for side, part, there in zip(("row", "column"), (2, 3), presence(problem), strict=True):
        available = there.copy()
        available[:, :from_round] = False
        available[played[:, part], played[:, 0]] = True
        fields[f"{side}_available"] = available
        windows = getattr(problem, f"{side}_breaks")
        if windows is not None:  # what was not had in time cannot be had any more
            fields[f"{side}_breaks"] = np.where(windows[:, [1]] < from_round, -1, windows)
    if problem.n_tables is not None:
        n_tables = max(problem.n_tables, int(played[:, 1].max(initial=-1)) + 1)
        there = np.zeros((n_tables, problem.n_rounds), np.bool_)
        there[: problem.n_tables] = True if problem.table_available is None else problem.table_available
        there[:, :from_round] = True
        fields |= {"n_tables": n_tables, "table_available": None if there.all() else there}
    return fields


def _seats(problem: PlanningProblem, played: Integers) -> dict[str, Any]:
    """Seats kept from now on; none for whoever sat elsewhere before, since a seat holds for the whole evening."""
    fields: dict[str, Any] = {}
    for side, part in (("row", 2), ("column", 3)):
        seats = getattr(problem, f"{side}_seats")
        if seats is None:
            continue
        seats = seats.copy()
        for participant in np.flatnonzero(seats != ANY_TABLE).tolist():
            tables = set(played[played[:, part] == participant, 1].tolist())
            if len(tables) > 1 or (seats[participant] != STAYS and tables - {int(seats[participant])}):
                seats[participant] = ANY_TABLE
        fields[f"{side}_seats"] = seats
    if len(fields) == 2:  # two people who now keep a table each may have met before
        both = (fields["row_seats"][played[:, 2]] != ANY_TABLE) & (fields["column_seats"][played[:, 3]] != ANY_TABLE)
        fields["row_seats"][played[both, 2]] = ANY_TABLE
    return fields


def _still_seated_apart(problem: PlanningProblem, fields: dict[str, Any], met: Truths) -> list[Pair]:
    """Return the pairs that keep a table each from now on although the seats in force do not say so."""
    if problem.row_seats is None or problem.column_seats is None:
        return []
    asked = (problem.row_seats != ANY_TABLE)[:, None] & (problem.column_seats != ANY_TABLE)
    said = (fields["row_seats"] != ANY_TABLE)[:, None] & (fields["column_seats"] != ANY_TABLE)
    groups = organisations(problem)
    apart = asked & ~said & ~met[groups[0][:, None], groups[1][None, :]]
    return [(row, column) for row, column in np.argwhere(apart).tolist()]


def _possible(bare: PlanningProblem, plan: MeetingPlan, allowed: Truths, from_round: int) -> Integers:
    meetings = plan.meetings[(plan.meetings[:, 0] >= from_round) & (plan.meetings[:, 0] < bare.n_rounds)]
    row_there, column_there = presence(bare)
    there = row_there[meetings[:, 2], meetings[:, 0]] & column_there[meetings[:, 3], meetings[:, 0]]
    return meetings[there & allowed[meetings[:, 2], meetings[:, 3]]]
