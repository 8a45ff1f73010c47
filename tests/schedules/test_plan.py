"""A plan tells its figures, compares, prints, and reads back from JSON as it was."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from schedules import InfeasiblePlan, Meeting, MeetingPlan, PlanningProblem, build_plan
from schedules.read import read_plan_json, read_problem_json
from schedules.write import write_plan_json, write_problem_json
from tests.schedules.instances import crowded_evening, some_absent
from tests.schedules.strategies import tiny_evenings

SEVEN_BY_FIVE = crowded_evening(7, 5, share_of_tables=0.8)


def test_the_figures_follow_from_the_meetings():
    plan = build_plan(SEVEN_BY_FIVE)
    assert len(plan) == len(list(plan)) == plan.row_counts.sum() == plan.column_counts.sum()
    by_hand = sum(SEVEN_BY_FIVE.weights[meeting.row, meeting.column] for meeting in plan)
    assert plan.total == pytest.approx(by_hand)
    totals = [*plan.row_totals, *plan.column_totals]
    assert sum(totals) == pytest.approx(2 * plan.total)
    assert plan.lowest_total == min(totals)
    assert next(iter(plan)) == Meeting(*plan.meetings[0].tolist())
    assert plan.version == 1


def test_the_summary_says_what_was_sought_what_is_proven_and_what_each_level_cost():
    plan = build_plan(SEVEN_BY_FIVE, fairness_tolerance=0.05)
    report = plan.summary()
    assert "the most even spread of them, the highest lowest total of both sides for at most 0.05" in report
    assert f"{len(plan)} meetings in 8 rounds at 4 tables: no plan has more." in report
    cost = 1 - plan.upper_bound / plan.certificate.freest_weight
    assert f"cost at most {cost:.3%} of the weight ({plan.certificate.freest_weight:.6f} without them)" in report
    assert f"Lowest total of both sides {plan.lowest_total:.6f}" in report
    assert f"raising it cost at most {plan.gap:.3%} of the weight" in report
    assert f"upper bound {plan.upper_bound:.6f}" in report
    plain = build_plan(SEVEN_BY_FIVE, even_counts=False, fairness_tolerance=None).summary()
    assert "even counts were not asked for" in plain
    assert "it was not raised" in plain
    assert "proven the best" in plain
    assert "earlier evenings" not in plain


def test_the_summary_says_that_those_who_idled_before_went_first():
    plan = build_plan(replace(SEVEN_BY_FIVE, row_idled=np.arange(7)))
    assert "the most even spread of them, the most for those who idled most at earlier evenings, the" in plan.summary()
    assert MeetingPlan.from_json(plan.to_json()) == plan
    assert MeetingPlan.from_dict({k: v for k, v in plan.to_dict().items() if k != "history"}).history is False


def test_who_is_never_there_does_not_count_for_the_lowest_total():
    row_there = np.ones((3, 2), bool)
    row_there[1] = False
    plan = build_plan(PlanningProblem(np.full((3, 3), 0.5), n_rounds=2, row_available=row_there))
    assert plan.absent_rows == (1,)
    assert plan.row_totals[1] == 0
    assert plan.lowest_total > 0


def test_same_seed_same_plan():
    row_there, column_there = some_absent(31, 25, 8, seed=3)
    absent = PlanningProblem(
        crowded_evening(31, 25).weights, 8, 17, row_available=row_there, column_available=column_there
    )
    for problem in (crowded_evening(31, 25, share_of_tables=0.7), absent):
        first, again, other = (build_plan(problem, seed=seed) for seed in (4, 4, 5))
        assert first.to_json() == again.to_json()
        assert len(first) == len(other)


def test_an_evening_that_is_cut_short_has_lost_little():
    plan = build_plan(crowded_evening(31, 25, share_of_tables=0.7))
    by_round = np.bincount(plan.meetings[:, 0], weights=plan.weights, minlength=8)
    assert (np.cumsum(by_round) >= 0.95 * plan.total * np.arange(1, 9) / 8).all()


@given(problem=tiny_evenings(absences=True, locks=True))
@settings(max_examples=60, deadline=None)
def test_written_and_read_back_is_the_same(problem, tmp_path_factory):
    folder = tmp_path_factory.mktemp("evening")
    write_problem_json(problem, folder / "problem.json")
    again = read_problem_json(folder / "problem.json")
    assert again == problem
    try:
        plan = build_plan(problem)
    except InfeasiblePlan:
        return
    write_plan_json(plan, folder / "plan.json")
    assert read_plan_json(folder / "plan.json") == plan == build_plan(again)


def test_plans_differ_when_a_field_differs():
    plan = build_plan(SEVEN_BY_FIVE)
    assert plan == MeetingPlan.from_json(plan.to_json())
    assert hash(plan) == hash(MeetingPlan.from_json(plan.to_json()))
    assert plan != replace(plan, version=2)
    assert plan != replace(plan, meetings=plan.meetings[:-1], weights=plan.weights[:-1])
    assert plan != "plan"


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": "meeting-plan-9"}'])
def test_other_json_is_refused(text, tmp_path):
    with pytest.raises(ValueError, match="format"):
        MeetingPlan.from_json(text)
    (tmp_path / "other.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="format"):
        read_problem_json(tmp_path / "other.json")


def test_json_holds_plain_values_only():
    plan = build_plan(SEVEN_BY_FIVE)
    assert json.loads(json.dumps(plan.to_dict())) == plan.to_dict()
