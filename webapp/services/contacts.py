"""Contacts: what a mutual choice hands over at the reveal, field by field as each person agreed until the seal.

The reveal writes one row per direction of each mutual pair (``received_contacts``); from then on it is the receiver's,
and everything shown or exported is read from there. Addresses that may serve for introductions are another purpose with
a consent of its own: they are looked up at each visit, so that taking it back counts at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import EventRow, MutualChoiceRow, OrganisationRow, ParticipantRow, ReceivedContactRow
from webapp.services import consents
from webapp.services.consents import Purpose


@dataclass(frozen=True, kw_only=True)
class ContactCard:
    """One person's contact as another may keep it; a field that was not agreed to is empty.

    So is an address that belongs to whoever paid: that person agreed to nothing.
    """

    #: Whose it is; None once that person has been erased.
    participant_id: int | None
    first_name: str
    last_name: str
    role: str
    organisation: str
    side: str
    commune: str
    email: str
    phone: str

    @property
    def full_name(self) -> str:
        """First name and last name, as one says them."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class MutualPair:
    """Two people who both wish to meet again, each with the fields they agreed to."""

    company: ContactCard
    association: ContactCard


def hand_over(session: Session, event_id: int) -> int:
    """Write down what each mutual choice hands over; returns the number of contacts. For the reveal alone.

    Nobody consents or takes back between the seal and the reveal, so what is handed over is what was agreed to at the
    seal. A person erased in between hands nothing over, and receives nothing.
    """
    pairs = session.scalars(
        select(MutualChoiceRow).where(MutualChoiceRow.event_id == event_id).order_by(MutualChoiceRow.id)
    ).all()
    ids = {pair.company_participant_id for pair in pairs} | {pair.association_participant_id for pair in pairs}
    cards = _cards(session, ids, "contacts")
    rows = [
        _received(event_id, receiver, cards[giver])
        for pair in pairs
        if pair.company_participant_id in cards and pair.association_participant_id in cards
        for receiver, giver in (
            (pair.company_participant_id, pair.association_participant_id),
            (pair.association_participant_id, pair.company_participant_id),
        )
    ]
    session.add_all(rows)
    session.flush()
    return len(rows)


def contacts_of(session: Session, participant_id: int) -> list[ContactCard]:
    """The contacts a participant has received; none before the reveal."""
    rows = session.scalars(
        select(ReceivedContactRow)
        .join(EventRow, EventRow.id == ReceivedContactRow.event_id)
        .where(ReceivedContactRow.receiver_id == participant_id, EventRow.revealed_at.is_not(None))
    )
    return sorted(map(_handed_over, rows), key=lambda card: (card.organisation, card.last_name, card.first_name))


def mutual_pairs(session: Session, event_id: int) -> list[MutualPair]:
    """The mutual pairs of an event, for its organiser: both directions were handed over, and neither person erased."""
    rows = session.scalars(
        select(ReceivedContactRow)
        .join(EventRow, EventRow.id == ReceivedContactRow.event_id)
        .where(
            ReceivedContactRow.event_id == event_id,
            ReceivedContactRow.giver_id.is_not(None),
            EventRow.revealed_at.is_not(None),
        )
    )
    given = {(row.receiver_id, row.giver_id): _handed_over(row) for row in rows if row.giver_id is not None}
    found = [
        MutualPair(company=given[association, company], association=card)
        for (company, association), card in given.items()
        if card.side == "association" and (association, company) in given
    ]
    return sorted(
        found, key=lambda pair: (pair.company.organisation, pair.association.organisation, pair.company.last_name)
    )


def for_introductions(
    session: Session, event_id: int, organisation_codes: Iterable[str]
) -> dict[str, list[ContactCard]]:
    """Whom a facilitator may write to in order to introduce these organisations, by code; nobody before the reveal.

    Only people who agreed to it, with the fields they agreed to, and who have not taken it back.
    """
    wanted = sorted(set(organisation_codes))
    found: dict[str, list[ContactCard]] = {code: [] for code in wanted}
    if session.scalar(select(EventRow.revealed_at).where(EventRow.id == event_id)) is None:
        return found
    people = session.execute(
        select(ParticipantRow.id, OrganisationRow.code)
        .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
        .where(ParticipantRow.event_id == event_id, OrganisationRow.code.in_(wanted))
        .order_by(ParticipantRow.code)
    ).all()
    cards = _cards(session, {person.id for person in people}, "introductions")
    for person in people:
        card = cards.get(person.id)
        if card is not None and (card.email or card.phone):
            found[person.code].append(card)
    return found


def _received(event_id: int, receiver_id: int, card: ContactCard) -> ReceivedContactRow:
    return ReceivedContactRow(
        event_id=event_id,
        receiver_id=receiver_id,
        giver_id=card.participant_id,
        first_name=card.first_name,
        last_name=card.last_name,
        role=card.role,
        organisation=card.organisation,
        side=card.side,
        commune=card.commune,
        email=card.email,
        phone=card.phone,
    )


def _handed_over(row: ReceivedContactRow) -> ContactCard:
    return ContactCard(
        participant_id=row.giver_id,
        first_name=row.first_name,
        last_name=row.last_name,
        role=row.role,
        organisation=row.organisation,
        side=row.side,
        commune=row.commune,
        email=row.email,
        phone=row.phone,
    )


def _cards(session: Session, participant_ids: set[int], purpose: Purpose) -> dict[int, ContactCard]:
    """The cards of people who have not been erased, with the fields each agreed to for a purpose."""
    agreed = consents.agreed(session, participant_ids, purpose)
    people = session.execute(
        select(ParticipantRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
        .where(ParticipantRow.id.in_(sorted(participant_ids)), ParticipantRow.erased_at.is_(None))
    )
    return {
        person.id: ContactCard(
            participant_id=person.id,
            first_name=person.first_name,
            last_name=person.last_name,
            role=person.role,
            organisation=organisation.name,
            side=organisation.side,
            commune=organisation.profile.get("place", {}).get("commune", ""),
            email=person.email if "email" in agreed[person.id] and not person.email_of_payer else "",
            phone=person.phone if "phone" in agreed[person.id] else "",
        )
        for person, organisation in people
    }
