"""One's own data, word for word: at a revealed evening, after a meeting fell out, and before anything was shown."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from matching.read import SignUps
from tests.webapp.conftest import EVENING, Evening, HandClock, end_and_close, make_evening
from tests.webapp.personal_data.people import TRACES, Traced, leave_traces, traced
from webapp.database import Database
from webapp.models import AuditEntryRow, MeetingRow, OrganisationRow, ParticipantRow, PastMeetingRow, PresenceRow
from webapp.services import audit, choices
from webapp.services.own_data import own_data
from webapp.services.plans import own_meetings
from webapp.services.stored_about import done_about, earlier_meetings, handed_over

NOW = (EVENING + timedelta(minutes=1)).isoformat()
CONSENT = {"purpose": "contacts", "granted": True, "text_version": "2026-11-b", "channel": "phone"}
EXPECTED = {
    "event": {"name": "Rencontres d’essai", "venue": "Salle", "starts_at": EVENING.isoformat()},
    "person": {
        "first_name": TRACES["first name"],
        "last_name": TRACES["last name"],
        "role": TRACES["role"],
        "email": TRACES["e-mail"],
        "email_of_payer": False,
        "email_given_by_me": False,
        "phone": TRACES["telephone"],
        "id_in_files": "C01-1",
    },
    "in_each_version_of_the_plan": [
        {
            "version": 1,
            "computed_at": EVENING.isoformat(),
            "published": True,
            "first_round": None,
            "last_round": None,
            "meetings": 3,
        }
    ],
    "earlier_meetings": [{"with": "Emploi Tremplin", "event": "Rencontres d’avant", "date": "2024", "known": True}],
    "line_of_my_registration": 2,
    "remarks_about_my_registration": [
        {
            "code": "phone_corrected",
            "level": "correction",
            "line": 2,
            "column": "phone",
            "subject": TRACES["organisation"],
            "value": TRACES["remark"],
            "details": {"corrected": TRACES["telephone"]},
            "withheld": [],
        },
        {
            "code": "capitals_lowered",
            "level": "correction",
            "line": 2,
            "column": "phone",
            "subject": "",
            "value": "ZÉNOBIE",
            "details": {"corrected": "Zénobie"},
            "withheld": [],
        },
    ],
    "answers_about_suggestions": [
        {
            "kind": "offer",
            "code": "skills_trades",
            "detail": TRACES["answered"],
            "answer": "yes",
            "answered_by": "participant",
            "at": NOW,
        }
    ],
    "consents": [CONSENT | {"field": field, "at": EVENING.isoformat()} for field in ("email", "phone")],
    "presence": {"first_round": 1, "last_round": 2},
    "answers_about_meetings_that_fell_out": [],
    "contacts_received": [
        {
            "name": "Driss Amrani",
            "role": "Président",
            "organisation": "Emploi Tremplin",
            "commune": "Strasbourg",
            "email": "driss@example.org",
            "phone": "+33639980004",
        }
    ],
    "handed_over": [
        {
            "to": "Driss Amrani",
            "organisation": "Emploi Tremplin",
            "email": TRACES["e-mail"],
            "phone": TRACES["telephone"],
        }
    ],
    "done_about_me": [
        {"action": "presence_noted", "at": NOW, "by": "system", "details": {"state": "here", "round": 1}}
    ],
}


@pytest.fixture
def told(sqlite_database: Database, three_by_three: SignUps, clock: HandClock) -> tuple[Evening, Traced]:
    """An evening in its first round, with a trace of one person everywhere."""
    evening = make_evening(sqlite_database, traced(three_by_three), clock)
    return evening, leave_traces(sqlite_database, evening)


def reveal(database: Database, evening: Evening) -> None:
    end_and_close(database, evening)
    with database.writing() as session:
        choices.seal(session, evening.event_id, evening.clock.now())
        choices.reveal(session, evening.event_id, evening.clock.now())


def test_all_of_it_is_as_it_is_stored(sqlite_database: Database, told: tuple[Evening, Traced]) -> None:
    evening, person = told
    reveal(sqlite_database, evening)
    with sqlite_database.reading() as session:
        found = own_data(session, evening.event_id, person.number, browser="a browser")
        planned = own_meetings(session, person.number)
        organisation = session.get_one(OrganisationRow, session.get_one(ParticipantRow, person.number).organisation_id)
        expected = organisation.profile | {"id": "C01", "name": TRACES["organisation"]}
        key = session.get_one(ParticipantRow, person.number).person_key
    assert len(key) == 32
    assert found["person"].pop("key_in_the_journal_of_erasures") == key
    assert found["organisation"] == expected
    assert {name: value for name, value in found.items() if name not in ("meetings", "organisation")} == EXPECTED
    names = {"A01": "Driss Amrani", "A02": "Élise Muller", "A03": "Farid Weiss"}
    assert len(found["meetings"]) == 3
    for number, one in enumerate(found["meetings"], start=1):
        partner = planned[number].partner_of(person.number)
        why = one.pop("why")
        assert why["total"] == pytest.approx(one["score"])
        assert one == {
            "round": number,
            "table": planned[number].table_number,
            "with": names[partner.code.partition("-")[0]],
            "organisation": partner.organisation,
            "answered": number == 1,
            "my_answer": "yes" if number == 1 else None,
            "answered_at": NOW if number == 1 else None,
            "score": planned[number].score,
        }


def test_before_anything_is_shown_and_from_another_phone(
    sqlite_database: Database, told: tuple[Evening, Traced]
) -> None:
    evening, person = told
    with sqlite_database.writing() as session:
        session.get_one(ParticipantRow, person.number).email_of_payer = True
        session.execute(delete(PresenceRow))
        session.flush()
        found = own_data(session, evening.event_id, person.number)
    assert (found["presence"], found["contacts_received"], found["handed_over"]) == (None, [], [])
    assert (found["person"]["email"], found["person"]["email_of_payer"]) == ("", True)
    first = found["meetings"][0]
    assert (first["answered"], first["my_answer"], first["answered_at"]) == (True, None, None)
    assert not any(one["answered"] for one in found["meetings"][1:])


def test_an_answer_stays_its_authors_when_the_meeting_fell_out(
    sqlite_database: Database, told: tuple[Evening, Traced]
) -> None:
    evening, person = told
    with sqlite_database.writing() as session:
        session.execute(
            delete(MeetingRow).where(
                MeetingRow.round_number == 1,
                or_(
                    MeetingRow.company_participant_id == person.number,
                    MeetingRow.association_participant_id == person.number,
                ),
            )
        )
        found = own_data(session, evening.event_id, person.number, browser="a browser")
        elsewhere = own_data(session, evening.event_id, person.number, browser="another")
    expected = {"round": 1, "with": "Driss Amrani", "organisation": "Emploi Tremplin", "answered": True}
    assert found["answers_about_meetings_that_fell_out"] == [expected | {"my_answer": "yes", "answered_at": NOW}]
    assert elsewhere["answers_about_meetings_that_fell_out"] == [expected | {"my_answer": None, "answered_at": None}]
    assert [one["round"] for one in found["meetings"]] == [2, 3]


def test_earlier_meetings_are_told_to_both_sides_and_nobody_else(
    sqlite_database: Database, told: tuple[Evening, Traced]
) -> None:
    evening, _person = told
    with sqlite_database.writing() as session:
        listed = {one.code: one for one in session.scalars(select(OrganisationRow))}
        session.add(
            PastMeetingRow(
                event_id=evening.event_id,
                company_id=listed["C02"].id,
                association_id=listed["A01"].id,
                event_name="Le salon",
                date="2025",
                known=False,
            )
        )
        session.flush()
        first = {"with": TRACES["organisation"], "event": "Rencontres d’avant", "date": "2024", "known": True}
        second = {"with": "Numéris Conseil", "event": "Le salon", "date": "2025", "known": False}
        assert earlier_meetings(session, listed["A01"]) == [first, second]
        assert earlier_meetings(session, listed["C02"]) == [second | {"with": "Emploi Tremplin"}]
        assert earlier_meetings(session, listed["C03"]) == []


def test_the_log_is_told_to_whom_it_is_about(sqlite_database: Database, told: tuple[Evening, Traced]) -> None:
    evening, person = told
    with sqlite_database.writing() as session:
        audit.note(
            session,
            evening.event_id,
            actor=audit.SYSTEM,
            action="link_reissued",
            now=EVENING,
            participant_id=person.number,
        )
        audit.note(
            session,
            evening.event_id,
            actor=audit.SYSTEM,
            action="link_reissued",
            now=EVENING,
            participant_id=person.partner,
        )
        rows = session.scalars(select(AuditEntryRow)).all()
        assert len(rows) == 3
        assert [one["action"] for one in done_about(session, evening.event_id, person.number)] == [
            "presence_noted",
            "link_reissued",
        ]
        assert len(done_about(session, evening.event_id, person.partner)) == 1
        assert done_about(session, evening.event_id + 1, person.number) == []


def test_what_was_handed_over_names_only_ones_own(sqlite_database: Database, told: tuple[Evening, Traced]) -> None:
    evening, person = told
    reveal(sqlite_database, evening)

    def of(session: Session, number: int) -> list[str]:
        return [one["to"] for one in handed_over(session, number)]

    with sqlite_database.reading() as session:
        assert of(session, person.number) == ["Driss Amrani"]
        assert of(session, person.partner) == [f"{TRACES['first name']} {TRACES['last name']}"]
        others = set(evening.people.values()) - {person.number, person.partner}
        assert [of(session, number) for number in others] == [[]] * 4
