"""An erasure in every part: in which rounds somebody is expected, whose answers and remarks go, what is emptied."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import SignUps
from tests.webapp.conftest import Evening, HandClock, begin, end_and_close, make_evening
from webapp import emptied_mark
from webapp.database import Database
from webapp.models import (
    ChoiceRow,
    EventRow,
    OrganisationRow,
    ParticipantRow,
    PresenceRow,
    RemarkRow,
    SuggestionAnswerRow,
)
from webapp.services import audit, erasure, presence
from webapp.services.emptied_evenings import EmptiedEvening, emptied_evenings, empty_again
from webapp.services.presence import ABSENT, Stay

AT = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def erase(session: Session, evening: Evening, code: str = "C01-1") -> bool:
    """Erase somebody; whether the plan has to be repaired."""
    now = evening.clock.now()
    return erasure.erase(session, evening.event_id, evening.people[code], actor=audit.SYSTEM, now=now).plan_to_repair


@pytest.mark.parametrize(
    ("before", "begun", "after"),
    [
        (None, 0, ABSENT),
        (None, 1, Stay(1, 1)),
        (None, 2, Stay(1, 2)),
        (Stay(1, 1), 2, Stay(1, 1)),
        (Stay(1, 3), 2, Stay(1, 2)),
        (Stay(2), 2, Stay(2, 2)),
        (Stay(3), 2, ABSENT),
        (Stay(3), 1, ABSENT),
        (ABSENT, 1, ABSENT),
    ],
)
def test_the_rounds_in_which_somebody_was_stay_and_no_other(
    sqlite_database: Database, sqlite_evening: Evening, before: Stay | None, begun: int, after: Stay
) -> None:
    if begun:
        begin(sqlite_database, sqlite_evening)
        sqlite_evening.clock.go(minutes=10 * (begun - 1))
    number = sqlite_evening.people["C01-1"]
    with sqlite_database.writing() as session:
        if before is not None:
            presence.note(session, sqlite_evening.event_id, number, before, sqlite_evening.clock.now())
        assert erase(session, sqlite_evening)
        row = session.get_one(PresenceRow, number)
        assert Stay(row.first_round, row.last_round) == after


def test_a_plan_is_repaired_while_rounds_are_to_come(sqlite_database: Database, sqlite_evening: Evening) -> None:
    begin(sqlite_database, sqlite_evening)
    event_id = sqlite_evening.event_id
    with sqlite_database.writing() as session:
        assert erase(session, sqlite_evening, "C01-1")
        assert erase(session, sqlite_evening, "A01-1")
        session.get_one(EventRow, event_id).published_version = None
        session.flush()
        assert not erase(session, sqlite_evening, "A02-1")
        session.get_one(EventRow, event_id).published_version = 1
        session.flush()
    sqlite_evening.clock.go(minutes=20)  # the last round is under way
    with sqlite_database.writing() as session:
        assert not erase(session, sqlite_evening, "C02-1")
    end_and_close(sqlite_database, sqlite_evening)
    with sqlite_database.writing() as session:
        assert not erase(session, sqlite_evening, "C03-1")
        assert session.get(PresenceRow, sqlite_evening.people["C03-1"]) is None


def answered(session: Session, event_id: int, code: str, name: str, *, side: str = "company") -> int:
    row = SuggestionAnswerRow(
        event_id=event_id,
        side=side,
        organisation_name=name,
        organisation_code=code,
        kind="offer",
        code="skills_law",
        answer="yes",
        answered_by="participant",
        answered_at=AT,
    )
    session.add(row)
    session.flush()
    return row.id


def left(session: Session) -> set[int]:
    return set(session.scalars(select(SuggestionAnswerRow.id)))


@pytest.mark.parametrize("namesake", [False, True])
def test_answers_about_an_organisation_go_with_its_last_person(
    sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps, clock: HandClock, namesake: bool
) -> None:
    """Found by name, and where two of that side are called the same by id too."""
    other = make_evening(sqlite_database, three_by_three, clock, owner="other@example.org")
    event_id = sqlite_evening.event_id
    with sqlite_database.writing() as session:
        rows = session.scalars(select(OrganisationRow).where(OrganisationRow.event_id == event_id)).all()
        named = {row.code: row for row in rows}
        named["A02"].name = "Menuiserie Ganter"  # of the other side: no namesake
        if namesake:
            named["C02"].name = "MENUISERIE  ganter"
        session.flush()
        mine = answered(session, event_id, "C01", "menuiserie Ganter")
        earlier_id = answered(session, event_id, "C99", "Menuiserie Ganter")
        others = {
            answered(session, event_id, "C02", named["C02"].name) if not namesake else 0,
            answered(session, event_id, "A02", "Menuiserie Ganter", side="association"),
            answered(session, event_id, "C01", "Un autre nom"),
            answered(session, other.event_id, "C01", "Menuiserie Ganter"),
        } - {0}
        assert erase(session, sqlite_evening)
        assert left(session) == others | ({earlier_id} if namesake else set())
        assert mine not in left(session)


def remark(session: Session, evening: Evening, line: int, subject: str) -> int:
    row = RemarkRow(
        event_id=evening.event_id,
        source="sheet",
        level="doubt",
        column_name="phone",
        code="phone_corrected",
        line=line,
        subject=subject,
        value="",
        details={},
    )
    session.add(row)
    session.flush()
    return row.id


@pytest.mark.parametrize("colleague", [False, True])
def test_remarks_about_an_organisation_go_with_its_last_person(
    sqlite_database: Database, sqlite_evening: Evening, colleague: bool
) -> None:
    with sqlite_database.writing() as session:
        if colleague:
            home = session.get_one(ParticipantRow, sqlite_evening.people["A01-1"]).organisation_id
            session.get_one(ParticipantRow, sqlite_evening.people["A02-1"]).organisation_id = home
        about = remark(session, sqlite_evening, 90, "Emploi Tremplin")
        stays = remark(session, sqlite_evening, 91, "Une autre structure")
        erase(session, sqlite_evening, "A01-1")
        found = set(session.scalars(select(RemarkRow.id))) & {about, stays}
        assert found == ({about, stays} if colleague else {stays})
        name = session.scalars(select(OrganisationRow.name).where(OrganisationRow.code == "A01")).first()
        assert name == ("Emploi Tremplin" if colleague else "A01")


def test_which_evenings_were_emptied_and_what_that_empties_in_a_copy(
    sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps, clock: HandClock
) -> None:
    evenings = [
        sqlite_evening,
        *(make_evening(sqlite_database, three_by_three, clock, owner=f"o{number}@example.org") for number in range(3)),
    ]
    day = timedelta(days=1)
    dates = [(None, None), (AT, None), (None, AT + day), (AT + 2 * day, AT + 3 * day)]
    known = [
        EmptiedEvening(public_id=one.public_id, choices_destroyed_at=choices, anonymised_at=people)
        for one, (choices, people) in zip(evenings, dates, strict=True)
    ]
    elsewhere = EmptiedEvening(public_id="elsewhere", choices_destroyed_at=AT, anonymised_at=AT)
    with sqlite_database.writing() as session:
        assert emptied_evenings(session) == []
        assert empty_again(session, [elsewhere, *known]) == 3
        expected = [
            known[1],
            EmptiedEvening(
                public_id=evenings[2].public_id, choices_destroyed_at=AT + day, anonymised_at=AT + day
            ),  # whoever forgets people destroys their choices
            known[3],
        ]
        assert emptied_evenings(session) == expected
        people = [
            len(session.scalars(select(ParticipantRow).where(ParticipantRow.event_id == one.event_id)).all())
            for one in evenings
        ]
        assert people == [6, 6, 0, 0]
        assert empty_again(session, [elsewhere, *known]) == 0
        session.add(
            ChoiceRow(
                event_id=evenings[1].event_id,
                chooser_id=evenings[1].people["C01-1"],
                partner_id=evenings[1].people["A01-1"],
                round_number=1,
                answer="yes",
                sequence=1,
                received_at=AT,
            )
        )
        session.flush()
        assert empty_again(session, known) == 1  # given since that copy was made
        assert session.scalars(select(ChoiceRow)).all() == []
        assert emptied_evenings(session) == expected


def test_the_mark_stands_for_one_removal_until_it_is_forgotten(tmp_path: Path) -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=2)))
    assert not emptied_mark.stands(tmp_path, None)
    emptied_mark.forget(tmp_path)  # there is none
    for removal, others in ((None, [AT]), (AT, [None, AT + timedelta(microseconds=1)])):
        emptied_mark.note(tmp_path, removal)
        assert emptied_mark.stands(tmp_path, removal)
        assert not any(emptied_mark.stands(tmp_path, other) for other in others)
    assert emptied_mark.stands(tmp_path, elsewhere)  # the same moment
    emptied_mark.forget(tmp_path)
    assert not emptied_mark.stands(tmp_path, AT)
    assert list(tmp_path.iterdir()) == []
    nowhere = tmp_path / "no such folder"
    emptied_mark.note(nowhere, AT)
    emptied_mark.forget(nowhere)
    assert not emptied_mark.stands(nowhere, AT)
