"""What is stored about a participant beside their own pages, as plain JSON values for their own data's file."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    AuditEntryRow,
    EventRow,
    MeetingRow,
    OrganisationRow,
    ParticipantRow,
    PastMeetingRow,
    PlanRow,
    ReceivedContactRow,
)


def earlier_meetings(session: Session, organisation: OrganisationRow) -> list[dict[str, Any]]:
    """With whom the organisation has met at an earlier event, or works together already."""
    rows = session.scalars(
        select(PastMeetingRow)
        .where(or_(PastMeetingRow.company_id == organisation.id, PastMeetingRow.association_id == organisation.id))
        .order_by(PastMeetingRow.id)
    )
    found = []
    for row in rows:
        other = row.association_id if row.company_id == organisation.id else row.company_id
        found.append(
            {
                "with": session.get_one(OrganisationRow, other).name,
                "event": row.event_name,
                "date": row.date,
                "known": row.known,
            }
        )
    return found


def in_plans(session: Session, event: EventRow, person: ParticipantRow) -> list[dict[str, Any]]:
    """What every version of the plan holds of the person: the rounds it awaits them for, and how many they meet.

    ``first_round`` and ``last_round`` are empty where they are awaited for all of it; last 0 is somebody not awaited.
    """
    counts = dict(
        session.execute(
            select(MeetingRow.plan_id, func.count())
            .where(
                or_(
                    MeetingRow.company_participant_id == person.id,
                    MeetingRow.association_participant_id == person.id,
                )
            )
            .group_by(MeetingRow.plan_id)
        ).all()
    )
    found = []
    for plan in session.scalars(select(PlanRow).where(PlanRow.event_id == event.id).order_by(PlanRow.version)):
        first, last = plan.certificate.get("stays", {}).get(person.code, (None, None))
        found.append(
            {
                "version": plan.version,
                "computed_at": plan.created_at.isoformat(),
                "published": plan.version == event.published_version,
                "first_round": first,
                "last_round": last,
                "meetings": counts.get(plan.id, 0),
            }
        )
    return found


def handed_over(session: Session, participant_id: int) -> list[dict[str, Any]]:
    """What of the person was handed to whom at the reveal; nothing before it."""
    rows = session.execute(
        select(ReceivedContactRow, ParticipantRow, OrganisationRow.name)
        .join(ParticipantRow, ParticipantRow.id == ReceivedContactRow.receiver_id)
        .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
        .join(EventRow, EventRow.id == ReceivedContactRow.event_id)
        .where(ReceivedContactRow.giver_id == participant_id, EventRow.revealed_at.is_not(None))
        .order_by(ReceivedContactRow.id)
    )
    return [
        {
            "to": f"{receiver.first_name} {receiver.last_name}".strip(),
            "organisation": organisation,
            "email": row.email,
            "phone": row.phone,
        }
        for row, receiver, organisation in rows
    ]


def done_about(session: Session, event_id: int, participant_id: int) -> list[dict[str, Any]]:
    """What the log of the evening says was done to the person: what, when, and in which role, not by whom."""
    rows = session.scalars(
        select(AuditEntryRow)
        .where(AuditEntryRow.event_id == event_id, AuditEntryRow.participant_id == participant_id)
        .order_by(AuditEntryRow.id)
    )
    return [{"action": row.action, "at": row.at.isoformat(), "by": row.actor, "details": row.details} for row in rows]
