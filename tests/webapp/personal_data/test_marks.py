"""By what a remark is somebody's, the journal of erasures, and what is forgotten in memory."""

from datetime import UTC, datetime
from functools import lru_cache

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import stems
from matching.read import SignUps
from tests.webapp.conftest import EVENING, SECRET, Evening, HandClock, make_evening
from webapp.database import Database
from webapp.models import EventRow, OrganisationRow, ParticipantRow, RemarkRow
from webapp.services import erasure_journal, forgetting, organisations
from webapp.services.erasure_journal import ErasedPerson
from webapp.services.quoted_remarks import Marks, marks_of, remarks_about


def person(**fields: str) -> ParticipantRow:
    values = {"first_name": "Élise", "last_name": "Muller", "email": "Elise@example.org", "phone": "+33 6 39-98 00 05"}
    return ParticipantRow(code="A02-1", **(values | fields))


def test_the_marks_of_a_person_are_address_number_and_names() -> None:
    found = marks_of(person(), None)
    assert found == Marks(
        addresses=frozenset({"elise@example.org"}),
        numbers=frozenset({"639980005"}),
        names=frozenset({"elise muller", "muller elise", "muller"}),
        whole=frozenset({"elise", "a02 1"}),
    )
    wider = marks_of(person(), OrganisationRow(name="Internet pour tous"))
    assert wider.names == found.names | {"internet pour tous"}


def test_what_is_not_known_marks_nothing() -> None:
    found = marks_of(person(first_name="", last_name="", email="", phone="12345678"), None)
    assert found == Marks(addresses=frozenset(), numbers=frozenset(), names=frozenset(), whole=frozenset({"a02 1"}))
    short = marks_of(person(first_name="", last_name="U", phone="123456789"), OrganisationRow(name="X"))
    assert (short.names, short.numbers) == (frozenset(), frozenset({"123456789"}))


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("write to ELISE@example.org", True),
        ("tel. 06.39.98.00.05", True),
        ("0033639980005", True),
        ("639980006", False),
        ("Mme MULLER, présidente", True),
        ("Mullerhof", False),
        ("elise", True),
        ("Élise", True),
        ("Élise et Paul", False),
        ("A02-1", True),
        ("A02-1 et A02-2", False),
        ("", False),
    ],
)
def test_a_text_is_somebodys_by_a_mark_in_it(text: str, theirs: bool) -> None:
    assert marks_of(person(), None).in_text(text) is theirs


@pytest.fixture
def at_work(sqlite_database: Database, three_by_three: SignUps, clock: HandClock) -> Evening:
    return make_evening(sqlite_database, three_by_three, clock)


def test_a_line_that_quotes_somebody_is_theirs_whole_in_that_file_of_that_evening(
    sqlite_database: Database, at_work: Evening, three_by_three: SignUps, clock: HandClock
) -> None:
    def remark(
        line: int, value: str = "", *, event_id: int = at_work.event_id, source: str = "sheet", **more: object
    ) -> int:
        values = {"subject": "", "details": {}, "code": "c", "level": "correction", "column_name": "x"} | more
        row = RemarkRow(event_id=event_id, source=source, line=line, value=value, **values)
        session.add(row)
        session.flush()
        return row.id

    with sqlite_database.writing() as session:
        elise = session.get_one(ParticipantRow, at_work.people["A02-1"])
        organisation = session.get_one(OrganisationRow, elise.organisation_id)
        other = EventRow(
            **{
                column.name: getattr(session.get_one(EventRow, at_work.event_id), column.name)
                for column in EventRow.__table__.columns
                if column.name not in ("id", "public_id", "hall_link_hash")
            },
            public_id="another",
            hall_link_hash="another",
        )
        session.add(other)
        session.flush()
        theirs = [
            remark(7, "muller"),
            remark(7, "nothing of note"),
            remark(8, subject="Élise"),
            remark(9, details={"names": [{"one": "Élise Muller"}, 3]}),
            remark(10, details={"elise@example.org": 1}),
            remark(11, source="other", subject="A02-1"),
        ]
        remark(7, "the same line of another file", source="third")
        remark(12, "somebody else")
        remark(7, "muller", event_id=other.id)
        wider = remark(13, "Internet pour tous")
        found = [row.id for row in remarks_about(session, elise)]
        assert found == theirs
        assert [row.id for row in remarks_about(session, elise, organisation)] == [*theirs, wider]


def test_the_journal_comes_back_as_it_was_written() -> None:
    moment = datetime(2026, 11, 24, 18, 5, 1, 250, tzinfo=UTC)
    people = [
        ErasedPerson(public_id="abc", person_key="0a" * 16, erased_at=moment),
        ErasedPerson(public_id="def", person_key="1b" * 16, erased_at=EVENING),
    ]
    lines = "".join(map(erasure_journal.journal_line, people))
    assert lines == (f"abc {'0a' * 16} 2026-11-24T18:05:01.000250+00:00\ndef {'1b' * 16} 2026-11-24T17:30:00+00:00\n")
    assert erasure_journal.read_journal(lines) == people
    assert erasure_journal.read_journal("") == []
    for broken in (f"abc {'0a' * 16}", "abc 7 2026-11-24T18:05:01+00:00", f"abc {'0a' * 16} yesterday"):
        with pytest.raises(ValueError, match=r"^line 2 of the journal of erasures cannot be read$"):
            erasure_journal.read_journal(f"{lines.splitlines()[0]}\n{broken}\n")


def test_whom_the_database_knows_to_be_erased_and_when(sqlite_database: Database, at_work: Evening) -> None:
    def latest(session: Session) -> datetime | None:
        session.flush()
        return forgetting.last_forgetting(session)

    with sqlite_database.writing() as session:
        assert (erasure_journal.erased_people(session), latest(session)) == ([], None)
        first, second = (at_work.people[code] for code in ("C02-1", "A02-1"))
        session.get_one(ParticipantRow, second).erased_at = EVENING
        session.get_one(ParticipantRow, first).erased_at = EVENING.replace(hour=16)
        assert latest(session) == EVENING
        assert erasure_journal.erased_people(session) == [
            ErasedPerson(
                public_id=at_work.public_id,
                person_key=session.get_one(ParticipantRow, number).person_key,
                erased_at=moment,
            )
            for number, moment in ((first, EVENING.replace(hour=16)), (second, EVENING))
        ]
        event = session.get_one(EventRow, at_work.event_id)
        event.anonymised_at = EVENING.replace(hour=19)
        assert latest(session) == EVENING.replace(hour=19)
        for row in session.scalars(select(ParticipantRow)):
            row.erased_at = None
        assert latest(session) == EVENING.replace(hour=19)


def test_memory_forgets_texts_scores_and_evaluations(monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten: list[str] = []
    remembered = lru_cache(lambda text: text)
    monkeypatch.setattr(stems, "remembered_in_a_test", remembered, raising=False)
    monkeypatch.setattr(forgetting.scores, "forget", lambda: forgotten.append("scores"))
    monkeypatch.setattr(forgetting.evaluation, "forget", lambda: forgotten.append("evaluation"))
    remembered("Élise")
    found = forgetting.remembered_texts()
    assert remembered in found
    assert len({id(one) for one in found}) == len(found) > 1
    assert all(one.__module__.split(".")[0] in ("matching", "tests") for one in found)
    forgetting.forget_memory()
    assert remembered.cache_info().currsize == 0
    assert sorted(forgotten) == ["evaluation", "scores"]
    tables = forgetting.personal_tables()
    assert {"participants", "choices", "accounts"} <= set(tables)
    assert organisations.OrganisationRow.__tablename__ in tables
    assert SECRET not in tables
