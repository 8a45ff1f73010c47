"""A person's name, role, address and number, corrected by the team at their request (article 16 of the GDPR).

What is typed is checked as the sheet's reader checks it (matching.read.contacts). Badges, papers and pages are made
from the row and follow; what was handed over at the reveal is its receivers' and stays. The log names the fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matching.read.contacts import read_email, read_phone
from matching.read.entries import clean_cell
from webapp.models import ParticipantRow, RemarkRow
from webapp.services import audit
from webapp.services.audit import Doer
from webapp.services.event_day import locked_event
from webapp.services.person_keys import share_a_word
from webapp.services.quoted_remarks import remarks_about
from webapp.services.refusals import Refused
from webapp.services.walk_ins import LONGEST_NAME

FIELDS: Final = ("first_name", "last_name", "role", "email", "phone")


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is known of a person by field, "" for nothing; ``booked_with`` is an address that is not known as theirs."""

    values: Mapping[str, str]
    booked_with: str = ""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """Which fields changed, what could not be by field (then nothing changed), and whether a number is doubtful.

    Codes of problems: name_missing, text_unfit, email_invalid, phone_invalid; another_person, of no field, under
    ``same_person``.
    """

    changed: tuple[str, ...] = ()
    problems: Mapping[str, str]
    phone_doubtful: bool = False


def particulars(session: Session, event_id: int, participant_id: int) -> Particulars:
    """The particulars of a person of an evening; refused (404) for nobody of it, and for whom has been erased."""
    return _of(_person(session, event_id, participant_id))


def correct(
    session: Session,
    event_id: int,
    participant_id: int,
    given: Mapping[str, str],
    *,
    actor: Doer,
    now: datetime,
    same_person: bool = False,
) -> Correction:
    """Put the given fields in place of what is known, all of them or none; a field that is left out stays.

    A name that has nothing in common with the former one is taken only when somebody says that it is the same person's:
    link, agreements and answers stay, and are nobody's who comes in their place.
    What the reader said of the person's line goes with the particulars it quoted, so that an erasure, which finds it by
    those of then, leaves nothing of it. Refused (404) for nobody of the evening, and for whom has been erased.
    """
    locked_event(session, event_id)
    person = _person(session, event_id, participant_id)
    before = _of(person).values
    values, problems = _read(given)
    after = {**before, **values}
    if (
        not problems
        and (before["first_name"] or before["last_name"])
        and not (after["first_name"] or after["last_name"])
    ):
        problems["first_name"] = "name_missing"
    if not problems and not same_person and not share_a_word(_full_name(before), _full_name(after)):
        problems["same_person"] = "another_person"
    if problems:
        return Correction(problems=problems)
    changed = tuple(name for name in FIELDS if after[name] != before[name])
    if not changed:
        return Correction(problems={})
    quoted = {row.id for row in remarks_about(session, person)}
    for name in changed:
        setattr(person, name, after[name])
    if "email" in changed:
        person.email_of_payer = person.email_given_by_person = False
    session.flush()
    gone = quoted - {row.id for row in remarks_about(session, person)}
    session.execute(delete(RemarkRow).where(RemarkRow.id.in_(sorted(gone))))
    audit.note(
        session,
        event_id,
        actor=actor,
        action="person_corrected",
        now=now,
        participant_id=participant_id,
        details={"fields": changed},
    )
    doubtful = "phone" in changed and read_phone(after["phone"]).code == "phone_doubtful"
    return Correction(changed=changed, problems={}, phone_doubtful=doubtful)


def _person(session: Session, event_id: int, participant_id: int) -> ParticipantRow:
    person = session.scalars(
        select(ParticipantRow)
        .where(
            ParticipantRow.id == participant_id,
            ParticipantRow.event_id == event_id,
            ParticipantRow.erased_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).first()
    if person is None:
        raise Refused("no_such_person", status=404)
    return person


def _of(person: ParticipantRow) -> Particulars:
    """An address that came from whoever booked is not the person's."""
    values = {name: str(getattr(person, name)) for name in FIELDS}
    if not person.email_of_payer:
        return Particulars(values=values)
    return Particulars(values=values | {"email": ""}, booked_with=person.email)


def _full_name(values: Mapping[str, str]) -> str:
    return f"{values['first_name']} {values['last_name']}"


def _read(given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The fields as they can be used, and by field the code of what cannot be."""
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name in FIELDS:
        if name not in given:
            continue
        text = " ".join(clean_cell(given[name]).split())
        if name in ("email", "phone"):
            reading = read_email(text) if name == "email" else read_phone(text)
            values[name] = reading.value
            if text and not reading.value:
                problems[name] = f"{name}_invalid"
        else:
            values[name] = text
            if len(text) > LONGEST_NAME or not text.isprintable():
                problems[name] = "text_unfit"
    return values, problems
