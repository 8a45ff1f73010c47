"""Two rounds, all others standing -> the same two with better meetings.

Their best pairs together are a b-matching (``joint_rounds``); of these everyone has at most two, so they hang together
in paths and cycles, whose meetings take turns in the two rounds. A path is bound to a turn by somebody at its end who
is there in only one of the rounds; when both ends are bound to different turns, the meeting whose loss costs least
is left out and both rounds are filled again. All other paths and cycles are free: they go to whichever round needs
them, the heavier half to the earlier one.
"""

from dataclasses import dataclass

import numpy as np

from schedules.rounds.levels import Integers, Levels

FREE, LEFT_OUT = -1, -1


@dataclass(frozen=True)
class Strand:
    """A path or cycle: its meetings in order and the turn (0 or 1) to which the first is bound, or FREE."""

    meetings: list[int]
    turn: int


def in_turns(
    levels: Levels,
    pairs: tuple[Integers, Integers],
    bound: tuple[Integers, Integers],
    tables: tuple[int, int],
    draws: np.random.Generator | None,
) -> Integers:
    """Return 0, 1 or -1 (left out) for each pair: a round in which nobody is twice.

    pairs: at most two of each row and each column. bound: for each row and each column the only round they are there
    for, or FREE. tables: how many meetings fit into either. draws: free strands turn at random, None: the heavier half
    goes to the first round. O(pairs).
    """
    values = (levels.units[pairs] + levels.costs.demanded * levels.demanded[pairs]).tolist()
    turns = [LEFT_OUT] * len(values)
    free: list[Strand] = []
    sizes = [0, 0]

    def place(strand: Strand, turn: int) -> None:
        for step, meeting in enumerate(strand.meetings):
            turns[meeting] = (turn + step) % 2
            sizes[turns[meeting]] += 1

    for strand in _strands(pairs, bound, values):
        if strand.turn == FREE:
            free.append(strand)
        else:
            place(strand, strand.turn)
    free.sort(key=lambda strand: -(len(strand.meetings) % 2))  # odd ones decide the sizes
    for strand in free:
        if len(strand.meetings) % 2 and sizes[0] - tables[0] != sizes[1] - tables[1]:
            place(strand, int(sizes[0] - tables[0] > sizes[1] - tables[1]))
        elif draws is not None:
            place(strand, int(draws.integers(2)))
        else:
            halves = [sum(values[meeting] for meeting in strand.meetings[half::2]) for half in (0, 1)]
            place(strand, int(halves[1] > halves[0]))
    for turn in (0, 1):
        members = [meeting for meeting, taken in enumerate(turns) if taken == turn]
        for meeting in sorted(members, key=lambda meeting: -values[meeting])[tables[turn] :]:
            turns[meeting] = LEFT_OUT
    return np.array(turns, np.int64)


def _strands(pairs: tuple[Integers, Integers], bound: tuple[Integers, Integers], values: list[int]) -> list[Strand]:
    first_column = len(bound[0])
    only = [*bound[0].tolist(), *bound[1].tolist()]
    ends = list(zip(pairs[0].tolist(), (first_column + pairs[1]).tolist(), strict=True))
    at: dict[int, list[int]] = {}
    for meeting, (row, column) in enumerate(ends):
        at.setdefault(row, []).append(meeting)
        at.setdefault(column, []).append(meeting)
    seen = [False] * len(ends)
    strands: list[Strand] = []
    starts = [person for person, meetings in at.items() if len(meetings) == 1]
    for start in [*starts, *at]:  # paths from their ends, then what is left: cycles
        open_ = [meeting for meeting in at[start] if not seen[meeting]]
        if not open_ or (len(at[start]) == 2 and len(open_) == 1):
            continue
        path, person = [], start
        while open_:
            meeting = open_[0]
            seen[meeting] = True
            path.append(meeting)
            person = ends[meeting][0] if ends[meeting][1] == person else ends[meeting][1]
            open_ = [meeting for meeting in at[person] if not seen[meeting]]
        cycle = len(at[start]) == 2
        turns = (FREE, FREE) if cycle else (only[start], only[person])
        strands.extend(_cut(path, turns, values))
    return strands


def _cut(path: list[int], turns: tuple[int, int], values: list[int]) -> list[Strand]:
    """Return the path, in two parts without its lightest meeting when its ends are bound to different turns."""
    first, last = turns
    to_last = (len(path) - 1) % 2
    if first == FREE or last == FREE or (first + to_last) % 2 == last:
        return [Strand(path, first if first != FREE or last == FREE else (last + to_last) % 2)]
    lightest = min(range(len(path)), key=lambda step: values[path[step]])
    rest = path[lightest + 1 :]
    return [
        Strand(path[:lightest], first),
        Strand(rest, (last + len(rest) - 1) % 2),
    ]
