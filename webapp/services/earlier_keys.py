"""The keys of people in a former database -> the same keys in a copy from before people had any.

Such a copy is given keys when it is put back, by the links of that moment (migration 0009). Whose link was replaced or
ended, or who was in a sheet handed in again, before the former database was given its own, has another one there: what
it knows of them would find nobody. The living are known again as in a new sheet; then, as lines of the former journal
were, people are known by number of the row and id in files, unless their names have nothing in common.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.models import EventRow, OrganisationRow, ParticipantRow
from webapp.services.erasure_journal import ErasedPerson
from webapp.services.person_keys import Identity, kept_keys, share_a_word

#: The first shape of the database in which people have keys.
FIRST_SHAPE: Final = "0009"


@dataclass(frozen=True, kw_only=True)
class KeyedPerson:
    """A person of an evening: number of the row, key, and by what they are known; of the erased, the id alone."""

    public_id: str
    number: int
    person_key: str
    identity: Identity


def keyed_people(session: Session) -> list[KeyedPerson]:
    """Everybody who has a key, the erased too."""
    rows = session.execute(
        select(
            EventRow.public_id,
            ParticipantRow.id,
            ParticipantRow.person_key,
            ParticipantRow.code,
            ParticipantRow.first_name,
            ParticipantRow.last_name,
            ParticipantRow.email,
            ParticipantRow.email_of_payer,
            OrganisationRow.name,
        )
        .join(EventRow, EventRow.id == ParticipantRow.event_id)
        .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
        .where(ParticipantRow.person_key != "")
        .order_by(ParticipantRow.id)
    )
    return [
        KeyedPerson(
            public_id=row.public_id,
            number=row.id,
            person_key=row.person_key,
            identity=Identity(
                code=row.code,
                full_name=f"{row.first_name} {row.last_name}".strip(),
                organisation=row.name,
                email="" if row.email_of_payer else row.email,
            ),
        )
        for row in rows
    ]


def take_over(session: Session, former: Sequence[KeyedPerson]) -> int:
    """Give people of a copy the keys that a former database knows them by; returns how many got another one."""
    here = keyed_people(session)
    theirs, ours = _keys(former), _keys(here)
    n_given = 0
    for public_id in sorted({one.public_id for one in here}):
        unknown = [one for one in here if one.public_id == public_id and (public_id, one.person_key) not in theirs]
        missing = [one for one in former if one.public_id == public_id and (public_id, one.person_key) not in ours]
        for number, key in _found_again(unknown, missing).items():
            session.execute(update(ParticipantRow).where(ParticipantRow.id == number).values(person_key=key))
            n_given += 1
    session.flush()
    session.expire_all()
    return n_given


def not_found(session: Session, erased: Iterable[ErasedPerson], *, since: datetime) -> int:
    """How many of those erased since a copy was made are nobody there, though it has their evening.

    They may not have come yet at that moment; or they are there under a key that nobody can tell to be theirs.
    """
    keys = _keys(keyed_people(session))
    evenings = set(session.scalars(select(EventRow.public_id)))
    sought = {
        (one.public_id, one.person_key)
        for one in erased
        if one.former is None and one.erased_at >= since and one.public_id in evenings
    }
    return len(sought - keys)


def _found_again(unknown: Sequence[KeyedPerson], missing: Sequence[KeyedPerson]) -> dict[int, str]:
    """Who of the people of a copy is whom of the former database, both of one evening: the key by number of the row."""
    by_key = {one.person_key: one for one in missing}
    by_code = {one.identity.code: one for one in unknown}
    living = {key: one.identity for key, one in by_key.items() if one.identity.full_name}
    kept = kept_keys(living, [one.identity for one in unknown])
    found = {by_code[code].number: key for code, key in kept.items()}
    given = set(found.values())
    by_place = {(one.number, one.identity.code): one for one in missing if one.person_key not in given}
    for one in unknown:
        other = by_place.get((one.number, one.identity.code))
        if (
            one.number not in found
            and other is not None
            and share_a_word(one.identity.full_name, other.identity.full_name)
        ):
            found[one.number] = other.person_key
    return found


def _keys(people: Iterable[KeyedPerson]) -> set[tuple[str, str]]:
    return {(one.public_id, one.person_key) for one in people}
