"""Scores, rules and who is there -> the planning problem."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.crossing import Crossing
from matching.organisations import Organisation, PairRule, PastMeeting
from matching.scoring import ScoreMatrix
from schedules import MeetingPlan, PlanningProblem
from schedules.problem import demanded_pairs
from webapp.services.representatives import Asked, representatives


def planning_problem(
    matrix: ScoreMatrix,
    crossing: Crossing,
    rules: Sequence[PairRule],
    *,
    history: Sequence[PastMeeting] = (),
    n_rounds: int,
    n_tables: int | None,
    row_available: NDArray[np.bool_] | None = None,
    column_available: NDArray[np.bool_] | None = None,
    plan: MeetingPlan | None = None,
    from_round: int = 0,
    announced: bool = False,
    break_rounds: Sequence[int] = (),
) -> PlanningProblem:
    """What crosses from scores to schedules: weights, groups, presence, and the rules said of participants.

    A rule names organisations. "Forbidden" is said of their first representatives and holds for all (the groups see to
    it); "required" and "locked" take two of the representatives (``representatives``), and wait for an organisation of
    which nobody comes (``waiting_rules``). Who met at an earlier event, or works together already, does not meet again
    unless a rule asks for it. ``row_available`` and ``column_available`` say who is there in which round, bool (n,
    n_rounds); None means everybody, always. ``plan``: the one that stands, of which the rounds before ``from_round``
    have begun; ``announced``: people are on their way to that round. In ``break_rounds``, from 0, nobody meets.
    """
    groups = crossing.row_groups, crossing.column_groups
    rows, columns = _first_of(matrix.companies, groups[0]), _first_of(matrix.associations, groups[1])
    ruled = {(rule.company_id, rule.association_id) for rule in rules}
    apart = [(rule.company_id, rule.association_id) for rule in rules if rule.kind == "forbidden"]
    apart += [
        (past.company_id, past.association_id)
        for past in history
        if (past.company_id, past.association_id) not in ruled
    ]
    demands = [
        rule
        for rule in rules
        if rule.kind != "forbidden" and rule.company_id in rows and rule.association_id in columns
    ]
    asked = [
        Asked(
            row_group=int(groups[0][rows[rule.company_id]]),
            column_group=int(groups[1][columns[rule.association_id]]),
            in_round=rule.round_number - 1 if rule.kind == "locked" and rule.round_number is not None else None,
        )
        for rule in demands
    ]
    there = (
        _there(row_available, len(groups[0]), n_rounds, break_rounds),
        _there(column_available, len(groups[1]), n_rounds, break_rounds),
    )
    given = representatives(asked, groups=groups, there=there, plan=plan, from_round=from_round, announced=announced)
    found = [(rule, one) for rule, one in zip(demands, given, strict=True) if one is not None]
    return PlanningProblem(
        crossing.weights,
        n_rounds=n_rounds,
        n_tables=n_tables,
        forbidden=[(rows[one], columns[other]) for one, other in apart if one in rows and other in columns],
        required=[(one.row, one.column) for _, one in found if one.in_round is None],
        locked=[
            (one.in_round, (rule.table_number or 0) - 1, one.row, one.column)
            for rule, one in found
            if one.in_round is not None
        ],
        row_groups=groups[0],
        column_groups=groups[1],
        row_available=row_available,
        column_available=column_available,
        break_rounds=break_rounds,
    )


def waiting_rules(
    rules: Sequence[PairRule], rows: Sequence[str], columns: Sequence[str], problem: PlanningProblem
) -> list[PairRule]:
    """The rules asking for a meeting that ``problem`` does not have: nobody comes for one of the organisations, or
    their round has gone by.

    ``rows``, ``columns``: the organisation of each row and column, by its id.
    """
    asked = {(rows[row], columns[column]) for row, column in demanded_pairs(problem)}
    return [rule for rule in rules if rule.kind != "forbidden" and (rule.company_id, rule.association_id) not in asked]


def _there(
    available: NDArray[np.bool_] | None, n_people: int, n_rounds: int, break_rounds: Sequence[int]
) -> NDArray[np.bool_]:
    """Who meets in which round, bool (n_people, n_rounds)."""
    found = np.ones((n_people, n_rounds), np.bool_) if available is None else available.copy()
    found[:, [number for number in break_rounds if number < n_rounds]] = False
    return found


def _first_of(organisations: Sequence[Organisation], groups: NDArray[np.int64]) -> Mapping[str, int]:
    """The row or column of each organisation's first representative."""
    found: dict[str, int] = {}
    for number, group in enumerate(groups.tolist()):
        found.setdefault(organisations[group].id, number)
    return found
