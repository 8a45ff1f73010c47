"""Consents: what a person lets go, purpose by purpose and field by field; every statement is kept, the last one counts.

``contacts``: to those who wish to meet again as they do, at the reveal; may change until the seal. ``introductions``:
to facilitators who propose introductions after the evening; may change at any time. Agreeing to one says nothing about
the other, and nothing is agreed to before somebody has said so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import Connection, Row, bindparam, func, select
from sqlalchemy.orm import Session

from webapp.models import ConsentRow, ParticipantRow
from webapp.services.event_day import locked_event
from webapp.services.refusals import Refused

Purpose = Literal["contacts", "introductions"]
PURPOSES: Final[tuple[Purpose, ...]] = ("contacts", "introductions")
FIELDS: Final = ("email", "phone")
#: Raised whenever the text shown beside the boxes changes; wording.agreed_texts keeps every text there ever was.
TEXT_VERSIONS: Final[Mapping[Purpose, str]] = {"contacts": "2026-11-b", "introductions": "2026-11-d"}

#: What a phone may write down in a day before a new agreement waits; taking one back never does. Nobody changes their
#: mind so often, and every statement is kept.
MOST_IN_A_DAY: Final = 200
#: Built once: every tap asks it.
_N_FIELDS_STATED: Final = select(func.count(ConsentRow.field.distinct())).where(
    ConsentRow.participant_id == bindparam("person"),
    ConsentRow.purpose == bindparam("about"),
    ConsentRow.field.in_(FIELDS),
)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One thing a person said about one field, under which text, when and how."""

    purpose: Purpose
    field: str
    granted: bool
    text_version: str
    at: datetime
    channel: str


def history(session: Session, participant_id: int, *, latest: int | None = None) -> list[Statement]:
    """Everything a person has said, or the last so many statements of it, the first one first."""
    said = select(ConsentRow).where(ConsentRow.participant_id == participant_id)
    rows = session.scalars(said.order_by(ConsentRow.id.desc()).limit(latest)).all()
    return [
        Statement(
            purpose="introductions" if row.purpose == "introductions" else "contacts",
            field=row.field,
            granted=row.granted,
            text_version=row.text_version,
            at=row.at,
            channel=row.channel,
        )
        for row in reversed(rows)
    ]


def stated(rows: Connection, participant_id: int) -> bool:
    """Whether the person has said, for every field, what a shared wish hands over."""
    asked = {"person": participant_id, "about": "contacts"}
    n_stated: int = rows.execute(_N_FIELDS_STATED, asked).scalar_one()
    return n_stated == len(FIELDS)


def current(session: Session, participant_id: int, purpose: Purpose = "contacts") -> dict[str, bool]:
    """What the person has said last about each field for a purpose; a field never spoken of is absent."""
    return {row.field: row.granted for row in _last(session, [participant_id], purpose)}


def differs(session: Session, participant_id: int, purpose: Purpose, granted: Mapping[str, bool]) -> bool:
    """Whether this lets another field go, or takes one back, than the person said last for a purpose."""
    said = current(session, participant_id, purpose)
    return any(granted.get(field, False) != said.get(field, False) for field in FIELDS)


def agreed(session: Session, participant_ids: Iterable[int], purpose: Purpose) -> dict[int, frozenset[str]]:
    """The fields each person lets go for a purpose; an empty set for those who never said."""
    wanted = sorted(set(participant_ids))
    said = {(row.participant_id, row.field): row.granted for row in _last(session, wanted, purpose)}
    return {number: frozenset(field for field in FIELDS if said.get((number, field))) for number in wanted}


def state(
    session: Session,
    *,
    participant_id: int,
    granted: Mapping[str, bool],
    now: datetime,
    purpose: Purpose = "contacts",
    channel: str = "phone",
    own_email: str = "",
    shown: str | None = None,
) -> None:
    """Write down what the person says now about every field for a purpose.

    ``shown`` is the version of the text that they had before them: None for the present one, "" for none that is known.
    Under another than the present one nothing new can be agreed to (409); what is held back or taken back is written
    down all the same, and what was agreed to before stays under the text it was agreed to.

    For ``contacts`` refused after the seal, when it could not take effect; a new agreement refused (429) when the phone
    has written down more than anybody means. ``own_email`` is an address the person gives
    now, where the sheet has none that is theirs; giving it is granting it, for the purpose it is given for. Writing
    another in its place until the seal grants nothing by itself.
    """
    event_id = session.scalars(select(ParticipantRow.event_id).where(ParticipantRow.id == participant_id)).one()
    event = locked_event(session, event_id, shared=True)
    erased = select(ParticipantRow.erased_at).where(ParticipantRow.id == participant_id)
    if session.scalar(erased) is not None:  # read under the event's lock
        raise Refused("no_such_person", status=404)
    if purpose == "contacts" and event.sealed_at is not None:
        raise Refused("choices_closed", values={"closes_at": event.sealed_at})
    if own_email and _keep_address(session, participant_id, own_email):
        granted = {**granted, "email": True}
    before = {row.field: (row.granted, row.text_version) for row in _last(session, [participant_id], purpose)}
    new = [
        ConsentRow(
            participant_id=participant_id,
            purpose=purpose,
            field=field,
            granted=granted.get(field, False),
            text_version=version,
            at=now,
            channel=channel,
        )
        for field, version in _spoken_of(purpose, granted, before, shown).items()
        if before.get(field) != (granted.get(field, False), version)
    ]
    # Each taking back needs an agreement before it, so that this bounds both.
    if channel == "phone" and any(one.granted for one in new) and _too_often(session, participant_id, now):
        raise Refused("said_too_often", status=429, values={"most": MOST_IN_A_DAY})
    session.add_all(new)
    session.flush()


def _spoken_of(
    purpose: Purpose, granted: Mapping[str, bool], before: Mapping[str, tuple[bool, str]], shown: str | None
) -> dict[str, str]:
    """The fields of which something is said, each with the version of the text under which it is said.

    Refused (409) where something would be agreed to anew under a text that is not the present one.
    """
    present = TEXT_VERSIONS[purpose]
    if shown is None or shown == present:
        return dict.fromkeys(FIELDS, present)
    nothing = (False, present)
    changed = [one for one in FIELDS if one not in before or before[one][0] != granted.get(one, False)]
    if any(granted.get(field, False) for field in changed):
        raise Refused("consent_text_changed")
    return {field: shown or before.get(field, nothing)[1] for field in changed}


def may_write_address(session: Session, participant_id: int) -> bool:
    """Whether the person's address is one that they gave themself, or none of theirs: until the seal they write it."""
    person = session.get_one(ParticipantRow, participant_id)
    return not person.email or person.email_of_payer or person.email_given_by_person


def _last(session: Session, participant_ids: list[int], purpose: Purpose) -> list[Row[Any]]:
    """What these people have said last about each field for a purpose: one row each, however often they said it."""
    last = (
        select(func.max(ConsentRow.id))
        .where(ConsentRow.participant_id.in_(participant_ids), ConsentRow.purpose == purpose)
        .group_by(ConsentRow.participant_id, ConsentRow.field)
    )
    read = select(ConsentRow.participant_id, ConsentRow.field, ConsentRow.granted, ConsentRow.text_version)
    return list(session.execute(read.where(ConsentRow.id.in_(last)).order_by(ConsentRow.id)))


def _too_often(session: Session, participant_id: int, now: datetime) -> bool:
    """Whether the person's phone has written down as much today as it may."""
    today = select(func.count(ConsentRow.id)).where(
        ConsentRow.participant_id == participant_id,
        ConsentRow.channel == "phone",
        ConsentRow.at > now - timedelta(days=1),
    )
    return (session.scalar(today) or 0) >= MOST_IN_A_DAY


def _keep_address(session: Session, participant_id: int, email: str) -> bool:
    """Keep the address a person gives, in place of an earlier one of their own too; never of one that came otherwise.

    Returns whether it is their first.
    """
    person = session.get_one(ParticipantRow, participant_id, populate_existing=True)
    if not may_write_address(session, participant_id):
        return False
    first = not person.email or person.email_of_payer
    try:
        person.email = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError:
        raise Refused("email_invalid", status=422, values={"email": email[:254]}) from None
    person.email_of_payer = False
    person.email_given_by_person = True
    return first
