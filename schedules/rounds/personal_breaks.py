"""People who need one round free within a window -> the round that each of them leaves free, so that little is lost.

A round loses a meeting only when somebody of its shorter side leaves; so each in turn, those with the fewest choices
first and both sides mixed, leaves the round in which their side has the most people to spare.
"""

import numpy as np

from schedules.rounds.levels import Integers, Truths


def without_breaks(
    open_: tuple[Truths, Truths], windows: tuple[Integers, Integers], tables: Integers
) -> tuple[Truths, Truths]:
    """Return who can meet in which round, (n, n_rounds) each, when everybody with a window has left a round of it.

    windows: first and last round, (n, 2), -1 for those who need no break; a round that is closed already is left free.
    tables: how many meetings fit into each round.
    """
    there = open_[0].copy(), open_[1].copy()
    waiting = []
    for part in (0, 1):
        for participant in np.flatnonzero(windows[part][:, 0] >= 0).tolist():
            first, last = windows[part][participant].tolist()
            choice = np.flatnonzero(there[part][participant, first : last + 1]) + first
            if len(choice):
                waiting.append((len(choice), participant, part, choice))
    waiting.sort(key=lambda entry: entry[:3])
    sizes = [side.sum(axis=0) for side in there]
    left = np.zeros(there[0].shape[1], np.int64)
    for _, participant, part, choice in waiting:
        to_spare = sizes[part] - np.minimum(sizes[1 - part], tables)
        chosen = max(choice.tolist(), key=lambda r: (int(to_spare[r]), -int(left[r]), -r))
        there[part][participant, chosen] = False
        sizes[part][chosen] -= 1
        left[chosen] += 1
    return there
