"""A situation -> how many announced cells must change at the least, whatever else is done.

By counting, round by round: everybody whose partner has gone has a changed cell; each meeting beyond those that can
stay brings two people together, who had lost their partner, are new, or were to be idle (one more changed cell each).
"""

import numpy as np

from schedules.repairing.rounds_to_come import RoundsToCome


def forced_cells(rounds: RoundsToCome, n_meetings: int) -> int:
    """Return a bound on the changed cells of any plan with so many meetings to come; O(people x rounds)."""
    cells = rounds.cells
    forced, free_steps = 0, []
    n_kept = 0
    for r in range(rounds.from_round, len(rounds.tables)):
        kept = rounds.possible[rounds.possible[:, 0] == r]
        stay = min(len(kept), int(rounds.tables[r]))
        n_kept += stay
        idle = cells.idle(r)
        rooms = []
        for part, told in ((0, cells.row_partner), (1, cells.column_partner)):
            could_stay = np.zeros(len(told), np.bool_)
            could_stay[kept[:, 1 + part]] = True
            forced += int(((told[:, r] >= 0) & ~could_stay).sum())
            there = rounds.there[part][:, r]
            n_idle = int((there & idle[part]).sum())
            rooms.append((int(there.sum()) - stay - n_idle, n_idle))
        forced += 2 * (len(kept) - stay)
        room = int(rounds.tables[r]) - stay
        free_steps += _steps(rooms, room)
    wanted = n_meetings - n_kept
    return forced + sum(sorted(free_steps)[: max(wanted, 0)])


def _steps(rooms: list[tuple[int, int]], room: int) -> list[int]:
    """Return what the first, second, ... meeting beyond those that stay costs, rising."""
    steps = []
    for number in range(min(room, *(free + idle for free, idle in rooms))):
        steps.append(sum(number >= free for free, _ in rooms))
    return steps
