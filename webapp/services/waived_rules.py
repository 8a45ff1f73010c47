"""A plan -> the organisations that a rule asks to meet and that no plan can bring together, or not any more.

A demand of people who are there for a while reaches the planner, which says when it gives it up; one about an
organisation of which nobody comes, or fixed in a round that went by without it, does not even reach it
(``waiting_rules``).
"""

from collections.abc import Sequence

from matching.organisations import Organisation, PairRule
from schedules import MeetingPlan, waived_pairs
from schedules.constraints import presence
from webapp.services.planning import PlanDraft, PlanningInputs
from webapp.services.planning_problem import waiting_rules
from webapp.services.standing_plan import StandingPlan


def waived_rules(
    draft: PlanDraft, before: MeetingPlan, *, from_round: int, announced: bool
) -> tuple[tuple[Organisation, Organisation], ...]:
    """Company and association of each rule that cannot be kept any more, where they neither meet nor have met.

    ``draft`` holds what ``repair_plan`` made of ``before`` for the same arguments, be it ``before`` itself.
    """
    row_groups, column_groups = draft.crossing.row_groups, draft.crossing.column_groups
    given_up = [
        (int(row_groups[row]), int(column_groups[column]))
        for row, column in waived_pairs(draft.problem, before, draft.plan, from_round=from_round, announced=announced)
    ]
    companies, associations = draft.matrix.companies, draft.matrix.associations
    rows = [companies[group].id for group in row_groups.tolist()]
    columns = [associations[group].id for group in column_groups.tolist()]
    asked = [(companies[i], associations[j]) for i, j in given_up]
    there = presence(draft.problem)
    meet = {
        (rows[one.row], columns[one.column])
        for one in draft.plan
        if there[0][one.row, one.round_number] and there[1][one.column, one.round_number]
    }
    left = waiting_rules(draft.inputs.rules, rows, columns, draft.problem)
    waiting = _pairs(draft.inputs, [one for one in left if (one.company_id, one.association_id) not in meet])
    return tuple({(one.id, other.id): (one, other) for one, other in [*asked, *waiting]}.values())


def rules_without_people(standing: StandingPlan) -> list[tuple[Organisation, Organisation]]:
    """Company and association of each rule that a plan leaves aside as nobody comes for one of them."""
    rows, columns = standing.row_organisations, standing.column_organisations
    planned = {(rows[one.row], columns[one.column]) for one in standing.plan}
    waiting = waiting_rules(standing.inputs.rules, rows, columns, standing.problem)
    return _pairs(standing.inputs, [one for one in waiting if (one.company_id, one.association_id) not in planned])


def _pairs(given: PlanningInputs, rules: Sequence[PairRule]) -> list[tuple[Organisation, Organisation]]:
    known = {one.id: one for one in given.organisations}
    pairs = [(rule.company_id, rule.association_id) for rule in rules]
    return [(known[one], known[other]) for one, other in pairs if one in known and other in known]
