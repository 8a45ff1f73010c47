"""The map of the facilitator's pages, and what every one of them shows around its own part; never a choice."""

from dataclasses import dataclass

from flask import Blueprint

from webapp import access
from webapp.access import Membership
from webapp.services.events import EventSettings, settings_of
from webapp.transactions import session

facilitator = Blueprint("facilitator", __name__)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The event, and who is signed in as what."""

    account: str
    public_id: str
    role: str
    settings: EventSettings
    zone: str


def frame_of(member: Membership) -> Frame:
    """The frame of a member's pages."""
    return Frame(
        account=member.account.name,
        public_id=member.public_id,
        role=member.role,
        settings=settings_of(session(), member.event_id),
        zone=access.settings().time_zone,
    )
