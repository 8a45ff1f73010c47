"""A company and an association that somebody asks about -> why they meet, why they do not, and what it would cost."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from matching.explanations import Explanation
from schedules import InfeasiblePlan
from schedules.why_not import cost_of_pair, why_not
from webapp.access import Membership
from webapp.languages import words
from webapp.organiser import grids
from webapp.organiser.pages import number
from webapp.services import criterion_weights, introductions, plans
from webapp.services.plans import PlannedMeeting, StoredPlan
from webapp.services.refusals import Refused
from webapp.services.rules import ListedOrganisation, organisations_of
from webapp.services.standing_plan import StandingPlan
from webapp.transactions import session
from webapp.wording import Pair

SETTLED = frozenset({"meet", "forbidden", "met_before", "colleagues_meet", "never_together", "seated_apart"})


@dataclass(frozen=True, kw_only=True)
class AskedPair:
    """The pair somebody asks about: why, what it is worth, where it meets or why it does not, and its rule."""

    company: ListedOrganisation
    association: ListedOrganisation
    explanation: Explanation
    meeting: PlannedMeeting | None
    rule: str | None
    why_not: tuple[str, ...]
    #: Row and column of the two in the planning problem.
    cell: tuple[int, int] | None

    @property
    def pair(self) -> Pair:
        """The two names, for sentences read by neither of them."""
        return Pair(company=self.company.name, association=self.association.name, reader=None)


def asked_pair(
    member: Membership, shown: StoredPlan | None, standing: StandingPlan | None, given: Mapping[str, str]
) -> AskedPair | None:
    """The pair that an address or a form names, explained; None when it names none."""
    pair = two_organisations(member, number(given, "company"), number(given, "association"))
    if pair is None:
        return None
    company, association = pair
    meeting = grids.meeting_of(shown, company.id, association.id)
    explanation = meeting.explanation if meeting else None
    if explanation is None:
        now = criterion_weights.in_use(session(), member.event_id).weights
        weights = standing.inputs.weights if standing else now
        explanation = introductions.pair(session(), member.event_id, company.code, association.code, weights=weights)
        if explanation is None:
            return None
    rule = plans.rules_of(session(), member.event_id).get((company.id, association.id))
    cell = standing.pair_of(company.code, association.code) if standing else None
    return AskedPair(
        company=company,
        association=association,
        explanation=explanation,
        meeting=meeting,
        rule=rule,
        why_not=() if meeting or standing is None or cell is None else why_not_sentences(standing, cell),
        cell=cell,
    )


def two_organisations(
    member: Membership, company_id: int | None, association_id: int | None
) -> tuple[ListedOrganisation, ListedOrganisation] | None:
    """The event's company and association of these numbers; None when one is missing, 404 for another event's."""
    if company_id is None or association_id is None:
        return None
    by_id = {one.id: one for one in organisations_of(session(), member.event_id)}
    company, association = by_id.get(company_id), by_id.get(association_id)
    if company is None or association is None or (company.side, association.side) != ("company", "association"):
        raise Refused("no_such_pair", status=404)
    return company, association


def why_not_sentences(standing: StandingPlan, pair: tuple[int, int]) -> tuple[str, ...]:
    """Why a row and a column do not meet, in sentences; with what imposing them would cost, computed at once."""
    answer = why_not(standing.problem, standing.plan, *pair)
    reasons = list(answer.reasons)
    if not SETTLED.intersection(answer.codes):
        with suppress(InfeasiblePlan):  # the rules of now leave no plan at all; the page says so when it is computed
            reasons.append(cost_of_pair(standing.problem, standing.plan, *pair).reason)
    return tuple(words().why_not(one, standing.row_names, standing.column_names) for one in reasons)
