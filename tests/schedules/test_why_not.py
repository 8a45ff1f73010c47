"""Why two do not meet: each reason is true by the definitions, and a forced pair costs at least what was announced."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schedules import InfeasiblePlan, InvalidProblem, MeetingPlan, PlanningProblem, build_plan, check_plan
from schedules.why_not import PairReason, WhyNot, cost_of_pair, pair_prices, why_not
from tests.schedules.brute_force import best_plan
from tests.schedules.instances import crowded_evening
from tests.schedules.strategies import tiny_evenings

CROWDED = crowded_evening(12, 10, share_of_tables=0.7)


def planned(problem: PlanningProblem, **options: object) -> MeetingPlan:
    """The plan of a random evening; evenings that have none are another test's subject."""
    try:
        return build_plan(problem, **options)
    except InfeasiblePlan:
        assume(False)
        raise


def is_true(problem: PlanningProblem, plan: MeetingPlan, answer: WhyNot, reason: PairReason) -> bool:
    """Whether a reason holds, from the definitions alone."""
    row, column, values = answer.row, answer.column, reason.values
    rows = problem.row_groups if problem.row_groups is not None else np.arange(problem.n_rows)
    columns = problem.column_groups if problem.column_groups is not None else np.arange(problem.n_columns)
    lines = plan.meetings.tolist()

    def there(available: np.ndarray | None, who: int, n: int) -> set[int]:
        return {at for at in range(n) if (available is None or available[who, at]) and at not in problem.break_rounds}

    row_rounds = there(problem.row_available, row, problem.n_rounds)
    column_rounds = there(problem.column_available, column, problem.n_rounds)
    busy = {at for at, _, one, other in lines if one == row or other == column}
    part, who = (2, row) if values.get("side") == "Row" else (3, column)
    own = [line for line in lines if line[part] == who]
    limits = problem.row_limits if part == 2 else problem.column_limits
    match reason.code:
        case "meet":
            return [values["round_number"], values["table_number"], row, column] in lines
        case "forbidden":
            return any(rows[one] == rows[row] and columns[other] == columns[column] for one, other in problem.forbidden)
        case "never_together":
            return not row_rounds & column_rounds
        case "colleagues_meet":
            met = (values["met_row"], values["met_column"])
            same = rows[met[0]] == rows[row] and columns[met[1]] == columns[column]
            return same and met != (row, column) and any((one, other) == met for _, _, one, other in lines)
        case "at_most":
            return limits is not None and len(own) == values["count"] == limits[who, 1]
        case "every_round":
            rounds = row_rounds if part == 2 else column_rounds
            return len(own) == values["count"] == len(rounds)
        case "no_common_free_round":
            return bool(row_rounds & column_rounds) and row_rounds & column_rounds <= busy
        case "room_full":
            room = problem.n_tables if problem.n_tables is not None else min(problem.n_rows, problem.n_columns)
            return len(lines) == values["count"] <= room * problem.n_rounds
        case "instead":
            partners = {line[5 - part] for line in own}
            worths = [problem.weights[line[2], line[3]] for line in own]
            return set(values["partners"]) == partners and values["least"] == pytest.approx(min(worths))
        case "worth":
            return values["worth"] == pytest.approx(problem.weights[row, column])
        case "costs_at_least":
            return values["least"] > 0
    return False


@settings(max_examples=60, deadline=None)
@given(tiny_evenings(absences=True), st.booleans())
def test_every_reason_is_true(problem: PlanningProblem, even_counts: bool) -> None:
    plan = planned(problem, even_counts=even_counts, fairness_tolerance=None)
    prices = pair_prices(problem, even_counts=even_counts)
    met = {(one.row, one.column) for one in plan}
    for row in range(problem.n_rows):
        for column in range(problem.n_columns):
            answer = why_not(problem, plan, row, column, prices=prices)
            assert ("meet" in answer.codes) == ((row, column) in met)
            assert answer.reasons
            assert all(is_true(problem, plan, answer, reason) for reason in answer.reasons), answer


@settings(max_examples=60, deadline=None)
@given(tiny_evenings(absences=True), st.booleans(), st.data())
def test_a_forced_pair_costs_what_was_said_and_at_least_what_was_announced(
    problem: PlanningProblem, even_counts: bool, data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, problem.n_rows - 1))
    column = data.draw(st.integers(0, problem.n_columns - 1))
    plan = planned(problem, even_counts=even_counts, fairness_tolerance=None)
    answer = why_not(problem, plan, row, column, prices=pair_prices(problem, even_counts=even_counts))
    cost = cost_of_pair(problem, plan, row, column)
    if "meet" in answer.codes and plan.gap == 0:  # otherwise a better plan may do without
        assert cost.possible
        assert not cost.meetings
        assert cost.weight <= 1e-6
    if cost.possible and not cost.meetings and not cost.squares:
        least = next((float(one.values["least"]) for one in answer.reasons if one.code == "costs_at_least"), 0.0)
        assert cost.weight >= least - 1e-6


@settings(max_examples=40, deadline=None)
@given(tiny_evenings(), st.booleans(), st.data())
def test_the_exact_cost_is_that_of_every_plan_counted(
    problem: PlanningProblem, even_counts: bool, data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, problem.n_rows - 1))
    column = data.draw(st.integers(0, problem.n_columns - 1))
    plan = planned(problem, even_counts=even_counts, fairness_tolerance=None)
    cost = cost_of_pair(problem, plan, row, column)
    try:
        forced = best_plan(replace(problem, required=(*problem.required, (row, column))), even_counts=even_counts)
    except InvalidProblem:
        forced = None
    free = best_plan(problem, even_counts=even_counts)
    assert free is not None
    assert cost.possible == (forced is not None)
    if forced is not None:
        assert cost.meetings == free.n_meetings - forced.n_meetings
        assert cost.weight == pytest.approx(free.weight - forced.weight, abs=1e-6)


def test_the_announced_cost_is_near_the_exact_one_on_a_crowded_evening() -> None:
    plan, prices = build_plan(CROWDED, fairness_tolerance=None), pair_prices(CROWDED)
    found = 0
    for row in range(3):
        for column in range(CROWDED.n_columns):
            answer = why_not(CROWDED, plan, row, column, prices=prices)
            if "costs_at_least" in answer.codes:
                cost = cost_of_pair(CROWDED, plan, row, column)
                assert cost.weight >= float(prices.least[row, column]) - 1e-6
                found += cost.reason.code == "costs_exactly"
    assert found > 5


def test_fairness_is_named_where_the_best_total_has_the_pair() -> None:
    problem = PlanningProblem([[1.0, 0.5], [0.5, 0.1]], n_rounds=1)
    plan, best = build_plan(problem, fairness_tolerance=0.2), build_plan(problem, fairness_tolerance=None)
    assert plan.lowest_total > best.lowest_total
    apart = {(one.row, one.column) for one in best} - {(one.row, one.column) for one in plan}
    assert len(apart) == 2
    for row, column in apart:
        reason = cost_of_pair(problem, plan, row, column).reason
        assert reason.code == "costs_fairness"
        assert reason.values["given_up"] == pytest.approx(best.total - plan.total)
        assert cost_of_pair(problem, best, row, column).reason.code == "costs_nothing"


def test_a_rule_is_the_whole_answer() -> None:
    problem = PlanningProblem(
        np.full((3, 3), 0.5),
        n_rounds=2,
        forbidden=[(0, 0)],
        met=[(0, 1, 30)],
        row_seats=[-1, -2, -1],
        column_seats=[-1, -2, -1],
    )
    plan = build_plan(problem)
    assert why_not(problem, plan, 0, 0).codes == ("forbidden",)
    assert why_not(problem, plan, 0, 1).codes == ("met_before",)
    assert why_not(problem, plan, 0, 1).reasons[0].values == {"days": 30}
    assert why_not(problem, plan, 1, 1).codes == ("seated_apart",)
    for row, column in ((0, 0), (0, 1), (1, 1)):
        assert not cost_of_pair(problem, plan, row, column).possible or (row, column) == (0, 1)


def test_colleagues_who_meet_are_named() -> None:
    problem = PlanningProblem([[0.9, 0.1], [0.8, 0.1]], n_rounds=1, row_groups=[0, 0])
    plan = build_plan(problem, fairness_tolerance=None)
    met = next(one for one in plan if one.column == 0)
    answer = why_not(problem, plan, 1 - met.row, 0)
    assert answer.codes == ("colleagues_meet",)
    assert answer.reasons[0].values["met_row"] == met.row
    assert "through row" in str(answer)


def test_a_pair_that_is_worth_less_has_a_price_and_a_tie_has_none() -> None:
    problem = PlanningProblem([[0.9, 0.1], [0.1, 0.5]], n_rounds=1)
    plan = build_plan(problem, fairness_tolerance=None)
    cost = cost_of_pair(problem, plan, 0, 1)
    assert cost.weight == pytest.approx(1.2)
    assert cost.reason.code == "costs_exactly"
    alike = PlanningProblem(np.full((2, 2), 0.5), n_rounds=1)
    plan = build_plan(alike)
    row, column = next((r, c) for r in (0, 1) for c in (0, 1) if "meet" not in why_not(alike, plan, r, c).codes)
    assert cost_of_pair(alike, plan, row, column).reason.code == "costs_nothing"


def test_a_pair_may_cost_a_meeting_or_evenness() -> None:
    problem = PlanningProblem(
        [[0.5, 0.5], [0.5, 0.5]], n_rounds=1, forbidden=[(1, 1)]
    )  # 0-0 leaves 1 without a partner
    plan = build_plan(problem)
    assert len(plan) == 2
    assert cost_of_pair(problem, plan, 0, 0).meetings == 1
    assert cost_of_pair(problem, plan, 0, 0).reason.code == "costs_meetings"
    assert check_plan(problem, plan) == []


def test_a_pair_that_is_not_there_is_refused() -> None:
    plan = build_plan(CROWDED)
    with pytest.raises(IndexError, match="row 12 and column 0 of 12 x 10"):
        why_not(CROWDED, plan, 12, 0)
