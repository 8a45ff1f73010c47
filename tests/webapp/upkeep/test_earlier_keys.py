"""A copy from before people had keys: who was given another key since is known again when it is put back."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.pool import NullPool

from tests.postgresql import new_database
from tests.webapp.conftest import Evening, consent, everybody_consents
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import downgrade, upgrade
from webapp.models import ParticipantRow
from webapp.services import audit, consents, erasure, erasure_journal
from webapp.services.earlier_keys import KeyedPerson, _found_again
from webapp.services.person_keys import Identity
from webapp.upkeep.backup import back_up
from webapp.upkeep.restore import restore

LEFT, WITHDREW, STAYED = "C01-1", "C02-1", "C03-1"


@pytest.fixture
def copied(database: Database, settings: Settings, evening: Evening) -> Path:
    """A backup of the shape before keys; then the links of two people change, and people are given keys."""
    everybody_consents(database, evening)
    database.dispose()
    downgrade(database.url, "0008")
    file = settings.instance / "earlier.entremise"
    assert back_up(settings, file, now=evening.clock.now()).revision == "0008"
    engine = create_engine(database.url, poolclass=NullPool)
    with engine.begin() as connection:
        for code in (LEFT, WITHDREW):
            changed = {"hash": f"ended:{code}", "number": evening.people[code]}
            connection.execute(text("UPDATE participants SET link_hash = :hash WHERE id = :number"), changed)
    engine.dispose()
    upgrade(database.url)
    return file


def happen(database: Database, evening: Evening, now: datetime) -> list[erasure_journal.ErasedPerson]:
    """One is erased, and another takes back what they had agreed to."""
    with database.writing() as session:
        erasure.erase(session, evening.event_id, evening.people[LEFT], actor=audit.SYSTEM, now=now)
        consent(session, evening.people[WITHDREW], now, email=False, phone=False)
        erased = erasure_journal.erased_people(session)
    database.dispose()
    return erased


def test_whoever_was_erased_stays_so_and_what_was_taken_back_too(
    copied: Path, database: Database, settings: Settings, evening: Evening
) -> None:
    happen(database, evening, evening.clock.go(minutes=1))
    done = restore(settings, copied, now=evening.clock.now(), replace=True)
    assert (done.former_read, done.erased_again, done.heard_again, done.not_found) == (True, 1, 1, 0)
    with database.reading() as session:
        erased = session.scalars(select(ParticipantRow.code).where(ParticipantRow.erased_at.is_not(None)))
        assert erased.all() == [LEFT]
        assert consents.current(session, evening.people[WITHDREW]) == {"email": False, "phone": False}
        assert consents.current(session, evening.people[STAYED])["email"]


def test_without_the_former_database_it_is_said_whom_nobody_can_tell(
    copied: Path, database: Database, settings: Settings, evening: Evening, tmp_path: Path
) -> None:
    erased = happen(database, evening, evening.clock.go(minutes=1))
    url = f"sqlite:///{tmp_path / 'fresh.sqlite'}" if database.is_sqlite else new_database(_server(database.url))
    done = restore(replace(settings, database_url=url), copied, now=evening.clock.now(), erased=erased)
    assert (done.former_read, done.erased_again, done.not_found) == (False, 0, 1)


def person(number: int, key: str, code: str, name: str, organisation: str = "") -> KeyedPerson:
    identity = Identity(code=code, full_name=name, organisation=organisation, email="")
    return KeyedPerson(public_id="evening", number=number, person_key=key, identity=identity)


def test_the_place_of_somebody_erased_that_was_somebody_else_s_is_not_believed() -> None:
    """Before people had keys, SQLite gave the numbers of an earlier sheet again: Bob has Alice's, and she Carol's."""
    copy = [person(1, "a1", "C01-1", "Alice Arp", "Arc"), person(2, "b1", "C02-1", "Bob Berg", "Bel")]
    former = [person(1, "b2", "C01-1", "Bob Berg", "Bel"), person(2, "x2", "C02-1", "", "C02")]
    assert _found_again(copy, former) == {2: "b2"}
    former = [person(1, "x2", "C01-1", "", "C01"), person(2, "y2", "C02-1", "Carol Carr", "Bel")]
    assert _found_again(copy, former) == {1: "x2"}, "Carol is not Bob"


def _server(url: str) -> str:
    return url.rsplit("/", 1)[0] + "/postgres"
