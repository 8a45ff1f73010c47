"""What a plan must be, and what a new version may change of the one before: judged from plain rows, by counting.

Nothing of the application or of the planner is imported, so that neither can be wrong in the same way twice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, product
from typing import NamedTuple

Pair = tuple[int, int]


class Meeting(NamedTuple):
    """Round and table, from 1, and the numbers of the two people."""

    round_number: int
    table_number: int
    company: int
    association: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What holds at a moment, whatever was planned: who belongs where, who is there, what must and must not be."""

    n_rounds: int
    #: Tables of the hall; None for as many as needed.
    n_tables: int | None
    rounds_begun: int
    #: Whether people are on their way to the next round.
    announced: bool
    #: The organisation of everybody, and the organisations of the companies' side.
    organisations: Mapping[int, int]
    companies: frozenset[int]
    #: First and last round of whoever is not there for all; last None for the end.
    stays: Mapping[int, tuple[int, int | None]]
    erased: frozenset[int] = frozenset()
    #: Pairs of organisations that must not meet, that must, and that must in a round.
    forbidden: frozenset[Pair] = frozenset()
    required: frozenset[Pair] = frozenset()
    locked: Mapping[Pair, int] = field(default_factory=dict)

    def there(self, person: int, round_number: int) -> bool:
        """Whether somebody is there in a round."""
        first, last = self.stays.get(person, (1, None))
        return first <= round_number and (last is None or round_number <= last)

    def took_place(self, meeting: Meeting) -> bool:
        """Whether both were there."""
        return all(self.there(person, meeting.round_number) for person in meeting[2:])

    def pair(self, meeting: Meeting) -> Pair:
        """The organisations of a meeting."""
        return self.organisations[meeting.company], self.organisations[meeting.association]


def faults_of_plan(plan: Iterable[Meeting], facts: Facts) -> list[str]:
    """What is wrong with a plan by itself."""
    found, meetings = [], list(plan)
    people = Counter((one.round_number, person) for one in meetings for person in one[2:])
    tables = Counter(one[:2] for one in meetings)
    pairs = Counter(facts.pair(one) for one in meetings)
    for what, counts in (("in two places", people), ("one table, two meetings", tables), ("met twice", pairs)):
        found += [f"{what}: {which}" for which, number in counts.items() if number > 1]
    for one in meetings:
        sides = [facts.organisations[person] in facts.companies for person in one[2:]]
        if sides != [True, False]:
            found.append(f"two of one side: {one}")
        if not 1 <= one.round_number <= facts.n_rounds:
            found.append(f"no such round: {one}")
        if one.table_number < 1 or (facts.n_tables is not None and one.table_number > facts.n_tables):
            found.append(f"no such table: {one}")
    return found


def faults_of_repair(before: frozenset[Meeting], after: frozenset[Meeting], facts: Facts) -> list[str]:
    """What is wrong with a version that has just replaced another."""
    begun = facts.rounds_begun
    found = faults_of_plan(after, facts)
    past = {one for one in before if one.round_number <= begun and facts.took_place(one)}
    now = {one for one in after if one.round_number <= begun}
    found += [f"what had begun was changed: {one}" for one in sorted(past ^ now)]
    for one in sorted(after - now):
        if not facts.took_place(one):
            found.append(f"gone, and planned: {one}")
        if facts.erased & set(one[2:]):
            found.append(f"erased, and planned: {one}")
        if facts.pair(one) in facts.forbidden:
            found.append(f"must not meet: {one}")
    if facts.announced:
        found += _faults_of_announced(before, after, facts)
    return found


def _faults_of_announced(before: frozenset[Meeting], after: frozenset[Meeting], facts: Facts) -> list[str]:
    """What people read on their phones changes where it cannot be, and where it must make room for a rule."""
    number = facts.rounds_begun + 1
    told = {one for one in before if one.round_number == number}
    now = {one for one in after if one.round_number == number}
    asked = facts.required | frozenset(facts.locked)
    moved = set(chain.from_iterable(pair for pair, at in facts.locked.items() if at == number))
    stands = {
        one
        for one in told
        if facts.took_place(one) and facts.pair(one) not in facts.forbidden | asked and not moved & set(facts.pair(one))
    }
    return [f"announced, possible and changed: {one}" for one in sorted(stands - now)]


def faults_of_rules(plan: Iterable[Meeting], facts: Facts, told: frozenset[Pair]) -> list[str]:
    """Pairs that a rule asks for, whenever or in a round, that neither have met nor are planned, and are not told."""
    planned = {facts.pair(one) for one in plan}
    asked = facts.required | frozenset(facts.locked)
    return [f"asked for, not planned and not told: {one}" for one in sorted(asked - planned - told)]


def faults_of_told(plan: Iterable[Meeting], facts: Facts, told: frozenset[Pair]) -> list[str]:
    """Pairs told as impossible that have met or are planned, or that no rule asks for."""
    planned = {facts.pair(one) for one in plan}
    asked = facts.required | frozenset(facts.locked)
    found = [f"told as impossible, and planned: {one}" for one in sorted(told & planned)]
    return found + [f"told as impossible, and not asked for: {one}" for one in sorted(told - asked)]


def faults_of_given_up(facts: Facts, told: frozenset[Pair]) -> list[str]:
    """Pairs that must meet and are told as impossible, with more rounds together than rules ask of them.

    The announced round is left out: it changes for nobody without need.
    """
    asked = facts.required | frozenset(facts.locked)
    to_come = range(facts.rounds_begun + 1 + facts.announced, facts.n_rounds + 1)
    found = []
    for pair in sorted(told & facts.required):
        people = [[one for one, home in facts.organisations.items() if home == which] for which in pair]
        rounds = [
            sum(facts.there(one, r) and facts.there(other, r) for r in to_come) for one, other in product(*people)
        ]
        others = sum(bool({*pair} & {*another}) for another in asked) - 1
        if max(rounds, default=0) > others:
            found.append(f"told as impossible, and could meet: {pair}")
    return found


def can_be_kept(facts: Facts, met: frozenset[Pair], *, each: bool = False) -> bool:
    """Whether all that rules ask for and has not taken place can take place together: every way is tried.

    met: organisations that have met. A rule about a round that has begun asks for nothing any more, nor one about
    organisations that are not there together; neither is a reason to refuse anything, unless ``each`` must be kept.
    """
    to_come = range(facts.rounds_begun + 1, facts.n_rounds + 1)
    people = {
        home: [one for one, its in facts.organisations.items() if its == home]
        for home in set(facts.organisations.values())
    }
    ways = []
    for pair in sorted((facts.required | frozenset(facts.locked)) - met):
        rounds = [facts.locked[pair]] if pair in facts.locked else list(to_come)
        open_ways = [
            (number, one, other)
            for number in rounds
            if number in to_come
            for one in people[pair[0]]
            for other in people[pair[1]]
            if facts.there(one, number) and facts.there(other, number)
        ]
        if open_ways or each:
            ways.append(open_ways)
    return _fit(sorted(ways, key=len), frozenset(), Counter(), facts.n_tables)


def _fit(
    ways: list[list[tuple[int, int, int]]], taken: frozenset[Pair], tables: Counter[int], n_tables: int | None
) -> bool:
    if not ways:
        return True
    for number, one, other in ways[0]:
        seats = {(number, one), (number, other)}
        room = n_tables is None or tables[number] < n_tables
        if room and not seats & taken and _fit(ways[1:], taken | seats, tables + Counter([number]), n_tables):
            return True
    return False


def faults_of_history(plan: Iterable[Meeting], witnessed: Mapping[int, frozenset[Meeting]]) -> list[str]:
    """Meetings of a begun round that were not there when its bell rang."""
    return [
        f"not so when the round began: {one}"
        for one in plan
        if one.round_number in witnessed and one not in witnessed[one.round_number]
    ]
