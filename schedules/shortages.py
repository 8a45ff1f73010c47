"""A problem whose demands are too great -> the shortages, with counts and what to try.

Simple counts first (tables, rounds, partners); when each demand can be met alone but not all together, a minimum cut of
the flow names the participants who ask for more meetings than can take place (Hall 1935; Ford & Fulkerson 1956).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from schedules.constraints import (
    allowed_pairs,
    least_novel,
    meeting_limits,
    meetings_that_fit,
    novel_pairs,
    presence,
    rounds_to_meet,
    tables_per_round,
)
from schedules.findings import Finding, Values
from schedules.problem import PlanningProblem, demanded_pairs, organisations


@dataclass(frozen=True)
class Shortage(Finding):
    """One demand that no plan can meet: how much is asked for, how much there is, what to try."""

    SENTENCES: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "no_tables": "There are no tables in any round. Try at least 1 table.",
            "nobody_there": "No {side} participant is there in any round. Try marking who is present.",
            "required_over_rounds": "{side} {participant} has {required} required meetings, but is there for {rounds} "
            "rounds. Try {missing} more rounds, or require {missing} fewer meetings.",
            "required_over_most": "{side} {participant} has {required} required meetings, but may have at most {most}. "
            "Try a limit of {required}, or require {missing} fewer meetings.",
            "required_over_room": "{required} meetings are required, but only {room} fit into {n_rounds} rounds at "
            "{tables} tables. Try more tables or rounds, or require {missing} fewer meetings.",
            "required_never_together": "Row {row} and column {column} must meet, but are there in no common round. "
            "Try another pair, or change when they are there.",
            "locked_over_tables": "{locked} meetings are locked in round {round_number}, but there are {tables} "
            "tables. Try {missing} more tables, or unlock {missing} meetings.",
            "locked_while_absent": "A meeting of {side} {participant} is locked in round {round_number}, but they are "
            "not there. Try unlocking it.",
            "least_over_rounds": "{side} {participant} asks for at least {least} meetings, but is there for {rounds} "
            "rounds. Try a least number of {rounds}.",
            "least_over_partners": "{side} {participant} asks for at least {least} meetings, but may meet only "
            "{partners} organisations. Try a least number of {partners}, or forbid fewer pairs.",
            "least_over_room": "The least meetings of all {side} participants add up to {least}, but only {room} "
            "meetings fit into {n_rounds} rounds at {tables} tables. Try more tables or rounds, or lower limits.",
            "novel_over_partners": "{side} {participant} is to have at least {least} novel meetings, but may have one "
            "with only {partners} people. Try a least number of {partners}, or call more pairs novel.",
            "novel_together": "{side} participants {participants} are to have at least {least} novel meetings "
            "together, but only {possible} are possible. Try fewer novel meetings each, or call more pairs novel.",
            "novel_beside_least": "At least {least} novel meetings each cannot be had beside the least and required "
            "meetings. Try fewer novel meetings each, lower limits, or more tables or rounds.",
            "least_together": "{side} participants {participants} ask for at least {least} meetings together, but only "
            "{possible} are possible with those they may meet. Try lower least numbers, higher most numbers of their "
            "partners, or fewer forbidden pairs.",
            "least_need_more_room": "The least and required meetings of both sides need {needed} meetings, but only "
            "{room} fit into {n_rounds} rounds at {tables} tables. Try more tables or rounds, or lower limits.",
            "table_not_there": "A meeting has to be at table {table_number} in round {round_number}, but that table is "
            "not there then. Try another table or round for it.",
            "table_claimed_twice": "{count} meetings have to be at table {table_number} in round {round_number}: "
            "locked there, or of somebody who keeps it. Try another table or round for one of them.",
            "stays_at_two_tables": "{side} {participant} is to stay at one table, but has meetings locked at {count} "
            "tables. Try locking them at one table, or let them move.",
            "no_table_to_stay": "{side} {participant} is to stay at one table, but none is free in all {rounds} rounds "
            "in which they meet. Try more tables, or let them move.",
            "rounds_do_not_fit": "The required, locked and least meetings can be had, but not within the rounds in "
            "which people are there (proven). Try unlocking a meeting, or lower limits.",
            "rounds_not_found": "No way was found to fit the required, locked and least meetings into the rounds; it "
            "is not proven that there is none. Try more time, unlocking a meeting, or lower limits.",
        }
    )


class InfeasiblePlan(ValueError):  # noqa: N818  the public interface fixes the name
    """No plan can meet the demands; ``shortages`` lists what is missing, ``str()`` says it with what to try."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(" ".join(str(shortage) for shortage in shortages))


def refuse_shortages(problem: PlanningProblem) -> None:
    """Raise ``InfeasiblePlan`` with every shortage that counting alone shows; O(n_rows n_columns)."""
    if not tables_per_round(problem).any():
        raise InfeasiblePlan([Shortage("no_tables")])
    sides = zip(("row", "column"), presence(problem), strict=True)
    nobody = [Shortage("nobody_there", {"side": side}) for side, there in sides if not there.any()]
    if nobody:
        raise InfeasiblePlan(nobody)
    found = [*_locked(problem), *_required(problem), *_least(problem), *_novel(problem)]
    if found:
        raise InfeasiblePlan(found)


def _locked(problem: PlanningProblem) -> Iterator[Shortage]:
    tables = tables_per_round(problem)
    rounds = np.bincount([meeting[0] for meeting in problem.locked], minlength=problem.n_rounds)
    for round_number in np.flatnonzero(rounds > tables).tolist():
        locked, room = int(rounds[round_number]), int(tables[round_number])
        values = {"round_number": round_number, "locked": locked, "tables": room, "missing": locked - room}
        yield Shortage("locked_over_tables", values)
    for side, part, there in zip(("row", "column"), (2, 3), presence(problem), strict=True):
        for meeting in problem.locked:
            if not there[meeting[part], meeting[0]]:
                place: Values = {"side": side, "participant": meeting[part], "round_number": meeting[0]}
                yield Shortage("locked_while_absent", place)


def _required(problem: PlanningProblem) -> Iterator[Shortage]:
    pairs = demanded_pairs(problem)
    room = _room(problem)
    if len(pairs) > room["room"]:
        yield Shortage("required_over_room", {"required": len(pairs), "missing": len(pairs) - room["room"], **room})
    row_there, column_there = presence(problem)
    for row, column in pairs:  # whoever must not meet is refused with the problem
        if not (row_there[row] & column_there[column]).any():
            yield Shortage("required_never_together", {"row": row, "column": column})
    sides = zip(("Row", "Column"), (0, 1), rounds_to_meet(problem), meeting_limits(problem), strict=True)
    for side, part, rounds, limits in sides:
        required = np.bincount([pair[part] for pair in pairs], minlength=len(rounds))
        for participant in np.flatnonzero(required > np.minimum(rounds, limits[:, 1])).tolist():
            asked, present, most = (int(n[participant]) for n in (required, rounds, limits[:, 1]))
            values: Values = {"side": side, "participant": participant, "required": asked}
            if asked > present:
                yield Shortage("required_over_rounds", {**values, "rounds": present, "missing": asked - present})
            else:
                yield Shortage("required_over_most", {**values, "most": most, "missing": asked - most})


def _least(problem: PlanningProblem) -> Iterator[Shortage]:
    if not any(limits[:, 0].any() for limits in meeting_limits(problem)):
        return
    allowed = allowed_pairs(problem)
    row_groups, column_groups = organisations(problem)
    partners = (_organisations_to_meet(allowed, column_groups), _organisations_to_meet(allowed.T, row_groups))
    room = _room(problem)
    sides = zip(("Row", "Column"), rounds_to_meet(problem), meeting_limits(problem), partners, strict=True)
    for side, rounds, limits, choice in sides:
        for participant in np.flatnonzero(limits[:, 0] > np.minimum(rounds, choice)).tolist():
            least = int(limits[participant, 0])
            values: Values = {"side": side, "participant": participant, "least": least}
            if least > rounds[participant]:
                yield Shortage("least_over_rounds", {**values, "rounds": int(rounds[participant])})
            else:
                yield Shortage("least_over_partners", {**values, "partners": int(choice[participant])})
        if int(limits[:, 0].sum()) > room["room"]:
            yield Shortage("least_over_room", {"side": side.lower(), "least": int(limits[:, 0].sum()), **room})


def _novel(problem: PlanningProblem) -> Iterator[Shortage]:
    if not problem.novel_least:
        return
    novel = novel_pairs(problem) & allowed_pairs(problem)
    for side, part, needed in zip(("Row", "Column"), (0, 1), least_novel(problem), strict=True):
        partners = novel.sum(axis=1 - part)
        for participant in np.flatnonzero(partners < needed).tolist():
            values: Values = {"side": side, "participant": participant, "least": int(needed[participant])}
            yield Shortage("novel_over_partners", {**values, "partners": int(partners[participant])})


def _room(problem: PlanningProblem) -> dict[str, int]:
    tables = int(tables_per_round(problem).max())
    return {"room": meetings_that_fit(problem), "n_rounds": problem.n_rounds, "tables": tables}


def _organisations_to_meet(allowed: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Count, for each line of ``allowed``, the organisations of the other side that it may meet."""
    order = np.argsort(groups, kind="stable")
    first = np.flatnonzero(np.diff(groups[order], prepend=-1))
    counts: np.ndarray = np.logical_or.reduceat(allowed[:, order], first, axis=1).sum(axis=1)
    return counts
