"""Scores, rules and who is there -> the planning problem: whom among the representatives each rule falls to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from matching.crossing import Crossing
from matching.organisations import Organisation, PairRule, PastMeeting
from matching.scoring import ScoreMatrix
from schedules import MeetingPlan, PlanningProblem


def planning_problem(
    matrix: ScoreMatrix,
    crossing: Crossing,
    rules: Sequence[PairRule],
    *,
    history: Sequence[PastMeeting] = (),
    n_rounds: int,
    n_tables: int | None,
    row_available: NDArray[np.bool_] | None = None,
    column_available: NDArray[np.bool_] | None = None,
    plan: MeetingPlan | None = None,
    from_round: int = 0,
    announced: bool = False,
) -> PlanningProblem:
    """What crosses from scores to schedules: weights, groups, presence, and the rules said of participants.

    A rule names organisations. "Forbidden" is said of their first representatives and holds for all (the groups see to
    it); "required" and "locked" take two of the representatives (``_Representatives``), and wait for an organisation of
    which nobody comes (``waiting_rules``). Who met at an earlier event, or works together already, does not meet again
    unless a rule asks for it. ``row_available`` and ``column_available`` say who is there in which round, bool (n,
    n_rounds); None means everybody, always. ``plan``: the one that stands, of which the rounds before ``from_round``
    have begun; ``announced``: people are on their way to that round.
    """
    companies = _by_organisation(matrix.companies, crossing.row_groups)
    associations = _by_organisation(matrix.associations, crossing.column_groups)
    representatives = _Representatives(
        _whole(row_available, len(crossing.row_groups), n_rounds),
        _whole(column_available, len(crossing.column_groups), n_rounds),
        plan,
        from_round=from_round,
        announced=announced,
    )
    forbidden, required, locked = [], [], []
    ruled = {(rule.company_id, rule.association_id) for rule in rules}
    again = [
        PairRule(company_id=past.company_id, association_id=past.association_id, kind="forbidden")
        for past in history
        if (past.company_id, past.association_id) not in ruled
    ]
    for rule in sorted((*rules, *again), key=lambda rule: rule.kind != "locked"):  # what is bound to a round first
        rows, columns = companies.get(rule.company_id, ()), associations.get(rule.association_id, ())
        if not rows or not columns:
            continue  # an organisation without a representative tonight
        if rule.kind == "forbidden":
            forbidden.append((rows[0], columns[0]))
            continue
        rows, columns = _coming(rows, row_available), _coming(columns, column_available)
        if not rows or not columns:
            continue
        asked = rule.round_number - 1 if rule.kind == "locked" and rule.round_number is not None else None
        row, column = representatives.chosen(rows, columns, asked)
        if asked is not None:
            locked.append((asked, (rule.table_number or 0) - 1, row, column))
        else:
            required.append((row, column))
    return PlanningProblem(
        crossing.weights,
        n_rounds=n_rounds,
        n_tables=n_tables,
        forbidden=forbidden,
        required=required,
        locked=locked,
        row_groups=crossing.row_groups,
        column_groups=crossing.column_groups,
        row_available=row_available,
        column_available=column_available,
    )


def waiting_rules(
    rules: Sequence[PairRule], rows: Sequence[str], columns: Sequence[str], problem: PlanningProblem
) -> list[PairRule]:
    """The rules asking for a meeting that ``problem`` does not have, as nobody comes for one of the organisations.

    ``rows``, ``columns``: the organisation of each row and column, by its id.
    """
    here = (
        _coming(range(len(rows)), problem.row_available),
        _coming(range(len(columns)), problem.column_available),
    )
    companies, associations = {rows[row] for row in here[0]}, {columns[column] for column in here[1]}
    return [
        rule
        for rule in rules
        if rule.kind != "forbidden" and not (rule.company_id in companies and rule.association_id in associations)
    ]


class _Representatives:
    """Whom a rule between two organisations falls to, so that it moves nobody who keeps it already and can be kept.

    ``rows``, ``columns``: who is there in which round, bool (n, n_rounds). ``plan`` stands; its rounds before
    ``from_round`` have begun, and if that one is ``announced``, who meets in it is taken.
    """

    def __init__(
        self,
        rows: NDArray[np.bool_],
        columns: NDArray[np.bool_],
        plan: MeetingPlan | None,
        *,
        from_round: int,
        announced: bool,
    ) -> None:
        self._free = rows.copy(), columns.copy()
        self._from_round = from_round
        self._demands = Counter[int](), Counter[int]()
        self._rounds_of: dict[tuple[int, int], list[int]] = {}
        for number, _, row, column in [] if plan is None else plan.meetings.tolist():
            if number < rows.shape[1] and rows[row, number] and columns[column, number]:
                self._rounds_of.setdefault((row, column), []).append(number)
                if announced and number == from_round:
                    self._take(row, column, number)
        for side in self._free:
            side[:, :from_round] = False

    def chosen(self, rows: Sequence[int], columns: Sequence[int], asked: int | None) -> tuple[int, int]:
        """The two of these rows and columns who are to meet, in the round ``asked`` or in any.

        In this order: who have met or are going to meet as asked; who are free together when it is asked; who are going
        to meet; who are free together in some round; who have most such rounds for as few demands so far.
        """

        def order(pair: tuple[int, int]) -> tuple[bool | int, ...]:
            meet = self._rounds_of.get(pair, [])
            together = self._free[0][pair[0]] & self._free[1][pair[1]]
            return (
                not any(asked in (None, number) or number < self._from_round for number in meet),
                not (together if asked is None else together[asked : asked + 1]).any(),
                not meet,
                not together.any(),
                sum(demands[who] for demands, who in zip(self._demands, pair, strict=True)) - int(together.sum()),
            )

        row, column = min(product(rows, columns), key=order)
        for demands, who in zip(self._demands, (row, column), strict=True):
            demands[who] += 1
        if asked is not None:
            self._take(row, column, asked)
        return row, column

    def _take(self, row: int, column: int, number: int) -> None:
        for side, who in zip(self._free, (row, column), strict=True):
            side[who, number : number + 1] = False  # a rule may ask for a round that there is not: the problem says so


def _whole(available: NDArray[np.bool_] | None, n_people: int, n_rounds: int) -> NDArray[np.bool_]:
    return np.ones((n_people, n_rounds), np.bool_) if available is None else available


def _coming(numbers: Sequence[int], available: NDArray[np.bool_] | None) -> Sequence[int]:
    """Those of these participants who are there in some round."""
    return numbers if available is None else [number for number in numbers if available[number].any()]


def _by_organisation(organisations: Sequence[Organisation], groups: NDArray[np.int64]) -> Mapping[str, Sequence[int]]:
    """Rows or columns of each organisation's representatives."""
    found: dict[str, list[int]] = {}
    for number, group in enumerate(groups.tolist()):
        found.setdefault(organisations[group].id, []).append(number)
    return found
