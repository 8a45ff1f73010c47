"""Rows of who did what to an evening. They are added and never changed: triggers of the database refuse."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped

from webapp.models.base import Row, column

#: Triggers that keep entries as they are, by kind of database.
GUARDS = {
    "sqlite": frozenset(
        {
            "audit_entries_kept",
            "audit_entries_never_changed",
            "audit_entries_never_replaced",
            "audit_entries_numbered",
        }
    ),
    "postgresql": frozenset({"audit_entries_kept", "audit_entries_never_changed", "audit_entries_never_emptied"}),
}


class AuditEntryRow(Row):
    """One action on an evening; never what people chose. It may be removed only once the evening is anonymised."""

    __tablename__ = "audit_entries"

    #: Number of the entry; entries happened in this order.
    id: Mapped[int] = column("none", "evening", primary_key=True)
    #: To which event.
    event_id: Mapped[int] = column("none", "evening", ForeignKey("events.id"), index=True)
    #: When.
    at: Mapped[datetime] = column("trace", "evening")
    #: owner, door, facilitator, reader, participant, administrator, command (a shell on the server) or system.
    actor: Mapped[str] = column("trace", "evening")
    #: Number of the account that acted, if one did; no reference, for an entry outlives the account.
    account_id: Mapped[int | None] = column("trace", "evening")
    #: Name of whoever acted, as it was then; empty for participants.
    actor_name: Mapped[str] = column("identity", "evening")
    #: What was done, as a code of services.audit.
    action: Mapped[str] = column("trace", "evening")
    #: Number of the participant it was done to, if one; their name stands elsewhere.
    participant_id: Mapped[int | None] = column("trace", "evening")
    #: Few plain values: a version, a count, a role, a round.
    details: Mapped[dict[str, Any]] = column("trace", "evening", JSON)
