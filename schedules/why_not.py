"""A plan and a pair -> why the two do not meet: a rule, their rounds, their limits, or what the pair would cost.

What forcing a pair costs at the least is read off the prices of the optimal b-matching: a plan of as many meetings, as
evenly spread, loses at least price(row) + price(column) - worth(row, column) of the weight when the pair meets (the
reduced cost; Ahuja, Magnanti & Orlin 1993, Network Flows, ch. 9). What it costs exactly takes a second b-matching with
the pair required (``cost_of_pair``). Both are said of the choice of pairs, before rounds and the lowest total.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from schedules.constraints import (
    forbidden_pairs,
    meeting_limits,
    meetings_that_fit,
    met_pairs,
    never_together,
    novel_pairs,
    presence,
    rounds_to_meet,
    seated_apart,
    worth,
)
from schedules.faults import InvalidProblem
from schedules.findings import Finding, Values
from schedules.pairs.b_matching import best_pairs
from schedules.pairs.max_flow import most_pairs
from schedules.pairs.pairing import choose_pairs, remaining_flow
from schedules.plan import MeetingPlan
from schedules.problem import PlanningProblem, organisations
from schedules.shortages import InfeasiblePlan, refuse_shortages

ROUNDING = 1e-6  # below that weights differ by their rounding to whole units


@dataclass(frozen=True)
class PairReason(Finding):
    """One true thing about why two participants meet or do not; ``str()`` gives the sentence."""

    SENTENCES: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "meet": "They meet in round {round_number} at table {table_number}.",
            "forbidden": "Row {row} and column {column} must not meet: the rule holds for their organisations.",
            "met_before": "Their organisations met {days} days ago and do not meet again.",
            "colleagues_meet": "Their organisations meet through row {met_row} and column {met_column} in round "
            "{round_number}, and two organisations meet once.",
            "never_together": "Row {row} and column {column} are never there in the same round.",
            "seated_apart": "Row {row} and column {column} each keep a table of their own.",
            "at_most": "{side} {participant} has {count} meetings, the most that is wanted for them.",
            "every_round": "{side} {participant} meets somebody in each of the {count} rounds that they can.",
            "no_common_free_round": "In each of the {count} rounds in which both are there one of them meets somebody.",
            "room_full": "All {count} meetings that the room allows are taken.",
            "instead": "{side} {participant} meets {partners} instead, worth {least} at the least.",
            "worth": "The pair is worth {worth}.",
            "costs_at_least": "Making them meet would cost at least {least} of the best total weight.",
            "costs_exactly": "Making them meet would cost {weight} of the best total weight.",
            "costs_nothing": "A plan in which they meet weighs as much in total.",
            "costs_fairness": "A plan of the best total has them meet; this one gives up {given_up} of that total to "
            "raise the lowest one.",
            "costs_meetings": "Making them meet would cost {meetings} meetings.",
            "costs_evenness": "Making them meet would spread the meetings less evenly: {squares} more in the sum of "
            "squares; the total weight would change by {weight}.",
            "cannot_be_had": "Together with the other demands no plan lets them meet.",
        }
    )


@dataclass(frozen=True)
class WhyNot:
    """Why a row and a column do not meet, or where they do; the reasons from rules to prices."""

    row: int
    column: int
    reasons: tuple[PairReason, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons."""
        return tuple(reason.code for reason in self.reasons)

    def __str__(self) -> str:
        return " ".join(map(str, self.reasons))


@dataclass(frozen=True)
class PairCost:
    """What requiring a pair takes from the best choice of pairs.

    meetings: how many meetings fewer. squares: how much more the sum of squared counts, None when even counts were not
    asked for or there are fewer meetings. weight: how much less weight; below 0 when fewer or less even meetings weigh
    more, or when the two met before and would meet only if it is demanded. given_up: what the plan at hand gives up of
    the best weight to raise its lowest total. possible: False when no choice contains the pair.
    """

    meetings: int = 0
    squares: int | None = None
    weight: float = 0.0
    given_up: float = 0.0
    possible: bool = True

    @property
    def reason(self) -> PairReason:
        """The cost as a reason why the two do not meet."""
        if not self.possible:
            return PairReason("cannot_be_had")
        if self.meetings:
            return PairReason("costs_meetings", {"meetings": self.meetings, "weight": self.weight})
        if self.squares:
            return PairReason("costs_evenness", {"squares": self.squares, "weight": -self.weight})
        if self.weight > ROUNDING:
            return PairReason("costs_exactly", {"weight": self.weight})
        return (
            PairReason("costs_fairness", {"given_up": self.given_up}) if self.given_up else PairReason("costs_nothing")
        )


@dataclass(frozen=True)
class PairPrices:
    """The least that each pair would cost, (n_rows, n_columns), in weight units; nan where the prices say nothing."""

    least: np.ndarray


def why_not(
    problem: PlanningProblem, plan: MeetingPlan, row: int, column: int, *, prices: PairPrices | None = None
) -> WhyNot:
    """Return why a row and a column do not meet in a plan of a problem.

    A rule that keeps them apart is the whole answer. Otherwise every reason that holds is given: their rounds, their
    limits, the room, whom they meet instead, and with ``prices`` (``pair_prices``) the least that the pair would cost.
    Raises IndexError when there is no such row or column. Complexity: O(n_rows n_columns).
    """
    if not (0 <= row < problem.n_rows and 0 <= column < problem.n_columns):
        raise IndexError(f"row {row} and column {column} of {problem.n_rows} x {problem.n_columns}")
    rules = tuple(_rules(problem, plan, row, column))
    if rules:
        return WhyNot(row, column, rules)
    reasons = [*_rounds(problem, plan, row, column), *_instead(problem, plan, row, column)]
    least = float("nan") if prices is None else float(prices.least[row, column])
    if least > 0:
        reasons.append(PairReason("costs_at_least", {"least": least}))
    return WhyNot(row, column, tuple(reasons))


def pair_prices(problem: PlanningProblem, *, even_counts: bool = True) -> PairPrices:
    """Return the least weight that each pair would cost under the same number and spread of meetings.

    Raises InfeasiblePlan when the problem has no plan. Complexity: one b-matching.
    """
    refuse_shortages(problem)
    flow, _ = remaining_flow(problem, even_counts=even_counts)
    chosen = best_pairs(flow)
    if chosen is None:
        chosen = best_pairs(replace(flow, n_meetings=min(flow.n_meetings, most_pairs(flow))))
    least = np.full(problem.weights.shape, np.nan)
    if chosen is not None and chosen.row_prices is not None and chosen.column_prices is not None:
        value = worth(problem)
        least = chosen.row_prices[:, None] + chosen.column_prices[None, :] - value
        if chosen.row_novel_prices is not None and chosen.column_novel_prices is not None:
            novel = chosen.row_novel_prices[:, None] + chosen.column_novel_prices[None, :] - value
            least = np.where(novel_pairs(problem), novel, least)
        least = np.where(flow.allowed, np.maximum(least, 0.0), np.nan)
    return PairPrices(least)


def cost_of_pair(problem: PlanningProblem, plan: MeetingPlan, row: int, column: int) -> PairCost:
    """Return what it takes from the best choice of pairs when a row and a column have to meet.

    Raises InfeasiblePlan when the problem itself has no plan. Complexity: two b-matchings.
    """
    free = choose_pairs(problem, even_counts=plan.even_counts)
    try:
        forced_problem = replace(problem, required=(*problem.required, (row, column)))
        refuse_shortages(forced_problem)
        forced = choose_pairs(forced_problem, even_counts=plan.even_counts)
    except (InvalidProblem, InfeasiblePlan):
        return PairCost(possible=False)
    meetings = free.most_meetings - forced.most_meetings
    squares = None
    if not meetings and free.least_squares is not None and forced.least_squares is not None:
        squares = forced.least_squares - free.least_squares
    best, with_pair = (one.weight / one.units_per_weight for one in (free, forced))
    raised = plan.certificate.floor_bound is not None and len(plan) == free.most_meetings
    given_up = best - plan.total if raised and best - plan.total > ROUNDING else 0.0
    return PairCost(meetings, squares, best - with_pair, given_up)


def _rules(problem: PlanningProblem, plan: MeetingPlan, row: int, column: int) -> Iterator[PairReason]:
    """What settles the question: they meet, or may not."""
    who = {"row": row, "column": column}
    row_group, column_group = organisations(problem)
    for meeting in plan:
        if (meeting.row, meeting.column) == (row, column):
            place = {"round_number": meeting.round_number, "table_number": meeting.table_number}
            yield PairReason("meet", place)
            return
    if forbidden_pairs(problem)[row, column]:
        yield PairReason("forbidden", who)
    if met_pairs(problem)[row, column]:
        days = min(
            days
            for met_row, met_column, days in problem.met
            if (row_group[met_row], column_group[met_column]) == (row_group[row], column_group[column])
        )
        yield PairReason("met_before", {"days": days})
    if never_together(problem)[row, column] or not _common_rounds(problem, row, column).any():
        yield PairReason("never_together", who)
    if seated_apart(problem)[row, column]:
        yield PairReason("seated_apart", who)
    for meeting in plan:
        if (row_group[meeting.row], column_group[meeting.column]) == (row_group[row], column_group[column]):
            met = {"met_row": meeting.row, "met_column": meeting.column, "round_number": meeting.round_number}
            yield PairReason("colleagues_meet", met)


def _rounds(problem: PlanningProblem, plan: MeetingPlan, row: int, column: int) -> Iterator[PairReason]:
    """Limits, rounds and room that leave no place beside the meetings of the plan."""
    limits, rounds = meeting_limits(problem), rounds_to_meet(problem)
    full = False
    for part, side, who, counts in ((0, "Row", row, plan.row_counts), (1, "Column", column, plan.column_counts)):
        count = int(counts[who])
        values: Values = {"side": side, "participant": who, "count": count}
        if limits[part][who, 1] <= count < problem.n_rounds:
            full = True
            yield PairReason("at_most", values)
        elif count >= rounds[part][who]:
            full = True
            yield PairReason("every_round", values)
    common = _common_rounds(problem, row, column)
    busy = plan.meetings[(plan.meetings[:, 2] == row) | (plan.meetings[:, 3] == column), 0]
    free = common.copy()
    free[busy] = False
    if not full and not free.any():
        yield PairReason("no_common_free_round", {"count": int(common.sum())})
    if len(plan) >= meetings_that_fit(problem):
        yield PairReason("room_full", {"count": len(plan)})


def _instead(problem: PlanningProblem, plan: MeetingPlan, row: int, column: int) -> Iterator[PairReason]:
    value = worth(problem)
    yield PairReason("worth", {"worth": float(value[row, column])})
    rows, columns = plan.meetings[:, 2], plan.meetings[:, 3]
    for side, who, partners, worths in (
        ("Row", row, columns[rows == row], value[row, columns[rows == row]]),
        ("Column", column, rows[columns == column], value[rows[columns == column], column]),
    ):
        if len(partners):
            told: Values = {"side": side, "participant": who, "partners": tuple(partners.tolist())}
            yield PairReason("instead", told | {"least": float(worths.min())})


def _common_rounds(problem: PlanningProblem, row: int, column: int) -> np.ndarray:
    row_there, column_there = presence(problem)
    common: np.ndarray = row_there[row] & column_there[column]
    return common
