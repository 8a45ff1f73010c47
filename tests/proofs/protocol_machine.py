"""People tap, retry, reorder, change phones, agree and take back, the organiser acts: the application and a reference.

A rule-based state machine (MacIver and Hatfield-Dodds 2019, doi:10.21105/joss.01891): each step sends a request through
the whole application and compares what it is told with what the reference says; after each step the rows are compared.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from schedules.shortages import InfeasiblePlan
from tests.proofs.protocol_reference import CLOSING, Reference
from tests.proofs.protocol_world import Pair, World
from webapp.services import audit, consents, erasure, presence, repairs, retention
from webapp.services.presence import ABSENT

PEOPLE = ("C01", "C02", "C03", "A01", "A02", "A03")
PAIRS = [(one, other) for one in PEOPLE for other in PEOPLE if one[0] != other[0]]
ZONE = ZoneInfo("Europe/Paris")

people = st.sampled_from(PEOPLE)
pairs = st.sampled_from(PAIRS)
answers = st.sampled_from(["yes", "yes", "not"])
browsers = st.sampled_from([0, 0, 0, 1])
jumps = st.sampled_from([1, 1, 1, 1, 0, 0, -1, 3, 1000, 10_000, 10_001])


@dataclass(frozen=True)
class Sent:
    """A tap as it left a phone."""

    pair: Pair
    answer: str
    sequence: int
    key: str
    browser: int


def clock_text(moment: datetime) -> str:
    """A moment as people read a clock there."""
    local = moment.astimezone(ZONE)
    return f"{local.hour} h {local.minute:02d}" if local.minute else f"{local.hour} h"


class EveningMachine(RuleBasedStateMachine):
    """One evening; ``world`` is set by ``on``."""

    world: ClassVar[World]
    runs: ClassVar[int] = 0
    steps: ClassVar[int] = 0
    #: Number of the run that went wrong first; 0 while none did.
    first_failure: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).runs += 1
        self.world.reset()
        self.reference = Reference(meetings=self.world.meetings(), addresses=self.world.addresses())
        self.sent: list[Sent] = []

    @property
    def now(self) -> datetime:
        return self.world.clock.moment

    @initialize(focus=pairs, agreed=st.sampled_from([0, 4, 6, 6, 6]), minutes=st.sampled_from([None, 1, 9, 21, 29]))
    def begin(self, focus: Pair, agreed: int, minutes: int | None) -> None:
        self.focus = focus  # most taps are about two people, or none would ever meet another one
        for person in PEOPLE[:agreed]:
            granted = {"email": person not in ("C03", "A02"), "phone": person not in ("C02", "A01")}
            self.say(person, "contacts", granted, 0)
        if minutes is not None:
            self.act("start")
            self.world.clock.go(minutes=minutes)

    # What people do

    @rule(back=st.booleans(), answer=answers, jump=jumps, browser=browsers)
    def tap_in_focus(self, back: bool, answer: str, jump: int, browser: int) -> None:
        self.tap(self.focus[::-1] if back else self.focus, answer, jump, browser)

    @rule(pair=pairs, answer=answers, jump=jumps, browser=browsers)
    def tap(self, pair: Pair, answer: str, jump: int, browser: int) -> None:
        standing = self.reference.taps.get(pair)
        sequence = max(1, (standing.sequence if standing else 0) + jump)
        self.send(Sent(pair, answer, sequence, self.world.key(pair[1], sequence), browser))

    @rule(other=pairs, focused=st.booleans(), browser=browsers)
    def both_wish(self, other: Pair, focused: bool, browser: int) -> None:
        pair = self.focus if focused else other
        for one in (pair, pair[::-1]):
            self.tap(one, "yes", 1, browser)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), change=st.sampled_from(["", "", "", "answer", "sequence", "key", "browser"]))
    def send_again(self, data: st.DataObject, change: str) -> None:
        """A tap leaves once more: as it was, or with one thing changed by a hand."""
        one = data.draw(st.sampled_from(self.sent[-8:]))
        changed: dict[str, Any] = {
            "answer": "not" if one.answer == "yes" else "yes",
            "sequence": one.sequence + 1,
            "key": one.key[:-12],
            "browser": 1 - one.browser,
        }
        values = {name: getattr(one, name) for name in ("pair", "answer", "sequence", "key", "browser")}
        self.send(Sent(**(values | ({change: changed[change]} if change else {}))))

    @rule(pair=pairs, answer=answers, browser=browsers)
    def send_the_form(self, pair: Pair, answer: str, browser: int) -> None:
        """Without script: the review's form, with the number and the key that the server wrote into it."""
        person, partner = pair
        number = self.world.people[partner]
        page = self.world.phone(person, browser, "GET", "/review", json=False)
        if page.status_code != 200:
            self.expect(person in self.reference.erased or self.reference.revealed_at is not None, page.status_code)
            return
        fields = dict(re.findall(r'name="((?:sequence|key)-\d+)" value="([^"]+)"', page.text))
        if f"key-{number}" not in fields:
            return
        sequence, key = int(fields[f"sequence-{number}"]), fields[f"key-{number}"]
        told = self.reference.tap(pair, answer, sequence, key, fits=True, browser=browser, now=self.now)
        form = {f"answer-{number}": answer, f"sequence-{number}": sequence, f"key-{number}": key}
        response = self.world.phone(person, browser, "POST", "/review", form, json=False)
        self.expect((response.status_code == 303) == (told == "received"), (response.status_code, told))

    @rule(
        person=people,
        purpose=st.sampled_from(["contacts", "contacts", "introductions"]),
        email=st.booleans(),
        phone=st.booleans(),
        browser=browsers,
    )
    def agree(self, person: str, purpose: consents.Purpose, email: bool, phone: bool, browser: int) -> None:
        self.say(person, purpose, {"email": email, "phone": phone}, browser)

    @rule(second=st.booleans(), browser=browsers)
    def look_in_focus(self, second: bool, browser: int) -> None:
        self.look(self.focus[second], browser)

    @rule(person=people, browser=browsers)
    def look(self, person: str, browser: int) -> None:
        """A browser's review, data and results show what they should of one's own answers, and of others' nothing."""
        data = self.world.phone(person, browser, "GET", "/data")
        if person in self.reference.erased:
            self.expect(data.status_code == 404, data.status_code)
            return
        self._compare_data(person, browser, data.get_json())
        if self.reference.revealed_at is None:
            self._compare_review(person, browser, self.world.phone(person, browser, "GET", "/review", json=False).text)

    # What the organiser does

    @rule(minutes=st.sampled_from([1, 1, 3, 8, 10, 40]))
    def time_goes_by(self, minutes: int) -> None:
        self.world.clock.go(minutes=minutes)
        self.destroy()

    @precondition(lambda self: self.reference.revealed_at is not None)
    @rule()
    def a_day_goes_by(self) -> None:
        self.world.clock.go(hours=24)
        self.destroy()

    @rule(action=st.sampled_from(["start", "pause", "resume", "end"]))
    def act(self, action: str) -> None:
        self.reference.act(action, self.now)
        response = self.world.desk("POST", "/desk/evening/act", {"action": action})
        self.expect(response.status_code == 303, response.status_code)

    @precondition(lambda self: self.reference.finished_at(self.now) is not None)
    @rule(waits=st.booleans())
    def seal(self, waits: bool) -> None:
        if waits:
            self.time_goes_by(CLOSING)
        may = self.reference.seal(self.now)
        response = self.world.desk("POST", "/desk/results/seal")
        self.expect((response.status_code == 303) == may, (response.status_code, may))

    @precondition(lambda self: self.reference.sealed_at is None and self.reference.shared_wish())
    @rule(shown=st.booleans())
    def the_evening_is_over(self, shown: bool) -> None:
        """The bell, the final review to its end, the seal and perhaps the results, where there is something to see."""
        self.act("end")
        self.time_goes_by(CLOSING)
        self.seal(waits=False)
        if shown:
            self.reveal()

    @precondition(lambda self: self.reference.finished_at(self.now) is not None)
    @rule()
    def reveal(self) -> None:
        may = self.reference.reveal(self.now)
        response = self.world.desk("POST", "/desk/results/reveal")
        self.expect((response.status_code == 303) == may, (response.status_code, may))

    @precondition(lambda self: self.reference.sealed_at is None)
    @rule(person=people)
    def somebody_leaves_and_the_plan_is_repaired(self, person: str) -> None:
        world = self.world
        if person in self.reference.erased or self.reference.finished_at(self.now) is not None:
            return
        with world.database.writing() as session:
            presence.note(session, world.event_id, world.people[person], ABSENT, self.now)
        with world.database.reading() as session:
            given = repairs.situation(session, world.event_id, self.now)
        try:
            made = repairs.repair(given)
        except InfeasiblePlan:  # a whole side has left: nothing is published
            return
        with world.database.writing() as session:
            repairs.publish(session, world.event_id, made, made.token, self.now)
        self.reference.meetings = world.meetings()

    @precondition(lambda self: len(self.reference.erased) < 2)
    @rule(person=people)
    def somebody_is_erased(self, person: str) -> None:
        if person in self.reference.erased:
            return
        with self.world.database.writing() as session:
            erasure.erase(session, self.world.event_id, self.world.people[person], actor=audit.SYSTEM, now=self.now)
        self.reference.erase(person)

    @rule(person=people)
    def a_new_link(self, person: str) -> None:
        """The earlier link lets nobody in any more; answers stay with the phone that gave them."""
        if person in self.reference.erased:
            return
        earlier, present = self.world.reissue(person), self.world.tokens[person]
        self.world.tokens[person] = earlier
        refused = self.world.phone(person, 0, "GET", "/state")
        self.world.tokens[person] = present
        self.expect(refused.status_code == 404, refused.status_code)

    @rule()
    def the_desk_looks(self) -> None:
        """Shared wishes after the results, with what each agreed to; before them, nothing."""
        sheet = self.world.desk("GET", "/desk/results/pairs.csv")
        rows = list(csv.reader(io.StringIO(sheet.data.decode("utf-8-sig")), delimiter=";"))[1:]
        found = sorted(cell for row in rows for cell in row if "@" in cell)
        whole = [one for one in self.reference.received if one[1]]
        due = {(receiver, giver) for receiver, giver, _, _ in whole}
        shown = [one for one in whole if (one[1], one[0]) in due]
        self.expect(len(rows) == len(shown) // 2, (rows, shown))
        self.expect(found == sorted(email for _, _, email, _ in shown if email), (found, shown))

    # What must hold after every step

    @invariant()
    def rows_are_as_they_should_be(self) -> None:
        type(self).steps += 1
        rows, reference = self.world.rows(), self.reference
        due = {pair: (tap.answer, tap.sequence, tap.key, tap.received_at) for pair, tap in reference.taps.items()}
        self.expect(rows.stored == due, (rows.stored, due))
        self.expect(rows.made == {pair[::-1] for pair in rows.made}, "a row for one of two")
        self.expect(rows.mutual == reference.mutual, (rows.mutual, reference.mutual))
        self.expect(rows.handed_over == reference.received, (rows.handed_over, reference.received))

    # How

    def send(self, sent: Sent) -> None:
        """Send a tap and compare what the phone is told."""
        person, partner = sent.pair
        prefix = f"{self.world.people[partner]}.{sent.sequence}."
        fits = sent.key.startswith(prefix) and len(sent.key) - len(prefix) >= 16
        self.sent.append(sent)
        response = self.world.phone(
            person,
            sent.browser,
            "POST",
            f"/choice/{self.world.people[partner]}",
            {"answer": sent.answer, "sequence": sent.sequence, "key": sent.key},
        )
        told = response.get_json()
        if person in self.reference.erased:
            self.expect(told.get("code") == "404", told)
            return
        due = self.reference.tap(
            sent.pair, sent.answer, sent.sequence, sent.key, fits=fits, browser=sent.browser, now=self.now
        )
        code = "received" if response.status_code == 200 else told["code"]
        self.expect(code == due, (sent, told, due))
        if due == "received":
            standing = self.reference.taps[sent.pair]
            receipt = {"received": clock_text(standing.received_at), "sequence": sent.sequence}
            told["received"] = told["received"].replace("\u00a0", " ")
            self.expect(told == receipt, (told, receipt))
        if due == "choices_closed":
            finished = self.reference.finished_at(self.now)
            closed = clock_text(finished + timedelta(minutes=CLOSING)) if finished else "?"
            self.expect(closed in told["sentence"].replace("\u00a0", " "), (closed, told))

    def say(self, person: str, purpose: consents.Purpose, granted: dict[str, bool], browser: int) -> None:
        """Send the consent form and compare."""
        prefix = "" if purpose == "contacts" else "introductions-"
        form = {"about": purpose, f"text-{purpose}": consents.TEXT_VERSIONS[purpose]} | {
            f"{prefix}{name}": "yes" for name, given in granted.items() if given
        }
        response = self.world.phone(person, browser, "POST", "/consent", form)
        if person in self.reference.erased:
            self.expect(response.status_code == 404, response.status_code)
            return
        due = self.reference.consent(person, purpose, granted)
        self.expect((response.status_code == 303) == (due == "received"), (response.status_code, due))

    def destroy(self) -> None:
        """The job that keeps to the times, where a day has passed since the results."""
        if not self.reference.time_passed(self.now):
            return
        with self.world.database.writing() as session:
            retention.apply(session, self.now, self.world.installed.app.extensions["entremise_settings"])

    def expect(self, holds: bool, why: object) -> None:
        """Fail with what was seen."""
        if not holds:
            type(self).first_failure = type(self).first_failure or type(self).runs
        assert holds, f"{why!r} at {self.now:%H:%M}"

    def _compare_data(self, person: str, browser: int, stored: dict[str, Any]) -> None:
        shown: list[tuple[bool, str | None]] = []
        for line in [*stored["meetings"], *stored["answers_about_meetings_that_fell_out"]]:
            if line["answered"]:
                shown.append((True, line["my_answer"]))
        own = [self.reference.shown(*pair, browser) for pair in self.reference.taps if pair[0] == person]
        due = [(True, None if one == "elsewhere" else one) for one in own]
        self.expect(sorted(shown, key=str) == sorted(due, key=str), (shown, due))
        received = sorted((one["email"], one["phone"]) for one in stored["contacts_received"])
        should = sorted(one[2:] for one in self.reference.received if one[0] == person)
        self.expect(received == should, (received, should))

    def _compare_review(self, person: str, browser: int, page: str) -> None:
        for other in PEOPLE:
            number = self.world.people[other]
            if f'name="answer-{number}"' not in page:
                continue
            part = page[page.index(f'/choice/{number}"') :].split("</fieldset>")[0]
            ticked = re.findall(r'value="(yes|not)" checked', part)
            shown = "elsewhere" if "elle vient d’un autre téléphone" in part else "".join(ticked)
            due = self.reference.shown(person, other, browser)
            self.expect(shown == due, (person, other, shown, due))


def on(world: World) -> type[EveningMachine]:
    """The machine of a world, counting its own runs and steps."""
    return type("EveningOn", (EveningMachine,), {"world": world, "runs": 0, "steps": 0, "first_failure": 0})
