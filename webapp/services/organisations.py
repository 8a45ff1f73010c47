"""The sign-up sheet of an event: taken in whole, with everything its reader had to say, and listed again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matching.organisations import Diagnosis, Organisation, PairRule, Participant, PastMeeting
from matching.read import Remark, SignUps
from webapp import conversions
from webapp.models import (
    AuditEntryRow,
    EventRow,
    OrganisationRow,
    PairRuleRow,
    ParticipantRow,
    PastMeetingRow,
    PlanRow,
    RemarkRow,
)
from webapp.services import links
from webapp.services.event_day import locked_event
from webapp.services.person_keys import Identity, kept_keys
from webapp.services.refusals import Refused
from webapp.services.tokens import token_hash

# An evening of one hall; a larger directory belongs to the command line.
MOST_PARTICIPANTS = 1000
# Built once, of these columns alone: every page of a phone asks for people, and a profile is long to read.
_LISTED: Final = select(
    ParticipantRow.id,
    ParticipantRow.code,
    ParticipantRow.first_name,
    ParticipantRow.last_name,
    ParticipantRow.role,
    ParticipantRow.email,
    ParticipantRow.email_of_payer,
    ParticipantRow.phone,
    ParticipantRow.erased_at,
    OrganisationRow.id.label("organisation_id"),
    OrganisationRow.code.label("organisation_code"),
    OrganisationRow.name.label("organisation"),
    OrganisationRow.side,
    OrganisationRow.profile[("place", "commune")].as_string().label("commune"),
).join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
_ONE: Final = _LISTED.where(ParticipantRow.id == bindparam("person"))
_OF_EVENT: Final = _LISTED.where(ParticipantRow.event_id == bindparam("event"))
_SOME: Final = _OF_EVENT.where(ParticipantRow.id.in_(bindparam("numbers", expanding=True)))


@dataclass(frozen=True, kw_only=True)
class ListedParticipant:
    """One participant with the organisation they represent, as lists show them."""

    id: int
    code: str
    first_name: str
    last_name: str
    role: str
    email: str
    email_of_payer: bool
    phone: str
    organisation_id: int
    organisation_code: str
    organisation: str
    side: str
    commune: str
    #: Whether the person was erased: then only numbers are left, and lists of people leave them out.
    erased: bool = False

    @property
    def full_name(self) -> str:
        """First name and last name, as one says them."""
        return f"{self.first_name} {self.last_name}".strip()


def take_in(session: Session, event_id: int, sign_ups: SignUps, *, sheet_name: str, secret_key: str) -> None:
    """Replace the event's organisations, participants, rules and remarks by those of a sheet.

    Refused once a plan is published, for people may hold links and papers already, and once the evening's links were
    ended. Whoever was in the earlier sheet keeps their key; nobody is given the number of somebody else's row, of which
    the log may tell.
    """
    if len(sign_ups.participants) > MOST_PARTICIPANTS:
        raise Refused(
            "too_many_people", status=422, values={"count": len(sign_ups.participants), "most": MOST_PARTICIPANTS}
        )
    event = locked_event(session, event_id)
    if event.published_version is not None:
        raise Refused("plan_published")
    links.require_not_over(session, event_id)
    known = _known(session, event_id)
    free_organisation = _free_number(session, OrganisationRow.id)
    free_person = _free_number(session, ParticipantRow.id, AuditEntryRow.participant_id)
    for row_class in (PlanRow, PairRuleRow, PastMeetingRow, RemarkRow, ParticipantRow, OrganisationRow):
        session.execute(delete(row_class).where(row_class.event_id == event_id))
    event.sheet_name, event.sheet_rows = sheet_name, sign_ups.n_rows
    numbers: dict[str, int] = {}
    for place, profile in enumerate(sign_ups.organisations):
        row = conversions.organisation_row(event_id, profile)
        if free_organisation is not None:
            row.id = free_organisation + place
        session.add(row)
        session.flush()
        numbers[profile.id] = row.id
    names = {profile.id: profile.name for profile in sign_ups.organisations}
    keys = kept_keys(known, [_identity(one, names[one.organisation_id]) for one in sign_ups.participants])
    for place, person in enumerate(sign_ups.participants):
        nonce = links.new_nonce()
        hashed = token_hash(links.token(secret_key, "participant", nonce))
        someone = conversions.participant_row(
            event_id,
            numbers[person.organisation_id],
            person,
            link_nonce=nonce,
            link_hash=hashed,
            sheet_line=sign_ups.lines.get(person.id),
        )
        if person.id in keys:
            someone.person_key = keys[person.id]
        if free_person is not None:
            someone.id = free_person + place
        session.add(someone)
    session.add_all(_remark_row(event_id, "sheet", remark) for remark in sign_ups.remarks)
    add_rules(session, event_id, sign_ups.pair_rules)
    session.flush()


def add_rules(session: Session, event_id: int, rules: Sequence[PairRule]) -> None:
    """Add rules for pairs of organisations; a later one for a pair replaces the earlier, "forbidden" any other."""
    numbers = _numbers(session, event_id)
    forbidden_last = sorted(rules, key=lambda rule: rule.kind == "forbidden")
    for rule in {(rule.company_id, rule.association_id): rule for rule in forbidden_last}.values():
        company, association = numbers.get(rule.company_id), numbers.get(rule.association_id)
        if company is None or association is None:
            continue
        session.execute(
            delete(PairRuleRow).where(
                PairRuleRow.event_id == event_id,
                PairRuleRow.company_id == company,
                PairRuleRow.association_id == association,
            )
        )
        session.add(
            PairRuleRow(
                event_id=event_id,
                company_id=company,
                association_id=association,
                kind=rule.kind,
                round_number=rule.round_number,
                table_number=rule.table_number,
            )
        )
    session.flush()


def remember(session: Session, event_id: int, history: Sequence[PastMeeting]) -> None:
    """Remember who met or worked together before, for organisations that come; replaces what was remembered earlier."""
    numbers = _numbers(session, event_id)
    session.execute(delete(PastMeetingRow).where(PastMeetingRow.event_id == event_id))
    session.add_all(
        PastMeetingRow(
            event_id=event_id,
            company_id=numbers[past.company_id],
            association_id=numbers[past.association_id],
            event_name=past.event,
            date=past.date,
            known=past.known,
        )
        for past in history
        if past.company_id in numbers and past.association_id in numbers
    )
    session.flush()


def set_diagnosis(session: Session, event_id: int, diagnosis: Diagnosis | None) -> None:
    """Set the diagnosis that weighs the event's shared fragilities."""
    session.get_one(EventRow, event_id).diagnosis = diagnosis.to_dict() if diagnosis else None
    session.flush()


def listed_participants(
    session: Session, event_id: int, *, numbers: Collection[int] | None = None, with_erased: bool = False
) -> list[ListedParticipant]:
    """Everybody who represents an organisation at the event (or only these), by last name and first name.

    Those who were erased are among them only where somebody asks for them, for the plan's sake.
    """
    if numbers is None:
        found = session.execute(_OF_EVENT, {"event": event_id})
    else:
        found = session.execute(_SOME, {"event": event_id, "numbers": sorted(numbers)})
    people = [_listed(row) for row in found if with_erased or row.erased_at is None]
    return sorted(people, key=lambda one: (one.last_name.casefold(), one.first_name.casefold(), one.code))


def listed_participant(session: Session, participant_id: int) -> ListedParticipant:
    """One participant."""
    return _listed(session.execute(_ONE, {"person": participant_id}).one())


def profiles(session: Session, event_id: int) -> list[Organisation]:
    """The profiles of the event's organisations, in the order of the sheet."""
    rows = session.scalars(
        select(OrganisationRow).where(OrganisationRow.event_id == event_id).order_by(OrganisationRow.id)
    )
    return [conversions.organisation(row) for row in rows]


def add_remarks(session: Session, event_id: int, source: str, found: Sequence[Remark]) -> None:
    """Keep what the reader had to say about a file beside the sheet, instead of what it said about the earlier one."""
    session.execute(delete(RemarkRow).where(RemarkRow.event_id == event_id, RemarkRow.source == source))
    session.add_all(_remark_row(event_id, source, remark) for remark in found)
    session.flush()


def remarks(session: Session, event_id: int, *, source: str = "sheet") -> list[Remark]:
    """What the reader had to say about the sheet, or a file beside it, in the file's order."""
    rows = session.scalars(
        select(RemarkRow).where(RemarkRow.event_id == event_id, RemarkRow.source == source).order_by(RemarkRow.id)
    )
    return [
        Remark(
            level=row.level,  # type: ignore[arg-type]  # written by take_in only
            code=row.code,
            line=row.line,
            column=row.column_name,
            subject=row.subject,
            value=row.value,
            values=row.details,
        )
        for row in rows
    ]


def personal_tokens(session: Session, event_id: int, *, secret_key: str) -> dict[int, str]:
    """The tokens of the participants' personal links, for badges that are about to be printed.

    Nobody's is among them whose link was made under another key: what this one derives would open nothing.
    """
    rows = session.execute(
        select(ParticipantRow.id, ParticipantRow.link_nonce, ParticipantRow.link_hash).where(
            ParticipantRow.event_id == event_id, ParticipantRow.erased_at.is_(None)
        )
    )
    found = {row.id: links.opening_token(secret_key, "participant", row.link_nonce, row.link_hash) for row in rows}
    return {number: token for number, token in found.items() if token is not None}


def personal_token(session: Session, event_id: int, participant_id: int, *, secret_key: str) -> str | None:
    """The token of one participant's personal link.

    None for anybody else, for whom has been erased, and where the link was made under another key.
    """
    found = session.execute(
        select(ParticipantRow.link_nonce, ParticipantRow.link_hash).where(
            ParticipantRow.event_id == event_id,
            ParticipantRow.id == participant_id,
            ParticipantRow.erased_at.is_(None),
        )
    ).first()
    return None if found is None else links.opening_token(secret_key, "participant", found.link_nonce, found.link_hash)


def _listed(row: Row[*tuple[Any, ...]]) -> ListedParticipant:
    return ListedParticipant(
        id=row.id,
        code=row.code,
        first_name=row.first_name,
        last_name=row.last_name,
        role=row.role,
        email=row.email,
        email_of_payer=row.email_of_payer,
        phone=row.phone,
        organisation_id=row.organisation_id,
        organisation_code=row.organisation_code,
        organisation=row.organisation,
        side=row.side,
        commune=row.commune or "",
        erased=row.erased_at is not None,
    )


def _known(session: Session, event_id: int) -> dict[str, Identity]:
    """Who comes, by the key of each; those who were erased are nobody any more."""
    rows = session.execute(
        select(ParticipantRow, OrganisationRow.code, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
        .where(ParticipantRow.event_id == event_id, ParticipantRow.erased_at.is_(None), ParticipantRow.person_key != "")
    )
    return {row.person_key: _identity(conversions.participant(row, code), name) for row, code, name in rows}


def _identity(person: Participant, organisation: str) -> Identity:
    own = "" if person.email_of_payer else person.email
    return Identity(code=person.id, full_name=person.full_name, organisation=organisation, email=own)


def _free_number(
    session: Session, *numbers: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> int | None:
    """The number from which on rows are nobody's and never were; None where the database gives no number twice.

    SQLite gives the next one above those that stand there at that moment.
    """
    if session.get_bind().dialect.name != "sqlite":
        return None
    return 1 + max(session.scalar(select(func.max(column))) or 0 for column in numbers)


def _numbers(session: Session, event_id: int) -> dict[str, int]:
    rows = session.execute(select(OrganisationRow.code, OrganisationRow.id).where(OrganisationRow.event_id == event_id))
    return {row.code: row.id for row in rows}


def _remark_row(event_id: int, source: str, remark: Remark) -> RemarkRow:
    details: dict[str, Any] = dict(remark.values)
    return RemarkRow(
        event_id=event_id,
        source=source,
        level=remark.level,
        code=remark.code,
        line=remark.line,
        column_name=remark.column,
        subject=remark.subject,
        value=remark.value,
        details=details,
    )
