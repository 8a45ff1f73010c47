"""What a participant was told before the plan was repaired: places in the versions that the published one replaces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from webapp.models import EventRow, MeetingRow, PlanRow

#: Built once, for every page of a phone asks it; of the certificate one number, not the whole plan.
_VERSION: Final = select(
    PlanRow.id, PlanRow.created_at, PlanRow.certificate["repairs_version"].as_integer().label("repairs")
).where(PlanRow.event_id == bindparam("event"), PlanRow.version == bindparam("version"))


@dataclass(frozen=True, kw_only=True)
class FormerPlace:
    """Where somebody was to sit in a round, and with whom, before a repair; None where they had a break."""

    table_number: int | None
    partner_id: int | None
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of the plan: its row's number, and when it was made."""

    id: int
    created_at: datetime


def former_places(session: Session, event_id: int, participant_id: int) -> dict[int, FormerPlace]:
    """By round, what differs from what the person was told last, and since when; empty when no repair touched them.

    Of several repairs, each round shows the latest that changed it.
    """
    versions = list(_lineage(session, event_id))
    if len(versions) < 2:
        return {}
    places = [_places(session, version.id, participant_id) for version in versions]
    found: dict[int, FormerPlace] = {}
    for newer, now, before in zip(versions, places, places[1:], strict=False):
        for round_number in sorted({*now, *before}):
            told, told_before = now.get(round_number), before.get(round_number)
            if told != told_before and round_number not in found:
                found[round_number] = FormerPlace(
                    table_number=told_before[0] if told_before else None,
                    partner_id=told_before[1] if told_before else None,
                    changed_at=newer.created_at,
                )
    return found


def is_repaired(session: Session, event_id: int) -> bool:
    """Whether the published plan repairs another one, so that papers printed before may no longer be true."""
    return len(list(_lineage(session, event_id))) > 1


def _lineage(session: Session, event_id: int) -> Iterator[Version]:
    """The published version, the one it repairs, the one that one repairs, and so on."""
    version = session.get_one(EventRow, event_id).published_version
    while version is not None:
        row = session.connection().execute(_VERSION, {"event": event_id, "version": version}).one()
        yield Version(id=row.id, created_at=row.created_at)
        version = row.repairs


def _places(session: Session, plan_id: int, participant_id: int) -> dict[int, tuple[int, int]]:
    """Table and partner of a person in one version, by round."""
    own = select(MeetingRow).where(
        MeetingRow.plan_id == plan_id,
        or_(
            MeetingRow.company_participant_id == participant_id,
            MeetingRow.association_participant_id == participant_id,
        ),
    )
    return {
        one.round_number: (
            one.table_number,
            one.association_participant_id
            if one.company_participant_id == participant_id
            else one.company_participant_id,
        )
        for one in session.scalars(own)
    }
