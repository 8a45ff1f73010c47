"""Two choices of pairs for the same rounds -> the trades that lead from the one to the other, each for itself.

What differs between two b-matchings falls apart into trails along which pairs leave and join in turn (Berge 1957,
doi:10.1073/pnas.43.9.842). Any of them can be made without the others: nobody's number of meetings leaves the span
between the two choices.
"""

import numpy as np

from schedules.rounds.levels import Integers

Pairs = tuple[Integers, Integers]


def trades(before: Pairs, after: Pairs, n_columns: int) -> list[Integers]:
    """Return for each trade the places of its pairs in ``before`` followed by ``after``; those in ``before`` leave.

    Pairs that are in both take part in no trade. O(pairs).
    """
    keys = [rows * n_columns + columns for rows, columns in (before, after)]
    moved = np.concatenate([~np.isin(keys[0], keys[1]), ~np.isin(keys[1], keys[0])])
    places = np.flatnonzero(moved).tolist()
    n_before = len(keys[0])
    rows = np.concatenate([before[0], after[0]]).tolist()
    columns = np.concatenate([before[1], after[1]]).tolist()
    at: dict[tuple[bool, int], tuple[list[int], list[int]]] = {}
    for place in places:
        for person in ((False, rows[place]), (True, columns[place])):
            at.setdefault(person, ([], []))[place >= n_before].append(place)
    used: set[int] = set()
    found: list[Integers] = []
    surplus = {person: len(joining) - len(leaving) for person, (leaving, joining) in at.items()}

    def follow(person: tuple[bool, int], joins: bool) -> None:
        surplus[person] -= 1 if joins else -1
        trail = []
        while True:
            waiting = at[person][joins]
            while waiting and waiting[-1] in used:
                waiting.pop()
            if not waiting:
                break
            place = waiting.pop()
            used.add(place)
            trail.append(place)
            person = (True, columns[place]) if not person[0] else (False, rows[place])
            joins = not joins
        surplus[person] -= 1 if not joins else -1  # it came here by the other kind and found nothing to go on with
        found.append(np.array(trail, np.int64))

    for person in at:  # first the trails with two ends, which begin where more pairs join than leave or fewer
        while surplus[person]:
            follow(person, surplus[person] > 0)
    for person in at:
        while any(place not in used for place in at[person][False]):
            follow(person, False)
    return found
