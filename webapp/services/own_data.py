"""Everything stored about one participant, for themselves (right of access); never what others answered about them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import conversions
from webapp.models import ConsentRow, EventRow, OrganisationRow, ParticipantRow, PresenceRow
from webapp.services.choices import own_choices
from webapp.services.contacts import contacts_of
from webapp.services.organisations import listed_participant
from webapp.services.own_remarks import own_remarks
from webapp.services.plans import own_meetings
from webapp.services.stored_about import done_about, earlier_meetings, handed_over, in_plans
from webapp.services.suggested import answers_about


def own_data(session: Session, event_id: int, participant_id: int, *, browser: str = "") -> dict[str, Any]:
    """Plain JSON values: everything that is stored about the person but services.not_exported, which says why.

    ``browser`` is the hash of the browser that asks; of an answer given on another one it is said that there is one.
    """
    event = session.get_one(EventRow, event_id)
    person = session.get_one(ParticipantRow, participant_id)
    organisation = session.get_one(OrganisationRow, person.organisation_id)
    said = session.scalars(
        select(ConsentRow).where(ConsentRow.participant_id == participant_id).order_by(ConsentRow.id)
    )
    stay = session.get(PresenceRow, participant_id)
    answers = own_choices(session, participant_id, browser=browser)
    meetings, met = [], set()
    for round_number, meeting in sorted(own_meetings(session, participant_id).items()):
        partner = meeting.partner_of(participant_id)
        answer = answers.get(partner.id)
        met.add(partner.id)
        meetings.append(
            {
                "round": round_number,
                "table": meeting.table_number,
                "with": partner.full_name,
                "organisation": partner.organisation,
                "answered": answer is not None and answer.answered,
                "my_answer": (answer.answer if answer else "") or None,
                "answered_at": answer.received_at.isoformat() if answer and answer.received_at else None,
                "score": meeting.score,
                "why": conversions.explanation_to_json(meeting.explanation),
            }
        )
    fallen_out = {number: answer for number, answer in answers.items() if answer.answered and number not in met}
    return {
        "event": {"name": event.name, "venue": event.venue, "starts_at": event.starts_at.isoformat()},
        "person": {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "role": person.role,
            "email": "" if person.email_of_payer else person.email,
            "email_of_payer": person.email_of_payer,
            "email_given_by_me": person.email_given_by_person,
            "phone": person.phone,
            "id_in_files": person.code,
            "key_in_the_journal_of_erasures": person.person_key,
        },
        "organisation": organisation.profile | {"id": organisation.code, "name": organisation.name},
        "earlier_meetings": earlier_meetings(session, organisation),
        "line_of_my_registration": person.sheet_line,
        "remarks_about_my_registration": own_remarks(session, person),
        "answers_about_suggestions": [
            {
                "kind": one.kind,
                "code": one.code,
                "detail": one.detail,
                "answer": one.answer,
                "answered_by": one.answered_by,
                "at": one.answered_at.isoformat(),
            }
            for one in answers_about(session, event_id, organisation.code)
        ],
        "consents": [
            {
                "purpose": row.purpose,
                "field": row.field,
                "granted": row.granted,
                "text_version": row.text_version,
                "at": row.at.isoformat(),
                "channel": row.channel,
            }
            for row in said
        ],
        "presence": {"first_round": stay.first_round, "last_round": stay.last_round} if stay else None,
        "in_each_version_of_the_plan": in_plans(session, event, person),
        "meetings": meetings,
        "answers_about_meetings_that_fell_out": [
            {
                "round": answer.round_number,
                "with": partner.full_name,
                "organisation": partner.organisation,
                "answered": True,
                "my_answer": answer.answer or None,
                "answered_at": answer.received_at.isoformat() if answer.received_at else None,
            }
            for number, answer in sorted(fallen_out.items())
            for partner in [listed_participant(session, number)]
        ],
        "contacts_received": [
            {
                "name": card.full_name,
                "role": card.role,
                "organisation": card.organisation,
                "commune": card.commune,
                "email": card.email,
                "phone": card.phone,
            }
            for card in contacts_of(session, participant_id)
        ],
        "handed_over": handed_over(session, participant_id),
        "done_about_me": done_about(session, event_id, participant_id),
    }
