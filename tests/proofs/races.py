"""Random races: people choose, agree, take back and are erased while the organiser ends, seals and shows the results.

Each race runs in threads with connections of their own, on SQLite through two Database objects as two server processes
have them. What was received before the seal is what is sealed, and nothing is received after it; nobody is refused but
who comes late; what is handed over is what was agreed to by then. Everybody is made a little slow between looking and
writing, so that a missing lock shows.

    python -m tests.proofs.races --n 10000 --seed 7 [--database sqlite|postgresql] [--part 1/4] [--without-lock]

Without the lock: on PostgreSQL the event's row is read without FOR SHARE and FOR UPDATE; on SQLite transactions begin
as the driver would have it, with the first write.
"""

import argparse
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from sqlalchemy import bindparam, create_engine, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.proofs.protocol_world import Pair, World, world
from webapp.database import Database
from webapp.models import (
    ChoiceRow,
    ClockEntryRow,
    ConsentRow,
    EventRow,
    MutualChoiceRow,
    ParticipantRow,
    ReceivedContactRow,
)
from webapp.services import audit, begun_meetings, choices, consents, erasure, event_day, links
from webapp.services.refusals import Refused

N_PHONES = 4
AT_MOST_SLOW = 0.002  # seconds
#: Why a tap may be refused in a race, and why where somebody is erased meanwhile.
LATE = {"choices_closed", "later_answer_stands"}
OF_THE_ERASED = {"consent_first", "no_such_person", "not_met"}


@dataclass
class Told:
    """What people were told in one race, and what went wrong that should not."""

    taps: dict[Pair, list[tuple[int, bool, str]]] = field(default_factory=dict)
    agreed: dict[str, dict[str, bool]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    not_taken: list[tuple[Pair, int]] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)


class Races:
    """Races on one world; ``wrong`` holds what was seen of those that broke a promise."""

    def __init__(self, where: World, *, without_lock: bool) -> None:
        self.where = where
        self.databases = [where.database, Database(where.database.url)]
        self.without_lock = without_lock
        self.wrong: list[str] = []
        self.n_received = 0
        self.refused: Counter[str] = Counter()
        self._prepare()

    def close(self) -> None:
        """Close the second database's connections."""
        self.databases[1].dispose()

    def run(self, seed_number: int) -> None:
        """One race, drawn from its seed."""
        drawn = random.Random(seed_number)
        self._clean()
        told = Told()
        ended = self.where.clock.moment + timedelta(minutes=drawn.randrange(1, 15))
        hands = [self._phone(drawn, told, ended) for _ in range(N_PHONES)]
        hands.append(self._organiser(drawn, ended))
        if drawn.random() < 0.3:
            hands.append(self._door(drawn, told, ended))
        gate = threading.Barrier(len(hands))
        threads = [threading.Thread(target=_go, args=(gate, hand, told)) for hand in hands]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        self.n_received += sum(map(len, told.taps.values()))
        self.refused += told.refused
        broken = self._broken(told)
        if broken:
            self.wrong.append(f"race {seed_number}: {broken}")
        if told.erased:
            self._prepare()

    def _prepare(self) -> None:
        """The first round is a minute old and everybody has agreed to everything."""
        self.where.reset()
        with self.where.database.writing() as session:
            for number in self.where.people.values():
                granted = {"email": True, "phone": True}
                consents.state(session, participant_id=number, granted=granted, now=self.where.clock.moment)
            event_day.act(session, self.where.event_id, "start", self.where.clock.moment)
            self.first_consent = session.scalars(select(ConsentRow.id).order_by(ConsentRow.id.desc())).first() or 0
        self.where.clock.go(minutes=1)
        self.addresses = self.where.addresses()
        first = [pair for pair, number in self.where.meetings().items() if number == 1]
        self.meetings = sorted(tuple(sorted(pair)) for pair in first)

    def _clean(self) -> None:
        """Take the last race away."""
        with self.where.database.writing() as session:
            for table in (ChoiceRow, MutualChoiceRow, ReceivedContactRow):
                session.execute(delete(table))
            session.execute(delete(ConsentRow).where(ConsentRow.id > self.first_consent))
            session.execute(delete(ClockEntryRow).where(ClockEntryRow.action == "end"))
            session.execute(
                update(EventRow).where(EventRow.id == self.where.event_id).values(sealed_at=None, revealed_at=None)
            )

    def _phone(self, drawn: random.Random, told: Told, ended: datetime) -> Callable[[], None]:
        """Somebody who taps and says what they let go, in time or late."""
        base = drawn.choice(self.databases)
        acts: list[tuple[str, Pair, int, str, datetime, dict[str, bool]]] = []
        for number in range(1, drawn.randrange(3, 7)):
            one, other = drawn.sample(drawn.choice(self.meetings), 2)
            at = ended + timedelta(seconds=drawn.choice([-30, 0, 60, 300, 599, 599, 599, 601]))
            kind = "agree" if drawn.random() < 0.2 else "tap"
            granted = {"email": drawn.random() < 0.5, "phone": drawn.random() < 0.5}
            acts.append((kind, (one, other), number, drawn.choice(["yes", "yes", "not"]), at, granted))

        def act() -> None:
            for kind, (one, other), number, answer, at, granted in acts:
                try:
                    if kind == "tap":
                        self._tap(base, (one, other), number, answer, at)
                        told.taps.setdefault((one, other), []).append((number, answer == "not", answer))
                    else:
                        with base.writing() as session:
                            self._agree(session, one, granted, at)
                        told.agreed[one] = granted if one not in told.agreed else {"several": True}
                except OperationalError:
                    continue
                except Refused as refused:
                    told.refused[refused.code] += 1
                    if refused.code == "later_answer_stands" and answer == "not":
                        told.not_taken.append(((one, other), number))

        return act

    def _tap(self, base: Database, pair: Pair, number: int, answer: Any, at: datetime) -> None:
        # As the application has it: several taps to a commit on SQLite. Without the lock each is on its own.
        with base.writing() if self.without_lock else base.tapping() as session:
            choices.record(
                session,
                participant_id=self.where.people[pair[0]],
                partner_id=self.where.people[pair[1]],
                answer=answer,
                sequence=number,
                now=at,
            )

    def _agree(self, session: Session, person: str, granted: dict[str, bool], at: datetime) -> None:
        consents.state(session, participant_id=self.where.people[person], granted=granted, now=at)

    def _organiser(self, drawn: random.Random, ended: datetime) -> Callable[[], None]:
        """The bell, the seal, the results, one after the other, from any process."""
        waits = [drawn.random() * 0.02 for _ in range(3)]
        bases = [drawn.choice(self.databases) for _ in range(3)]
        closes = ended + timedelta(minutes=10)

        def act() -> None:
            for wait, base, (what, at) in zip(
                waits, bases, (("end", ended), ("seal", closes), ("reveal", closes)), strict=True
            ):
                time.sleep(wait)
                for _ in range(50):  # without its lock SQLite may be busy
                    try:
                        with base.writing() as session:
                            if what == "end":
                                event_day.act(session, self.where.event_id, "end", at)
                            else:
                                getattr(choices, what)(session, self.where.event_id, at)
                        break
                    except OperationalError:
                        time.sleep(0.002)

        return act

    def _door(self, drawn: random.Random, told: Told, ended: datetime) -> Callable[[], None]:
        """Somebody is given a new link, and sometimes somebody is erased."""
        base, person = drawn.choice(self.databases), drawn.choice(sorted(self.where.people))
        erases, wait = drawn.random() < 0.3, drawn.random() * 0.03

        def act() -> None:
            time.sleep(wait)
            number = self.where.people[person]
            try:
                with base.writing() as session:
                    links.reissue_participant(session, self.where.event_id, number, secret_key="s" * 40)
                if erases:
                    with base.writing() as session:
                        erasure.erase(session, self.where.event_id, number, actor=audit.SYSTEM, now=ended)
                    told.erased.add(person)
            except OperationalError:
                return

        return act

    def _broken(self, told: Told) -> str:
        """What is wrong after a race, in words; "" when nothing is."""
        if told.faults:
            return repr(told.faults[0])
        if unfair := set(told.refused) - (LATE | OF_THE_ERASED if told.erased else LATE):
            return f"refused as {unfair}"
        for pair, number in told.not_taken:
            if all(
                stored < number or (stored == number and not says_not)
                for stored, says_not, _ in told.taps.get(pair, [])
            ):
                return f"not taken although no later answer was received: {pair}, number {number}"
        rows = self.where.rows()
        stored = {pair: row[0] for pair, row in rows.stored.items()}
        due = {pair: max(taps)[2] for pair, taps in told.taps.items() if not told.erased & set(pair)}
        if stored != due:
            return f"received {due}, stored {stored}"
        yes = {pair for pair, answer in stored.items() if answer == "yes"}
        mutual = {frozenset(pair) for pair in yes if pair[::-1] in yes}
        if rows.mutual != mutual:
            return f"sealed {rows.mutual}, received {mutual}"
        for receiver, giver, email, phone in rows.handed_over:
            agreed = told.agreed.get(giver, {"email": True, "phone": True})
            if giver in told.erased | {""} or receiver in told.erased or "several" in agreed:
                continue
            kept = self.addresses[giver]
            if (email, phone) != (kept[0] if agreed["email"] else "", kept[1] if agreed["phone"] else ""):
                return f"{giver} agreed to {agreed}, {receiver} received {email!r} and {phone!r}"
        return ""


def _go(gate: threading.Barrier, hand: Callable[[], None], told: Told) -> None:
    gate.wait()
    try:
        hand()
    except BaseException as fault:
        told.faults.append(fault)


@contextmanager
def slow_hands(seed_number: int) -> Iterator[None]:
    """Make everybody a little slow between looking whether they may and writing."""
    drawn = random.Random(seed_number)
    look = begun_meetings.have_met

    def slowly(*arguments: Any) -> bool:
        found = look(*arguments)
        time.sleep(drawn.random() * AT_MOST_SLOW)
        return found

    with mock.patch.object(choices, "have_met", slowly):
        yield


@contextmanager
def unlocked(races: Races) -> Iterator[None]:
    """Take the lock away."""

    def unlocked_event(session: Session, event_id: int, *, shared: bool = False) -> EventRow:
        found = select(EventRow).where(EventRow.id == event_id)
        return session.scalars(found.execution_options(populate_existing=True)).one()

    person = ParticipantRow.id == bindparam("person")
    unheld = event_day._STANDING.join(ParticipantRow, ParticipantRow.event_id == EventRow.id).where(person)
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(event_day, "_STANDING_HELD", unheld))
        for module in (choices, consents, erasure, event_day):
            stack.enter_context(mock.patch.object(module, "locked_event", unlocked_event))
        if races.where.database.is_sqlite:
            for base in races.databases:
                engine = create_engine(base.url, connect_args={"check_same_thread": False, "timeout": 30})
                stack.callback(engine.dispose)
                stack.enter_context(mock.patch.object(base, "write_engine", engine))
                stack.enter_context(mock.patch.object(base, "_writer_lock", nullcontext()))
        yield


def race(where: World, *, n_races: int, seed_number: int, without_lock: bool = False) -> Races:
    """Run races one after the other."""
    races = Races(where, without_lock=without_lock)
    try:
        with slow_hands(seed_number), unlocked(races) if without_lock else nullcontext():
            for number in range(n_races):
                races.run(seed_number * 1_000_000 + number)
    finally:
        races.close()
    return races


def main() -> int:
    """Race, and print the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--without-lock", action="store_true")
    arguments = parser.parse_args()
    part, n_parts = map(int, arguments.part.split("/"))
    n_races = len(range(part - 1, arguments.n, n_parts))
    began = time.monotonic()
    with world(arguments.database) as where:
        races = race(
            where, n_races=n_races, seed_number=arguments.seed * 1000 + part, without_lock=arguments.without_lock
        )
    lock = "without the lock" if arguments.without_lock else "with the lock"
    refused = ", ".join(f"{number} {code}" for code, number in sorted(races.refused.items()))
    print(
        f"{arguments.database}, seed {arguments.seed}, part {part}/{n_parts}, {lock}: {len(races.wrong)} wrong of "
        f"{n_races} races, {races.n_received} answers received, refused {refused} ({time.monotonic() - began:.0f} s)"
    )
    for one in races.wrong[:3]:
        print(f"    {one}")
    return int(bool(races.wrong) != arguments.without_lock)


if __name__ == "__main__":
    sys.exit(main())
