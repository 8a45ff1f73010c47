"""A past evening -> the same evening without people: how long it took, its plan's proof, and counts of ten or more.

The proof is that of the published plan, and of ten meetings at least: what two versions differ by may be one meeting,
and the lowest total of a plan is one person's. Rows about people and organisations are deleted rather than overwritten,
so that nothing has to be trusted to be empty.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from webapp.models import (
    AuditEntryRow,
    ConsentRow,
    CriterionWeightsRow,
    EventRow,
    MeetingRow,
    MutualChoiceRow,
    OrganisationRow,
    PairRuleRow,
    ParticipantRow,
    PastMeetingRow,
    PlanRow,
    PresenceRow,
    ReceivedContactRow,
    RemarkRow,
    SuggestionAnswerRow,
)
from webapp.services.destruction import delete_counted, destroy_choices

#: A count below this may be about somebody; it is not kept.
LEAST_KEPT: Final = 10
#: What of a plan's certificate was set for the evening; who was away when, and how many met each, is not.
KEPT_OF_PLANS: Final = ("rounds", "tables", "seed", "weights", "weights_number", "repairs_version")
#: What is kept of the published one beside, where it has as many meetings; from each of these the others follow.
KEPT_OF_PUBLISHED: Final = ("meetings", "total", "upper_bound", "gap")
_OF_EVENT: Final = (
    MutualChoiceRow,
    ReceivedContactRow,
    SuggestionAnswerRow,
    RemarkRow,
    PairRuleRow,
    PastMeetingRow,
    CriterionWeightsRow,
    AuditEntryRow,
)


def anonymise(session: Session, event_id: int, now: datetime) -> bool:
    """Empty an evening of everything about people; returns whether there was any, or that was not done before.

    Done again it removes what has come since, and has that date.
    """
    event = session.get_one(EventRow, event_id)
    first = event.anonymised_at is None
    if first:
        event.kept_counts = kept_counts(session, event)
        event.anonymised_at = now
        session.flush()  # the audit log may go from now on
    went = destroy_choices(session, event_id, now)
    people = select(ParticipantRow.id).where(ParticipantRow.event_id == event_id)
    plans = select(PlanRow.id).where(PlanRow.event_id == event_id)
    for statement in (
        delete(MeetingRow).where(MeetingRow.plan_id.in_(plans)),
        delete(ConsentRow).where(ConsentRow.participant_id.in_(people)),
        delete(PresenceRow).where(PresenceRow.participant_id.in_(people)),
        *(delete(table).where(table.event_id == event_id) for table in _OF_EVENT),
        delete(ParticipantRow).where(ParticipantRow.event_id == event_id),
        delete(OrganisationRow).where(OrganisationRow.event_id == event_id),
    ):
        went = delete_counted(session, statement) > 0 or went
    if went:
        event.anonymised_at = now
    for plan in session.scalars(select(PlanRow).where(PlanRow.event_id == event_id)):
        plan.certificate = impersonal(plan.certificate, published=plan.version == event.published_version)
    event.sheet_name = ""  # files are called after people too
    event.sheet_rows = event.sheet_rows if event.sheet_rows >= LEAST_KEPT else 0
    session.flush()
    session.expire_all()
    return first or went


def kept_of(session: Session, event_id: int) -> dict[str, int] | None:
    """The counts that are left of an anonymised evening; None of one that still has its people."""
    event = session.get_one(EventRow, event_id)
    return dict(event.kept_counts or {}) if event.anonymised_at is not None else None


def impersonal(certificate: dict[str, Any], *, published: bool) -> dict[str, Any]:
    """What of a plan's certificate says nothing about anybody."""
    nobody: dict[str, Any] = {"meetings_per_company_participant": [], "meetings_per_association_participant": []}
    with_proof = published and certificate.get("meetings", 0) >= LEAST_KEPT
    names = (*KEPT_OF_PLANS, *KEPT_OF_PUBLISHED) if with_proof else KEPT_OF_PLANS
    return {name: certificate[name] for name in names if name in certificate} | nobody


def kept_counts(session: Session, event: EventRow) -> dict[str, int]:
    """How many came, met and wished to meet again; a count below LEAST_KEPT is left out."""

    def of_side(side: str) -> Select[int]:
        return (
            select(func.count(ParticipantRow.id))
            .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
            .where(ParticipantRow.event_id == event.id, OrganisationRow.side == side)
        )

    meetings = (
        select(func.count(MeetingRow.id))
        .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
        .where(PlanRow.event_id == event.id, PlanRow.version == event.published_version)
    )
    shared = select(func.count(MutualChoiceRow.id)).where(MutualChoiceRow.event_id == event.id)
    counted = {
        "company_people": of_side("company"),
        "association_people": of_side("association"),
        "organisations": select(func.count(OrganisationRow.id)).where(OrganisationRow.event_id == event.id),
        "meetings": meetings,
        "shared_wishes": shared,
    }
    found: dict[str, int] = {name: session.scalar(statement) or 0 for name, statement in counted.items()}
    return {name: count for name, count in found.items() if count >= LEAST_KEPT}
