"""Rules for pairs as pages show them, and what a plan would be computed from if one of them were different."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.organisations import PairRule
from matching.vocabulary import SIDES
from webapp.models import OrganisationRow, PairRuleRow
from webapp.services.planning import PlanningInputs


@dataclass(frozen=True, kw_only=True)
class ListedOrganisation:
    """An organisation of the event, as lists to choose from show it."""

    id: int
    code: str
    side: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ListedRule:
    """A rule with the names it speaks of; round and table, from 1, of a locked meeting."""

    company: ListedOrganisation
    association: ListedOrganisation
    kind: str
    round_number: int | None
    table_number: int | None


def organisations_of(session: Session, event_id: int) -> list[ListedOrganisation]:
    """The event's organisations by name."""
    rows = session.scalars(select(OrganisationRow).where(OrganisationRow.event_id == event_id))
    found = [ListedOrganisation(id=row.id, code=row.code, side=row.side, name=row.name) for row in rows]
    return sorted(found, key=lambda one: (one.name.casefold(), one.code))


def count_by_side(session: Session, event_id: int) -> dict[str, int]:
    """How many organisations the event has on each side."""
    found = session.execute(
        select(OrganisationRow.side, func.count())
        .where(OrganisationRow.event_id == event_id)
        .group_by(OrganisationRow.side)
    )
    counts: dict[str, int] = dict(found.all())
    return {side: counts.get(side, 0) for side in SIDES}


def listed_rules(session: Session, event_id: int) -> list[ListedRule]:
    """The event's rules, by kind and names."""
    by_id = {one.id: one for one in organisations_of(session, event_id)}
    rows = session.scalars(select(PairRuleRow).where(PairRuleRow.event_id == event_id))
    found = [
        ListedRule(
            company=by_id[row.company_id],
            association=by_id[row.association_id],
            kind=row.kind,
            round_number=row.round_number,
            table_number=row.table_number,
        )
        for row in rows
    ]
    return sorted(found, key=lambda rule: (rule.kind, rule.company.name.casefold(), rule.association.name.casefold()))


def with_rule(given: PlanningInputs, company_id: str, association_id: str, rule: PairRule | None) -> PlanningInputs:
    """The same inputs with this rule for the pair (of organisation ids), or without any; nothing is stored."""
    pair = (company_id, association_id)
    rules = list(given.rules)
    place = next((n for n, one in enumerate(rules) if (one.company_id, one.association_id) == pair), None)
    if place is not None:
        rules[place : place + 1] = [rule] if rule else []
    elif rule:
        rules.append(rule)
    return replace(given, rules=rules)
