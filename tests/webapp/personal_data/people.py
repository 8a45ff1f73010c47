"""One person with a trace in every field, at an evening like any other, with something of theirs in every table."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from matching.read import SignUps
from tests.webapp.conftest import Evening, answer, begin, everybody_consents, partner_in
from webapp.database import Database
from webapp.models import (
    OrganisationRow,
    ParticipantRow,
    PastMeetingRow,
    RemarkRow,
    SuggestionAnswerRow,
)
from webapp.services import audit, presence
from webapp.services.presence import Stay

#: What one would look for: each stands in one place that is about the person, or about their organisation.
TRACES = {
    "first name": "Zénobie",
    "last name": "Quillivéré",
    "role": "Trésorière-traceuse",
    "e-mail": "zenobie.quillivere@trace.example.org",
    "telephone": "+33698765432",
    "organisation": "Atelier Xylographe",
    "presentation": "Nous gravons des bois de fil pour des livres rares",
    "detail": "presse typographique cherchée",
    "remark": "06 98 76 54 32 ou bureau",
    "answered": "gravure sur bois debout",
}
WHO = "C01-1"


def traced(sign_ups: SignUps) -> SignUps:
    """The tiny world in which C01 and its one person are called by traces alone."""
    organisations = tuple(
        replace(
            one,
            name=TRACES["organisation"],
            presentation=TRACES["presentation"],
            needs=(replace(one.needs[0], detail=TRACES["detail"]), *one.needs[1:]),
        )
        if one.id == "C01"
        else one
        for one in sign_ups.organisations
    )
    participants = tuple(
        replace(
            one,
            first_name=TRACES["first name"],
            last_name=TRACES["last name"],
            role=TRACES["role"],
            email=TRACES["e-mail"],
            phone=TRACES["telephone"],
        )
        if one.id == WHO
        else one
        for one in sign_ups.participants
    )
    return replace(sign_ups, organisations=organisations, participants=participants)


@dataclass(frozen=True)
class Traced:
    """The person's number, and the partner of their first round."""

    number: int
    partner: int


def leave_traces(database: Database, evening: Evening, *, answers: str = "yes") -> Traced:
    """Begin the first round and put something of the person's, or about them, wherever there is room for it."""
    one, other = evening.people[WHO], partner_in(database, evening, WHO, 1)
    everybody_consents(database, evening)
    begin(database, evening)
    now = evening.clock.go(minutes=1)
    answer(database, evening, one, other, answers, browser="a browser")  # type: ignore[arg-type]
    answer(database, evening, other, one, answers, browser="another")  # type: ignore[arg-type]
    with database.writing() as session:
        presence.note(session, evening.event_id, one, Stay(1, 2), now)
        _rows_about(session, evening, one, now)
    return Traced(number=one, partner=other)


def _rows_about(session: Session, evening: Evening, one: int, now: datetime) -> None:
    person = session.get_one(ParticipantRow, one)
    organisation = session.get_one(OrganisationRow, person.organisation_id)
    other = session.query(OrganisationRow).filter_by(event_id=evening.event_id, side="association").first()
    assert other is not None
    about = {"event_id": evening.event_id, "source": "sheet", "level": "correction", "column_name": "phone"}
    session.execute(
        insert(RemarkRow),
        [
            about
            | {
                "code": "phone_corrected",
                "line": 2,
                "subject": TRACES["organisation"],
                "value": TRACES["remark"],
                "details": {"corrected": TRACES["telephone"]},
            },
            about
            | {
                "code": "capitals_lowered",
                "line": 2,
                "subject": "",
                "value": "ZÉNOBIE",
                "details": {"corrected": "Zénobie"},
            },
            about
            | {
                "code": "capitals_lowered",
                "line": 3,
                "subject": "Numéris Conseil",
                "value": "BRUNO",
                "details": {"corrected": "Bruno"},
            },
        ],
    )
    session.add(
        SuggestionAnswerRow(
            event_id=evening.event_id,
            side="company",
            organisation_name=TRACES["organisation"],
            organisation_code=organisation.code,
            kind="offer",
            code="skills_trades",
            detail=TRACES["answered"],
            answer="yes",
            answered_by="participant",
            answered_at=now,
        )
    )
    session.add(
        PastMeetingRow(
            event_id=evening.event_id,
            company_id=organisation.id,
            association_id=other.id,
            event_name="Rencontres d’avant",
            date="2024",
            known=True,
        )
    )
    audit.note(
        session,
        evening.event_id,
        actor=audit.SYSTEM,
        action="presence_noted",
        now=now,
        participant_id=one,
        details={"state": "here", "round": 1},
    )
    session.flush()
    session.execute(update(ParticipantRow).where(ParticipantRow.id == one).values(role=TRACES["role"]))
