"""The journal of erasures cannot be written: the person is erased all the same, and is in it later."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matching.read import SignUps
from tests.proofs.actors import Installation, installation
from tests.webapp.conftest import HandClock
from tests.webapp.personal_data.people import TRACES, WHO, leave_traces, traced
from tests.webapp.personal_data.test_erasure import erase_by_phone
from webapp import housekeeping
from webapp.database import Database
from webapp.models import ParticipantRow
from webapp.services import plans
from webapp.services.erasure_journal import (
    JOURNAL,
    ErasedPerson,
    complete_journal,
    erased_people,
    journal_line,
    own_journal,
    read_journal,
    write_journal,
)
from webapp.services.forgetting import remembered_texts


@pytest.fixture
def place(sqlite_database: Database, three_by_three: SignUps, clock: HandClock, tmp_path: Path) -> Installation:
    """The installation in which C01 and its person are traces."""
    made = installation(sqlite_database, clock, tmp_path, sign_ups=traced(three_by_three))
    made.app.config["PROPAGATE_EXCEPTIONS"] = True
    return made


def key_of(place: Installation) -> str:
    with place.database.reading() as session:
        return session.get_one(ParticipantRow, place.evening.people[WHO]).person_key


def test_everything_else_is_done_and_the_journal_completed_later(
    place: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    journal = place.app.extensions["entremise_settings"].instance / JOURNAL
    journal.mkdir()  # whoever runs the tests may write to files that are read-only
    leave_traces(place.database, place.evening)
    erase_by_phone(place)  # and reads that it is done
    assert "The journal of erasures could not be written" in caplog.text
    with place.database.reading() as session:
        people = erased_people(session)
        plan = plans.published_plan(session, place.evening.event_id)
    assert not [trace for trace in TRACES.values() if trace in caplog.text]
    assert not any(cached.cache_info().currsize for cached in remembered_texts())
    assert plan is not None
    assert plan.version == 2, "the plan was repaired for those who are there"
    journal.rmdir()
    housekeeping.do_now(place.app)
    assert read_journal(journal.read_text()) == people
    assert [one.person_key for one in people] == [key_of(place)]
    assert journal.stat().st_mode & 0o777 == 0o600
    housekeeping.do_now(place.app)
    assert read_journal(journal.read_text()) == people, "once each"


def test_a_journal_that_refuses_does_not_stop_the_hourly_work(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise OSError("the disk says no")

    monkeypatch.setattr(housekeeping.retention, "apply", broken)
    erase_by_phone(place)
    journal = place.app.extensions["entremise_settings"].instance / JOURNAL
    journal.unlink()
    housekeeping.do_now(place.app)
    assert [one.person_key for one in read_journal(journal.read_text())] == [key_of(place)]


MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
FIRST, SECOND, THIRD = (
    ErasedPerson(public_id="abcdefgh", person_key=key * 16, erased_at=MOMENT) for key in ("0a", "1b", "2c")
)


def test_half_a_line_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = FIRST, SECOND
    journal = tmp_path / JOURNAL
    write_journal(journal, [first])
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, lines: whole(descriptor, lines[:9]))  # the disk is full
    with pytest.raises(OSError, match="No space"):
        write_journal(journal, [second])
    monkeypatch.undo()
    assert read_journal(journal.read_text()) == [first]
    write_journal(journal, [second])
    assert read_journal(journal.read_text()) == [first, second]


@pytest.mark.parametrize("torn", range(1, len(journal_line(SECOND))))
def test_a_line_that_a_power_cut_has_torn_spoils_no_other(torn: int, tmp_path: Path) -> None:
    journal = tmp_path / JOURNAL
    journal.write_text(journal_line(FIRST) + journal_line(SECOND)[:torn], encoding="ascii")
    found = own_journal(journal)
    assert found in ([FIRST], [FIRST, SECOND]), "it was written, or it was never said to be"
    assert complete_journal(journal, [FIRST]) == 0
    write_journal(journal, [THIRD])
    assert read_journal(journal.read_text()) == [*found, THIRD]


@pytest.mark.parametrize("left", [b"\0" * 40, b"abcdefgh 0a0a\xff"])
def test_whatever_a_power_cut_leaves_at_the_end_goes_with_the_next_line(left: bytes, tmp_path: Path) -> None:
    journal = tmp_path / JOURNAL
    journal.write_bytes(journal_line(FIRST).encode() + left)
    assert own_journal(journal) == [FIRST]
    assert complete_journal(journal, [FIRST, SECOND]) == 1
    assert read_journal(journal.read_text()) == [FIRST, SECOND]


def test_a_copy_that_was_cut_short_is_not_taken_for_a_whole_one() -> None:
    with pytest.raises(ValueError, match="line 2 "):
        read_journal(journal_line(FIRST) + journal_line(SECOND)[:30])


def test_who_finds_the_disk_full_cuts_off_nobody_else_s_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = tmp_path / JOURNAL
    write_journal(journal, [FIRST])
    whole = os.write
    other = threading.Thread(target=write_journal, args=(journal, [THIRD]))

    def full(descriptor: int, lines: bytes) -> int:
        monkeypatch.undo()
        written = whole(descriptor, lines[:9])
        other.start()  # another process finds room in between, and has to wait
        other.join(0.5)
        return written

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        write_journal(journal, [SECOND])
    other.join()
    assert read_journal(journal.read_text()) == [FIRST, THIRD]
