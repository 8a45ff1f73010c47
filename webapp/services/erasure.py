"""Somebody asks to be erased -> nothing but numbers is left of them, in one transaction.

Everybody's plan still adds up: the person's row keeps its number, and from now on they are noted absent, so that a
repair of the plan lets their meetings to come fall out. Their own choices and those about them go alike, whatever they
were. What others have lawfully received at the reveal stays theirs. The profile of an organisation that nobody else
represents goes with its last person: its name becomes its id.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from matching.explanations import Explanation
from matching.folding import fold
from matching.opening_questions import opening_question
from matching.organisations import Organisation
from matching.vocabulary import Side
from webapp import conversions
from webapp.models import (
    ConsentRow,
    EventRow,
    MeetingRow,
    MutualChoiceRow,
    OrganisationRow,
    PairRuleRow,
    ParticipantRow,
    PastMeetingRow,
    PlanRow,
    ReceivedContactRow,
    RemarkRow,
    SuggestionAnswerRow,
)
from webapp.services import audit, presence
from webapp.services.audit import Doer
from webapp.services.destruction import destroy_choices_of
from webapp.services.erasure_journal import ErasedPerson
from webapp.services.event_day import locked_event, locked_state
from webapp.services.events import mark_stale
from webapp.services.links import end_link
from webapp.services.presence import ABSENT, OPEN_PHASES, WHOLE, Stay, stays
from webapp.services.quoted_remarks import remarks_about
from webapp.services.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """Who was erased, and whether a published plan has to be repaired."""

    person_key: str
    plan_to_repair: bool


def erase(session: Session, event_id: int, participant_id: int, *, actor: Doer, now: datetime) -> Erasure:
    """Erase a participant at whatever moment of the evening; refused (404) for nobody of it, and a second time."""
    done = _erase(session, event_id, participant_id, now)
    audit.note(session, event_id, actor=actor, action="person_erased", now=now, participant_id=participant_id)
    return done


def _erase(session: Session, event_id: int, participant_id: int, now: datetime) -> Erasure:
    locked_event(session, event_id)
    person = session.scalars(
        select(ParticipantRow)
        .where(ParticipantRow.id == participant_id, ParticipantRow.event_id == event_id)
        .execution_options(populate_existing=True)
    ).first()
    if person is None or person.erased_at is not None:
        raise Refused("no_such_person", status=404)
    to_repair = _note_absent(session, person, now)
    organisation = session.get_one(OrganisationRow, person.organisation_id)
    others = session.scalar(
        select(ParticipantRow.id)
        .where(
            ParticipantRow.organisation_id == organisation.id,
            ParticipantRow.id != participant_id,
            ParticipantRow.erased_at.is_(None),
        )
        .limit(1)
    )
    for remark in remarks_about(session, person, organisation if others is None else None):
        session.execute(delete(RemarkRow).where(RemarkRow.id == remark.id))
    destroy_choices_of(session, participant_id)
    _let_go(session, participant_id)
    _empty(person, now)
    end_link(session, participant_id)
    session.flush()
    if others is None:
        _forget_organisation(session, organisation)
    if not to_repair:
        mark_stale(session, event_id)
    session.flush()
    return Erasure(person_key=person.person_key, plan_to_repair=to_repair)


def erase_again(session: Session, people: Iterable[ErasedPerson], *, now: datetime) -> int:
    """Erase in a database that was put back everybody who had been erased since; returns how many that were.

    They are erased as of the moment when they first were; the log says that the restore did it again, at ``now``. Who
    is erased there already, or is not known there, is passed over. People are known by their key; by number of the row
    and id in files only where the journal has nothing better.
    """
    rows = session.execute(
        select(
            ParticipantRow.id,
            ParticipantRow.event_id,
            ParticipantRow.person_key,
            ParticipantRow.code,
            EventRow.public_id,
        )
        .join(EventRow, EventRow.id == ParticipantRow.event_id)
        .where(ParticipantRow.erased_at.is_(None))
    ).all()
    by_key = {(row.public_id, row.person_key): row for row in rows}
    by_number = {(row.public_id, (row.id, row.code)): row for row in rows}
    again: dict[int, tuple[int, datetime]] = {}
    for one in people:
        if one.former is None:
            found = by_key.get((one.public_id, one.person_key))
        else:
            found = by_number.get((one.public_id, one.former))
        if found is not None:
            again.setdefault(found.id, (found.event_id, one.erased_at))
    for participant_id, (event_id, erased_at) in again.items():
        _erase(session, event_id, participant_id, erased_at)
        audit.note(
            session,
            event_id,
            actor=audit.COMMAND,
            action="person_erased_again",
            now=now,
            participant_id=participant_id,
        )
    return len(again)


def _note_absent(session: Session, person: ParticipantRow, now: datetime) -> bool:
    """Expect the person in no round to come; returns whether the published plan still does."""
    state = locked_state(session, person.event_id, now)
    if state.phase not in OPEN_PHASES:
        return False
    before = stays(session, person.event_id).get(person.id, WHOLE)
    last = state.rounds_begun if before.last_round is None else min(before.last_round, state.rounds_begun)
    stay = Stay(before.first_round, last) if before.first_round <= last else ABSENT
    presence.note(session, person.event_id, person.id, stay, now)
    return state.published_version is not None and state.rounds_begun < state.n_rounds


def _let_go(session: Session, participant_id: int) -> None:
    """Delete what was agreed to, shared and received; what others received stays, without saying from whom."""
    session.execute(delete(ConsentRow).where(ConsentRow.participant_id == participant_id))
    session.execute(
        delete(MutualChoiceRow).where(
            or_(
                MutualChoiceRow.company_participant_id == participant_id,
                MutualChoiceRow.association_participant_id == participant_id,
            )
        )
    )
    session.execute(delete(ReceivedContactRow).where(ReceivedContactRow.receiver_id == participant_id))
    session.execute(
        update(ReceivedContactRow).where(ReceivedContactRow.giver_id == participant_id).values(giver_id=None)
    )


def _empty(person: ParticipantRow, now: datetime) -> None:
    person.first_name = person.last_name = person.role = person.email = person.phone = ""
    person.email_of_payer = person.email_given_by_person = False
    person.sheet_line = None
    person.erased_at = now


def _forget_organisation(session: Session, organisation: OrganisationRow) -> None:
    """Leave of an organisation its id and its side: in its row, and wherever plans and answers copied what it said."""
    _delete_answers(session, organisation)
    for table in (PairRuleRow, PastMeetingRow):
        session.execute(
            delete(table).where(or_(table.company_id == organisation.id, table.association_id == organisation.id))
        )
    nobody = _unknown(organisation)
    organisation.name, organisation.profile = nobody.name, nobody.to_dict()
    session.flush()
    people = select(ParticipantRow.id).where(ParticipantRow.organisation_id == organisation.id)
    meetings = session.scalars(
        select(MeetingRow)
        .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
        .where(
            PlanRow.event_id == organisation.event_id,
            or_(MeetingRow.company_participant_id.in_(people), MeetingRow.association_participant_id.in_(people)),
        )
    )
    for meeting in meetings:
        pair = [
            session.get_one(OrganisationRow, session.get_one(ParticipantRow, number).organisation_id)
            for number in (meeting.company_participant_id, meeting.association_participant_id)
        ]
        meeting.explanation = conversions.explanation_to_json(_unexplained(meeting.score, *pair))


def _unknown(organisation: OrganisationRow) -> Organisation:
    """An organisation of which nothing is known but its id."""
    side: Side = "company" if organisation.side == "company" else "association"
    return Organisation(id=organisation.code, side=side, name=organisation.code)


def _unexplained(score: float, company: OrganisationRow, association: OrganisationRow) -> Explanation:
    """Why two should meet of whom nothing is known but their ids."""
    return Explanation(
        total=score,
        coverage=0.0,
        contributions=(),
        reasons=(),
        caution=None,
        form=None,
        question=opening_question(_unknown(company), _unknown(association), ()),
        other_total=score,
    )


def _delete_answers(session: Session, organisation: OrganisationRow) -> None:
    """Delete what was answered about an organisation, found as services.suggested finds it: by name, then by id."""
    listed = session.scalars(
        select(OrganisationRow).where(
            OrganisationRow.event_id == organisation.event_id, OrganisationRow.side == organisation.side
        )
    ).all()
    namesakes = [one for one in listed if fold(one.name) == fold(organisation.name)]
    answers = session.scalars(
        select(SuggestionAnswerRow).where(
            SuggestionAnswerRow.event_id == organisation.event_id, SuggestionAnswerRow.side == organisation.side
        )
    )
    for answer in answers:
        same_name = fold(answer.organisation_name) == fold(organisation.name)
        if same_name and (len(namesakes) == 1 or answer.organisation_code == organisation.code):
            session.delete(answer)
