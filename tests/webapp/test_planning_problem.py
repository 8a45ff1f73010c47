"""Whom among an organisation's people a rule falls to: those who keep it already, then those who still can."""

from collections.abc import Sequence

import numpy as np
import pytest

from matching import participant_weights, score
from matching.organisations import PairRule, Participant
from schedules import InvalidProblem, MeetingPlan, PlanningProblem, build_plan
from schedules.plan import Certificate
from tests.matching.worlds import association, company
from webapp.services.planning_problem import planning_problem, waiting_rules
from webapp.services.representatives import Asked, Given, representatives

N_ROUNDS = 4
MATRIX = score([company("C1"), company("C2")], [association("A1"), association("A2")])
#: Rows 0 and 1 are of C1, 2 of C2; column 0 is of A1, 1 and 2 of A2.
CROSSING = participant_weights(
    MATRIX, [Participant(id=f"P{n}", organisation_id=who) for n, who in enumerate(["C1", "C1", "C2", "A1", "A2", "A2"])]
)


def rule(company_id: str, association_id: str, kind: str, **more: int) -> PairRule:
    return PairRule(company_id=company_id, association_id=association_id, kind=kind, **more)  # type: ignore[arg-type]


MUST = rule("C1", "A1", "required")


def there(*stays: tuple[int, int] | None) -> np.ndarray:
    """First and last round, from 0, of each; None for nobody in no round."""
    return np.array([[one is not None and one[0] <= r <= one[1] for r in range(N_ROUNDS)] for one in stays])


ALL = (0, 3)


def plan_of(met: Sequence[tuple[int, int, int]]) -> MeetingPlan:
    """A plan of these meetings: round, row and column of each."""
    return MeetingPlan(
        n_rows=3,
        n_columns=3,
        n_rounds=N_ROUNDS,
        n_tables=None,
        meetings=np.array([(number, 0, row, column) for number, row, column in met]),
        weights=np.ones(len(met)),
        certificate=Certificate(upper_bound=1.0, most_meetings=len(met), least_squares=None, weight_unit=1e-9),
    )


def problem(
    *rules: PairRule,
    rows: Sequence[tuple[int, int] | None] | None = None,
    columns: Sequence[tuple[int, int] | None] | None = None,
    met: Sequence[tuple[int, int, int]] | None = None,
    begun: int = 0,
    announced: bool = False,
    breaks: Sequence[int] = (),
) -> PlanningProblem:
    """The problem of these rules; ``met``: round, row and column of each meeting of the plan that stands."""
    plan = None if met is None else plan_of(met)
    return planning_problem(
        MATRIX,
        CROSSING,
        rules,
        n_rounds=N_ROUNDS,
        n_tables=None,
        row_available=None if rows is None else there(*rows),
        column_available=None if columns is None else there(*columns),
        plan=plan,
        from_round=begun,
        announced=announced,
        break_rounds=breaks,
    )


def waiting(rules: list[PairRule], made: PlanningProblem) -> list[PairRule]:
    return waiting_rules(rules, ["C1", "C1", "C2"], ["A1", "A2", "A2"], made)


def test_rules_are_shared_out_among_colleagues() -> None:
    both = problem(MUST, rule("C1", "A2", "required"), rule("C2", "A2", "required"))
    assert both.required == ((0, 0), (1, 1), (2, 2))


def test_a_colleague_who_is_there_takes_the_rule_of_one_who_has_gone() -> None:
    assert problem(MUST, rows=[None, ALL, ALL]).required == ((1, 0),)
    assert problem(MUST, rows=[(0, 1), ALL, ALL], begun=2).required == ((1, 0),)
    assert problem(MUST, rows=[(0, 1), (0, 0), ALL], begun=2).required == ((0, 0),)  # neither can: the planner says so
    assert problem(MUST, rows=[None, None, ALL]).required == ()
    assert waiting([MUST], problem(MUST, rows=[None, None, ALL])) == [MUST]
    assert waiting([MUST], problem(MUST, rows=[(0, 1), (0, 0), ALL], begun=2)) == []


def test_two_who_are_there_at_the_same_time_take_it() -> None:
    """One colleague leaves before the other side's person comes, the other stays."""
    assert problem(MUST, rows=[(0, 1), (1, 3), ALL], columns=[(2, 3), ALL, ALL]).required == ((1, 0),)


def test_more_rounds_together_go_before_fewer() -> None:
    assert problem(MUST, rows=[(0, 2), ALL, ALL]).required == ((1, 0),)
    taken = rule("C1", "A2", "locked", round_number=4)
    assert problem(MUST, taken, rows=[(1, 3), (2, 3), ALL]).required == ((1, 0),)  # as 0 has the other one


def test_a_rule_of_a_round_takes_those_who_are_free_in_it() -> None:
    third = rule("C1", "A1", "locked", round_number=3, table_number=2)
    assert problem(third).locked == ((2, 1, 0, 0),)
    assert problem(third, rows=[(0, 1), ALL, ALL]).locked == ((2, 1, 1, 0),)
    second = rule("C1", "A2", "locked", round_number=3)
    assert problem(third, second).locked == ((2, 1, 0, 0), (2, -1, 1, 1))


def test_who_keeps_a_rule_goes_on_keeping_it() -> None:
    assert problem(MUST, met=[(3, 1, 0)], begun=1).required == ((1, 0),)
    assert problem(MUST, met=[(0, 1, 0)], begun=1, rows=[ALL, (0, 0), ALL]).required == ((1, 0),)  # they have met
    gone = problem(MUST, met=[(3, 1, 0)], begun=1, rows=[ALL, (0, 1), ALL])
    assert gone.required == ((0, 0),)  # their meeting cannot take place any more
    third = rule("C1", "A1", "locked", round_number=3)
    assert problem(third, met=[(2, 1, 0)], begun=1).locked == ((2, -1, 1, 0),)
    before = problem(third, met=[(0, 1, 0)], begun=1)
    assert (before.locked, before.required) == ((), ((1, 0),))  # met before: nothing is left to ask
    moved = problem(third, met=[(3, 1, 0)], begun=1, rows=[ALL, (3, 3), ALL])
    assert moved.locked == ((2, -1, 0, 0),)  # a colleague is there in the round that is asked for
    late = problem(third, met=[(3, 1, 0)], begun=3)
    assert (late.locked, late.required) == ((), ())  # that round has gone by


@pytest.mark.parametrize(("announced", "who"), [(True, 1), (False, 0)])
def test_whoever_is_on_the_way_to_somebody_else_has_that_round_no_more(announced: bool, who: int) -> None:
    """Both are there for two more rounds; one of them has a place in the next."""
    rules = problem(MUST, met=[(2, 0, 1)], begun=2, announced=announced)
    assert rules.required == ((who, 0),)


def lock(company_id: str, association_id: str, round_number: int) -> PairRule:
    return rule(company_id, association_id, "locked", round_number=round_number)


@pytest.mark.parametrize("announced", [False, True])
def test_of_two_locks_of_one_round_neither_takes_the_other_s_people(announced: bool) -> None:
    """In whatever order they were set: who keeps one is not given the other."""
    met = [(2, 0, 1), (2, 1, 2), (2, 2, 0)]
    first, second = lock("C1", "A1", 3), lock("C1", "A2", 3)
    for rules in ((first, second), (second, first)):
        made = problem(*rules, met=met, begun=2, announced=announced)
        assert set(made.locked) == {(2, -1, 0, 1), (2, -1, 1, 0)}
    both = problem(lock("C1", "A2", 3), lock("C2", "A2", 3), columns=[ALL, (0, 2), ALL], met=[(2, 2, 2)], begun=1)
    assert both.locked == ((2, -1, 0, 1), (2, -1, 2, 2))


def test_a_lock_loses_as_few_meetings_as_can_be() -> None:
    made = problem(lock("C1", "A1", 3), met=[(2, 0, 1), (2, 2, 2)], begun=1)
    assert made.locked == ((2, -1, 1, 0),)  # row 0 meets somebody then


def test_a_meeting_whose_round_a_lock_has_taken_keeps_no_rule() -> None:
    """Row 1 and column 0 were to meet when row 1 is to meet column 1; row 0 can still."""
    made = problem(
        MUST,
        lock("C1", "A2", 3),
        rows=[(3, 3), (2, 2), ALL],
        columns=[ALL, (2, 2), None],
        met=[(2, 1, 0), (3, 2, 0)],
        begun=1,
    )
    assert (made.locked, made.required) == (((2, -1, 1, 1),), ((0, 0),))


def test_who_keeps_one_rule_is_not_given_another_that_would_lose_it() -> None:
    """Row 0 is there for one more round only, in which it keeps the second rule."""
    rules = (MUST, rule("C1", "A2", "required"))
    for ordered in (rules, rules[::-1]):
        made = problem(
            *ordered,
            rows=[(2, 2), (3, 3), (2, 3)],
            columns=[(2, 3), (2, 2), None],
            met=[(2, 0, 1), (3, 2, 0)],
            begun=1,
        )
        assert set(made.required) == {(0, 1), (1, 0)}


@pytest.mark.parametrize("first_is_there_once", [True, False])
def test_a_lock_is_a_round_gone_and_not_a_demand_as_well(first_is_there_once: bool) -> None:
    """Of two colleagues one is there for one round, the other has one left beside three locks: each can keep a rule."""
    matrix = score([company("C1")], [association(f"A{number}") for number in range(1, 6)])
    homes = ["C1", "C1", *(f"A{number}" for number in range(1, 6))]
    people = [Participant(id=f"P{number}", organisation_id=home) for number, home in enumerate(homes)]
    stays = [(0, 0), ALL] if first_is_there_once else [ALL, (0, 0)]
    rules = [*(lock("C1", f"A{number + 1}", number) for number in (2, 3, 4)), MUST, rule("C1", "A2", "required")]
    made = planning_problem(
        matrix,
        participant_weights(matrix, people),
        rules,
        n_rounds=N_ROUNDS,
        n_tables=None,
        row_available=there(*stays),
    )
    assert {row for _, _, row, _ in made.locked} == {1 if first_is_there_once else 0}
    assert {row for row, _ in made.required} == {0, 1}
    assert len(build_plan(made)) > 0


def test_nobody_is_given_a_rule_for_rounds_in_which_there_is_a_break() -> None:
    made = problem(MUST, rows=[(1, 2), (0, 0), ALL], breaks=[1, 2])
    assert (made.required, made.break_rounds) == (((1, 0),), (1, 2))


def test_a_meeting_after_the_announced_one_takes_nobody_s_round() -> None:
    """It can still be moved: the first of two who have as many rounds is given the rule."""
    assert problem(MUST, met=[(3, 0, 1)], begun=2, announced=True).required == ((0, 0),)


def test_a_meeting_for_which_the_other_is_not_there_keeps_nothing() -> None:
    assert problem(MUST, met=[(3, 1, 0)], columns=[(0, 2), ALL, ALL], begun=1).required == ((0, 0),)
    assert problem(MUST, met=[(0, 1, 0)], columns=[(1, 3), ALL, ALL], begun=1).required == ((0, 0),)


def test_where_nobody_can_in_that_round_those_who_meet_at_all_are_given_the_lock() -> None:
    made = problem(lock("C1", "A1", 3), rows=[(0, 0), ALL, ALL], columns=[(3, 3), ALL, ALL])
    assert made.locked == ((2, -1, 1, 0),)


def test_locks_of_different_rounds_are_shared_out_too() -> None:
    assert problem(lock("C1", "A1", 2), lock("C1", "A2", 3)).locked == ((1, -1, 0, 0), (2, -1, 1, 1))


def test_one_round_that_is_free_goes_before_none_whatever_is_asked_already() -> None:
    """Row 0 is on the way to its last meeting; row 1 has one round, and is asked for in it once."""
    given = representatives(
        [Asked(row_group=0, column_group=group, in_round=None) for group in (1, 0)],
        groups=(np.array([0, 0]), np.arange(3)),
        there=(there((2, 2), (3, 3)), there(ALL, ALL, ALL)),
        plan=plan_of([(2, 0, 2)]),
        from_round=2,
        announced=True,
    )
    assert given == [Given(row=1, column=1, in_round=None), Given(row=1, column=0, in_round=None)]


def test_whoever_is_there_goes_before_whoever_has_gone_where_nobody_is_free() -> None:
    made = problem(MUST, rows=[(0, 1), (2, 2), ALL], met=[(2, 1, 1)], begun=2, announced=True)
    assert made.required == ((1, 0),)


def test_a_plan_of_more_rounds_is_looked_at_as_far_as_there_are_rounds() -> None:
    for number in (N_ROUNDS, N_ROUNDS + 2):
        assert problem(MUST, met=[(number, 1, 0)]).required == ((0, 0),)


def test_a_rule_of_a_round_that_there_is_not_is_for_the_problem_to_refuse() -> None:
    with pytest.raises(InvalidProblem, match="round"):
        problem(rule("C1", "A1", "locked", round_number=N_ROUNDS + 1))


def test_the_presence_that_is_given_stays_as_it_is() -> None:
    rows = there(ALL, ALL, ALL)
    locked = rule("C1", "A1", "locked", round_number=3)
    made = planning_problem(MATRIX, CROSSING, [locked], n_rounds=N_ROUNDS, n_tables=None, row_available=rows)
    assert made.row_available is not None
    assert rows.all()
    assert made.row_available.all()
