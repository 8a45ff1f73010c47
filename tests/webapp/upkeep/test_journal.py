"""The journal of erasures: what is written is read again, and who has another key is not erased by it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webapp.conftest import Evening
from webapp.database import Database
from webapp.models import ParticipantRow
from webapp.services import erasure
from webapp.services.erasure_journal import (
    ErasedPerson,
    complete_journal,
    erased_people,
    journal_line,
    read_journal,
    to_erase,
)

PEOPLE = st.builds(
    ErasedPerson,
    public_id=st.from_regex(r"[A-Za-z0-9_-]{8,22}", fullmatch=True),
    person_key=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    erased_at=st.datetimes(timezones=st.just(UTC)),
)
MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
KEY = "0f" * 16


@given(people=st.lists(PEOPLE, max_size=5))
def test_writing_then_reading_is_the_identity(people: list[ErasedPerson]) -> None:
    written = "".join(map(journal_line, people))
    assert written.isascii()
    assert read_journal(written) == people


@pytest.mark.parametrize(
    "line",
    [
        "abcdefgh",
        f"abcdefgh {KEY}",
        f"abcdefgh {KEY} 2026-11-24",
        "abcdefgh 7 2026-11-24T00:00:00+00:00",
        'abcdefgh seven 2026-11-24T00:00:00+00:00 "C01-1"',
        f'abcdefgh {KEY} 2026-11-24T00:00:00+00:00 "C01-1"',
        "a 7 x y",
    ],
)
def test_a_line_that_cannot_be_read_is_said_with_its_number(line: str) -> None:
    good = journal_line(ErasedPerson(public_id="abcdefgh", person_key=KEY, erased_at=MOMENT))
    with pytest.raises(ValueError, match="line 2 "):
        read_journal(f"{good}{line}\n{good}")


def test_blank_lines_say_nothing() -> None:
    good = journal_line(ErasedPerson(public_id="abcdefgh", person_key=KEY, erased_at=MOMENT))
    assert read_journal(f"\n{good}\n  \n{good}\n") == read_journal(good + good)


def test_a_line_of_the_former_format_counts_for_copies_from_before_it() -> None:
    [former] = read_journal('abcdefgh 7 2026-11-24T00:00:00+00:00 "Lea Dupont-1"\n')
    assert former == ErasedPerson(public_id="abcdefgh", person_key="", erased_at=MOMENT, former=(7, "Lea Dupont-1"))
    named = ErasedPerson(public_id="abcdefgh", person_key=KEY, erased_at=MOMENT)
    people = [former, named, former, named]
    assert to_erase(people, copied_at=MOMENT - timedelta(seconds=1)) == [former, named]
    assert to_erase(people, copied_at=MOMENT + timedelta(seconds=1)) == [named], "the number is somebody else's there"


def test_a_journal_of_the_former_format_is_completed_with_keys(tmp_path: Path) -> None:
    journal, line = tmp_path / "erasures.txt", 'abcdefgh 7 2026-11-24T00:00:00+00:00 "C01-1"\n'
    journal.write_text(line, encoding="ascii")
    known = ErasedPerson(public_id="abcdefgh", person_key=KEY, erased_at=MOMENT)
    assert complete_journal(journal, [known]) == 1
    assert complete_journal(journal, [known]) == 0
    assert journal.read_text() == line + journal_line(known)


@pytest.mark.parametrize("changed", [{"person_key": KEY}, {"public_id": "another-evening"}])
def test_who_has_another_key_or_evening_is_not_erased(
    sqlite_database: Database, sqlite_evening: Evening, changed: dict[str, str]
) -> None:
    evening, number = sqlite_evening, sqlite_evening.people["C01-1"]
    with sqlite_database.writing() as session:
        key = session.get_one(ParticipantRow, number).person_key
        person = ErasedPerson(public_id=evening.public_id, person_key=key, erased_at=evening.clock.now())
        assert erasure.erase_again(session, [replace(person, **changed)], now=evening.clock.now()) == 0
        assert session.get_one(ParticipantRow, number).email != ""
        assert erasure.erase_again(session, [person, person], now=evening.clock.now()) == 1
        assert session.get_one(ParticipantRow, number).email == ""
        assert erased_people(session) == [person], "who is erased keeps their key"
        assert erasure.erase_again(session, [person], now=evening.clock.now()) == 0


@pytest.mark.parametrize("changed", [(10_000, "C01-1"), (0, "C09-1")])
def test_a_line_of_the_former_format_names_by_number_and_id(
    sqlite_database: Database, sqlite_evening: Evening, changed: tuple[int, str]
) -> None:
    evening, number = sqlite_evening, sqlite_evening.people["C01-1"]
    person = ErasedPerson(
        public_id=evening.public_id, person_key="", erased_at=evening.clock.now(), former=(number, "C01-1")
    )
    with sqlite_database.writing() as session:
        other = replace(person, former=(changed[0] or number, changed[1]))
        assert (
            erasure.erase_again(session, [other, replace(person, public_id="another-evening")], now=evening.clock.now())
            == 0
        )
        assert erasure.erase_again(session, [person], now=evening.clock.now()) == 1
        assert session.get_one(ParticipantRow, number).email == ""
