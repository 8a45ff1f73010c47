"""Contacts: what a mutual choice hands over, after the reveal, field by field as each person agreed."""

from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from webapp.models import EventRow, MutualChoiceRow, OrganisationRow, ParticipantRow
from webapp.services import consents


@dataclass(frozen=True, kw_only=True)
class ContactCard:
    """One person's contact as another may keep it; a field that was not agreed to is empty.

    So is an address that belongs to whoever paid: that person agreed to nothing.
    """

    participant_id: int
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


def contacts_of(session: Session, participant_id: int) -> list[ContactCard]:
    """The contacts a participant receives; none before the reveal."""
    pairs = session.scalars(
        _revealed_pairs().where(
            or_(
                MutualChoiceRow.company_participant_id == participant_id,
                MutualChoiceRow.association_participant_id == participant_id,
            )
        )
    ).all()
    partners = [
        pair.association_participant_id
        if pair.company_participant_id == participant_id
        else pair.company_participant_id
        for pair in pairs
    ]
    return sorted(
        (_card(session, partner) for partner in partners), key=lambda card: (card.organisation, card.last_name)
    )


def mutual_pairs(session: Session, event_id: int) -> list[MutualPair]:
    """The mutual pairs of an event, for its organiser; none before the reveal."""
    pairs = session.scalars(_revealed_pairs().where(MutualChoiceRow.event_id == event_id)).all()
    found = [
        MutualPair(
            company=_card(session, pair.company_participant_id),
            association=_card(session, pair.association_participant_id),
        )
        for pair in pairs
    ]
    return sorted(found, key=lambda pair: (pair.company.organisation, pair.association.organisation))


def _revealed_pairs() -> Select[MutualChoiceRow]:
    return (
        select(MutualChoiceRow)
        .join(EventRow, EventRow.id == MutualChoiceRow.event_id)
        .where(EventRow.revealed_at.is_not(None))
    )


def _card(session: Session, participant_id: int) -> ContactCard:
    person, organisation = session.execute(
        select(ParticipantRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
        .where(ParticipantRow.id == participant_id)
    ).one()
    agreed = consents.current(session, participant_id)
    return ContactCard(
        participant_id=person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        role=person.role,
        organisation=organisation.name,
        side=organisation.side,
        commune=organisation.profile.get("place", {}).get("commune", ""),
        email=person.email if agreed.get("email") and not person.email_of_payer else "",
        phone=person.phone if agreed.get("phone") else "",
    )
