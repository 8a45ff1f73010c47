"""The evening changes: what was played stands, the announced round changes only where it must, little else changes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules import (
    ANY_TABLE,
    InfeasiblePlan,
    MeetingPlan,
    PlanningProblem,
    build_plan,
    changes,
    check_plan,
    problem_in_force,
    repair_plan,
    waived_pairs,
)
from schedules.repairing.announced_cells import announced_cells
from schedules.repairing.changes_bound import forced_cells
from schedules.repairing.fewest_changes_exactly import Asked, fewest_changes
from schedules.repairing.in_force import situation_of
from schedules.repairing.meetings_to_come import MeetingsToCome
from schedules.repairing.rounds_to_come import RoundsToCome
from tests.schedules.instances import crowded_evening
from tests.schedules.oracle import FIELDS, random_evening
from tests.schedules.repair_oracle import fewest_changes as by_cp_sat
from tests.schedules.repair_oracle import random_case

EVENING = crowded_evening(16, 16)
PLAN = build_plan(EVENING, fairness_tolerance=None)


def there(n_people: int = 16, **away: slice) -> np.ndarray:
    """Everybody there but those named p<number>, away in the rounds of the slice."""
    present = np.ones((n_people, 8), bool)
    for name, rounds in away.items():
        present[int(name[1:]), rounds] = False
    return present


def repaired(situation: PlanningProblem, from_round: int, *, announced: bool = True) -> MeetingPlan:
    """The repaired plan, after every rule was checked on it and the past compared."""
    plan = repair_plan(situation, PLAN, from_round=from_round, announced=announced)
    in_force = problem_in_force(situation, PLAN, from_round=from_round, announced=announced)
    assert [str(rule) for rule in check_plan(in_force, plan)] == []
    assert plan.repair is not None
    assert plan.repair.n_changed_cells_bound <= plan.repair.n_changed_cells
    assert plan.repair.remaining_weight >= plan.repair.remaining_weight_asked - 1e-6
    assert len(changes(PLAN, plan, from_round=0, problem=situation)) >= plan.repair.n_changed_cells
    assert MeetingPlan.from_json(plan.to_json()) == plan
    return plan


def lines(plan: MeetingPlan, first: int, beyond: int) -> list[list[int]]:
    return [meeting for meeting in plan.meetings.tolist() if first <= meeting[0] < beyond]


def partners(plan: MeetingPlan, round_number: int) -> dict[int, int]:
    return {row: column for r, _, row, column in plan.meetings.tolist() if r == round_number}


@pytest.mark.parametrize("share_of_tables", [1.0, 0.7])
@pytest.mark.parametrize("even_counts", [True, False])
@pytest.mark.parametrize("announced", [True, False])
def test_nothing_changed_the_very_same_plan(share_of_tables, even_counts, announced):
    problem = crowded_evening(12, 12, share_of_tables=share_of_tables)
    plan = build_plan(problem, even_counts=even_counts)
    for from_round in (0, 3, 7, 8):
        assert repair_plan(problem, plan, from_round=from_round, announced=announced) is plan


@pytest.mark.parametrize("even_counts", [True, False])
@pytest.mark.parametrize("kinds", [*((kind,) for kind in FIELDS), ("colleagues", "required")], ids="+".join)
def test_nothing_changed_the_very_same_plan_whatever_the_constraints(kinds, even_counts):
    n_planned = 0
    for seed in (0, 1, 342328):
        problem = random_evening(kinds, seed)
        try:
            plan = build_plan(problem, even_counts=even_counts)
        except InfeasiblePlan:
            continue
        n_planned += 1
        from_round = seed % 2
        assert repair_plan(problem, plan, from_round=from_round) is plan, seed
    assert n_planned > 0


def test_who_counts_for_the_lowest_total_is_who_counted_before():
    """Row 1 gives way to the others; row 2's colleague must meet all there are, row 2 nobody."""
    problem = PlanningProblem(
        np.full((4, 3), 0.5),
        n_rounds=3,
        row_groups=[0, 1, 2, 2],
        required=[(3, 0), (3, 1), (3, 2)],
        row_priorities=[1, 0.5, 1, 1],
        row_available=[[True] * 3] * 4,
    )
    plan = build_plan(problem)
    assert (plan.absent_rows, plan.yielding_rows) == ((2,), (1,))
    gone = np.ones((3, 3), bool)
    gone[0, 2] = False
    after = repair_plan(replace(problem, required=[(3, 1)], column_available=gone), plan, from_round=2)
    assert after.version == 2
    assert (after.absent_rows, after.yielding_rows) == ((2,), (1,))
    assert MeetingPlan.from_json(after.to_json()) == after


def test_five_people_missing_at_the_door():
    away = {f"p{number}": slice(0, 8) for number in (1, 4, 7, 11, 15)}
    plan = repaired(replace(EVENING, row_available=there(**away), required=()), 0)
    assert len(plan) == 11 * 8
    assert plan.absent_rows == (1, 4, 7, 11, 15)
    assert plan.version == 2
    assert plan.summary().splitlines()[-1].startswith("Repaired from round 0: ")


def test_odd_presence_puts_those_left_over_together():
    """One row and one column are missing: in the announced round their partners meet each other, nobody else moves."""
    situation = replace(EVENING, row_available=there(p3=slice(0, 8)), column_available=there(p5=slice(0, 8)))
    plan = repaired(situation, 0)
    before, after = partners(PLAN, 0), partners(plan, 0)
    lone_row = next(row for row, column in before.items() if column == 5)
    moved = {row for row in before if row in after and after[row] != before[row]}
    assert moved <= {lone_row}
    assert len(plan) >= 15 * 8 - 1


def test_a_company_leaves_at_round_4():
    plan = repaired(replace(EVENING, row_available=there(p2=slice(4, 8))), 4)
    assert lines(plan, 0, 4) == lines(PLAN, 0, 4)
    assert all(row != 2 for _, _, row, _ in lines(plan, 4, 8))
    assert len(lines(plan, 4, 8)) == 15 * 4


def test_a_third_of_those_registered_do_not_come():
    rng = np.random.default_rng(5)
    sides = [there(**{f"p{who}": slice(0, 8) for who in rng.choice(16, 5, replace=False)}) for _ in range(2)]
    plan = repaired(replace(EVENING, row_available=sides[0], column_available=sides[1]), 0)
    assert len(plan) >= 11 * 8 - 2  # two pairs of the announced round may have nobody left to meet


def test_a_no_show_noticed_late_did_not_meet():
    """Whoever is marked absent in a played round did not meet: the pair is dropped from the record and told."""
    plan = repaired(replace(EVENING, row_available=there(p0=slice(0, 2))), 2)
    assert {row for row, _ in plan.repair.dropped} == {0}
    assert len(plan.repair.dropped) == 2
    assert not set(partners(plan, 0)) & {0}


def test_a_walk_in_gets_a_share():
    weights = np.vstack([EVENING.weights, np.full((1, 16), 0.5)])
    plan = repaired(replace(EVENING, weights=weights), 2, announced=False)
    share = 6 * 16 // 17  # of the 96 meetings to come, for one of 17 people
    assert plan.row_counts[16] >= share
    assert plan.row_counts.sum() == 16 * 8


def test_a_late_arrival_is_told_nothing_before():
    plan = repaired(replace(EVENING, column_available=there(p9=slice(0, 3))), 0)
    assert all(column != 9 for _, _, _, column in lines(plan, 0, 3))
    assert plan.column_counts[9] == 5


def test_a_table_lost():
    plan = repaired(replace(EVENING, n_tables=15), 3)
    assert lines(plan, 0, 3) == lines(PLAN, 0, 3)
    assert all(table < 15 for _, table, _, _ in lines(plan, 3, 8))
    assert len(lines(plan, 3, 8)) == 15 * 5
    kept = {(r, row, column): table for r, table, row, column in PLAN.meetings.tolist()}
    told = [(kept.get((r, row, column), table), table) for r, table, row, column in lines(plan, 3, 8)]
    assert all(before == after for before, after in told if before < 15)  # whose table is there keeps it


def test_a_round_dropped():
    plan = repaired(replace(EVENING, break_rounds=[5]), 2)
    assert lines(plan, 5, 6) == []
    assert lines(plan, 0, 3) == lines(PLAN, 0, 3)


def test_an_evening_cut_short():
    plan = repaired(replace(EVENING, break_rounds=[5, 6, 7]), 5)
    assert plan.meetings.tolist() == lines(PLAN, 0, 5)


def test_someone_who_must_be_moved():
    row, column = next(pair for pair in partners(PLAN, 4).items() if pair not in EVENING.required)
    plan = repaired(replace(EVENING, forbidden=[*EVENING.forbidden, (row, column)]), 3)
    assert partners(plan, 4)[row] != column
    assert lines(plan, 0, 4) == lines(PLAN, 0, 4)


def test_someone_who_must_not_move_keeps_a_table():
    seats = np.full(16, -1)
    seats[6] = 0
    plan = repaired(replace(EVENING, row_seats=seats), 0, announced=False)
    assert {table for _, table, row, _ in plan.meetings.tolist() if row == 6} == {0}


def test_a_pair_that_shall_meet_after_all_meets_though_everything_else_could_stand():
    problem = PlanningProblem(np.full((3, 3), 0.5), n_rounds=2)
    plan = build_plan(problem)
    row, column = next(pair for pair in np.ndindex(3, 3) if pair not in set(map(tuple, plan.meetings[:, 2:].tolist())))
    after = repair_plan(replace(problem, required=[(row, column)]), plan, from_round=1, announced=False)
    assert partners(after, 1)[row] == column
    assert lines(after, 0, 1) == lines(plan, 0, 1)


def test_a_required_pair_of_somebody_who_left_is_waived_and_told():
    row, column = EVENING.required[0]
    plan = repaired(replace(EVENING, row_available=there(**{f"p{row}": slice(0, 8)})), 0)
    assert plan.repair.waived == ((row, column),)


def test_a_required_pair_that_no_plan_can_bring_together_is_told_though_nothing_changes():
    plan = build_plan(PlanningProblem(np.full((2, 2), 0.5), n_rounds=2))
    row, column = next((row, column) for r, _, row, column in plan.meetings.tolist() if r == 1)
    there_first = np.array([[True, False] if one == row else [True, True] for one in range(2)])
    situation = PlanningProblem(np.full((2, 2), 0.5), n_rounds=2, required=[(row, column)], row_available=there_first)
    once = repair_plan(situation, plan, from_round=1)
    assert once.repair.waived == waived_pairs(situation, plan, once, from_round=1) == ((row, column),)
    assert repair_plan(situation, once, from_round=1) is once
    assert waived_pairs(situation, once, once, from_round=1) == ((row, column),)
    assert waived_pairs(EVENING, PLAN, PLAN, from_round=0) == ()


def test_whom_others_of_their_organisations_met_is_not_told_as_impossible():
    """The first row's colleague met the second column in the first round, before the rule was set."""
    apart = PlanningProblem(np.full((3, 2), 0.5), n_rounds=2, row_groups=np.array([0, 0, 1]))
    plan = build_plan(apart)
    row, column = next((row, column) for r, _, row, column in plan.meetings.tolist() if r == 0 and row < 2)
    situation = replace(apart, required=[(1 - row, column)])
    after = repair_plan(situation, plan, from_round=1)
    assert situation_of(situation, plan, from_round=1, announced=True).waiver.pairs == ((1 - row, column),)
    assert waived_pairs(situation, plan, after, from_round=1) == ()


def test_a_pair_fixed_in_the_announced_round_moves_nobody_else_where_there_is_a_table_for_all():
    """Three and three: the two whose partners were taken have met before, and pause rather than take a seat."""
    problem = PlanningProblem(np.full((3, 3), 0.5), n_rounds=3)
    plan = build_plan(problem)
    (first, its), *others = sorted(partners(plan, 1).items())
    met = partners(plan, 0)
    fixed = next(column for _, column in others if met[first] != column)
    after = repair_plan(replace(problem, locked=[(1, ANY_TABLE, first, fixed)]), plan, from_round=1)
    now = partners(after, 1)
    untouched = {row: column for row, column in others if column != fixed}
    assert now[first] == fixed
    assert {row: now.get(row) for row in untouched} == untouched
    assert its not in now.values()


def test_a_pair_fixed_in_the_announced_round_takes_nobodys_place_while_one_of_them_is_away():
    """One column leaves before the announced round, in which a rule wants it to meet; a row comes in late."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        late, gone = np.ones((4, 3), bool), np.ones((4, 3), bool)
        late[3, :], gone[0, 1:] = False, False
        base = PlanningProblem(rng.integers(1, 5, (4, 4)) / 5, n_rounds=3, n_tables=3, row_available=late)
        plan, row = build_plan(base), int(rng.integers(4))
        rule = [(1, ANY_TABLE, row, 0)]
        situation = replace(base, row_available=None, column_available=gone, locked=rule)
        after = repair_plan(situation, plan, from_round=1)
        stay = {row: column for row, column in partners(plan, 1).items() if column != 0}
        assert {row: partners(after, 1).get(row) for row in stay} == stay
        assert waived_pairs(situation, plan, after, from_round=1) in (((row, 0),), ())  # or they had met


def test_the_announced_round_changes_only_where_it_must():
    rng = np.random.default_rng(3)
    away = {f"p{who}": slice(0, 8) for who in rng.choice(16, 3, replace=False)}
    situation = replace(EVENING, row_available=there(**away))
    plan = repaired(situation, 2)
    gone = {int(name[1:]) for name in away}
    before, after = partners(PLAN, 2), partners(plan, 2)
    assert all(after[row] == column for row, column in before.items() if row not in gone)


def test_everybody_absent_is_refused_in_a_sentence():
    with pytest.raises(InfeasiblePlan, match="No row participant is there in any round"):
        repair_plan(replace(EVENING, row_available=np.zeros((16, 8), bool)), PLAN, from_round=0)
    with pytest.raises(InfeasiblePlan, match="There are no tables"):
        repair_plan(replace(EVENING, n_tables=0), PLAN, from_round=0)


@pytest.mark.parametrize(
    ("situation", "options", "sentence"),
    [
        (EVENING, {"from_round": 9}, "from_round must be a whole number from 0 to 8, not 9"),
        (replace(EVENING, weights=EVENING.weights[:15], forbidden=(), required=()), {"from_round": 0}, "16 rows"),
        (EVENING, {"from_round": 0, "seed": -1}, "seed must be"),
        (EVENING, {"from_round": 0, "time_limit": 0}, "time_limit must be"),
    ],
)
def test_what_does_not_belong_together_is_refused(situation, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        repair_plan(situation, PLAN, **options)


@pytest.mark.parametrize("kind", [1.0, 0.7])
def test_a_large_evening_is_searched_and_bounded(kind):
    """Too many meetings for integer programming: the Lagrangian search keeps the rules and the weight asked for."""
    problem = crowded_evening(60, 50, share_of_tables=kind, seed=3)
    plan = build_plan(problem, even_counts=False, fairness_tolerance=None)
    rng = np.random.default_rng(8)
    absent = np.ones((60, 8), bool)
    absent[rng.choice(60, 12, replace=False)] = False
    situation = replace(problem, row_available=absent)
    after = repair_plan(situation, plan, from_round=1)
    assert check_plan(problem_in_force(situation, plan, from_round=1), after) == []
    assert after.repair.remaining_weight >= 0.99 * after.repair.remaining_weight_bound - 1e-6
    assert after.repair.n_remaining_meetings == after.repair.n_remaining_meetings_bound
    assert 0 < after.repair.n_changed_cells_bound <= after.repair.n_changed_cells < 60 * 7


def test_time_lets_a_larger_evening_be_solved():
    problem = crowded_evening(32, 32, seed=3)
    plan = build_plan(problem, even_counts=False, fairness_tolerance=None)
    absent = np.ones((32, 8), bool)
    absent[[3, 9, 21]] = False
    situation = replace(problem, row_available=absent, column_available=absent)
    searched = repair_plan(situation, plan, from_round=0)
    solved = repair_plan(situation, plan, from_round=0, time_limit=60)
    assert solved.repair.n_changed_cells <= searched.repair.n_changed_cells
    assert solved.repair.n_changed_cells_bound >= searched.repair.n_changed_cells_bound


def test_the_same_call_gives_the_same_plan():
    situation = replace(EVENING, row_available=there(p2=slice(1, 8), p8=slice(0, 8)))
    assert repair_plan(situation, PLAN, from_round=1) == repair_plan(situation, PLAN, from_round=1)


def test_a_repaired_plan_can_be_repaired_again():
    first = replace(EVENING, row_available=there(p2=slice(2, 8)))
    second = replace(EVENING, row_available=there(p2=slice(2, 8)), column_available=there(p7=slice(5, 8)))
    once = repair_plan(first, PLAN, from_round=2)
    twice = repair_plan(second, once, from_round=5)
    assert repair_plan(first, once, from_round=4) is once
    assert check_plan(problem_in_force(second, once, from_round=5), twice) == []
    assert twice.version == 3


@pytest.mark.parametrize("seed", [*range(36), 200, 214, 253, 329])
def test_the_fewest_changes_are_those_of_cp_sat(seed):
    case = random_case(seed)
    known = by_cp_sat(case.situation, case.plan, case.from_round, announced=case.announced)
    plan = repair_plan(case.situation, case.plan, from_round=case.from_round, announced=case.announced)
    assert len(lines(plan, case.from_round, 8)) == known.n_meetings
    if plan is case.plan:
        assert known.n_changed == 0
    else:
        assert plan.repair.n_changed_cells == plan.repair.n_changed_cells_bound == known.n_changed
        assert plan.repair.remaining_weight >= 0.99 * known.weight - 1e-6


@pytest.mark.parametrize("seed", [2, 5])
def test_twelve_by_twelve_equals_cp_sat(seed):
    case = random_case(seed, smallest=12, largest=12)
    known = by_cp_sat(case.situation, case.plan, case.from_round, announced=case.announced)
    plan = repair_plan(case.situation, case.plan, from_round=case.from_round, announced=case.announced)
    assert 0 if plan is case.plan else plan.repair.n_changed_cells == known.n_changed


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1000, 9999))
def test_every_repair_keeps_every_rule_and_the_past(seed):
    case = random_case(seed, largest=9)
    try:
        plan = repair_plan(case.situation, case.plan, from_round=case.from_round, announced=case.announced)
    except InfeasiblePlan:
        return
    in_force = problem_in_force(case.situation, case.plan, from_round=case.from_round, announced=case.announced)
    assert check_plan(in_force, plan) == []
    rows, columns = case.situation.row_available, case.situation.column_available
    past = [m for m in lines(case.plan, 0, case.from_round) if rows[m[2], m[0]] and columns[m[3], m[0]]]
    assert lines(plan, 0, case.from_round) == past


@pytest.mark.parametrize("seed", range(8))
def test_the_counting_bound_is_below_the_proven_one(seed):
    case = random_case(seed)
    situation = situation_of(case.situation, case.plan, from_round=case.from_round, announced=case.announced)
    rounds = RoundsToCome.of(situation, announced_cells(situation))
    model = MeetingsToCome.of(rounds, 5000)
    plan = repair_plan(case.situation, case.plan, from_round=case.from_round, announced=case.announced)
    n_meetings = len(lines(plan, case.from_round, 8))
    if model is None:
        assert n_meetings == 0
        return
    proven = fewest_changes(model, Asked(n_meetings), None, prove=True, time_limit=None)
    assert forced_cells(rounds, n_meetings) <= proven.bound
