"""What was ended, destroyed or forgotten after a backup does not come back with it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from matching.read import SignUps
from tests.postgresql import new_database
from tests.webapp.conftest import Evening, HandClock, make_evening
from tests.webapp.personal_data.people import TRACES, WHO, leave_traces, traced
from tests.webapp.upkeep.conftest import settings_for
from webapp.config import Settings
from webapp.database import Database
from webapp.emptied_mark import MARK
from webapp.migrations import upgrade
from webapp.models import AuditEntryRow, ChoiceRow, EventRow, InvitationRow, OrganisationRow, ParticipantRow
from webapp.services import erasure, erasure_journal, forgetting, invitations, retention
from webapp.services.audit import SYSTEM
from webapp.upkeep.backup import back_up
from webapp.upkeep.restore import restore


def sealed(database: Database, evening: Evening) -> None:
    """An evening with a choice, sealed and not yet shown."""
    now = evening.clock.now()
    with database.writing() as session:
        session.add(
            ChoiceRow(
                chooser_id=evening.people["C01-1"],
                partner_id=evening.people["A01-1"],
                event_id=evening.event_id,
                round_number=1,
                answer="not",
                sequence=1,
                received_at=now,
            )
        )
        session.execute(update(EventRow).values(sealed_at=now))


def test_an_invitation_that_was_withdrawn_does_not_open_again(
    database: Database, settings: Settings, evening: Evening
) -> None:
    now = evening.clock.now()
    with database.writing() as session:
        for name in ("waits@example.org", "came@example.org"):
            invitations.invite(session, evening.event_id, email=name, role="door", invited_by=1, now=now)
        session.execute(update(InvitationRow).where(InvitationRow.email == "came@example.org").values(accepted_at=now))
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=now)
    database.dispose()
    restore(settings, file, now=now, replace=True)
    with database.reading() as session:
        assert [row.email for row in session.query(InvitationRow)] == ["came@example.org"]


@pytest.mark.parametrize("lost", [False, True])
def test_choices_destroyed_since_are_destroyed_again(
    lost: bool, database: Database, settings: Settings, evening: Evening
) -> None:
    """The backup is older than the results, so that its own dates would keep them for weeks."""
    sealed(database, evening)
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    now = evening.clock.now() + timedelta(hours=25)
    with database.writing() as session:
        if not lost:  # otherwise the control: nobody knows of the results
            session.execute(update(EventRow).values(revealed_at=evening.clock.now()))
        assert retention.apply(session, now, settings).choices_destroyed == (not lost)
    database.dispose()
    done = restore(settings, file, now=now, replace=True)
    assert done.emptied_again == (not lost)
    with database.reading() as session:
        assert session.query(ChoiceRow).count() == lost
        assert (session.get_one(EventRow, evening.event_id).choices_destroyed_at is None) == lost
        assert session.query(ParticipantRow).filter(ParticipantRow.email != "").count() == 6


def test_answers_given_anew_after_an_undone_seal_are_destroyed_as_those_before(
    sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path
) -> None:
    """They count as removed, so that the files are emptied of them, and the log says when."""
    settings, evening = settings_for(sqlite_database.url, tmp_path), sqlite_evening
    file, shown = tmp_path / "open.entremise", evening.clock.now()
    back_up(settings, file, now=shown)
    sealed(sqlite_database, evening)
    with sqlite_database.writing() as session:
        session.execute(update(EventRow).values(revealed_at=shown))
        first = shown + timedelta(hours=25)
        assert retention.apply(session, first, settings).choices_destroyed == 1
    sqlite_database.dispose()
    restore(settings, file, now=first, replace=True, undo_seal=True)
    sealed(sqlite_database, evening)  # with an answer, given since
    with sqlite_database.writing() as session:
        session.execute(update(EventRow).values(revealed_at=first))
        assert forgetting.last_removal(session) == first
        second = first + timedelta(hours=25)
        report = retention.apply(session, second, settings)
        assert (report.choices_destroyed, report.removed) == (1, True)
        assert forgetting.last_removal(session) == second, "the mark of emptied files is not of it"
        assert session.query(ChoiceRow).count() == 0
        logged = session.query(AuditEntryRow).filter(AuditEntryRow.action == "choices_destroyed")
        assert [entry.at for entry in logged] == [second]
        assert not retention.apply(session, second, settings).removed


def test_whoever_comes_after_an_evening_was_anonymised_goes_and_counts(
    sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path
) -> None:
    settings = settings_for(sqlite_database.url, tmp_path)
    first = sqlite_evening.clock.now() + timedelta(days=400)
    with sqlite_database.writing() as session:
        assert retention.apply(session, first, settings).evenings_anonymised == 1
        assert not retention.apply(session, first + timedelta(hours=1), settings).removed
        organisation = OrganisationRow(
            event_id=sqlite_evening.event_id, code="C09", side="company", name="Late", profile={}
        )
        session.add(organisation)
        session.flush()
        lea = ParticipantRow(
            organisation_id=organisation.id,
            event_id=sqlite_evening.event_id,
            code="C09-1",
            first_name="Lea",
            last_name="Late",
            link_nonce="",
            link_hash="ended:x",
        )
        session.add(lea)
        session.flush()
        second = first + timedelta(hours=2)
        assert retention.apply(session, second, settings).evenings_anonymised == 1
        assert session.query(ParticipantRow).count() == 0
        assert forgetting.last_removal(session) == second
        assert not retention.apply(session, second + timedelta(hours=1), settings).removed


def test_an_evening_anonymised_since_is_anonymised_again(
    database: Database, settings: Settings, evening: Evening
) -> None:
    """Also where it is put back under a clock, or with settings, by which its people would stay."""
    sealed(database, evening)
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    with database.writing() as session:
        assert retention.apply(session, evening.clock.now() + timedelta(days=800), settings).evenings_anonymised == 1
    database.dispose()
    done = restore(settings, file, now=evening.clock.now(), replace=True)
    assert done.emptied_again == 1
    with database.reading() as session:
        assert session.query(ParticipantRow).count() == 0
        assert session.query(ChoiceRow).count() == 0
        assert session.get_one(EventRow, evening.event_id).anonymised_at is not None


@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize("held", [False, True])
def test_what_is_erased_again_is_out_of_postgresql_s_files(
    held: bool,
    postgresql_url: str,
    three_by_three: SignUps,
    clock: HandClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings, trace = settings_for(new_database(postgresql_url), tmp_path), TRACES["e-mail"].encode()
    upgrade(settings.database_url)
    database = Database(settings.database_url)
    evening = make_evening(database, traced(three_by_three), clock)
    leave_traces(database, evening)
    file = tmp_path / "evening.entremise"
    back_up(settings, file, now=clock.now())
    with database.writing() as session:
        erasure.erase(session, evening.event_id, evening.people[WHO], actor=SYSTEM, now=clock.now())
        erased = erasure_journal.erased_people(session)
    database.dispose()
    (tmp_path / MARK).write_text("nothing", encoding="ascii")
    if held:  # the control too: without the emptying the former rows are there
        monkeypatch.setattr(Database, "forget_deleted", lambda *_: False)
    fresh = replace(settings, database_url=new_database(postgresql_url))
    done = restore(fresh, file, now=clock.now(), erased=erased)
    assert done.erased_again == 1
    assert done.files_emptied is not held
    assert (trace in _files(fresh.database_url)) is held
    assert (tmp_path / MARK).exists() is not held, "so that a server that starts looks after what is left"


def _files(url: str) -> bytes:
    """Everything in the folder of a PostgreSQL database, once the server has written all of it down."""
    database = Database(url)
    with database.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        number = connection.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar_one()
    database.dispose()
    return b"".join(file.read_bytes() for file in sorted((folder / "base" / str(number)).iterdir()) if file.is_file())
