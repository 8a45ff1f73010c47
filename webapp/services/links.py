"""Personal links and the projector's link: derived from a random nonce and the server's key, stored only as a hash.

A link's token is HMAC-SHA256(key, purpose and nonce), 176 bits of it. Whoever holds the database alone cannot rebuild
it; whoever runs the server can print a badge twice without changing the link on it. Where the server's key is another
one than it was, links that were handed out still open, and those it would derive now open nothing: they are not shown.

A link opens nothing from its evening's deadline on, whether or not the job that empties it has run.
"""

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from webapp.models import ClockEntryRow, EventRow, ParticipantRow
from webapp.models.base import Moment
from webapp.services.refusals import Refused
from webapp.services.tokens import token_hash

Purpose = Literal["participant", "hall"]
TOKEN_BYTES = 22
_SINCE: Final = bindparam("since", type_=Moment())
#: Whether the last thing known of an evening came after ``since``, the moment so long ago as links are kept: the same
#: as ``retention.deadlines`` says, as a condition of whatever asks for a link. The clock is read when nothing else says
#: so already.
STILL_OPEN: Final = or_(
    EventRow.starts_at > _SINCE,
    EventRow.revealed_at > _SINCE,
    select(ClockEntryRow.id)
    .where(ClockEntryRow.event_id == EventRow.id, ClockEntryRow.at > _SINCE)
    .correlate(EventRow)
    .exists(),
)
_PERSON: Final = (
    select(ParticipantRow.id, EventRow.public_id)
    .join(EventRow, EventRow.id == ParticipantRow.event_id)
    .where(ParticipantRow.link_hash == bindparam("hash"), STILL_OPEN)
)
_HALL: Final = select(EventRow.public_id).where(EventRow.hall_link_hash == bindparam("hash"), STILL_OPEN)


def new_nonce() -> str:
    """A fresh random nonce of 128 bits."""
    return secrets.token_hex(16)


def token(secret_key: str, purpose: Purpose, nonce: str) -> str:
    """The token of a link, in 36 characters of base 32 that are read aloud without doubt."""
    digest = hmac.digest(secret_key.encode(), f"{purpose}:{nonce}".encode(), "sha256")
    return base64.b32encode(digest[:TOKEN_BYTES]).decode().rstrip("=").lower()


def opening_token(secret_key: str, purpose: Purpose, nonce: str, stored_hash: str) -> str | None:
    """The token of a link as this key derives it; None where that is not the one that opens."""
    derived = token(secret_key, purpose, nonce)
    return derived if hmac.compare_digest(token_hash(derived), stored_hash) else None


def participant_of(session: Session, value: str, *, since: datetime) -> tuple[int, str] | None:
    """Id of the participant whose link carries this token, with the public id of their event; None when nobody's.

    Nobody's either when nothing is known of the evening after ``since``: its links have ended.
    """
    found = session.execute(_PERSON, {"hash": token_hash(value), "since": since}).first()
    return (found.id, found.public_id) if found else None


def hall_of(session: Session, value: str, *, since: datetime) -> str | None:
    """Public id of the event whose projector link carries this token; None when no event's, or when it has ended."""
    return session.scalar(_HALL, {"hash": token_hash(value), "since": since})


def have_ended(session: Session, event_id: int, *, since: datetime) -> bool:
    """Whether the links of an evening open nothing any more, and none is made: the job ended them, or they are due."""
    open_still = select(EventRow.id).where(EventRow.id == event_id, EventRow.links_ended_at.is_(None), STILL_OPEN)
    return session.scalar(open_still, {"since": since}) is None


def are_over(session: Session, event_id: int) -> bool:
    """Whether the links of an evening were ended for good, or its people forgotten: no later date brings them back."""
    over = or_(EventRow.links_ended_at.is_not(None), EventRow.anonymised_at.is_not(None))
    return session.scalar(select(EventRow.id).where(EventRow.id == event_id, over)) is not None


def require_not_over(session: Session, event_id: int) -> None:
    """Refuse what prepares an evening whose links were ended: nobody who comes to it could be given one."""
    if are_over(session, event_id):
        raise Refused("links_ended")


def reissue_participant(session: Session, event_id: int, participant_id: int, *, secret_key: str) -> None:
    """Give a participant a new personal link; the earlier one stops working at once.

    Refused to somebody who was erased (404), and once the links of the evening have ended.
    """
    row, ended_at = session.execute(
        select(ParticipantRow, EventRow.links_ended_at)
        .join(EventRow, EventRow.id == ParticipantRow.event_id)
        .where(ParticipantRow.event_id == event_id, ParticipantRow.id == participant_id)
    ).one()
    if row.erased_at is not None:
        raise Refused("no_such_person", status=404)
    if ended_at is not None:
        raise Refused("links_ended")
    row.link_nonce = new_nonce()
    row.link_hash = token_hash(token(secret_key, "participant", row.link_nonce))


def reissue_all(session: Session, event_id: int, *, secret_key: str) -> int:
    """Give everybody at an event a new personal link, and its projector one; the earlier ones stop working at once.

    Returns how many people there are. Refused once the links of the evening have ended.
    """
    event = session.get_one(EventRow, event_id)
    if event.links_ended_at is not None:
        raise Refused("links_ended")
    people = session.scalars(
        select(ParticipantRow).where(ParticipantRow.event_id == event_id, ParticipantRow.erased_at.is_(None))
    ).all()
    for row in people:
        row.link_nonce = new_nonce()
        row.link_hash = token_hash(token(secret_key, "participant", row.link_nonce))
    event.hall_link_nonce = new_nonce()
    event.hall_link_hash = token_hash(token(secret_key, "hall", event.hall_link_nonce))
    session.flush()
    return len(people)


def of_another_key(session: Session, event_id: int, *, secret_key: str, most: int | None = None) -> bool:
    """Whether a link of an evening, its projector's or one of ``most`` people's, was derived from another key."""
    hall = session.execute(select(EventRow.hall_link_nonce, EventRow.hall_link_hash).where(EventRow.id == event_id))
    people = session.execute(
        select(ParticipantRow.link_nonce, ParticipantRow.link_hash)
        .where(ParticipantRow.event_id == event_id, ParticipantRow.erased_at.is_(None))
        .order_by(ParticipantRow.id)
        .limit(most)
    )
    made: list[tuple[Purpose, str, str]] = [("hall", nonce, stored) for nonce, stored in hall]
    made += [("participant", nonce, stored) for nonce, stored in people]
    return any(nonce and opening_token(secret_key, purpose, nonce, stored) is None for purpose, nonce, stored in made)


def evenings_with_links(session: Session, *, since: datetime, most: int) -> list[int]:
    """Ids of the evenings, at most so many, the latest first, whose links open something."""
    found = (
        select(EventRow.id)
        .where(EventRow.links_ended_at.is_(None), STILL_OPEN)
        .order_by(EventRow.starts_at.desc(), EventRow.id.desc())
        .limit(most)
    )
    return list(session.scalars(found, {"since": since}))


def end_link(session: Session, participant_id: int) -> None:
    """End a personal link for good: nothing that anybody holds, or could print, opens it any more."""
    row = session.get_one(ParticipantRow, participant_id)
    row.link_nonce, row.link_hash = "", _hash_of_nothing()


def end_links(session: Session, event_id: int) -> None:
    """End every personal link of an event, and its projector's, for good."""
    for row in session.scalars(select(ParticipantRow).where(ParticipantRow.event_id == event_id)):
        end_link(session, row.id)
    event = session.get_one(EventRow, event_id)
    event.hall_link_nonce, event.hall_link_hash = "", _hash_of_nothing()
    session.flush()


def _hash_of_nothing() -> str:
    """A text in the place of a hash, drawn at random: no token has it."""
    return "ended:" + secrets.token_hex(16)
