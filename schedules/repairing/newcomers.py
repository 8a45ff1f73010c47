"""People whom the former plan did not know of -> the meetings they shall have: their share of those to come.

A walk-in, or somebody thought not to come, on the side that has more people than there are places adds no meeting to
the evening; with even counts they nevertheless get as many meetings as fall to everybody in the rounds they are there.
Whoever asks for more than a share (``with_owed_meetings``) is served first: nobody who is there is left out.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import meeting_limits, presence, tables_per_round
from schedules.plan import MeetingPlan
from schedules.problem import PlanningProblem, organisations
from schedules.repairing.rounds_to_come import RoundsToCome

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]


def newcomers(asked: PlanningProblem, plan: MeetingPlan) -> tuple[Truths, Truths]:
    """Return who is new or could have no meeting in the former plan."""
    new = []
    for n_planned, absent, n_participants in (
        (plan.n_rows, plan.absent_rows, asked.n_rows),
        (plan.n_columns, plan.absent_columns, asked.n_columns),
    ):
        unknown = np.arange(n_participants) >= n_planned
        unknown[list(absent)] = True
        new.append(unknown)
    return new[0], new[1]


def with_shares(
    rounds: RoundsToCome, new: tuple[Truths, Truths], n_meetings: int, *, even_counts: bool
) -> RoundsToCome:
    """Return the rounds with a least number for newcomers: floor(n_meetings x their rounds / everybody's), less where
    there are fewer people to meet; nobody has a share without even counts. The announced round counts only for whoever
    is put together with somebody idle."""
    if not even_counts or not (new[0].any() or new[1].any()):
        return rounds
    least = []
    for part in (0, 1):
        there = rounds.there[part][:, rounds.from_round :].sum(axis=1)
        share = n_meetings * there // max(int(there.sum()), 1)
        open_rounds = there - rounds.there[part][:, rounds.from_round : rounds.from_round + 1].sum(axis=1)
        choice = rounds.allowed.sum(axis=1 - part)
        share = np.minimum(np.minimum(share, open_rounds), np.minimum(choice, rounds.most[part]))
        least.append(np.where(new[part], np.maximum(rounds.least[part], share), rounds.least[part]))
    return replace(rounds, least=(least[0], least[1]))


def with_owed_meetings(
    problem: PlanningProblem, plan: MeetingPlan, *, from_round: int, most: int | None = None, colleagues: bool = False
) -> PlanningProblem:
    """Return the problem with the least number of meetings that those without a meeting to come are owed.

    Owed are the rounds that are left, in each the pairs that can sit over the people of the side, rounded down; one at
    least to newcomers, while the others may have their break at the end. The same problem when nobody is owed anything.
    ``most``: of the rounds left no more are owed, with ``colleagues`` to those alone who share their organisation's
    meetings with others who are there.
    O(participants x rounds + meetings).
    """
    there = presence(problem)
    pairs = np.minimum(np.minimum(there[0].sum(axis=0), there[1].sum(axis=0)), tables_per_round(problem))
    limits: dict[str, Integers] = {}
    for part, (side, given, new) in enumerate(
        zip(("row", "column"), meeting_limits(problem), newcomers(problem, plan), strict=True)
    ):
        owed, played = _owed(plan.meetings, 2 + part, there[part], new, pairs, from_round)
        if most is not None:
            lowered = _with_colleagues(organisations(problem)[part], there[part][:, from_round:]) | (not colleagues)
            owed = np.where(lowered & (owed > 0), np.minimum(owed, played + most) if most else 0, owed)
        least = np.maximum(given[:, 0], np.minimum(owed, given[:, 1]))
        if (least > given[:, 0]).any():
            limits[side] = np.stack([least, given[:, 1]], axis=1)
    if not limits:
        return problem
    return replace(
        problem,
        row_limits=limits.get("row", problem.row_limits),
        column_limits=limits.get("column", problem.column_limits),
    )


def _with_colleagues(groups: Integers, there: Truths) -> Truths:
    """Return who is there in rounds to come together with somebody else of their organisation."""
    coming = there.any(axis=1)
    return coming & (np.bincount(groups[coming], minlength=groups.max() + 1)[groups] > 1)


def _owed(
    meetings: Integers, part: int, there: Truths, new: Truths, pairs: Integers, from_round: int
) -> tuple[Integers, Integers]:
    """Return the meetings of the whole evening that each person of a side is owed, 0 to whoever has some to come, and
    those they have had."""
    n_people = len(there)
    to_come = np.bincount(meetings[meetings[:, 0] >= from_round, part], minlength=n_people)
    past = meetings[meetings[:, 0] < from_round]
    played = np.bincount(past[there[past[:, part], past[:, 0]], part], minlength=n_people)
    share = np.minimum(1.0, pairs / np.maximum(there.sum(axis=0), 1))[from_round:]
    left = there[:, from_round:]
    fair = np.floor((left * share).sum(axis=1) + 1e-9).astype(np.int64)
    owed = np.maximum(fair, new)
    return np.where((to_come == 0) & left.any(axis=1) & (owed > 0), played + owed, 0), played
