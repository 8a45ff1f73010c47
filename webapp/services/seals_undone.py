"""Which evenings are sealed, in a former database -> those that would be open again in a copy that is put back.

Choices are sealed once and for all: shared wishes are computed from what was answered until then. In a copy from before
the seal everybody could answer anew, perhaps knowing the results.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import EventRow


@dataclass(frozen=True, kw_only=True)
class KnownEvening:
    """An evening by its public id and its name; whether its choices are sealed, and its people still there."""

    public_id: str
    name: str
    sealed: bool
    anonymised: bool


def known_evenings(session: Session) -> list[KnownEvening]:
    """Every evening that the database knows."""
    rows = session.execute(
        select(EventRow.public_id, EventRow.name, EventRow.sealed_at, EventRow.anonymised_at).order_by(EventRow.id)
    )
    return [
        KnownEvening(
            public_id=row.public_id,
            name=row.name,
            sealed=row.sealed_at is not None,
            anonymised=row.anonymised_at is not None,
        )
        for row in rows
    ]


def seals_undone(session: Session, evenings: Iterable[KnownEvening]) -> list[str]:
    """The names of the evenings that are sealed there and open in this copy.

    One that was anonymised since is left out: it is emptied of everybody in the copy too, and nobody is left to answer.
    """
    is_open = select(EventRow.public_id).where(EventRow.sealed_at.is_(None))
    still_open = set(session.scalars(is_open))
    return [one.name for one in evenings if one.sealed and not one.anonymised and one.public_id in still_open]
