"""What every page of the desk shows around its own part: the event, its phase, and who is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp import access
from webapp.access import Membership
from webapp.services import anonymising, links
from webapp.services.event_day import EveningState, evening_state
from webapp.services.events import EventSettings, settings_of
from webapp.transactions import session

MOST_FIGURES = 9


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The frame of a page: ``phase`` is the page's own of the five, ``zone`` the name of the clocks' time zone.

    ``over`` once its links were ended; ``anonymised`` once its people are forgotten, and numbers alone are left.
    """

    account: str
    public_id: str
    phase: str
    settings: EventSettings
    state: EveningState
    zone: str
    anonymised: bool
    over: bool

    @property
    def begun(self) -> bool:
        """Whether the first round has begun, after which plan and settings stand."""
        return self.state.rounds_begun > 0

    @property
    def settled(self) -> bool:
        """Whether nothing is prepared any more: sign-ups, settings and plan stand."""
        return self.begun or self.over


def desk(member: Membership, phase: str) -> Desk:
    """The frame of one page of this event."""
    return Desk(
        account=member.account.name,
        public_id=member.public_id,
        phase=phase,
        settings=settings_of(session(), member.event_id),
        state=evening_state(session(), member.event_id, access.clock().now()),
        zone=access.settings().time_zone,
        anonymised=anonymising.kept_of(session(), member.event_id) is not None,
        over=links.are_over(session(), member.event_id),
    )


def number(given: Mapping[str, str], name: str) -> int | None:
    """A whole number from an address or a form, small enough for any database; None when it is something else."""
    text = given.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_FIGURES else None
