"""Two versions of a plan -> who has to be told what, the most urgent first.

The round being announced comes first, then the others in their order; in a round, people who must go somewhere else
before people who stay where they are, then rows before columns by their numbers.
"""

from dataclasses import dataclass

from schedules.plan import MeetingPlan
from schedules.problem import PlanningProblem

SIDES = ("row", "column")
Place = tuple[int, int]


@dataclass(frozen=True)
class Change:
    """What is different for one participant in one round.

    side: "row" or "column". before, after: (partner, table), None for a round without a meeting. code:
    "new_partner" (at the same table), "new_partner_and_table", "new_table" (the same partner), "now_idle" (had a
    meeting), "now_meets" (had none).
    """

    side: str
    participant: int
    round_number: int
    before: Place | None
    after: Place | None
    code: str

    @property
    def must_move(self) -> bool:
        """Whether the participant must go somewhere else than they were told."""
        return self.code != "new_partner"


def changes(
    plan: MeetingPlan, repaired: MeetingPlan, *, from_round: int, problem: PlanningProblem | None = None
) -> list[Change]:
    """Return what differs between two versions from a round on, the most urgent first.

    problem: the new situation; given, people who are not there in a round are left out, since nobody can tell them.
    Raises ValueError when ``from_round`` is negative, or when the problem has fewer people than a plan. O(participants
    x rounds).
    """
    wrong = [] if from_round >= 0 else [f"from_round must be a whole number of at least 0, not {from_round}."]
    if problem is not None:
        for side, n_people, n_planned in (
            ("rows", problem.n_rows, max(plan.n_rows, repaired.n_rows)),
            ("columns", problem.n_columns, max(plan.n_columns, repaired.n_columns)),
        ):
            if n_people < n_planned:
                wrong.append(
                    f"The plans have {n_planned} {side}, the problem {n_people}: people keep their numbers. Try the "
                    f"problem of the repair, in which whoever has gone is absent."
                )
    if wrong:
        raise ValueError(" ".join(wrong))
    found = []
    available = (None, None) if problem is None else (problem.row_available, problem.column_available)
    for part, side in enumerate(SIDES):
        there = available[part]
        before, after = _places(plan, part), _places(repaired, part)
        for key in sorted({*before, *after}):
            round_number, participant = key
            told, now = before.get(key), after.get(key)
            gone = there is not None and round_number < there.shape[1] and not there[participant, round_number]
            if round_number >= from_round and told != now and not gone:
                found.append(Change(side, participant, round_number, told, now, _code(told, now)))
    return sorted(found, key=_urgency)


def _places(plan: MeetingPlan, part: int) -> dict[tuple[int, int], Place]:
    """Return (partner, table) by (round, participant)."""
    meetings = plan.meetings[:, [0, 2 + part, 3 - part, 1]].tolist()
    return {(r, who): (partner, table) for r, who, partner, table in meetings}


def _code(before: Place | None, after: Place | None) -> str:
    if before is None:
        return "now_meets"
    if after is None:
        return "now_idle"
    if before[0] == after[0]:
        return "new_table"
    return "new_partner" if before[1] == after[1] else "new_partner_and_table"


def _urgency(change: Change) -> tuple[int, bool, int, int]:
    return change.round_number, not change.must_move, SIDES.index(change.side), change.participant
