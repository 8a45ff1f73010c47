"""A copy from before somebody took a consent back, or from before the seal."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.webapp.conftest import Evening, consent
from webapp.config import Settings
from webapp.database import Database
from webapp.models import ConsentRow, EventRow
from webapp.services import audit, consents, erasure, retention, said_since
from webapp.upkeep.backup import back_up
from webapp.upkeep.backup_file import UnusableBackup
from webapp.upkeep.restore import restore


@pytest.fixture
def copied(database: Database, settings: Settings, evening: Evening) -> Path:
    """A backup in which Anne lets go everything for both purposes, and Bruno has said nothing."""
    with database.writing() as session:
        consent(session, evening.people["C01-1"], evening.clock.now())
        consents.state(
            session,
            participant_id=evening.people["C01-1"],
            granted={"email": True, "phone": True},
            now=evening.clock.now(),
            purpose="introductions",
        )
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    evening.clock.go(minutes=1)
    return file


def test_what_was_said_since_is_said_in_an_older_copy_too(
    copied: Path, database: Database, settings: Settings, evening: Evening
) -> None:
    anne, bruno, chloe = (evening.people[code] for code in ("C01-1", "C02-1", "C03-1"))
    with database.writing() as session:
        consent(session, anne, evening.clock.now(), email=True, phone=False)
        consent(session, bruno, evening.clock.now(), email=False, phone=True)
        consent(session, chloe, evening.clock.now())
        evening.clock.go(minutes=1)
        consent(session, anne, evening.clock.now(), email=False, phone=True)
        erasure.erase(session, evening.event_id, chloe, actor=audit.SYSTEM, now=evening.clock.now())
        known = {number: consents.history(session, number) for number in (anne, bruno)}
    database.dispose()
    done = restore(settings, copied, now=evening.clock.now(), replace=True)
    assert done.heard_again == 2
    with database.reading() as session:
        assert consents.current(session, anne) == {"email": False, "phone": True}
        assert consents.current(session, anne, "introductions") == {"email": True, "phone": True}
        assert {number: consents.history(session, number) for number in (anne, bruno)} == known, "with their dates"
        assert consents.history(session, chloe) == []
    with database.writing() as session:  # what was taken over is not taken over twice
        assert said_since.say_again(session, said_since.everything_said(session)) == 0


def test_what_a_newer_copy_knows_stays(copied: Path, database: Database, settings: Settings, evening: Evening) -> None:
    """The database that stands there is the older one: nothing of it is newer than the copy."""
    anne = evening.people["C01-1"]
    with database.writing() as session:
        consent(session, anne, evening.clock.now(), email=False, phone=False)
    newer = settings.instance / "newer.entremise"
    back_up(settings, newer, now=evening.clock.now())
    with database.writing() as session:
        session.execute(update(ConsentRow).values(granted=True))
    database.dispose()
    assert restore(settings, newer, now=evening.clock.now(), replace=True).heard_again == 0
    with database.reading() as session:
        assert consents.current(session, anne) == {"email": False, "phone": False}


def seal(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        session.execute(update(EventRow).values(sealed_at=evening.clock.now()))


def test_a_copy_that_would_undo_a_seal_is_refused_unless_that_is_said(
    copied: Path, database: Database, settings: Settings, evening: Evening
) -> None:
    seal(database, evening)
    database.dispose()
    with pytest.raises(UnusableBackup) as caught:
        restore(settings, copied, now=evening.clock.now(), replace=True)
    assert (caught.value.code, caught.value.values["evenings"]) == ("seal_undone", "Rencontres d’essai")
    with database.reading() as session:
        assert session.get_one(EventRow, evening.event_id).sealed_at is not None
    assert not list(settings.instance.glob("*.before-restore-*"))
    sealed = settings.instance / "sealed.entremise"
    back_up(settings, sealed, now=evening.clock.now())
    database.dispose()
    restore(settings, sealed, now=evening.clock.now(), replace=True)
    database.dispose()
    restore(settings, copied, now=evening.clock.go(minutes=1), replace=True, undo_seal=True)
    with database.reading() as session:
        assert session.get_one(EventRow, evening.event_id).sealed_at is None


def test_a_seal_of_an_evening_that_has_nobody_left_stops_no_restore(
    copied: Path, database: Database, settings: Settings, evening: Evening
) -> None:
    seal(database, evening)
    later = evening.clock.go(days=800)
    with database.writing() as session:
        assert retention.apply(session, later, replace(settings, durable=False)).evenings_anonymised == 1
    database.dispose()
    assert restore(settings, copied, now=later, replace=True).emptied_again == 1
