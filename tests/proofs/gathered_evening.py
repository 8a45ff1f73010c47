"""A number of people on each side -> an evening of that size on a database, planned and published, for measurements."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.read import SignUps
from sample_data.synthetic import generate_territory
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.models import ClockEntryRow
from webapp.services import accounts, consents, events, organisations, planning, plans

N_ROUNDS = 8
MEETING = timedelta(minutes=8)
#: Derived, so that a real server takes it: it refuses what looks like an example.
KEY = hashlib.sha256(b"a hall full of phones").hexdigest()


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """An evening with everybody's link; ``tokens`` by the participants' numbers."""

    event_id: int
    public_id: str
    tokens: dict[int, str]


def gather(url: str, n_each_side: int, *, seed: int, now: datetime) -> Crowd:
    """Make an evening of n x n people on an empty database, in which everybody has said what may be handed over."""
    upgrade(url)
    database = Database(url)
    territory = generate_territory(n_each_side, n_each_side, seed)
    sign_ups = SignUps(
        organisations=territory.organisations,
        participants=territory.participants,
        pair_rules=(),
        remarks=(),
        format="entremise",
        encoding="utf-8",
        n_rows=2 * n_each_side,
        lines={},
    )
    settings = events.EventSettings(
        name="Grande soirée", venue="Halle", starts_at=now, n_rounds=min(N_ROUNDS, n_each_side)
    )
    with database.writing() as session:
        owner = accounts.create_account(
            session, email="owner@example.org", name="Odile", password="long enough for a proof", may_organise=True
        )
        event_id, public_id = events.create_event(session, account_id=owner, settings=settings, secret_key=KEY, now=now)
        organisations.take_in(session, event_id, sign_ups, sheet_name="foule.csv", secret_key=KEY)
    with database.reading() as session:
        draft = planning.compute(planning.inputs(session, event_id))
    with database.writing() as session:
        plans.store(session, event_id, draft, now)
        plans.publish(session, event_id, now)
        tokens = organisations.personal_tokens(session, event_id, secret_key=KEY)
        for number in tokens:
            consents.state(session, participant_id=number, granted={"email": True, "phone": False}, now=now)
    database.dispose()
    return Crowd(event_id=event_id, public_id=public_id, tokens=tokens)


def ring_at(url: str, event_id: int, bell: datetime) -> None:
    """Start the first round so that its bell rings at a moment."""
    database = Database(url)
    with database.writing() as session:
        session.add(ClockEntryRow(event_id=event_id, at=bell - MEETING, action="start"))
    database.dispose()


def partners(url: str, event_id: int, *, round_number: int) -> dict[int, int]:
    """Whom each person meets in a round, by the participants' numbers."""
    database = Database(url)
    with database.reading() as session:
        plan = plans.published_plan(session, event_id)
    database.dispose()
    found = {}
    for meeting in plan.meetings if plan else ():
        if meeting.round_number == round_number:
            found[meeting.company.id] = meeting.association.id
            found[meeting.association.id] = meeting.company.id
    return found
