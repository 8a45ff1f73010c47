"""Views say what was done to the evening; the guard knows who did it: one entry of the audit log.

``note`` writes with the action and is undone with it. ``note_seen`` is for pages that only show something: they read
without holding up anybody who writes, so their entry has a short transaction of its own, before the answer leaves.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from flask import request

from webapp import access, transactions
from webapp.services import audit
from webapp.services.audited import Action

#: A page opened again by the same person within this time is not noted again.
SEEN_ONCE: Final = timedelta(minutes=10)


def note(
    action: Action,
    *,
    participant_id: int | None = None,
    details: Mapping[str, int | str | Sequence[str]] | None = None,
) -> None:
    """Add an entry about what this request does, in its transaction."""
    audit.note(
        transactions.session(),
        access.granted_event(),
        actor=access.actor(),
        action=action,
        now=access.clock().now(),
        participant_id=participant_id,
        details=details,
    )


def note_seen(
    action: Action,
    *,
    participant_id: int | None = None,
    details: Mapping[str, int | str | Sequence[str]] | None = None,
) -> None:
    """Add an entry about what this request shows, unless the same person was shown the same a moment ago."""
    if request.method == "HEAD":
        return
    now = access.clock().now()
    with transactions.database().writing() as session:
        audit.note(
            session,
            access.granted_event(),
            actor=access.actor(),
            action=action,
            now=now,
            participant_id=participant_id,
            details=details,
            unless_since=now - SEEN_ONCE,
        )
