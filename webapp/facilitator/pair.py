"""One pair in full: why, seen from both sides, both profiles, what is behind the two, and the pairs around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from matching import explain
from matching.explanations import Contribution, Explanation
from matching.introductions import Introduction
from matching.organisations import Organisation, PastMeeting
from matching.vocabulary import SIDES
from webapp import access, noting
from webapp.access import Membership
from webapp.facilitator.blueprint import facilitator, frame_of
from webapp.facilitator.listing import Ranking, ranking
from webapp.facilitator.pairs import asked_of
from webapp.services import contacts, introductions, retention
from webapp.services.contacts import ContactCard
from webapp.transactions import session
from webapp.wording import Pair

#: Roles that make introductions; whoever only looks on is given no address.
MAY_WRITE = ("facilitator", "owner")


@dataclass(frozen=True, kw_only=True)
class Direction:
    """What a pair is worth to one side, in parts; ``counts``: its total is the pair's."""

    side: str
    total: float
    contributions: Mapping[str, Contribution]
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Where a pair stands in the list, and the pairs before and after it; nowhere when it is not in the list."""

    rank: int | None = None
    previous: tuple[Organisation, Organisation] | None = None
    next: tuple[Organisation, Organisation] | None = None


@facilitator.get("/e/<public_id>/pairs/<company_code>/<association_code>")
def pair(public_id: str, company_code: str, association_code: str) -> ResponseReturnValue:
    """A facilitator reads one pair: both profiles, why, what to know before, and how to begin."""
    member = access.member()
    asked = asked_of(member)
    found = ranking(member.event_id, asked.tuning)
    if found is None:
        abort(404)
    row, column = found.matrix.row_of.get(company_code), found.matrix.column_of.get(association_code)
    if row is None or column is None:
        abort(404)
    company, association = found.matrix.companies[row], found.matrix.associations[column]
    explanation = explain(found.matrix, row, column)
    without = introductions.left_out(session(), member.event_id, access.clock().now())
    reachable = _reachable(member, company_code, association_code)
    if any(reachable.values()):
        noting.note_seen("introduction_contacts_shown")
    return render_template(
        "facilitator/pair.html",
        frame=frame_of(member),
        asked=asked,
        tuning=asked.tuning,
        company=company,
        association=association,
        explanation=explanation,
        directions=directions_of(explanation),
        neighbours=_neighbours(found, found.accepted(asked.filters), row, column),
        past=_past(found, company, association),
        meets=(company.id, association.id) in without.met,
        apart=(company.id, association.id) in without.apart,
        reachable=reachable,
        partners={one.id: _partners(found, one) for one in (company, association)},
        pair=Pair(company=company.name, association=association.name),
    )


def _reachable(member: Membership, *codes: str) -> Mapping[str, Sequence[ContactCard]]:
    """Whom the reader may write to about an introduction, by organisation: for those who make introductions alone."""
    if member.role not in MAY_WRITE:
        return {}
    if access.clock().now() >= retention.deadlines(session(), member.event_id, access.settings()).introductions:
        return {}
    return contacts.for_introductions(session(), member.event_id, codes)


def directions_of(explanation: Explanation) -> tuple[Direction, ...]:
    """What the pair is worth to the company, then to the association."""
    counting = (explanation.total, explanation.contributions)
    other = (explanation.other_total, explanation.other_contributions)
    found = []
    for side in SIDES:
        total, parts = counting if side == explanation.direction else other
        by_name = {part.criterion: part for part in parts}
        found.append(Direction(side=side, total=total, contributions=by_name, counts=side == explanation.direction))
    return tuple(found)


def _neighbours(found: Ranking, pairs: Sequence[Introduction], row: int, column: int) -> Neighbours:
    place = next(
        (n for n, one in enumerate(pairs) if (one.company_index, one.association_index) == (row, column)), None
    )
    if place is None:
        return Neighbours()

    def names(number: int) -> tuple[Organisation, Organisation] | None:
        if not 0 <= number < len(pairs):
            return None
        one = pairs[number]
        return found.matrix.companies[one.company_index], found.matrix.associations[one.association_index]

    return Neighbours(rank=pairs[place].rank, previous=names(place - 1), next=names(place + 1))


def _past(found: Ranking, company: Organisation, association: Organisation) -> tuple[PastMeeting, ...]:
    """What is known of the two together: earlier evenings, work they do together."""
    return found.matrix.comparison.past.get((company.id, association.id), ())


def _partners(found: Ranking, one: Organisation) -> list[str]:
    """The names of those an organisation works with already, by the list of the event where they stand in it."""
    names = {other.id: other.name for other in (*found.matrix.companies, *found.matrix.associations)}
    return sorted(names.get(partner, partner) for partner in one.partners)
