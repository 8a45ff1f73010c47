"""The restore drill: what was backed up is there again, evenings go on, links open, the erased stay erased."""

import os
import sqlite3
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.pool import NullPool

from tests.postgresql import new_database
from tests.webapp.conftest import LINKS_SINCE, SECRET, Evening
from webapp import erasing
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import revisions, upgrade
from webapp.models import ChoiceRow, MembershipRow, ParticipantRow, SignInRow
from webapp.services import (
    anonymising,
    audit,
    consents,
    erasure,
    erasure_journal,
    event_day,
    events,
    links,
    retention,
)
from webapp.upkeep import backup_file, checks
from webapp.upkeep.backup import back_up, verify
from webapp.upkeep.backup_file import UnusableBackup
from webapp.upkeep.digests import TableDigest, digests
from webapp.upkeep.restore import restore
from webapp.wording import Words
from webapp.wording import audit as wording

CHANGED_BY_A_RESTORE = {"sign_ins", "password_resets", "audit_entries"}


def held(url: str) -> dict[str, TableDigest]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return digests(connection)


def start(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        event_day.act(session, evening.event_id, "start", evening.clock.now())
    evening.clock.go(minutes=4)


def answer(database: Database, evening: Evening, chooser: str, partner: str, word: str) -> None:
    """An answer as its row, whatever the way there is called."""
    with database.writing() as session:
        session.merge(
            ChoiceRow(
                chooser_id=evening.people[chooser],
                partner_id=evening.people[partner],
                event_id=evening.event_id,
                round_number=1,
                answer=word,
                sequence=1,
                received_at=evening.clock.now(),
            )
        )


def test_the_drill(database: Database, settings: Settings, evening: Evening, tmp_path: Path) -> None:
    """In the middle of a round, backed up; more happens; the disk is lost; restored: as it was, and on it goes."""
    start(database, evening)
    answer(database, evening, "C01-1", "A01-1", "yes")
    token = evening.token(database, "C01-1")
    with database.writing() as session:  # as the server does every hour
        retention.apply(session, evening.clock.now(), settings)
    before = held(database.url)
    with database.reading() as session:
        round_before = event_day.evening_state(session, evening.event_id, evening.clock.now())
    file = tmp_path / "evening.entremise"
    made = back_up(settings, file, now=evening.clock.now())
    assert made.tables == before
    assert file.stat().st_mode & 0o777 == 0o600
    answer(database, evening, "C02-1", "A02-1", "yes")
    database.dispose()

    done = restore(settings, file, now=evening.clock.now(), replace=True)

    assert done.secret == "same"
    assert done.former_read
    assert done.aside
    assert "former_kept" in {one.code for one in checks.everything(settings)}
    after = held(database.url)
    assert {name: after[name] for name in after.keys() - CHANGED_BY_A_RESTORE} == {
        name: before[name] for name in before.keys() - CHANGED_BY_A_RESTORE
    }
    assert after["audit_entries"].rows == before["audit_entries"].rows + 1
    with database.reading() as session:
        assert links.participant_of(session, token, since=LINKS_SINCE) == (evening.people["C01-1"], evening.public_id)
        assert event_day.evening_state(session, evening.event_id, evening.clock.now()) == round_before
    assert evening.token(database, "C01-1") == token  # a badge printed again carries the same link
    with database.writing() as session:
        event_day.act(session, evening.event_id, "pause", evening.clock.now())


def logged(database: Database, event_id: int) -> list[audit.Entry]:
    with database.reading() as session:
        return audit.entries(session, event_id)


def test_the_log_of_each_evening_says_that_it_was_restored(
    database: Database, settings: Settings, evening: Evening
) -> None:
    """From which moment the backup is, and whom the restore erased again: not as if the program had by itself."""
    with database.writing() as session:
        owner = session.scalars(select(MembershipRow.account_id)).first()
        assert owner is not None
        wanted = events.EventSettings(name="Une autre", venue="", starts_at=evening.clock.now())
        other, _ = events.create_event(
            session, account_id=owner, settings=wanted, secret_key=SECRET, now=evening.clock.now()
        )
    file, copied_at = settings.instance / "evening.entremise", evening.clock.now()
    back_up(settings, file, now=copied_at)
    erased_at, erased = evening.clock.go(minutes=3), evening.people["C02-1"]
    with database.writing() as session:
        erasure.erase(session, evening.event_id, erased, actor=audit.SYSTEM, now=erased_at)
    before = len(logged(database, evening.event_id)) - 1
    database.dispose()
    restored_at = evening.clock.go(minutes=30)
    restore(settings, file, now=restored_at, replace=True)
    again, restored, *earlier = logged(database, evening.event_id)
    assert len(earlier) == before
    assert (restored.action, restored.kind, restored.at) == ("evening_restored", "command", restored_at)
    assert restored.details == {"backup_at": int(copied_at.timestamp())}
    said = wording.what(Words.for_locale("fr"), restored, zone="Europe/Paris")
    assert "sauvegarde du mardi 24 novembre 2026, 18\u00a0h\u00a030" in said
    assert (again.action, again.kind, again.participant_id) == ("person_erased_again", "command", erased)
    assert again.at == restored_at
    assert "par la restauration" in wording.what(Words.for_locale("fr"), again, zone="Europe/Paris")
    assert logged(database, other)[0].action == "evening_restored"
    with database.reading() as session:
        assert session.get_one(ParticipantRow, erased).erased_at == erased_at  # the moment of the first time stays


def test_no_log_is_begun_for_an_evening_that_is_anonymised(
    database: Database, settings: Settings, evening: Evening
) -> None:
    file = settings.instance / "evening.entremise"
    with database.writing() as session:
        anonymising.anonymise(session, evening.event_id, evening.clock.now())
    back_up(settings, file, now=evening.clock.now())
    before = logged(database, evening.event_id)
    database.dispose()
    restore(settings, file, now=evening.clock.now(), replace=True)
    assert logged(database, evening.event_id) == before


def test_it_is_taken_while_somebody_writes(database: Database, settings: Settings, evening: Evening) -> None:
    file = settings.instance / "evening.entremise"
    with database.writing() as session:
        consents_before = session.query(ParticipantRow).count()
        session.execute(text("UPDATE participants SET first_name = 'Nobody'"))
        session.flush()
        made = back_up(settings, file, now=evening.clock.now())
    assert made.tables["participants"].rows == consents_before
    assert made.tables["participants"] != held(database.url)["participants"]
    database.dispose()
    restore(settings, file, now=evening.clock.now(), replace=True)
    with database.reading() as session:
        assert session.query(ParticipantRow).filter_by(first_name="Nobody").count() == 0


def test_a_backup_is_not_compressed(database: Database, settings: Settings, evening: Evening) -> None:
    """How well answers compress would show in its size, to whoever sees no more of it."""
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    assert b"anne@example.org" in file.read_bytes()


def test_the_erased_stay_erased(database: Database, settings: Settings, evening: Evening) -> None:
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    erased = evening.people["C02-1"]
    with database.writing() as session:
        erasure.erase(session, evening.event_id, erased, actor=audit.SYSTEM, now=evening.clock.now())
    with database.reading() as session:
        listed = erasure_journal.erased_people(session)
    database.dispose()
    done = restore(settings, file, now=evening.clock.now(), replace=True)
    assert done.erased_again == 1
    with database.reading() as session:
        assert session.get_one(ParticipantRow, erased).email == ""
        assert session.get_one(ParticipantRow, evening.people["C01-1"]).email != ""
    database.dispose()
    # The database is gone: the journal beside it remembers, or a copy of it kept elsewhere.
    fresh = replace(settings, database_url=_another(settings.database_url, settings.instance))
    forgotten = restore(fresh, file, now=evening.clock.now())
    assert (forgotten.erased_again, forgotten.former_read, forgotten.erasures_read) == (0, False, False)
    if settings.database_url.startswith("sqlite"):
        other = [replace(one, person_key="0f" * 16) for one in listed]
        assert restore(fresh, file, now=evening.clock.now(), replace=True, erased=other).erased_again == 0
        assert restore(fresh, file, now=evening.clock.now(), replace=True, erased=listed).erased_again == 1
        (settings.instance / "another.sqlite").unlink()
        assert restore(fresh, file, now=evening.clock.now(), erased=()).erasures_read, "an empty one says nobody was"
        (settings.instance / "another.sqlite").unlink()
        (settings.instance / erasing.JOURNAL).write_text("".join(map(erasure_journal.journal_line, listed)))
        done = restore(fresh, file, now=evening.clock.now())
        assert (done.erased_again, done.former_read, done.erasures_read) == (1, False, True)


def test_a_database_without_an_evening_knows_nothing_of_what_was_erased(
    sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path
) -> None:
    """Such as the one that a server began on a new machine before the backup was put back."""
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path)
    file = tmp_path / "evening.entremise"
    back_up(settings, file, now=sqlite_evening.clock.now())
    fresh = replace(settings, database_url=f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    upgrade(fresh.database_url)
    done = restore(fresh, file, now=sqlite_evening.clock.now(), replace=True)
    assert (done.former_read, done.erasures_read) == (False, False)


def test_what_is_past_its_time_does_not_come_back(database: Database, settings: Settings, evening: Evening) -> None:
    start(database, evening)
    answer(database, evening, "C01-1", "A01-1", "yes")
    with database.writing() as session:
        end = evening.clock.now() + timedelta(days=1000)
        session.add(SignInRow(token_hash="f" * 64, account_id=1, expires_at=end))
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    database.dispose()
    restore(settings, file, now=evening.clock.now() + timedelta(days=800), replace=True)
    with database.reading() as session:
        assert session.query(ChoiceRow).count() == 0
        assert session.query(SignInRow).count() == 0
        assert session.query(ParticipantRow).filter(ParticipantRow.email != "").count() == 0


def test_a_copy_without_choices_and_without_the_secret(
    database: Database, settings: Settings, evening: Evening
) -> None:
    start(database, evening)
    answer(database, evening, "C01-1", "A01-1", "yes")
    file = settings.instance / "kept.entremise"
    made = back_up(settings, file, now=evening.clock.now(), with_choices=False, with_secret=False)
    assert made.tables["choices"].rows == 0
    with zipfile.ZipFile(file) as archive:
        assert SECRET.encode() not in b"".join(archive.read(name) for name in archive.namelist())
    database.dispose()
    done = restore(settings, file, now=evening.clock.now(), replace=True)
    assert done.secret == "absent"
    assert held(database.url)["choices"].rows == 0
    assert held(database.url)["participants"].rows == 6


def test_another_secret_comes_back_and_the_former_is_kept(
    database: Database, settings: Settings, evening: Evening
) -> None:
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    database.dispose()
    other = "f3b1c0de" * 2 + "0a7e99d4c5b68123"
    (settings.instance / "secret").write_text(other, encoding="utf-8")
    moved = replace(settings, secret_key=other)
    kept = restore(moved, file, now=evening.clock.now(), replace=True, keep_secret=True)
    assert kept.secret == "kept"
    assert (settings.instance / "secret").read_text(encoding="utf-8") == other
    done = restore(moved, file, now=evening.clock.now() + timedelta(minutes=1), replace=True)
    assert done.secret == "replaced"
    assert (settings.instance / "secret").read_text(encoding="utf-8") == SECRET
    [aside] = settings.instance.glob("secret.before-restore-*")
    assert aside.read_text(encoding="utf-8") == other


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.97])
def test_a_damaged_file_is_refused_and_nothing_is_touched(
    sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path, place: float
) -> None:
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path)
    file = tmp_path / "evening.entremise"
    back_up(settings, file, now=sqlite_evening.clock.now())
    sqlite_database.dispose()
    before = held(settings.database_url)
    content = bytearray(file.read_bytes())
    content[int(len(content) * place)] ^= 0x55
    file.write_bytes(content)
    with pytest.raises(UnusableBackup) as caught:
        restore(settings, file, now=sqlite_evening.clock.now(), replace=True)
    assert caught.value.code in ("damaged", "not_a_backup")
    assert held(settings.database_url) == before
    file.write_bytes(content[: len(content) // 2])
    with pytest.raises(UnusableBackup):
        verify(file)
    assert not list(tmp_path.glob(".*restor*"))


def test_a_backup_that_does_not_read_again_replaces_none(
    database: Database, settings: Settings, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk gives other bytes back than it took: the file of before is still there, and nothing beside it."""
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    before = file.read_bytes()
    intact = backup_file.fingerprint
    monkeypatch.setattr(backup_file, "fingerprint", lambda path: ("0" * 64, intact(path)[1]))
    with pytest.raises(UnusableBackup, match="damaged"):
        back_up(settings, file, now=evening.clock.now(), replace=True)
    monkeypatch.undo()
    assert file.read_bytes() == before
    assert verify(file).rows > 0
    assert not list(settings.instance.glob(".*"))


def test_a_row_changed_with_its_checksum_is_still_told(
    sqlite_database: Database, sqlite_evening: Evening, tmp_path: Path
) -> None:
    """Somebody who changes the database inside and its SHA-256 has to change the table's digest too."""
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path)
    file = tmp_path / "evening.entremise"
    made = back_up(settings, file, now=sqlite_evening.clock.now())
    backup_file.take_out(file, made, "database", tmp_path / "changed")
    connection = sqlite3.connect(tmp_path / "changed")
    connection.execute("UPDATE participants SET email = 'someone@example.org' WHERE id = 1")
    connection.commit()
    connection.close()
    forged = replace(made, members={"database": backup_file.fingerprint(tmp_path / "changed")})
    backup_file.write(file, forged, {"database": tmp_path / "changed"}, folder=tmp_path)
    with pytest.raises(UnusableBackup) as caught:
        verify(file)
    assert caught.value.values["where"] == "database: participants"


def test_what_cannot_be_restored_is_refused(database: Database, settings: Settings, evening: Evening) -> None:
    file = settings.instance / "evening.entremise"
    made = back_up(settings, file, now=evening.clock.now())
    now = evening.clock.now()
    with pytest.raises(FileExistsError):
        back_up(settings, file, now=now)
    database.dispose()
    with pytest.raises(UnusableBackup, match="stands_already"):
        restore(settings, file, now=now)
    with database.reading() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(UnusableBackup, match="in_use"):
            restore(settings, file, now=now, replace=True)
    database.dispose()
    kinds = {"sqlite": "postgresql+psycopg://u@h/d", "postgresql": "sqlite:///x.sqlite"}
    with pytest.raises(UnusableBackup, match="other_kind"):
        restore(replace(settings, database_url=kinds[made.kind]), file, now=now)
    members = {"database": settings.instance / "database"}
    backup_file.take_out(file, made, "database", members["database"])
    newer = replace(made, revision="9999", members={"database": made.members["database"]})
    backup_file.write(file, newer, members, folder=settings.instance)
    with pytest.raises(UnusableBackup, match="newer_database"):
        restore(settings, file, now=now, replace=True)
    (settings.instance / "other.zip").write_bytes(b"PK nothing of ours")
    with pytest.raises(UnusableBackup, match="not_a_backup"):
        restore(settings, settings.instance / "other.zip", now=now, replace=True)


def test_a_restore_that_fails_at_the_end_leaves_what_was_there(
    database: Database, settings: Settings, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings.instance / "evening.entremise"
    back_up(settings, file, now=evening.clock.now())
    answer(database, evening, "C01-1", "A01-1", "yes")
    before = held(database.url)
    database.dispose()

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("webapp.services.retention.apply", fails)
    with pytest.raises(RuntimeError):
        restore(settings, file, now=evening.clock.now(), replace=True)
    assert held(database.url) == before
    assert not list(settings.instance.glob(".*restor*"))


def test_every_table_is_in_the_backup(database: Database, settings: Settings, evening: Evening) -> None:
    made = back_up(settings, settings.instance / "evening.entremise", now=evening.clock.now())
    from webapp.models import Row  # noqa: PLC0415  slow import

    assert made.tables.keys() == {*Row.metadata.tables, "alembic_version"}
    assert made.revision == revisions()[-1]
    assert consents.FIELDS  # people's consents are among them
    assert os.path.getsize(settings.instance / "evening.entremise") > 1000


def _another(url: str, folder: Path) -> str:
    if url.startswith("sqlite"):
        return f"sqlite:///{folder / 'another.sqlite'}"
    return new_database(url)
