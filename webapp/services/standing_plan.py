"""A stored plan with the planning problem it answers: what its pictures and questions about it are computed from.

Nothing is planned here. The problem is that of the event's sign-ups and rules of now, with the rounds, the tables and
the weights the plan was computed with, so that a plan that has become stale can still be looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.organisations import Organisation
from schedules import InvalidProblem, MeetingPlan, PlanningProblem
from webapp import conversions
from webapp.models import MeetingRow, ParticipantRow, PlanRow
from webapp.services.planning import PlanDraft, PlanningInputs, as_planned, problem_of
from webapp.services.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class StandingPlan:
    """A plan and its problem, with the names of rows and columns; people who came after it have no meeting in it."""

    problem: PlanningProblem
    plan: MeetingPlan
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    #: Code of the organisation of each row and of each column.
    row_organisations: tuple[str, ...]
    column_organisations: tuple[str, ...]
    inputs: PlanningInputs

    def pair_of(self, company_code: str, association_code: str) -> tuple[int, int] | None:
        """The row and the column that stand for two organisations: those who meet, else those with fewest meetings."""
        rows = [row for row, code in enumerate(self.row_organisations) if code == company_code]
        columns = [column for column, code in enumerate(self.column_organisations) if code == association_code]
        for meeting in self.plan:
            if meeting.row in rows and meeting.column in columns:
                return meeting.row, meeting.column
        if not rows or not columns:
            return None
        row_counts, column_counts = self.plan.row_counts, self.plan.column_counts
        return min(rows, key=lambda row: int(row_counts[row])), min(columns, key=lambda one: int(column_counts[one]))


def standing_plan(session: Session, event_id: int, version: int) -> StandingPlan | None:
    """A version of the event's plan with its problem; None when the rules of now contradict that plan's rounds."""
    row = session.scalars(select(PlanRow).where(PlanRow.event_id == event_id, PlanRow.version == version)).one()
    given = as_planned(session, event_id, row.certificate)
    rounds, tables = row.certificate["rounds"], row.certificate["tables"]
    as_then = replace(given, settings=replace(given.settings, n_rounds=rounds, n_tables=tables))
    plan = stored_plan(session, row, *ends(as_then))
    try:
        _, crossing, problem = problem_of(as_then, plan)
    except (Refused, InvalidProblem):
        return None
    return _standing(as_then, problem, plan, (crossing.row_groups.tolist(), crossing.column_groups.tolist()))


def stored_plan(session: Session, row: PlanRow, rows: Sequence[str], columns: Sequence[str]) -> MeetingPlan:
    """The plan of a version; ``rows`` and ``columns`` are the participants' codes in the order of the problem."""
    meetings = session.scalars(select(MeetingRow).where(MeetingRow.plan_id == row.id).order_by(MeetingRow.id)).all()
    numbers: dict[str, int] = {
        one.code: one.id
        for one in session.execute(
            select(ParticipantRow.code, ParticipantRow.id).where(ParticipantRow.event_id == row.event_id)
        )
    }
    places = [{numbers[code]: place for place, code in enumerate(codes)} for codes in (rows, columns)]
    return conversions.meeting_plan(row, meetings, places[0], places[1])


def ends(given: PlanningInputs) -> tuple[list[str], list[str]]:
    """The participants' ids in the order of the problem's rows and of its columns."""
    sides = {one.id: one.side for one in given.organisations}
    by_side: dict[str, list[str]] = {"company": [], "association": []}
    for person in given.participants:
        by_side[sides[person.organisation_id]].append(person.id)
    return by_side["company"], by_side["association"]


def standing_draft(draft: PlanDraft) -> StandingPlan:
    """A plan that was just computed, with its problem."""
    groups = (draft.crossing.row_groups.tolist(), draft.crossing.column_groups.tolist())
    return _standing(draft.inputs, draft.problem, draft.plan, groups)


def _standing(
    given: PlanningInputs, problem: PlanningProblem, plan: MeetingPlan, groups: tuple[Sequence[int], Sequence[int]]
) -> StandingPlan:
    people: dict[str, list[str]] = {"company": [], "association": []}
    sides = {one.id: one.side for one in given.organisations}
    for person in given.participants:
        people[sides[person.organisation_id]].append(person.full_name)
    rows, columns = given.companies, given.associations
    companies, associations = [rows[group] for group in groups[0]], [columns[group] for group in groups[1]]
    if (plan.n_rows, plan.n_columns) != problem.weights.shape:
        plan = replace(
            plan,
            n_rows=problem.n_rows,
            n_columns=problem.n_columns,
            absent_rows=(*plan.absent_rows, *range(plan.n_rows, problem.n_rows)),
            absent_columns=(*plan.absent_columns, *range(plan.n_columns, problem.n_columns)),
        )
    return StandingPlan(
        problem=problem,
        plan=plan,
        row_names=_names(companies, people["company"]),
        column_names=_names(associations, people["association"]),
        row_organisations=tuple(one.id for one in companies),
        column_organisations=tuple(one.id for one in associations),
        inputs=given,
    )


def _names(organisations: Sequence[Organisation], people: Sequence[str]) -> tuple[str, ...]:
    """What each participant is called in a picture: the organisation; with the person where it sends several."""
    codes, counts = np.unique([one.id for one in organisations], return_counts=True)
    several = {code for code, count in zip(codes.tolist(), counts.tolist(), strict=True) if count > 1}
    return tuple(
        f"{one.name} ({person})" if one.id in several and person else one.name
        for one, person in zip(organisations, people, strict=True)
    )
