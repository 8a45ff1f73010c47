"""Events: created by an organiser, found by their members, and the settings they may change."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.models import EventRow, MembershipRow, PlanRow
from webapp.services import links
from webapp.services.event_day import locked_state
from webapp.services.refusals import Refused
from webapp.services.roles import grant
from webapp.services.tokens import token_hash


@dataclass(frozen=True, kw_only=True)
class EventSettings:
    """What an organiser decides about an evening. Minutes are whole; ``n_tables`` None means as many as needed."""

    name: str
    venue: str
    starts_at: datetime
    n_rounds: int = 8
    meeting_minutes: int = 8
    change_over_minutes: int = 2
    n_tables: int | None = None
    closing_minutes: int = 10
    seed: int = 0

    def differences(self, other: "EventSettings") -> list[str]:
        """The names of the settings that are not the same."""
        return [name for name in self.__dataclass_fields__ if getattr(self, name) != getattr(other, name)]

    def problems(self) -> list[str]:
        """Codes of what cannot be; empty when all is well."""
        found = []
        if not self.name.strip():
            found.append("name_missing")
        for name, value, least, most in (
            ("n_rounds", self.n_rounds, 1, 30),
            ("meeting_minutes", self.meeting_minutes, 1, 120),
            ("change_over_minutes", self.change_over_minutes, 0, 60),
            ("n_tables", self.n_tables, 1, 500),
            ("closing_minutes", self.closing_minutes, 2, 24 * 60),
            ("seed", self.seed, 0, 999_999_999),
        ):
            if value is not None and not least <= value <= most:
                found.append(f"{name}_out_of_range")
        return found


@dataclass(frozen=True, kw_only=True)
class EventSummary:
    """One line of an organiser's or facilitator's list of events."""

    public_id: str
    name: str
    venue: str
    starts_at: datetime
    role: str


def create_event(
    session: Session, *, account_id: int, settings: EventSettings, secret_key: str, now: datetime
) -> tuple[int, str]:
    """Create an event owned by the account; returns its number and its public id."""
    _require_valid(settings)
    nonce = links.new_nonce()
    event = EventRow(
        public_id=secrets.token_hex(6),
        hall_link_nonce=nonce,
        hall_link_hash=token_hash(links.token(secret_key, "hall", nonce)),
        created_at=now,
        **{name: getattr(settings, name) for name in settings.__dataclass_fields__},
    )
    session.add(event)
    session.flush()
    grant(session, event_id=event.id, account_id=account_id, role="owner")
    return event.id, event.public_id


def settings_of(session: Session, event_id: int) -> EventSettings:
    """The settings of an event."""
    event = session.get_one(EventRow, event_id)
    return EventSettings(**{name: getattr(event, name) for name in EventSettings.__dataclass_fields__})


def change_settings(session: Session, event_id: int, settings: EventSettings, now: datetime) -> None:
    """Change the settings; a plan computed before must be computed again.

    Refused once the first round has begun, and once the evening's links were ended, which another date cannot undo.
    """
    _require_valid(settings)
    if locked_state(session, event_id, now).rounds_begun:
        raise Refused("evening_has_begun")
    links.require_not_over(session, event_id)
    before = settings_of(session, event_id)
    event = session.get_one(EventRow, event_id)
    for name in settings.__dataclass_fields__:
        setattr(event, name, getattr(settings, name))
    if any(getattr(before, name) != getattr(settings, name) for name in ("n_rounds", "n_tables", "seed")):
        mark_stale(session, event_id)
    session.flush()


def mark_stale(session: Session, event_id: int) -> None:
    """Say of the event's plans that something they rest on has changed."""
    session.execute(update(PlanRow).where(PlanRow.event_id == event_id).values(stale=True))


def events_of(session: Session, account_id: int) -> list[EventSummary]:
    """The events an account is a member of, the latest first."""
    found = session.execute(
        select(EventRow, MembershipRow.role)
        .join(MembershipRow, MembershipRow.event_id == EventRow.id)
        .where(MembershipRow.account_id == account_id)
        .order_by(EventRow.starts_at.desc(), EventRow.id.desc())
    )
    return [
        EventSummary(
            public_id=event.public_id, name=event.name, venue=event.venue, starts_at=event.starts_at, role=role
        )
        for event, role in found
    ]


def sheet_of(session: Session, event_id: int) -> tuple[str, int]:
    """Name of the file the sign-ups were read from and number of its rows; "" and 0 while there is none."""
    event = session.get_one(EventRow, event_id)
    return event.sheet_name, event.sheet_rows


def hall_token(session: Session, event_id: int, *, secret_key: str) -> str | None:
    """The token of the event's projector link; None where the link was made under another key, or has ended."""
    event = session.get_one(EventRow, event_id)
    return links.opening_token(secret_key, "hall", event.hall_link_nonce, event.hall_link_hash)


def _require_valid(settings: EventSettings) -> None:
    problems = settings.problems()
    if problems:
        raise Refused("settings_invalid", status=422, values={"problems": tuple(problems)})
