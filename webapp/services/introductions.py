"""Introductions: good pairs of an event that did not meet, best first, with their reasons."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matching import explain, propose_introductions
from matching.explanations import Explanation
from matching.organisations import Organisation
from matching.scoring import ScoreMatrix
from webapp.services.planning import PlanningInputs, inputs, matrix_of
from webapp.services.plans import published_plan


@dataclass(frozen=True, kw_only=True)
class ProposedIntroduction:
    """A company and an association that should be introduced, and why."""

    rank: int
    company: Organisation
    association: Organisation
    score: float
    explanation: Explanation


def proposals(session: Session, event_id: int, *, per_organisation: int = 5) -> list[ProposedIntroduction]:
    """The event's best pairs that do not meet in the published plan, are not kept apart and do not know each other."""
    given = inputs(session, event_id)
    plan = published_plan(session, event_id)
    met = {
        (meeting.company.organisation_code, meeting.association.organisation_code)
        for meeting in (plan.meetings if plan else ())
    }
    return propose(given, matrix_of(given), met=met, per_organisation=per_organisation)


def propose(
    given: PlanningInputs, matrix: ScoreMatrix, *, met: Collection[tuple[str, str]] = (), per_organisation: int = 5
) -> list[ProposedIntroduction]:
    """The best pairs of these inputs but those (of ids) that met, that a rule keeps apart, or that know each other."""
    rows = {one.id: number for number, one in enumerate(matrix.companies)}
    columns = {one.id: number for number, one in enumerate(matrix.associations)}
    left_out = {(past.company_id, past.association_id) for past in given.history}
    left_out |= {(rule.company_id, rule.association_id) for rule in given.rules if rule.kind == "forbidden"}
    found = propose_introductions(
        matrix,
        per_organisation=per_organisation,
        met=[(rows[one], columns[other]) for one, other in sorted(met)],
        excluded=[(rows[one], columns[other]) for one, other in sorted(left_out) if one in rows and other in columns],
    )
    return [
        ProposedIntroduction(
            rank=introduction.rank,
            company=matrix.companies[introduction.company_index],
            association=matrix.associations[introduction.association_index],
            score=introduction.score,
            explanation=explain(matrix, introduction.company_index, introduction.association_index),
        )
        for introduction in found
    ]


def pair(
    session: Session, event_id: int, company_id: str, association_id: str
) -> tuple[Organisation, Organisation, Explanation] | None:
    """Both profiles and the explanation of a pair of the event, by the organisations' ids; None when there is none."""
    given = inputs(session, event_id)
    matrix = matrix_of(given)
    rows = {one.id: number for number, one in enumerate(matrix.companies)}
    columns = {one.id: number for number, one in enumerate(matrix.associations)}
    if company_id not in rows or association_id not in columns:
        return None
    row, column = rows[company_id], columns[association_id]
    return matrix.companies[row], matrix.associations[column], explain(matrix, row, column)
