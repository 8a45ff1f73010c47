"""Stored plans: versions kept, one published, read back for pages; and the rules organisers set for pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from matching.explanations import Explanation
from webapp import conversions
from webapp.models import EventRow, MeetingRow, OrganisationRow, PairRuleRow, ParticipantRow, PlanRow
from webapp.services import links
from webapp.services.criterion_weights import saved_number
from webapp.services.event_day import locked_state
from webapp.services.events import mark_stale
from webapp.services.organisations import ListedParticipant, listed_participants
from webapp.services.planning import PlanDraft, certificate, explanation_of, stays_to_json
from webapp.services.refusals import Refused

#: Every round that an evening can have (see EventSettings).
ROUNDS = range(1, 31)
#: Built once: every phone asks it at the bell.
_OWN_PLAN: Final = (
    select(EventRow.id, PlanRow.id.label("plan_id"), OrganisationRow.side)
    .join(PlanRow, and_(PlanRow.event_id == EventRow.id, PlanRow.version == EventRow.published_version))
    .join(ParticipantRow, ParticipantRow.event_id == EventRow.id)
    .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
    .where(ParticipantRow.id == bindparam("person"))
)
#: With its rounds, a meeting is found by an index of either side; without, the plan would be read through.
_OWN_MEETINGS: Final = {
    side: select(MeetingRow)
    .where(MeetingRow.plan_id == bindparam("plan"), own == bindparam("person"), MeetingRow.round_number.in_(ROUNDS))
    .order_by(MeetingRow.round_number)
    for side, own in (
        ("company", MeetingRow.company_participant_id),
        ("association", MeetingRow.association_participant_id),
    )
}


@dataclass(frozen=True, kw_only=True)
class PlannedMeeting:
    """One meeting as pages show it; rounds and tables count from 1."""

    round_number: int
    table_number: int
    company: ListedParticipant
    association: ListedParticipant
    score: float
    #: The explanation as it is stored; most pages show few of them.
    stored_explanation: Mapping[str, Any]

    @cached_property
    def explanation(self) -> Explanation:
        """Why the two should meet."""
        return conversions.explanation_from_json(self.stored_explanation)

    def partner_of(self, participant_id: int) -> ListedParticipant:
        """The person opposite."""
        return self.association if self.company.id == participant_id else self.company


@dataclass(frozen=True, kw_only=True)
class StoredPlan:
    """One version of an event's plan as pages show it."""

    version: int
    created_at: datetime
    published: bool
    stale: bool
    certificate: dict[str, Any]
    meetings: tuple[PlannedMeeting, ...]


def store(session: Session, event_id: int, draft: PlanDraft, now: datetime) -> int:
    """Store a computed plan as the next version of the event's plans; refused once the evening has begun or is over."""
    if locked_state(session, event_id, now).rounds_begun:
        raise Refused("evening_has_begun")
    links.require_not_over(session, event_id)
    return add_version(session, event_id, draft, now)


def add_version(
    session: Session, event_id: int, draft: PlanDraft, now: datetime, *, repairs_version: int | None = None
) -> int:
    """Store a plan as the next version, in any phase; whoever calls holds the event's lock.

    ``repairs_version`` is the version that it repairs, None for a plan made from scratch.
    """
    latest = session.scalar(select(func.max(PlanRow.version)).where(PlanRow.event_id == event_id)) or 0
    stored: dict[str, Any] = {
        "plan": conversions.plan_to_json(draft.plan),
        "stays": stays_to_json(draft.inputs.stays),
        "weights": draft.inputs.weights.to_dict(),
        "answers_until": draft.inputs.answers_until,
        "weights_number": saved_number(draft.inputs.weights),
    }
    if repairs_version is not None:
        stored["repairs_version"] = repairs_version
    plan_row = PlanRow(
        event_id=event_id,
        version=latest + 1,
        created_at=now,
        certificate=certificate(draft) | stored,
        stale=False,
    )
    session.add(plan_row)
    session.flush()
    numbers = {
        row.code: row.id
        for row in session.execute(
            select(ParticipantRow.code, ParticipantRow.id).where(ParticipantRow.event_id == event_id)
        )
    }
    session.add_all(
        MeetingRow(
            plan_id=plan_row.id,
            round_number=round_number + 1,
            table_number=table_number + 1,
            company_participant_id=numbers[draft.crossing.company_participants[row]],
            association_participant_id=numbers[draft.crossing.association_participants[column]],
            score=float(draft.problem.weights[row, column]),
            explanation=conversions.explanation_to_json(explanation_of(draft, row, column)),
        )
        for round_number, table_number, row, column in draft.plan.meetings.tolist()
    )
    session.flush()
    return latest + 1


def publish(session: Session, event_id: int, now: datetime) -> int:
    """Publish the latest plan; refused when there is none or it is stale, or once the evening has begun or is over."""
    if locked_state(session, event_id, now).rounds_begun:
        raise Refused("evening_has_begun")
    links.require_not_over(session, event_id)
    latest = _plan_row(session, event_id, None)
    if latest is None:
        raise Refused("no_plan")
    if latest.stale:
        raise Refused("plan_stale")
    session.get_one(EventRow, event_id).published_version = latest.version
    session.flush()
    return latest.version


def latest_plan(session: Session, event_id: int) -> StoredPlan | None:
    """The latest version of the event's plan, published or not."""
    return _stored(session, event_id, _plan_row(session, event_id, None))


def published_plan(session: Session, event_id: int) -> StoredPlan | None:
    """The plan that phones, projector and papers show."""
    version = session.get_one(EventRow, event_id).published_version
    return _stored(session, event_id, _plan_row(session, event_id, version)) if version is not None else None


def rules_of(session: Session, event_id: int) -> dict[tuple[int, int], str]:
    """The kind of rule by pair of organisation numbers."""
    rows = session.scalars(select(PairRuleRow).where(PairRuleRow.event_id == event_id))
    return {(row.company_id, row.association_id): row.kind for row in rows}


def set_rule(
    session: Session,
    event_id: int,
    *,
    company_id: int,
    association_id: int,
    kind: str | None,
    round_number: int | None = None,
    table_number: int | None = None,
) -> None:
    """Forbid, require or lock a pair of organisations, or lift its rule (``kind`` None); plans become stale."""
    links.require_not_over(session, event_id)
    known = dict(
        session.execute(
            select(OrganisationRow.id, OrganisationRow.side).where(
                OrganisationRow.event_id == event_id, OrganisationRow.id.in_((company_id, association_id))
            )
        ).all()
    )
    if known != {company_id: "company", association_id: "association"}:
        raise Refused("no_such_pair", status=404)
    row = session.scalars(
        select(PairRuleRow).where(
            PairRuleRow.event_id == event_id,
            PairRuleRow.company_id == company_id,
            PairRuleRow.association_id == association_id,
        )
    ).first()
    if kind is None:
        if row is not None:
            session.delete(row)
    else:
        if kind not in ("forbidden", "required", "locked"):
            raise Refused("no_such_rule", status=422)
        if row is None:
            row = PairRuleRow(event_id=event_id, company_id=company_id, association_id=association_id)
            session.add(row)
        row.kind = kind
        row.round_number = round_number if kind == "locked" else None
        row.table_number = table_number if kind == "locked" else None
    mark_stale(session, event_id)
    session.flush()


def own_meetings(session: Session, participant_id: int) -> dict[int, PlannedMeeting]:
    """A participant's meetings in the published plan, by round; without those whose other person was erased."""
    found = _own_meetings(session, participant_id)
    return {number: one for number, one in found.items() if not one.partner_of(participant_id).erased}


def rounds_without_partner(session: Session, participant_id: int) -> set[int]:
    """The rounds in which a participant would meet somebody who was erased."""
    found = _own_meetings(session, participant_id)
    return {number for number, one in found.items() if one.partner_of(participant_id).erased}


def _own_meetings(session: Session, participant_id: int) -> dict[int, PlannedMeeting]:
    # Every phone asks for this at the same bell: one small row, never the certificate, which holds the whole plan.
    found = session.connection().execute(_OWN_PLAN, {"person": participant_id}).first()
    if found is None:
        return {}
    own = session.scalars(_OWN_MEETINGS[found.side], {"plan": found.plan_id, "person": participant_id}).all()
    return {meeting.round_number: meeting for meeting in _planned(session, found.id, own, whole=False)}


def _plan_row(session: Session, event_id: int, version: int | None) -> PlanRow | None:
    wanted = select(PlanRow).where(PlanRow.event_id == event_id).order_by(PlanRow.version.desc())
    return session.scalars(wanted if version is None else wanted.where(PlanRow.version == version)).first()


def _stored(session: Session, event_id: int, row: PlanRow | None) -> StoredPlan | None:
    if row is None:
        return None
    return StoredPlan(
        version=row.version,
        created_at=row.created_at,
        published=row.version == session.get_one(EventRow, event_id).published_version,
        stale=row.stale,
        certificate=row.certificate,
        meetings=_meetings(session, event_id, row.id),
    )


def _meetings(session: Session, event_id: int, plan_id: int) -> tuple[PlannedMeeting, ...]:
    meetings = session.scalars(
        select(MeetingRow)
        .where(MeetingRow.plan_id == plan_id)
        .order_by(MeetingRow.round_number, MeetingRow.table_number)
    ).all()
    return _planned(session, event_id, meetings, whole=True)


def _planned(
    session: Session, event_id: int, meetings: Sequence[MeetingRow], *, whole: bool
) -> tuple[PlannedMeeting, ...]:
    met = {number for one in meetings for number in (one.company_participant_id, one.association_participant_id)}
    listed = listed_participants(session, event_id, numbers=None if whole else met, with_erased=True)
    people = {one.id: one for one in listed}
    return tuple(
        PlannedMeeting(
            round_number=meeting.round_number,
            table_number=meeting.table_number,
            company=people[meeting.company_participant_id],
            association=people[meeting.association_participant_id],
            score=meeting.score,
            stored_explanation=meeting.explanation,
        )
        for meeting in meetings
    )
