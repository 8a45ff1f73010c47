"""The journal of erasures: what is written is read again, and a number that went to somebody else erases nobody."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webapp.conftest import Evening
from webapp.database import Database
from webapp.models import ParticipantRow
from webapp.services import erasure
from webapp.services.erasure_journal import ErasedPerson, erased_people, journal_line, read_journal

PEOPLE = st.builds(
    ErasedPerson,
    public_id=st.from_regex(r"[A-Za-z0-9_-]{8,22}", fullmatch=True),
    participant_id=st.integers(1, 2**31 - 1),
    code=st.text(max_size=40),
    erased_at=st.datetimes(timezones=st.just(UTC)),
)


@given(people=st.lists(PEOPLE, max_size=5))
def test_writing_then_reading_is_the_identity(people: list[ErasedPerson]) -> None:
    written = "".join(map(journal_line, people))
    assert written.isascii()
    assert read_journal(written) == people


@pytest.mark.parametrize(
    "line", ["", "abcdefgh", "abcdefgh 7 2026-11-24", 'abcdefgh seven 2026-11-24 "C01-1"', "a 7 x y"]
)
def test_a_line_that_cannot_be_read_is_said_with_its_number(line: str) -> None:
    good = journal_line(
        ErasedPerson(public_id="abcdefgh", participant_id=7, code="C01-1", erased_at=datetime(2026, 11, 24, tzinfo=UTC))
    )
    with pytest.raises(ValueError, match="line 2 "):
        read_journal(f"{good}{line}\n{good}")


@pytest.mark.parametrize("changed", [{"code": "C09-1"}, {"public_id": "another-evening"}, {"participant_id": 10_000}])
def test_a_number_that_was_somebody_else_s_erases_nobody(
    sqlite_database: Database, sqlite_evening: Evening, changed: dict[str, str | int]
) -> None:
    """SQLite gives the number of a row that went to the next one."""
    evening, now = sqlite_evening, sqlite_evening.clock.now()
    person = ErasedPerson(
        public_id=evening.public_id, participant_id=evening.people["C01-1"], code="C01-1", erased_at=now
    )
    with sqlite_database.writing() as session:
        assert erasure.erase_again(session, [replace(person, **changed)]) == 0
        assert session.get_one(ParticipantRow, person.participant_id).email != ""
        assert erasure.erase_again(session, [person]) == 1
        assert session.get_one(ParticipantRow, person.participant_id).email == ""
        assert erased_people(session) == [person]
        assert erasure.erase_again(session, [person]) == 0
