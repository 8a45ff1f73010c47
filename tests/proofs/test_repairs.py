"""A few random evenings with repairs, seeded faults that they find, and the checker on plans written by hand."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.proofs.protocol_bugs import Bug
from tests.proofs.repairs import found_in, play
from tests.proofs.repairs_bugs import BUGS
from tests.proofs.repairs_checker import (
    Facts,
    Meeting,
    can_be_kept,
    faults_of_given_up,
    faults_of_history,
    faults_of_plan,
    faults_of_repair,
    faults_of_rules,
    faults_of_told,
)
from tests.proofs.repairs_known import Counts
from tests.proofs.repairs_world import SHAPES, RepairsWorld, repairs_world

FACTS = Facts(
    n_rounds=3,
    n_tables=2,
    rounds_begun=1,
    announced=False,
    organisations={1: 10, 2: 20, 3: 30, 4: 30, 5: 40},
    companies=frozenset({10, 20}),
    stays={5: (1, 1)},
    erased=frozenset({4}),
    forbidden=frozenset({(20, 30)}),
    required=frozenset({(10, 30)}),
)
PAST = frozenset({Meeting(1, 1, 1, 5), Meeting(1, 2, 2, 3)})


@pytest.fixture(scope="module")
def world() -> Iterator[RepairsWorld]:
    with repairs_world(SHAPES[:2]) as made:
        yield made


def test_a_few_evenings_keep_every_promise(world: RepairsWorld) -> None:
    counts = Counts()
    play(world, range(8), seed=7, counts=counts)
    assert counts.evenings == 8
    assert counts.published > 2
    assert counts.stale > 0


@pytest.mark.parametrize(
    "name",
    [
        "the round under way is planned anew",
        "who has left is planned",
        "a table for everybody",
        "the owner is told of nobody",
    ],
)
def test_a_seeded_fault_is_found(world: RepairsWorld, name: str) -> None:
    bug: Bug = next(one for one in BUGS if one.name == name)
    assert found_in(world, bug, n=12, seed=7) is not None


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        ({Meeting(2, 1, 1, 3), Meeting(2, 2, 1, 4)}, "in two places"),
        ({Meeting(2, 1, 1, 3), Meeting(2, 1, 2, 5)}, "one table, two meetings"),
        ({Meeting(2, 1, 1, 3), Meeting(3, 1, 1, 4)}, "met twice"),
        ({Meeting(2, 1, 1, 2)}, "two of one side"),
        ({Meeting(4, 1, 1, 3)}, "no such round"),
        ({Meeting(2, 3, 1, 3)}, "no such table"),
    ],
)
def test_the_checker_sees_what_is_wrong_with_a_plan(plan: set[Meeting], fault: str) -> None:
    assert any(one.startswith(fault) for one in faults_of_plan(plan, FACTS))


@pytest.mark.parametrize(
    ("after", "fault"),
    [
        (PAST - {Meeting(1, 1, 1, 5)}, "what had begun was changed"),
        (PAST | {Meeting(1, 3, 1, 3)}, "what had begun was changed"),
        (PAST | {Meeting(2, 1, 2, 5)}, "gone, and planned"),
        (PAST | {Meeting(2, 1, 1, 4)}, "erased, and planned"),
        (PAST | {Meeting(2, 1, 2, 4)}, "must not meet"),
    ],
)
def test_the_checker_sees_what_is_wrong_with_a_repair(after: frozenset[Meeting], fault: str) -> None:
    assert faults_of_repair(PAST, PAST | {Meeting(2, 1, 1, 3)}, FACTS) == []
    assert any(one.startswith(fault) for one in faults_of_repair(PAST, after, FACTS))


def test_the_checker_sees_what_people_read_on_their_phones_change() -> None:
    told = replace(FACTS, announced=True, stays={}, erased=frozenset(), required=frozenset())
    next_two = frozenset({Meeting(2, 1, 1, 3), Meeting(2, 2, 2, 5)})
    assert faults_of_repair(PAST | next_two, PAST | next_two, told) == []
    changed = faults_of_repair(PAST | next_two, PAST | {Meeting(2, 1, 1, 3), Meeting(2, 3, 2, 5)}, told)
    assert any(one.startswith("announced, possible and changed") for one in changed)
    assert faults_of_repair(PAST | next_two, PAST | {Meeting(2, 1, 1, 3)}, replace(told, stays={5: (1, 1)})) == []
    locked = replace(told, locked={(20, 30): 2})
    assert faults_of_repair(PAST | next_two, PAST, locked) == []  # both are asked to make room
    still = faults_of_repair(PAST | next_two, PAST, replace(told, locked={(20, 30): 3}))
    assert len(still) == 2


def test_the_checker_tries_every_way_to_keep_all_rules() -> None:
    """Rounds 2 and 3 are left; 5 of 40 has gone, 4 of 30 is erased and 3 alone is there for it."""
    both = replace(FACTS, stays={5: (1, 1), 4: (1, 0)}, required=frozenset({(10, 30), (20, 30)}))
    assert can_be_kept(both, frozenset())
    assert can_be_kept(replace(both, locked={(10, 30): 3}), frozenset())
    clash = replace(both, required=frozenset(), locked={(10, 30): 3, (20, 30): 3})
    assert not can_be_kept(clash, frozenset())
    assert can_be_kept(clash, frozenset({(10, 30)}))  # they have met
    assert can_be_kept(replace(clash, stays={5: (1, 1)}), frozenset())  # with 4 there
    assert not can_be_kept(replace(clash, stays={5: (1, 1)}, n_tables=1), frozenset())
    assert can_be_kept(replace(clash, rounds_begun=3), frozenset())  # asks for nothing any more
    assert not can_be_kept(replace(both, rounds_begun=2), frozenset())
    assert can_be_kept(replace(both, required=frozenset({(10, 40), (20, 30)})), frozenset())  # nobody of 40 is left
    assert not can_be_kept(replace(both, required=frozenset({(10, 40), (20, 30)})), frozenset(), each=True)


def test_the_checker_sees_a_rule_that_nobody_keeps_and_a_past_that_was_not() -> None:
    assert faults_of_rules(PAST, FACTS, frozenset()) != []
    assert faults_of_rules(PAST, FACTS, frozenset({(10, 30)})) == []
    assert faults_of_told(PAST, FACTS, frozenset({(10, 30)})) == []
    assert faults_of_told(PAST, FACTS, frozenset({(10, 40)})) != []
    assert faults_of_told(PAST, FACTS, frozenset({(20, 40)})) != []  # no rule asks for it
    assert faults_of_given_up(FACTS, frozenset({(10, 30)})) == ["told as impossible, and could meet: (10, 30)"]
    gone = replace(FACTS, stays={3: (1, 1), 4: (0, 0)})
    assert faults_of_given_up(gone, frozenset({(10, 30)})) == []
    assert faults_of_given_up(replace(FACTS, rounds_begun=2, announced=True), frozenset({(10, 30)})) == []
    busy = replace(FACTS, locked={(10, 40): 2, (20, 30): 3})
    assert faults_of_given_up(busy, frozenset({(10, 30)})) == []
    fixed = replace(FACTS, required=frozenset(), locked={(10, 30): 2, (20, 30): 1})
    assert faults_of_rules(PAST, fixed, frozenset()) == ["asked for, not planned and not told: (10, 30)"]
    assert faults_of_rules(PAST, fixed, frozenset({(10, 30)})) == []
    assert faults_of_history(PAST, {1: PAST}) == []
    assert faults_of_history(PAST, {1: frozenset()}) != []
