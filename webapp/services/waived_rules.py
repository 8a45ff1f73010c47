"""A repaired plan -> the organisations that a rule asks to meet and that no plan can bring together any more.

A demand of people who are there for a while reaches the planner, which says when it gives it up; one about an
organisation of which nobody comes does not even reach it (``waiting_rules``).
"""

from matching.organisations import Organisation
from schedules import MeetingPlan, waived_pairs
from webapp.services.planning import PlanDraft
from webapp.services.planning_problem import waiting_rules


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
    row_of, column_of = draft.matrix.row_of, draft.matrix.column_of
    waiting = [
        (row_of[rule.company_id], column_of[rule.association_id])
        for rule in waiting_rules(draft.matrix, draft.crossing, draft.inputs.rules, draft.problem)
    ]
    companies, associations = draft.matrix.companies, draft.matrix.associations
    return tuple((companies[i], associations[j]) for i, j in dict.fromkeys([*given_up, *waiting]))
