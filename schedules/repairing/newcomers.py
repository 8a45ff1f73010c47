"""People whom the former plan did not know of -> the meetings they shall have: their share of those to come.

A walk-in, or somebody thought not to come, on the side that has more people than there are places adds no meeting to
the evening; with even counts they nevertheless get as many meetings as fall to everybody in the rounds they are there.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from schedules.repairing.in_force import Situation
from schedules.repairing.rounds_to_come import RoundsToCome

Truths = NDArray[np.bool_]


def newcomers(situation: Situation) -> tuple[Truths, Truths]:
    """Return who is new or could have no meeting in the former plan."""
    plan, asked, new = situation.plan, situation.asked, []
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
