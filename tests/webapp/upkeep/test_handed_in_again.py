"""A sheet was handed in again between a backup and an erasure, or the other way round: whom a restore erases."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from matching.read import SignUps
from tests.webapp.conftest import SECRET, Evening
from webapp.config import Settings
from webapp.database import Database
from webapp.models import EventRow, ParticipantRow
from webapp.services import audit, erasure, organisations
from webapp.services.erasure_journal import JOURNAL, ErasedPerson, erased_people, read_journal, write_journal
from webapp.upkeep.backup import back_up
from webapp.upkeep.restore import restore

ALICE, BOB = "Ganter", "Roth"


def hand_in(database: Database, evening: Evening, sign_ups: SignUps) -> None:
    with database.writing() as session:
        session.execute(update(EventRow).values(published_version=None))
        organisations.take_in(session, evening.event_id, sign_ups, sheet_name="again.csv", secret_key=SECRET)


def in_her_place(sign_ups: SignUps) -> SignUps:
    """The sheet without Alice and her organisation; Bob's line moves up to hers, and her id is his."""
    people = [one for one in sign_ups.participants if one.last_name != ALICE]
    organisations_left = [one for one in sign_ups.organisations if one.id != "C01"]
    ids = {"C02": "C01", "C03": "C02"}
    return replace(
        sign_ups,
        organisations=tuple(replace(one, id=ids.get(one.id, one.id)) for one in organisations_left),
        participants=tuple(
            replace(
                one,
                id=f"{ids.get(one.organisation_id, one.organisation_id)}-1",
                organisation_id=ids.get(one.organisation_id, one.organisation_id),
            )
            for one in people
        ),
    )


def erase(database: Database, settings: Settings, evening: Evening, last_name: str) -> ErasedPerson:
    """Erase somebody, as the pages do: with a line in the journal."""
    with database.writing() as session:
        number = session.scalars(select(ParticipantRow.id).where(ParticipantRow.last_name == last_name)).one()
        before = erased_people(session)
        erasure.erase(session, evening.event_id, number, actor=audit.SYSTEM, now=evening.clock.now())
        [person] = [one for one in erased_people(session) if one not in before]
    write_journal(settings.instance / JOURNAL, [person])
    return person


def names(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(ParticipantRow.last_name))) - {""}


def test_whoever_came_in_the_place_of_somebody_erased_is_not_erased(
    database: Database, settings: Settings, evening: Evening, three_by_three: SignUps, tmp_path: Path
) -> None:
    erase(database, settings, evening, ALICE)
    hand_in(database, evening, in_her_place(three_by_three))
    evening.clock.go(minutes=1)
    file = tmp_path / "later.entremise"
    back_up(settings, file, now=evening.clock.now())
    with database.reading() as session:
        bob = session.scalars(select(ParticipantRow).where(ParticipantRow.last_name == BOB)).one()
        assert bob.code == "C01-1", "which was Alice's"
        # A line of the former format says what may be anybody's now; it is from before the copy, which knows better.
        moment = evening.clock.now() - timedelta(minutes=1)
        line = f'{evening.public_id} {bob.id} {moment.isoformat()} "C01-1"\n'
    with (settings.instance / JOURNAL).open("a", encoding="ascii") as journal:
        journal.write(line)
    database.dispose()
    assert restore(settings, file, now=evening.clock.now(), replace=True).erased_again == 0
    assert BOB in names(database)


def test_whoever_was_erased_after_a_new_sheet_does_not_come_back_with_an_older_copy(
    database: Database, settings: Settings, evening: Evening, three_by_three: SignUps, tmp_path: Path
) -> None:
    """Bob has another row, another number and another id than in the copy; his key is the same."""
    file = tmp_path / "earlier.entremise"
    back_up(settings, file, now=evening.clock.now())
    hand_in(database, evening, in_her_place(three_by_three))
    evening.clock.go(minutes=1)
    person = erase(database, settings, evening, BOB)
    assert read_journal((settings.instance / JOURNAL).read_text()) == [person]
    with database.writing() as session:  # nothing but the journal remembers
        session.execute(update(ParticipantRow).values(erased_at=None))
    database.dispose()
    assert restore(settings, file, now=evening.clock.now(), replace=True).erased_again == 1
    assert BOB not in names(database)
    assert ALICE in names(database)


def test_nothing_of_the_sheet_stands_in_the_journal(
    sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path
) -> None:
    """Sheets have what they like for ids, names too."""
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path)
    with sqlite_database.writing() as session:
        session.execute(update(ParticipantRow).where(ParticipantRow.code == "C01-1").values(code="Lea Dupont-1"))
    person = erase(sqlite_database, settings, sqlite_evening, ALICE)
    written = (tmp_path / JOURNAL).read_text()
    assert "Dupont" not in written
    assert written == f"{person.public_id} {person.person_key} {person.erased_at.isoformat()}\n"
