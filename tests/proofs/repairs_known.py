"""What is known of an evening without asking the application, and what must hold of it after every step."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

from tests.proofs.repairs_checker import Facts, Meeting, Pair, faults_of_history, faults_of_plan
from tests.proofs.repairs_world import RepairsWorld, Rows
from webapp.services import event_day, plans, presence, repairs, rules
from webapp.services.refusals import Refused
from webapp.services.repairs import Repair


class BrokenPromise(AssertionError):  # noqa: N818  named as the thing it is about
    """Raised when an evening does what it must not do."""


@dataclass
class Counts:
    """How often what happened, in all evenings."""

    evenings: int = 0
    steps: int = 0
    previews: int = 0
    published: int = 0
    unchanged: int = 0
    stale: int = 0
    impossible: int = 0
    answers: int = 0

    def __str__(self) -> str:
        return (
            f"{self.evenings} histories, {self.steps} steps, {self.published} repairs published after one another, "
            f"{self.unchanged} that changed nothing, {self.stale} refused as stale, {self.impossible} impossible, "
            f"{self.answers} answers"
        )


@dataclass(frozen=True)
class Held:
    """A preview that somebody looks at, and how much had happened by then."""

    made: Repair
    happened: int


@dataclass
class KnownEvening:
    """One evening and what is known of it without asking the application."""

    world: RepairsWorld
    counts: Counts
    random: random.Random
    held: list[Held] = field(default_factory=list)
    #: The meetings of each round when its bell rang.
    witnessed: dict[int, frozenset[Meeting]] = field(default_factory=dict)
    answers: dict[Pair, str] = field(default_factory=dict)
    #: What was done that may make a preview stale.
    happened: int = 0
    trail: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shape = self.random.choice(list(self.world.made))
        self.event_id = self.world.reset(self.shape).event_id
        self.rows, self.facts = self.world.rows(), self.world.facts(self.shape, self.event_id)
        self.standing, self.looked_at = self.state(), 0

    def state(self) -> event_day.EveningState:
        """Where the evening stands."""
        with self.world.database.reading() as session:
            return event_day.state_read(session, self.event_id, self.world.clock.now())

    # What must hold after every step

    def look(self, before: Rows) -> None:
        """Every promise, whatever was done."""
        rows, facts = self.world.rows(), self.world.facts(self.shape, self.event_id)
        begun_before = self.facts.rounds_begun
        self.expect(facts.rounds_begun >= begun_before, "a round that had begun has not")
        self.happened += (facts.rounds_begun, facts.announced) != (begun_before, self.facts.announced)
        for number in range(begun_before + 1, facts.rounds_begun + 1):
            self.witnessed[number] = frozenset(one for one in rows.plan if one.round_number == number)
        self.report(faults_of_plan(rows.plan, facts) + faults_of_history(rows.plan, self.witnessed))
        kept = {version: rows.plans.get(version) for version in before.plans}
        self.expect(kept == before.plans, "an earlier version was changed")
        self.expect(rows.published >= before.published, "an earlier version came back")
        self.expect(rows.answers == self.answers, (rows.answers, self.answers))
        self.rows, self.facts, self.standing = rows, facts, self.state()
        if self.looked_at != self.happened and self.standing.phase in presence.OPEN_PHASES:
            self.looked_at = self.happened
            self.nobody_gone_is_overlooked()

    def nobody_gone_is_overlooked(self) -> None:
        """Whoever is planned and not there stands on the owner's list of those whom the plan does not know."""
        facts = self.facts
        to_come = [one for one in self.rows.plan if one.round_number > facts.rounds_begun]
        gone = {person for one in to_come for person in one[2:] if not facts.there(person, one.round_number)}
        if gone:
            with self.world.database.reading() as session:
                listed = {one.id for one in repairs.unplanned_people(session, self.event_id)}
            self.expect(gone <= listed, f"planned, gone and not on the list: {gone - listed}")

    # How

    def somebody(self) -> int:
        """Anybody who was not erased."""
        return self.random.choice(sorted(set(self.facts.organisations) - self.facts.erased))

    def attempt(self, do: Callable[..., object], *codes: str) -> None:
        """Call a service that may refuse with one of these codes."""
        try:
            with self.world.database.writing() as session:
                do(session, self.event_id, self.world.clock.now())
        except Refused as refused:
            self.expect(refused.code in codes, refused)
        self.happened += 1

    def report(self, faults: list[str]) -> None:
        """Fail with what the checker found."""
        self.expect(not faults, "; ".join(faults))

    def expect(self, holds: bool, why: object) -> None:
        """Fail with what was seen, and with what was done before."""
        if not holds:
            raise BrokenPromise(f"{why}\n{self.shape}\n" + "\n".join(self.trail))

    def told(self, made: Repair) -> frozenset[Pair]:
        """The pairs of organisations of whom a repair says that they cannot meet any more."""
        numbers = self.codes()
        return frozenset((numbers[company.id], numbers[association.id]) for company, association in made.waived)

    def away(self, facts: Facts) -> frozenset[Pair]:
        """The pairs of organisations that a rule asks to meet and that are not there together any more."""
        asked = facts.required | frozenset(facts.locked)
        return frozenset(pair for pair in asked if not self.could_meet(pair, facts))

    def could_meet(self, pair: Pair, facts: Facts) -> bool:
        """Whether somebody of either is there in the same round to come."""
        people = [[one for one, home in facts.organisations.items() if home == which] for which in pair]
        to_come = range(facts.rounds_begun + 1, facts.n_rounds + 1)
        return any(all(facts.there(one, r) for one in both) for both in product(*people) for r in to_come)

    def codes(self) -> dict[str, int]:
        """The organisations' numbers by their ids."""
        with self.world.database.reading() as session:
            return {one.code: one.id for one in rules.organisations_of(session, self.event_id)}

    def phones_show(self, rows: Rows, facts: Facts) -> None:
        """Two phones show the plan that stands, without who was erased."""
        for person in self.random.sample(sorted(set(facts.organisations) - facts.erased), 2):
            with self.world.database.reading() as session:
                shown = plans.own_meetings(session, person)
            found = {(number, one.table_number, one.company.id, one.association.id) for number, one in shown.items()}
            due = {tuple(one) for one in rows.plan if person in one[2:] and not facts.erased & set(one[2:])}
            self.expect(found == due, (person, found, due))
