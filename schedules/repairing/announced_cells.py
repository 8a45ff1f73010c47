"""What people were told -> which cells of a new plan differ: a cell is (participant, round) with its partner.

Cells exist for everybody of the former plan, in every round from ``from_round`` on in which they are still there. The
number of changed cells is linear in the meetings: a former meeting that goes changes both its cells, a new meeting
changes the cells of whoever was idle, and people whose partner has gone change in any case.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schedules.repairing.in_force import Situation

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
IDLE, NO_CELL = -1, -2


@dataclass(frozen=True)
class AnnouncedCells:
    """Partners as announced, (n_rows, n_rounds) and (n_columns, n_rounds): a number, IDLE or NO_CELL."""

    row_partner: Integers
    column_partner: Integers

    def n_changed(self, timed: Integers) -> int:
        """Return how many cells differ in lines (round, row, column) of the rounds to come."""
        n_changed = 0
        for told, part, other in ((self.row_partner, 1, 2), (self.column_partner, 2, 1)):
            partner = np.full(told.shape, IDLE)
            partner[timed[:, part], timed[:, 0]] = timed[:, other]
            n_changed += int(((told != NO_CELL) & (told != partner)).sum())
        return n_changed

    def idle(self, round_number: int) -> tuple[Truths, Truths]:
        """Return whose cell of this round is unchanged only without a meeting."""
        return self.row_partner[:, round_number] == IDLE, self.column_partner[:, round_number] == IDLE


def announced_cells(situation: Situation) -> AnnouncedCells:
    """Return the cells that people were told and that still concern them."""
    problem, plan = situation.asked, situation.plan
    told = []
    for part, other, n_planned, n_now, there in (
        (2, 3, plan.n_rows, problem.n_rows, problem.row_available),
        (3, 2, plan.n_columns, problem.n_columns, problem.column_available),
    ):
        partner = np.full((n_now, problem.n_rounds), NO_CELL)
        partner[:n_planned, situation.from_round : plan.n_rounds] = IDLE
        to_come = plan.meetings[
            (plan.meetings[:, 0] >= situation.from_round) & (plan.meetings[:, 0] < problem.n_rounds)
        ]
        partner[to_come[:, part], to_come[:, 0]] = to_come[:, other]
        if there is not None:
            partner[~there] = NO_CELL
        told.append(partner)
    return AnnouncedCells(told[0], told[1])
