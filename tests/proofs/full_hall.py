"""A full hall for proofs: an evening whose last round is on, everybody has stated their consents, and taps to send."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from matching import read_organisations
from tests.webapp.conftest import Evening, HandClock, make_evening
from webapp.database import Database
from webapp.models import ConsentRow, MeetingRow, PlanRow
from webapp.services import event_day

N_ROUNDS = 8
ROUND_MINUTES, CHANGE_MINUTES = 25, 1


@dataclass(frozen=True)
class Hall:
    """The evening, and everybody who met with whom: (chooser, partner), in both directions."""

    evening: Evening
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Tap:
    """One answer on its way."""

    chooser: int
    partner: int
    sequence: int
    answer: str

    @property
    def key(self) -> str:
        """The key this tap travels with."""
        return f"{self.partner}.{self.sequence}.{self.chooser:0>8}ofaproofstap"


def full_hall(database: Database, folder: Path, *, n_organisations: int, now: datetime) -> Hall:
    """As many companies as associations, one person each, in the middle of the last round at ``now``."""
    sheet = folder / "hall.csv"
    lines = ["id,side,name,commune,postcode,needs,offers,first_name,last_name,email"]
    for number in range(1, n_organisations + 1):
        for letter, side in (("C", "company"), ("A", "association")):
            name, mail = f"{side.title()} {number}", f"{letter.lower()}{number}@example.org"
            lines.append(f"{letter}{number:02},{side},{name},Strasbourg,67000,team_events,premises,P,{name},{mail}")
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    clock = HandClock(now)
    clock.go(minutes=-(N_ROUNDS - 1) * (ROUND_MINUTES + CHANGE_MINUTES) - ROUND_MINUTES / 2)
    lengths = {"meeting_minutes": ROUND_MINUTES, "change_over_minutes": CHANGE_MINUTES}
    rounds = min(N_ROUNDS, n_organisations)
    clock.go(minutes=(N_ROUNDS - rounds) * (ROUND_MINUTES + CHANGE_MINUTES))
    evening = make_evening(
        database, read_organisations(sheet), clock, n_rounds=rounds, starts_at=clock.now(), **lengths
    )
    with database.writing() as session:
        event_day.act(session, evening.event_id, "start", clock.now())
        for person in evening.people.values():
            for field in ("email", "phone"):
                session.add(
                    ConsentRow(
                        participant_id=person,
                        purpose="contacts",
                        field=field,
                        granted=True,
                        text_version="proof",
                        at=clock.now(),
                        channel="phone",
                    )
                )
    with database.reading() as session:
        met = session.execute(
            select(MeetingRow.company_participant_id, MeetingRow.association_participant_id)
            .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
            .where(PlanRow.event_id == evening.event_id)
            .order_by(MeetingRow.id)
        ).all()
    clock.moment = now
    pairs = [(one.company_participant_id, one.association_participant_id) for one in met]
    return Hall(evening, tuple(pairs) + tuple((partner, chooser) for chooser, partner in pairs))


def taps(pairs: tuple[tuple[int, int], ...], *, n: int, seed: int) -> Iterator[Tap]:
    """Answers of everybody about everybody they met, over and over, each later one about a pair numbered higher."""
    draw = random.Random(seed)
    left: list[tuple[int, int]] = []
    sequences = dict.fromkeys(pairs, 0)
    for _ in range(n):
        if not left:
            left = list(pairs)
            draw.shuffle(left)
        pair = left.pop()
        sequences[pair] += 1
        yield Tap(*pair, sequences[pair], draw.choice(("yes", "not")))
