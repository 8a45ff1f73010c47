"""Somebody walks in: a participant with a link of their own, from whom they come for and what that side seeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.organisations import Need, Organisation, Participant
from matching.vocabulary import RESOURCES, SIDES
from webapp import conversions
from webapp.models import OrganisationRow, ParticipantRow
from webapp.services import links, presence
from webapp.services.event_day import locked_state
from webapp.services.organisations import MOST_PARTICIPANTS
from webapp.services.presence import Stay
from webapp.services.refusals import Refused
from webapp.services.tokens import token_hash

LONGEST_NAME = 200
CODE_LETTERS = {"company": "C", "association": "A"}


@dataclass(frozen=True, kw_only=True)
class WalkIn:
    """Who walked in: for an organisation of the list (``organisation_id``), or for a new one with its name and side."""

    first_name: str
    last_name: str
    role: str = ""
    organisation_id: int | None = None
    organisation_name: str = ""
    side: str = ""
    needs: Sequence[str] = ()

    def problems(self) -> list[str]:
        """Codes of what is missing or cannot be; empty when all is well."""
        found = []
        if not (self.first_name or self.last_name):
            found.append("name_missing")
        if any(
            len(text) > LONGEST_NAME or not text.isprintable()
            for text in (self.first_name, self.last_name, self.role, self.organisation_name)
        ):
            found.append("text_unfit")
        if self.organisation_id is None:
            if not self.organisation_name:
                found.append("organisation_missing")
            elif self.side not in SIDES:
                found.append("side_missing")
        if any(code not in RESOURCES for code in self.needs):
            found.append("need_unknown")
        return found


def add(session: Session, event_id: int, walk_in: WalkIn, *, secret_key: str, now: datetime) -> int:
    """Add who walked in, there from the next round on, with a personal link; returns the participant's number.

    Refused with every problem at once (422), for an organisation of another evening (404), once the rounds are over or
    the evening's links were ended, and beyond the greatest number of people.
    """
    state = locked_state(session, event_id, now)
    if state.phase not in presence.OPEN_PHASES or state.rounds_begun >= state.n_rounds:
        raise Refused("rounds_are_over")
    links.require_not_over(session, event_id)
    problems = walk_in.problems()
    if problems:
        raise Refused("walk_in_invalid", status=422, values={"problems": tuple(problems)})
    count = session.scalar(select(func.count(ParticipantRow.id)).where(ParticipantRow.event_id == event_id)) or 0
    if count >= MOST_PARTICIPANTS:
        raise Refused("too_many_people", status=422, values={"count": count + 1, "most": MOST_PARTICIPANTS})
    organisation = _organisation(session, event_id, walk_in)
    nonce = links.new_nonce()
    row = conversions.participant_row(
        event_id,
        organisation.id,
        Participant(
            id=_free_code(session, event_id, organisation),
            organisation_id=organisation.code,
            first_name=walk_in.first_name,
            last_name=walk_in.last_name,
            role=walk_in.role,
        ),
        link_nonce=nonce,
        link_hash=token_hash(links.token(secret_key, "participant", nonce)),
    )
    session.add(row)
    session.flush()
    presence.note(session, event_id, row.id, Stay(state.rounds_begun + 1), now)
    return row.id


def _organisation(session: Session, event_id: int, walk_in: WalkIn) -> OrganisationRow:
    """The organisation of the list, or a new one."""
    if walk_in.organisation_id is not None:
        row = session.scalars(
            select(OrganisationRow).where(
                OrganisationRow.event_id == event_id, OrganisationRow.id == walk_in.organisation_id
            )
        ).first()
        if row is None:
            raise Refused("no_such_organisation", status=404)
        return row
    codes = set(session.scalars(select(OrganisationRow.code).where(OrganisationRow.event_id == event_id)))
    letter, number = CODE_LETTERS[walk_in.side], 1
    while f"{letter}{number:02}" in codes:
        number += 1
    profile = Organisation(
        id=f"{letter}{number:02}",
        side="company" if walk_in.side == "company" else "association",
        name=walk_in.organisation_name,
        needs=tuple(Need(code=code) for code in walk_in.needs),
    )
    row = conversions.organisation_row(event_id, profile)
    session.add(row)
    session.flush()
    return row


def _free_code(session: Session, event_id: int, organisation: OrganisationRow) -> str:
    codes = set(session.scalars(select(ParticipantRow.code).where(ParticipantRow.event_id == event_id)))
    number = 1
    while f"{organisation.code}-{number}" in codes:
        number += 1
    return f"{organisation.code}-{number}"
