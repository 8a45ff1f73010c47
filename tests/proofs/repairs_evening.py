"""A random evening through the application's services, judged after each step by the checker.

People do not come, come late, leave, come back, walk in, are erased; rules are set; the clock is started, paused,
stretched and cut; repairs are previewed, held back while something else happens, and published, one after another. What
is refused must have changed nothing; what is published must keep every promise.
"""

from collections.abc import Callable
from dataclasses import dataclass

from schedules import InfeasiblePlan
from schedules.faults import InvalidProblem
from tests.proofs.repairs_checker import (
    can_be_kept,
    faults_of_given_up,
    faults_of_plan,
    faults_of_repair,
    faults_of_rules,
    faults_of_told,
)
from tests.proofs.repairs_known import Held, KnownEvening
from tests.webapp.conftest import SECRET
from webapp.services import (
    audit,
    choices,
    consents,
    erasure,
    event_day,
    planning,
    plans,
    presence,
    repairs,
    walk_ins,
)
from webapp.services.presence import ABSENT, Stay
from webapp.services.refusals import Refused
from webapp.services.walk_ins import WalkIn

MOST_ERASED = 2
MOST_HELD = 2


@dataclass
class RandomEvening(KnownEvening):
    """One evening, played at random."""

    def play(self) -> None:
        """Play it to its end."""
        self.counts.evenings += 1
        names, weights = zip(*STEPS_BEFORE, strict=True)
        for name in self.random.choices(names, weights, k=self.random.randrange(4)):
            self.step(name)
        self.step("start")
        names, weights = zip(*STEPS, strict=True)
        for name in self.random.choices(names, weights, k=self.random.randint(4, 10)):
            if self.standing.phase not in presence.OPEN_PHASES:
                break
            self.step(name)
        if self.random.random() < 0.3:
            self.step("close_and_seal")

    def step(self, name: str) -> None:
        """Do one thing, then look at everything."""
        self.counts.steps += 1
        self.trail.append(name)
        before = self.rows
        method: Callable[[], None] = getattr(self, name)
        method()
        self.look(before)

    # Who is there

    def note(self) -> None:
        """Somebody did not come, comes later, leaves after a round, or is there after all."""
        self.note_of(self.somebody())

    def note_of(self, person: int) -> None:
        """What was said of somebody at the door."""
        begun, last = self.facts.rounds_begun, self.shape.n_rounds
        late = Stay(self.random.randint(1, last))
        left = Stay(1, self.random.randint(max(0, begun - 1), last))
        stay = self.random.choice([ABSENT, ABSENT, left, left, late, late, Stay(1, begun), Stay(), None])
        self.trail[-1] += f" {person} {stay}"
        with self.world.database.writing() as session:
            presence.note(session, self.event_id, person, stay, self.world.clock.now())
        self.happened += 1

    def rest_absent(self) -> None:
        """Whoever was not noted as being there did not come."""
        self.attempt(presence.note_rest_absent, "nobody_noted_here")

    def expect_again(self) -> None:
        """Every absence is taken back."""
        self.attempt(presence.expect_absent_again)

    def walk_in(self) -> None:
        """Somebody comes for an organisation of the list, or for a new one."""
        side = self.random.choice(["company", "association"])
        known = sorted(set(self.facts.organisations.values()))
        came = WalkIn(first_name="Nadia", last_name="Benali", organisation_name=f"Radio {side}", side=side)
        if self.random.random() < 0.5:
            came = WalkIn(first_name="Nadia", last_name="Benali", organisation_id=self.random.choice(known))
        self.comes(came)

    def comes(self, came: WalkIn) -> None:
        """Somebody stands at the door who was not on the list."""
        now = self.world.clock.now()
        try:
            with self.world.database.writing() as session:
                number = walk_ins.add(session, self.event_id, came, secret_key=SECRET, now=now)
                consents.state(session, participant_id=number, granted={"email": True}, now=now)
        except Refused as refused:
            self.expect(refused.code == "rounds_are_over", refused)
        self.happened += 1

    def colleague(self) -> None:
        """A rule asks for an organisation of which a second person comes, and the first one leaves."""
        person = self.somebody()
        home = self.facts.organisations[person]
        self.rule_of(home, "required")
        self.comes(WalkIn(first_name="Nadia", last_name="Benali", organisation_id=home))
        self.look(self.rows)
        self.note_of(person)
        self.look(self.rows)
        if self.standing.phase in presence.OPEN_PHASES:
            self.held.clear()
            self.preview()
            self.publish()

    def erase(self) -> None:
        """Somebody is erased, and the plan repaired at once, as the application does."""
        if len(self.facts.erased) >= MOST_ERASED:
            return
        person = self.somebody()
        self.trail[-1] += f" {person}"
        with self.world.database.writing() as session:
            erasure.erase(session, self.event_id, person, actor=audit.SYSTEM, now=self.world.clock.now())
        self.answers = {pair: answer for pair, answer in self.answers.items() if person not in pair}
        self.happened += 1
        self.look(self.rows)
        self.held.clear()
        self.preview()
        self.publish()

    # Plans

    def rule(self) -> None:
        """Two organisations must not meet, must, must in a round, or as they please."""
        kind = self.random.choice(["forbidden", "forbidden", "required", "locked", None])
        self.rule_of(self.random.choice(sorted(set(self.facts.organisations.values()))), kind)

    def rule_of(self, organisation: int, kind: str | None) -> None:
        """A rule about this organisation and one of the other side."""
        companies = self.facts.companies
        numbers = sorted(set(self.facts.organisations.values()))
        other = self.random.choice([one for one in numbers if (one in companies) != (organisation in companies)])
        company, association = (organisation, other) if organisation in companies else (other, organisation)
        self.trail[-1] += f" {company} {association} {kind}"
        with self.world.database.writing() as session:
            plans.set_rule(
                session,
                self.event_id,
                company_id=company,
                association_id=association,
                kind=kind,
                round_number=self.random.randint(1, self.shape.n_rounds),
            )
        self.happened += 1

    def plan_anew(self) -> None:
        """Another plan is computed and published; refused once the evening has begun."""
        try:
            with self.world.database.reading() as session:
                draft = planning.compute(planning.inputs(session, self.event_id))
        except (InfeasiblePlan, InvalidProblem) as refused:
            self.must_be_impossible(refused, anew=True)
            return
        now = self.world.clock.now()
        try:
            with self.world.database.writing() as session:
                plans.store(session, self.event_id, draft, now)
                plans.publish(session, self.event_id, now)
        except Refused as refused:
            self.expect(refused.code == "evening_has_begun" and self.facts.rounds_begun > 0, refused)
            return
        self.expect(self.facts.rounds_begun == 0, "another plan in the middle of the evening")
        self.happened += 1
        rows, facts = self.world.rows(), self.world.facts(self.shape, self.event_id)
        self.report(faults_of_plan(rows.plan, facts) + faults_of_rules(rows.plan, facts, self.away(facts)))
        gone = [one for one in rows.plan if not facts.took_place(one) or facts.pair(one) in facts.forbidden]
        self.expect(not gone, gone)

    def preview(self) -> None:
        """A repair is computed and looked at; it may be published much later, or never."""
        try:
            with self.world.database.reading() as session:
                given = repairs.situation(session, self.event_id, self.world.clock.now())
            made = repairs.repair(given)
        except (InfeasiblePlan, InvalidProblem) as refused:
            self.must_be_impossible(refused)
            return
        except Refused as refused:
            over = self.state().phase not in presence.OPEN_PHASES
            self.expect(refused.code == "rounds_are_over" and over, refused)
            return
        self.counts.previews += 1
        self.held = [*self.held, Held(made, self.happened)][-MOST_HELD:]

    def must_be_impossible(self, refused: Exception, *, anew: bool = False) -> None:
        """A plan is refused only where rules contradict each other, or nobody is left who could meet.

        A repair leaves aside what nobody can keep any more; a new plan is refused for it.
        """
        facts = self.facts
        met = frozenset(
            facts.pair(one)
            for one in self.rows.plan
            if one.round_number <= facts.rounds_begun and facts.took_place(one)
        )
        sides: list[set[int]] = [set(), set()]
        for person, home in facts.organisations.items():
            to_come = range(facts.rounds_begun + 1, facts.n_rounds + 1)
            sides[home in facts.companies] |= {number for number in to_come if facts.there(person, number)}
        alone = not all(sides)
        self.expect(alone or not can_be_kept(facts, met, each=anew), f"refused, and possible: {refused}")
        self.counts.impossible += 1

    def publish(self) -> None:
        """One of the previews that are held is published: refused when anything it rests on has changed."""
        if not self.held:
            self.preview()
        if not self.held:
            return
        held = self.held.pop(self.random.randrange(len(self.held)))
        made, before = held.made, self.rows
        fresh = held.happened == self.happened
        try:
            with self.world.database.writing() as session:
                version = repairs.publish(session, self.event_id, made, made.token, self.world.clock.now())
        except Refused as refused:
            self.expect(refused.code == "preview_stale" and not fresh, refused)
            self.expect(self.world.rows() == before, "a refused repair changed something")
            self.counts.stale += 1
            return
        rows, facts = self.world.rows(), self.world.facts(self.shape, self.event_id)
        self.expect(version == rows.published, (version, rows.published))
        self.expect((version == before.published) == made.nothing_changes, (version, made.nothing_changes))
        self.counts.published += version != before.published
        self.counts.unchanged += made.nothing_changes
        self.happened += version != before.published
        self.report(faults_of_repair(before.plan, rows.plan, facts))
        told = self.told(made)
        self.report(faults_of_rules(rows.plan, facts, told) + faults_of_told(rows.plan, facts, told))
        self.report(faults_of_given_up(facts, told))
        # A version in which nobody meets has no row to be seen by.
        self.expect(set(rows.plans) - {version} == set(before.plans) - {version}, "versions do not follow each other")
        self.phones_show(rows, facts)

    def publish_late(self) -> None:
        """A repair is needed and looked at; by the time it is published, people have gone on."""
        self.note()
        self.look(self.rows)
        self.held.clear()
        self.preview()
        if "next" in self.standing.actions and self.random.random() < 0.5:
            self.clock_action("next")
        else:
            self.world.clock.go(minutes=self.random.choice([2, 8, 10]))
        self.look(self.rows)
        if self.standing.phase in presence.OPEN_PHASES:
            self.publish()

    # The clock

    def start(self) -> None:
        """The first bell."""
        self.clock_action("start")

    def time(self) -> None:
        """Time goes by, perhaps past several bells."""
        self.world.clock.go(minutes=self.random.choice([1, 2, 3, 7, 8, 9, 11]))

    def act(self) -> None:
        """A button that makes sense now; seldom the last one."""
        names = [name for name in self.standing.actions if name != "end" or self.random.random() < 0.1]
        if names:
            self.clock_action(self.random.choice(names))

    def clock_action(self, action: str) -> None:
        """Press it."""
        self.trail[-1] += f" {action}"
        with self.world.database.writing() as session:
            event_day.act(session, self.event_id, action, self.world.clock.now())

    # Choices

    def answer(self) -> None:
        """Somebody answers about somebody: taken if, and only if, they met in a round that has begun."""
        state = self.standing
        begun = {one for one in self.rows.plan if one.round_number <= state.rounds_begun}
        for _ in range(3):
            chooser, partner = self.random.sample(sorted(self.facts.organisations), 2)
            if self.rows.plan and self.random.random() < 0.8:
                chosen = self.random.choice(sorted(self.rows.plan))
                chooser, partner = self.random.sample(chosen[2:], 2)
            met = any({chooser, partner} == set(one[2:]) for one in begun)
            due = state.choices_open and met and not self.facts.erased & {chooser, partner}
            given: choices.Answer = self.random.choice(["yes", "yes", "not"])
            try:
                with self.world.database.writing() as session:
                    choices.record(
                        session,
                        participant_id=chooser,
                        partner_id=partner,
                        answer=given,
                        sequence=self.counts.answers + 1,
                        now=self.world.clock.now(),
                    )
            except Refused as refused:
                far = refused.code in ("sequence_out_of_reach", "later_answer_stands")
                self.expect(not due or far, (chooser, partner, refused.code))
                continue
            self.expect(due, f"an answer of {chooser} about {partner}, who have not met")
            self.answers[chooser, partner] = given
            self.counts.answers += 1

    def close_and_seal(self) -> None:
        """The last bell, the final review to its end, the seal: mutual choices are of people who met."""
        if self.standing.phase in ("meeting", "change_over", "paused"):
            self.clock_action("end")
        self.standing = self.state()
        self.answer()
        self.world.clock.go(minutes=30)
        with self.world.database.writing() as session:
            choices.seal(session, self.event_id, self.world.clock.now())
        due = {
            tuple(sorted(pair, key=lambda one: self.facts.organisations[one] not in self.facts.companies))
            for pair, answer in self.answers.items()
            if answer == "yes" == self.answers.get(pair[::-1])
        }
        self.expect(self.world.rows().mutual == due, (self.world.rows().mutual, due))


STEPS_BEFORE = (
    ("note", 4),
    ("rule", 2),
    ("plan_anew", 1),
    ("preview", 1),
    ("publish", 2),
    ("walk_in", 1),
)
STEPS = (
    ("time", 4),
    ("act", 2.5),
    ("note", 4),
    ("rest_absent", 0.3),
    ("expect_again", 0.3),
    ("walk_in", 0.8),
    ("colleague", 0.6),
    ("erase", 0.5),
    ("rule", 0.8),
    ("plan_anew", 0.1),
    ("preview", 1.5),
    ("publish", 3.5),
    ("publish_late", 1),
    ("answer", 2.5),
)
