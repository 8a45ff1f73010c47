"""What a room can give before any plan exists: meetings and breaks, from counts alone.

With n people on one side, m on the other and T tables, min(n, m, T) pairs sit in a round; two organisations meet at
most once, so that R rounds hold at most min(R min(n, m, T), organisations x organisations) meetings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.services.events import EventSettings
from webapp.services.organisations import ListedParticipant


@dataclass(frozen=True, kw_only=True)
class SideCapacity:
    """One side: its people and organisations, its people without a partner in each round, and meetings per person."""

    people: int
    organisations: int
    breaks_per_round: int
    least_meetings: int
    most_meetings: int


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """Both sides, the pairs that sit in one round, and the meetings of the whole evening, all at most."""

    companies: SideCapacity
    associations: SideCapacity
    pairs_per_round: int
    meetings: int

    @property
    def side_empty(self) -> bool:
        """Whether a side has nobody, so that nothing can be planned."""
        return not (self.companies.people and self.associations.people)


def capacity(people: Sequence[ListedParticipant], settings: EventSettings) -> Capacity:
    """Count what these people, rounds and tables allow at most."""
    sides = {side: [one.organisation_id for one in people if one.side == side] for side in ("company", "association")}
    n_companies, n_associations = len(sides["company"]), len(sides["association"])
    pairs = min(n_companies, n_associations)
    if settings.n_tables is not None:
        pairs = min(pairs, settings.n_tables)
    organisations = {side: len(set(numbers)) for side, numbers in sides.items()}
    meetings = min(settings.n_rounds * pairs, organisations["company"] * organisations["association"])

    def one_side(side: str) -> SideCapacity:
        n_people = len(sides[side])
        return SideCapacity(
            people=n_people,
            organisations=organisations[side],
            breaks_per_round=n_people - pairs,
            least_meetings=meetings // n_people if n_people else 0,
            most_meetings=-(-meetings // n_people) if n_people else 0,
        )

    return Capacity(
        companies=one_side("company"),
        associations=one_side("association"),
        pairs_per_round=pairs,
        meetings=meetings,
    )
