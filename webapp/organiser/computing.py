"""Computing a plan between two transactions, so that nobody waits for it, and saying what stands in its way."""

from dataclasses import dataclass

from matching.organisations import PairRule
from schedules import InfeasiblePlan
from schedules.faults import InvalidProblem
from webapp import access, noting, transactions
from webapp.access import Membership
from webapp.languages import words
from webapp.services import planning, plans
from webapp.services.events import mark_stale
from webapp.services.planning import PlanningInputs
from webapp.services.rules import ListedOrganisation, with_rule
from webapp.transactions import session


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A plan that was computed and stored, with the total of the plan before it; or the sentences that say why not."""

    total: float = 0.0
    earlier_total: float | None = None
    shortages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RuleChange:
    """A rule to be tried for a pair of organisations; ``kind`` None lifts it. Round and table count from 1."""

    company: ListedOrganisation
    association: ListedOrganisation
    kind: str | None
    round_number: int | None = None
    table_number: int | None = None

    def tried_on(self, given: PlanningInputs) -> PlanningInputs:
        """The inputs with this rule in place."""
        rule = None
        if self.kind is not None:
            locked = self.kind == "locked"
            rule = PairRule(
                company_id=self.company.code,
                association_id=self.association.code,
                kind=self.kind,  # type: ignore[arg-type]  # checked by whoever read the form
                round_number=self.round_number if locked else None,
                table_number=self.table_number if locked else None,
            )
        return with_rule(given, self.company.code, self.association.code, rule)


def compute(member: Membership, change: RuleChange | None = None) -> Computed:
    """Compute and store the event's plan, with a changed rule if one is given; what cannot be met changes nothing."""
    event_id = member.event_id
    given = planning.inputs(session(), event_id)
    earlier = plans.latest_plan(session(), event_id)
    transactions.release()
    wanted = change.tried_on(given) if change else given
    try:
        draft = planning.compute(wanted)
    except InfeasiblePlan as error:
        return Computed(shortages=sentences(wanted, error.shortages))
    except InvalidProblem as error:
        return Computed(shortages=sentences(wanted, error.faults))
    changed_meanwhile = planning.inputs(session(), event_id) != given
    if change:
        plans.set_rule(
            session(),
            event_id,
            company_id=change.company.id,
            association_id=change.association.id,
            kind=change.kind,
            round_number=change.round_number,
            table_number=change.table_number,
        )
    version = plans.store(session(), event_id, draft, access.clock().now())
    noting.note("plan_corrected" if change else "plan_computed", details=_noted(version, change))
    if changed_meanwhile:
        mark_stale(session(), event_id)
    earlier_total = earlier.certificate.get("total") if earlier else None  # an anonymised one may have none
    return Computed(total=float(draft.plan.total), earlier_total=earlier_total)


def _noted(version: int, change: RuleChange | None) -> dict[str, int | str]:
    """What the audit log says of a computed plan."""
    if change is None:
        return {"version": version}
    pair: dict[str, int | str] = {"company": change.company.id, "association": change.association.id}
    return pair | {"version": version} | ({"rule": change.kind} if change.kind else {})


def sentences(given: PlanningInputs, findings: tuple) -> tuple[str, ...]:  # type: ignore[type-arg]
    """What is missing or contradicts itself, in words, with the people's names."""
    sides = {one.id: (one.side, one.name) for one in given.organisations}
    names: dict[str, list[str]] = {"company": [], "association": []}
    for person in given.participants:
        side, organisation = sides[person.organisation_id]
        names[side].append(f"{person.full_name} ({organisation})" if person.full_name else organisation)
    return tuple(words().shortage(finding, rows=names["company"], columns=names["association"]) for finding in findings)
