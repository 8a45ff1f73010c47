"""The taps of one phone, two tabs and a second phone, in any order, doubled and delayed, through the real route.

Each trial makes taps about one person, sends them in a random order with repetitions while the clock moves, and looks
what stands: the highest number, "not" where two have it, whatever the order. Then the choices are sealed and requests
that were sent before are sent again: each is told that choices are closed, and no row of any table changes.

    python -m tests.proofs.taps --n 10000 --replays 10000 --seed 7 [--database postgresql] [--part 1/4] [--control]
"""

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, select

from tests.proofs.protocol_bugs import LOWER_NUMBER_WINS, seeded
from tests.proofs.protocol_world import Pair, World, world
from tests.webapp.conftest import EVENING
from webapp.models import ChoiceRow, EventRow, Row
from webapp.services import consents, event_day

KEPT_FOR_REPLAY = 2000


@dataclass(frozen=True)
class Tap:
    """One tap as it left a browser."""

    pair: Pair
    answer: str
    sequence: int
    key: str
    browser: int


@dataclass
class Figures:
    """What was sent and what was wrong."""

    n_trials: int = 0
    n_requests: int = 0
    n_replays: int = 0
    wrong: list[str] = field(default_factory=list)


def prepare(where: World) -> None:
    """Everybody has agreed, and all three rounds have begun."""
    where.reset()
    for person in where.people:
        where.phone(
            person,
            0,
            "POST",
            "/consent",
            {"about": "contacts", "text-contacts": consents.TEXT_VERSIONS["contacts"], "email": "yes"},
        )
    with where.database.writing() as session:
        event_day.act(session, where.event_id, "start", where.clock.moment)
    where.clock.go(minutes=21)


def taps_of_a_person(where: World, drawn: random.Random, pair: Pair) -> list[Tap]:
    """A first tab, a second one that does not know it, and another phone that starts at the next thousand."""
    made: list[Tap] = []
    for browser, base in ((0, 0), (0, drawn.choice([0, 0, 1, 2])), (1, 1000)):
        for number in range(1, drawn.randrange(1, 4)):
            sequence = base + number
            made.append(Tap(pair, drawn.choice(["yes", "not"]), sequence, where.key(pair[1], sequence), browser))
        if drawn.random() < 0.4:
            break
    return made or [Tap(pair, "yes", 1, where.key(pair[1], 1), 0)]


def send(where: World, tap: Tap) -> tuple[int, str]:
    """The status and the words a tap is answered with."""
    body = {"answer": tap.answer, "sequence": tap.sequence, "key": tap.key}
    response = where.phone(tap.pair[0], tap.browser, "POST", f"/choice/{where.people[tap.pair[1]]}", body)
    told = response.get_json()
    return response.status_code, told.get("code") or told["received"]


def trial(where: World, pairs: list[Pair], drawn: random.Random, figures: Figures) -> list[Tap]:
    """One person's taps in a random order; returns what was sent."""
    pair = drawn.choice(pairs)
    pair = pair if drawn.random() < 0.5 else pair[::-1]
    made = taps_of_a_person(where, drawn, pair)
    order = made + drawn.choices(made, k=drawn.randrange(0, 4))
    drawn.shuffle(order)
    with where.database.writing() as session:
        session.execute(delete(ChoiceRow))
    first_receipt: dict[str, str] = {}
    for tap in order:
        if drawn.random() < 0.3:
            where.clock.go(seconds=drawn.randrange(1, 20))
        status, words = send(where, tap)
        figures.n_requests += 1
        if status == 200 and first_receipt.setdefault(tap.key, words) != words and tap.answer == "yes":
            figures.wrong.append(f"{tap} was received at {first_receipt[tap.key]} and again at {words}")
        if status not in (200, 409):
            figures.wrong.append(f"{tap} was answered {status} {words}")
    highest = max(tap.sequence for tap in made)
    last = {tap.answer for tap in made if tap.sequence == highest}
    due = {pair: ("not" if "not" in last else "yes", highest)}
    stands = {one: row[:2] for one, row in where.rows().stored.items()}
    if stands != due:
        figures.wrong.append(f"{order}: {stands} stands, {due} should")
    figures.n_trials += 1
    return order


def contents(where: World) -> str:
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    with where.database.read_engine.connect() as rows:
        for table in Row.metadata.sorted_tables:
            found = rows.execute(select(table).order_by(*table.primary_key.columns)).all()
            digest.update(repr((table.name, found)).encode())
    return digest.hexdigest()


def replay(where: World, sent: list[Tap], drawn: random.Random, *, n_replays: int, figures: Figures) -> None:
    """Seal, and send what was sent once more, a third of it after the results; nothing may change."""
    where.clock.moment = max(where.clock.moment, EVENING + timedelta(minutes=27))
    with where.database.writing() as session:
        if event_day.evening_state(session, where.event_id, where.clock.moment).phase != "closing":
            event_day.act(session, where.event_id, "end", where.clock.moment)
    where.clock.go(minutes=12)
    moments = ["/desk/results/seal", "/desk/results/reveal"]
    for turn in range(3):
        if moments and turn:
            assert where.desk("POST", moments.pop(0)).status_code == 303
        before = contents(where)
        for tap in drawn.choices(sent, k=n_replays // 3 + (turn < n_replays % 3)):
            status, words = send(where, tap)
            figures.n_replays += 1
            if (status, words) != (409, "choices_closed"):
                figures.wrong.append(f"{tap} sent again was answered {status} {words}")
        if contents(where) != before:
            figures.wrong.append("requests sent again after the close changed the database")
    with where.database.reading() as session:
        assert session.get_one(EventRow, where.event_id).revealed_at is not None


def play(where: World, *, n_trials: int, n_replays: int, seed_number: int) -> Figures:
    """Play the trials, then the replays."""
    drawn, figures, sent = random.Random(seed_number), Figures(), []
    prepare(where)
    pairs: list[Pair] = sorted((one, other) for one, other in map(sorted, where.meetings()))
    for _ in range(n_trials):
        if where.clock.moment > EVENING + timedelta(minutes=35):  # before the choices close
            where.clock.moment = EVENING + timedelta(minutes=21)
        sent += trial(where, pairs, drawn, figures)
        sent = sent[-KEPT_FOR_REPLAY:]
    replay(where, sent, drawn, n_replays=n_replays, figures=figures)
    return figures


@contextmanager
def control(on: bool) -> Iterator[None]:
    """Take the order of numbers away, as a control."""
    with ExitStack() as stack:
        if on:
            stack.enter_context(seeded(LOWER_NUMBER_WINS))
        yield


def main() -> int:
    """Play, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--replays", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--control", action="store_true", help="with numbers that no longer put taps in order")
    arguments = parser.parse_args()
    part, n_parts = map(int, arguments.part.split("/"))
    n_trials = len(range(part - 1, arguments.n, n_parts))
    n_replays = len(range(part - 1, arguments.replays, n_parts))
    began = time.process_time()
    with world(arguments.database) as where, control(arguments.control):
        figures = play(where, n_trials=n_trials, n_replays=n_replays, seed_number=arguments.seed * 1000 + part)
    print(
        f"{arguments.database}, seed {arguments.seed}, part {part}/{n_parts}: {len(figures.wrong)} wrong of "
        f"{figures.n_trials} orders of taps ({figures.n_requests} requests) and {figures.n_replays} replays after the "
        f"close ({time.process_time() - began:.0f} s of processor)"
    )
    for one in figures.wrong[:3]:
        print(f"    {one}")
    return int(bool(figures.wrong) != arguments.control)


if __name__ == "__main__":
    sys.exit(main())
