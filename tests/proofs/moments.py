"""Two evenings at a moment of their lives, with a row in every table that such an evening fills.

People agreed to both purposes, two of them wish to meet again (so that there are shared wishes and received contacts
once they are shown), one is noted present and one absent, weights were kept, a diagnosis taken in, presentations
suggest something, links are on their way. A proof that looks at one moment only never sees the rows of the others.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Final
from unittest import mock

from matching import DEFAULT_WEIGHTS, read_organisations
from matching.organisations import Diagnosis
from matching.read import SignUps
from tests.proofs.actors import OWNER, Installation, installation
from tests.proofs.addresses import send_links
from tests.webapp.conftest import THREE_BY_THREE, Evening, HandClock, answer, begin, everybody_consents, partner_in
from webapp.database import Database
from webapp.models import EventRow
from webapp.services import (
    accounts,
    choices,
    consents,
    criterion_weights,
    evaluation,
    event_day,
    organisations,
    presence,
)

MOMENTS: Final = ("prepared", "published", "begun", "change-over", "review", "closed", "sealed", "revealed")
#: What every presentation says too, and no organisation ticked.
SUGGESTED: Final = "Nous cherchons des bénévoles."
DIAGNOSIS: Final = Diagnosis(
    territory="Ried", source="Observatoire", year=2024, grades={"employment": {"citizens": 2.0}}
)


def sign_ups(folder: Path, *, tens: int = 0) -> SignUps:
    """Three companies and three associations, C01 ..., or C11 ... with ``tens`` 1.

    Their presentations suggest something, and the first person has no address, so that it is asked for.
    """
    text = THREE_BY_THREE.replace(",Nous ", f",{SUGGESTED} Nous ").replace("anne@example.org", "")
    if tens:
        text = "\n".join(line[:1] + str(tens) + line[2:] if line[1:2] == "0" else line for line in text.splitlines())
    sheet = folder / f"sign_ups_{tens}.csv"
    sheet.write_text(text, encoding="utf-8")
    return read_organisations(sheet)


def installation_at(
    database: Database, clock: HandClock, folder: Path, moment: str, *, both: bool = False
) -> Installation:
    """An installation whose first evening (``both``: whose two evenings) stands at a moment of ``MOMENTS``."""
    sheets = sign_ups(folder), sign_ups(folder, tens=1)
    world = installation(database, clock, folder, sign_ups=sheets[0], other_sign_ups=sheets[1])
    evenings = (world.evening, world.other) if both else (world.evening,)
    for evening in evenings:
        _furnish(database, evening)
    send_links(world)
    _bring_to(world, evenings, MOMENTS.index(moment))
    return world


@contextmanager
def weights_learned() -> Iterator[None]:
    """For routes that take learned weights: a tiny evening teaches none, so the default ones stand for them."""
    taught = SimpleNamespace(verdict="learned", weights=DEFAULT_WEIGHTS, n_outcomes=3)
    with mock.patch.object(evaluation, "learned", return_value=taught):
        yield


def _furnish(database: Database, evening: Evening) -> None:
    """What people and the team do before the first round."""
    everybody_consents(database, evening)
    now = evening.clock.now()
    with database.writing() as session:
        for number in evening.people.values():
            granted = {"email": True, "phone": True}
            consents.state(session, participant_id=number, purpose="introductions", granted=granted, now=now)
        organisations.set_diagnosis(session, evening.event_id, DIAGNOSIS)
        owner = accounts.account_number(session, OWNER)
        assert owner is not None
        setting = criterion_weights.default_setting()
        criterion_weights.save(session, evening.event_id, setting, note="essai", account_id=owner, now=now)
        here, *_others, absent = evening.people.values()
        presence.note(session, evening.event_id, here, presence.WHOLE, now)
        presence.note(session, evening.event_id, absent, presence.ABSENT, now)


def _bring_to(world: Installation, evenings: Iterable[Evening], until: int) -> None:
    """Play evenings that are published up to a moment."""
    database, clock = world.database, world.clock
    for evening in evenings:
        if until == 0:
            with database.writing() as session:
                session.get_one(EventRow, evening.event_id).published_version = None
        elif until >= MOMENTS.index("begun"):
            begin(database, evening)
    if until >= MOMENTS.index("begun"):
        clock.go(minutes=1)
        for evening in evenings:
            _wish_to_meet_again(database, evening)
    if until == MOMENTS.index("change-over"):
        clock.go(minutes=8)
    if until >= MOMENTS.index("review"):
        for evening in evenings:
            with database.writing() as session:
                event_day.act(session, evening.event_id, "end", clock.now())
        clock.go(minutes=1 if until == MOMENTS.index("review") else 30)
    for evening in evenings:
        with database.writing() as session:
            if until >= MOMENTS.index("sealed"):
                choices.seal(session, evening.event_id, clock.now())
            if until >= MOMENTS.index("revealed"):
                choices.reveal(session, evening.event_id, clock.now())


def _wish_to_meet_again(database: Database, evening: Evening) -> None:
    """The first company and whom it meets first say yes to each other; it says no of nobody."""
    one = next(iter(evening.people.values()))
    other = partner_in(database, evening, next(iter(evening.people)), 1)
    answer(database, evening, one, other, "yes")
    answer(database, evening, other, one, "yes")
