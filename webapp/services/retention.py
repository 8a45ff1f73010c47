"""How long things are kept, and the job that keeps to it: (the database, now, settings) -> what was removed.

An evening's time runs from the last thing known of it: its announced start, the last action on its clock, its results.
The job may run at any moment and any number of times; what it has done once it finds done.
"""

import calendar
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, Row, ScalarSelect, delete, func, or_, select, update
from sqlalchemy.orm import Session

from webapp.config import Settings
from webapp.models import (
    AccountRow,
    ClockEntryRow,
    EventRow,
    FailedSignInRow,
    InvitationRow,
    KnownDeviceRow,
    MembershipRow,
    ParticipantRow,
    PasswordResetRow,
    SignInRow,
)
from webapp.services import audit
from webapp.services.anonymising import anonymise
from webapp.services.destruction import destroy_choices
from webapp.services.event_day import locked_event
from webapp.services.links import end_links

ATTEMPTS_KEPT = timedelta(days=1)
#: What the agreement to introductions says it is worth, however long the rest is kept (``wording.agreed_texts``).
INTRODUCTIONS_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """When what is kept of an evening goes; ``choices`` moves to its earlier date once results are shown.

    ``introductions``: until when people who agreed to it may be written to about one.
    """

    links: datetime
    choices: datetime
    people: datetime
    introductions: datetime


@dataclass(frozen=True, kw_only=True)
class RetentionReport:
    """How many evenings and rows a run concerned."""

    links_ended: int = 0
    choices_destroyed: int = 0
    evenings_anonymised: int = 0
    sign_ins: int = 0
    known_devices: int = 0
    password_resets: int = 0
    invitations: int = 0
    attempts: int = 0
    accounts: int = 0

    @property
    def removed(self) -> bool:
        """Whether anything went."""
        return any(getattr(self, field.name) for field in fields(self))


def deadlines(session: Session, event_id: int, settings: Settings) -> Deadlines:
    """When an evening's links end, its one-sided choices are destroyed and its people are forgotten."""
    last_action = session.scalar(select(func.max(ClockEntryRow.at)).where(ClockEntryRow.event_id == event_id))
    return _deadlines(session.get_one(EventRow, event_id), last_action, settings)


def choices_due(session: Session, now: datetime, settings: Settings) -> dict[str, bool]:
    """Of each evening, by its public id, whether its one-sided choices may not be kept any longer at ``now``.

    Asks for few columns, which every shape has: a former database is asked as it is.
    """
    last = _last_actions(session)
    rows = session.execute(select(EventRow.id, EventRow.public_id, EventRow.starts_at, EventRow.revealed_at)).all()
    return {row.public_id: now >= _deadlines(row, last.get(row.id), settings).choices for row in rows}


def apply(session: Session, now: datetime, settings: Settings) -> RetentionReport:
    """Remove everything whose time is over at ``now``, in this transaction.

    Evenings of which something is due are looked at again under their lock: one that has just been put off stays.
    """
    last_actions = _last_actions(session)
    events = session.scalars(select(EventRow).order_by(EventRow.id)).all()
    first_due = {event.id: _first(_deadlines(event, last_actions.get(event.id), settings)) for event in events}
    ended, destroyed, anonymised = 0, 0, 0
    for event_id in [number for number, moment in first_due.items() if now >= moment]:
        event = locked_event(session, event_id)
        due = deadlines(session, event_id, settings)
        if now >= due.choices and destroy_choices(session, event_id, now):
            session.refresh(event)
            destroyed += 1
            audit.note(session, event_id, actor=audit.SYSTEM, action="choices_destroyed", now=now)
        if now >= due.links and _end_links(session, event, now):
            ended += 1
            audit.note(session, event_id, actor=audit.SYSTEM, action="links_ended", now=now)
        if now >= due.people:
            anonymised += anonymise(session, event_id, now)
    return RetentionReport(
        links_ended=ended,
        choices_destroyed=destroyed,
        evenings_anonymised=anonymised,
        sign_ins=_gone(session, delete(SignInRow).where(SignInRow.expires_at <= now)),
        known_devices=_gone(session, delete(KnownDeviceRow).where(KnownDeviceRow.expires_at <= now)),
        password_resets=_gone(session, delete(PasswordResetRow).where(PasswordResetRow.expires_at <= now)),
        invitations=_gone(session, delete(InvitationRow).where(InvitationRow.expires_at <= now)),
        attempts=_gone(session, delete(FailedSignInRow).where(FailedSignInRow.at <= now - ATTEMPTS_KEPT)),
        accounts=_forget_accounts(session, now, settings),
    )


def _first(due: Deadlines) -> datetime:
    return min(due.links, due.choices, due.people)


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later; the last of the month where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _deadlines(event: EventRow | Row[*tuple[Any, ...]], last_action: datetime | None, settings: Settings) -> Deadlines:
    over = max(moment for moment in (event.starts_at, last_action, event.revealed_at) if moment is not None)
    links = over + timedelta(days=settings.keep_links_days)
    choices = links
    if event.revealed_at is not None:
        choices = min(links, event.revealed_at + timedelta(hours=settings.keep_choices_hours))
    people = months_later(over, settings.keep_people_months)
    introductions = min(people, months_later(over, INTRODUCTIONS_MONTHS))
    return Deadlines(links=links, choices=choices, people=people, introductions=introductions)


def _last_actions(session: Session) -> dict[int, datetime]:
    """When the clock of each evening was last moved."""
    latest = select(ClockEntryRow.event_id, func.max(ClockEntryRow.at)).group_by(ClockEntryRow.event_id)
    return dict(session.execute(latest).all())


def _end_links(session: Session, event: EventRow, now: datetime) -> bool:
    """End the links of an evening whose time is over; returns whether any still worked."""
    alive = session.scalar(
        select(func.count(ParticipantRow.id)).where(
            ParticipantRow.event_id == event.id, ParticipantRow.link_nonce != ""
        )
    )
    if event.links_ended_at is not None and not alive and not event.hall_link_nonce:
        return False
    end_links(session, event.id)
    event.links_ended_at = event.links_ended_at or now
    session.flush()
    return True


def _forget_accounts(session: Session, now: datetime, settings: Settings) -> int:
    """Remove accounts that nobody has used for years, but no owner of an evening with people.

    Of administrators the one who came last stays, so that somebody can let others in. An account older than the dates
    of accounts is counted from the first run that sees it.
    """
    session.execute(
        update(AccountRow).where(AccountRow.created_at.is_(None), AccountRow.used_at.is_(None)).values(created_at=now)
    )
    oldest = months_later(now, -12 * settings.keep_accounts_years)
    with_people = (
        select(MembershipRow.account_id)
        .join(EventRow, EventRow.id == MembershipRow.event_id)
        .where(MembershipRow.role == "owner", EventRow.anonymised_at.is_(None))
    )
    return _gone(
        session,
        delete(AccountRow).where(
            func.coalesce(AccountRow.used_at, AccountRow.created_at) <= oldest,
            or_(AccountRow.created_at.is_(None), AccountRow.created_at <= oldest),
            AccountRow.id.is_distinct_from(_last_administrator()),
            AccountRow.id.not_in(with_people),
            AccountRow.id.not_in(select(SignInRow.account_id)),
        ),
    )


def _last_administrator() -> ScalarSelect[int]:
    """The administrator whose account was used last."""
    used = func.coalesce(AccountRow.used_at, AccountRow.created_at)
    administrators = select(AccountRow.id).where(AccountRow.administrator)
    return administrators.order_by(used.desc(), AccountRow.id.desc()).limit(1).scalar_subquery()


def _gone(session: Session, statement: Delete) -> int:
    """Run a deletion and count the rows."""
    session.flush()
    return session.connection().execute(statement).rowcount
