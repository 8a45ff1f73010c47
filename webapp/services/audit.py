"""Who did what to an evening -> entries that nobody changes, and entries -> what the owner reads.

An entry holds codes of services.audited and numbers: never what anybody chose, never a participant's name, never a
token. Names are read from their rows when the log is shown, as long as those rows have them. ``note`` writes in the
session of the action itself, so that what failed leaves no entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, get_args

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import AccountRow, AuditEntryRow, OrganisationRow, ParticipantRow
from webapp.services.audited import ACTIONS, NAMED, NUMBERED, WORDS, Action, Kind, Topic


class Doer(Protocol):
    """Whoever acts, as webapp.access names them: ``account_id`` None without an account."""

    @property
    def kind(self) -> str: ...
    @property
    def account_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Program:
    """A doer that is nobody: a command typed on the server, or the application by itself."""

    kind: str
    account_id: int | None = None
    name: str = ""


COMMAND: Final = Program("command")
SYSTEM: Final = Program("system")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the log; ``participant`` and ``names`` are what its numbers are called, "" when it is not known."""

    number: int
    at: datetime
    kind: str
    actor: str
    action: str
    topic: Topic
    participant_id: int | None
    participant: str
    details: Mapping[str, Any]
    names: Mapping[str, str]


def note(
    session: Session,
    event_id: int,
    *,
    actor: Doer,
    action: Action,
    now: datetime,
    participant_id: int | None = None,
    details: Mapping[str, int | str | Sequence[str]] | None = None,
    unless_since: datetime | None = None,
) -> None:
    """Add one entry, in the transaction of the action; not when the same was noted at ``unless_since`` or later.

    Raises ValueError for an action that is not declared, and for a detail that is not declared with it or is not one of
    its words, or no whole number: then there would be room for a name or a choice.
    """
    if action not in ACTIONS or actor.kind not in get_args(Kind):
        raise ValueError(f"({actor.kind}, {action}) is not in the lists of webapp.services.audited")
    given = dict(details or {})
    unfit = [name for name, value in given.items() if name not in ACTIONS[action].details or not _is_plain(name, value)]
    if unfit:
        raise ValueError(f"the audit entry {action} cannot carry {', '.join(unfit)}")
    named = actor.kind in NAMED
    row = AuditEntryRow(
        event_id=event_id,
        at=now,
        actor=actor.kind,
        account_id=actor.account_id if named else None,
        actor_name=actor.name if named else "",
        action=action,
        participant_id=participant_id,
        details={name: value if isinstance(value, int | str) else list(value) for name, value in given.items()},
    )
    if unless_since is not None and _stands_since(session, row, unless_since):
        return
    session.add(row)
    session.flush()


def entries(
    session: Session, event_id: int, *, topic: Topic | None = None, first: int = 0, most: int | None = None
) -> list[Entry]:
    """The entries of an event, the newest first, from the ``first`` on and at most ``most`` of them."""
    rows = session.scalars(
        select(AuditEntryRow)
        .where(*_asked(event_id, topic))
        .order_by(AuditEntryRow.id.desc())
        .offset(first)
        .limit(most)
    ).all()
    people = _people(session, event_id, {row.participant_id for row in rows if row.participant_id is not None})
    organisations = _organisations(session, event_id, _numbers(rows, NUMBERED - {"account"}))
    accounts = _accounts(session, _numbers(rows, {"account"}))
    return [
        Entry(
            number=row.id,
            at=row.at,
            kind=row.actor,
            actor=row.actor_name,
            action=row.action,
            topic=ACTIONS[row.action].topic,
            participant_id=row.participant_id,
            participant=people.get(row.participant_id or 0, ""),
            details=row.details,
            names={
                name: (accounts if name == "account" else organisations).get(value, "")
                for name, value in row.details.items()
                if name in NUMBERED
            },
        )
        for row in rows
    ]


def latest(
    session: Session,
    event_id: int,
    *,
    participant_id: int,
    actions: Sequence[Action],
    about_all: Sequence[Action] = (),
) -> tuple[int | None, datetime] | None:
    """Which account did the latest of these actions about somebody, or about everybody, and when; None when nobody."""
    about_one = and_(AuditEntryRow.participant_id == participant_id, AuditEntryRow.action.in_(actions))
    found = session.execute(
        select(AuditEntryRow.account_id, AuditEntryRow.at)
        .where(AuditEntryRow.event_id == event_id, or_(about_one, AuditEntryRow.action.in_(about_all)))
        .order_by(AuditEntryRow.id.desc())
        .limit(1)
    ).first()
    return (found.account_id, found.at) if found else None


def count(session: Session, event_id: int, *, topic: Topic | None = None) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count()).select_from(AuditEntryRow).where(*_asked(event_id, topic))) or 0


def _stands_since(session: Session, row: AuditEntryRow, since: datetime) -> bool:
    """Whether the same actor left the same entry at that time or later."""
    found = session.scalars(
        select(AuditEntryRow).where(
            AuditEntryRow.event_id == row.event_id,
            AuditEntryRow.at >= since,
            AuditEntryRow.action == row.action,
            AuditEntryRow.actor == row.actor,
            AuditEntryRow.account_id == row.account_id,
            AuditEntryRow.participant_id == row.participant_id,
        )
    )
    return any(one.details == row.details for one in found)


def _asked(event_id: int, topic: Topic | None) -> list[ColumnElement[bool]]:
    asked = [AuditEntryRow.event_id == event_id]
    if topic is not None:
        asked.append(AuditEntryRow.action.in_([name for name, one in ACTIONS.items() if one.topic == topic]))
    return asked


def _is_plain(name: str, value: object) -> bool:
    known = WORDS.get(name)
    if known is None:
        return isinstance(value, int)
    return value in known if isinstance(value, str) else isinstance(value, Sequence) and known.issuperset(value)


def _numbers(rows: Sequence[AuditEntryRow], names: frozenset[str] | set[str]) -> set[int]:
    return {row.details[name] for row in rows for name in names if name in row.details}


def _people(session: Session, event_id: int, numbers: set[int]) -> dict[int, str]:
    found = session.execute(
        select(ParticipantRow.id, ParticipantRow.first_name, ParticipantRow.last_name).where(
            ParticipantRow.event_id == event_id, ParticipantRow.id.in_(numbers)
        )
    )
    return {row.id: f"{row.first_name} {row.last_name}".strip() for row in found}


def _organisations(session: Session, event_id: int, numbers: set[int]) -> dict[int, str]:
    found = session.execute(
        select(OrganisationRow.id, OrganisationRow.name).where(
            OrganisationRow.event_id == event_id, OrganisationRow.id.in_(numbers)
        )
    )
    return {row.id: row.name for row in found}


def _accounts(session: Session, numbers: set[int]) -> dict[int, str]:
    return {
        row.id: row.name
        for row in session.execute(select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(numbers)))
    }
