"""From an event's rows to a computed plan: inputs read once, then everything without a session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import explain, score
from matching.crossing import Crossing, participant_weights
from matching.explanations import Explanation
from matching.organisations import Diagnosis, Organisation, PairRule, Participant, PastMeeting
from matching.scoring import ScoreMatrix
from matching.weights import CriterionWeights
from schedules import MeetingPlan, PlanningProblem, build_plan
from webapp import conversions
from webapp.models import EventRow, OrganisationRow, PairRuleRow, ParticipantRow, PastMeetingRow
from webapp.services import suggested
from webapp.services.events import EventSettings, settings_of
from webapp.services.planning_problem import planning_problem
from webapp.services.presence import WHOLE, Stay, availability, stays
from webapp.services.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class PlanningInputs:
    """Everything a plan is computed from; the same inputs give the same plan."""

    settings: EventSettings
    organisations: Sequence[Organisation]
    participants: Sequence[Participant]
    rules: Sequence[PairRule]
    history: Sequence[PastMeeting]
    diagnosis: Diagnosis | None
    weights: CriterionWeights
    #: Who is not there for the whole evening, by the participants' ids.
    stays: Mapping[str, Stay] = field(default_factory=dict)
    #: The last answer about a suggestion that the profiles know (``suggested``), 0 for none.
    answers_until: int = 0

    @property
    def companies(self) -> list[Organisation]:
        """The organisations on the companies' side."""
        return [one for one in self.organisations if one.side == "company"]

    @property
    def associations(self) -> list[Organisation]:
        """The organisations on the associations' side."""
        return [one for one in self.organisations if one.side == "association"]


@dataclass(frozen=True, kw_only=True)
class PlanDraft:
    """A computed plan with what it was computed from."""

    inputs: PlanningInputs
    matrix: ScoreMatrix
    crossing: Crossing
    problem: PlanningProblem
    plan: MeetingPlan


def inputs(session: Session, event_id: int, *, answers_until: int | None = None) -> PlanningInputs:
    """Read what an event's plan is computed from, with what was confirmed up to an answer, or up to now."""
    if answers_until is None:
        answers_until = suggested.latest_answer(session, event_id)
    event = session.get_one(EventRow, event_id)
    organisations = session.scalars(
        select(OrganisationRow).where(OrganisationRow.event_id == event_id).order_by(OrganisationRow.id)
    ).all()
    codes = {row.id: row.code for row in organisations}
    people = session.scalars(
        select(ParticipantRow).where(ParticipantRow.event_id == event_id).order_by(ParticipantRow.id)
    ).all()
    noted = stays(session, event_id)
    rules = session.scalars(select(PairRuleRow).where(PairRuleRow.event_id == event_id).order_by(PairRuleRow.id))
    past = session.scalars(
        select(PastMeetingRow).where(PastMeetingRow.event_id == event_id).order_by(PastMeetingRow.id)
    )
    return PlanningInputs(
        settings=settings_of(session, event_id),
        organisations=suggested.completed(
            session, event_id, [conversions.organisation(row) for row in organisations], answers_until=answers_until
        ),
        participants=[conversions.participant(row, codes[row.organisation_id]) for row in people],
        rules=[conversions.pair_rule(row, codes) for row in rules],
        history=[conversions.past_meeting(row, codes) for row in past],
        diagnosis=conversions.diagnosis(event),
        weights=conversions.criterion_weights(event),
        stays={row.code: stay for row in people if (stay := noted.get(row.id, WHOLE)) != WHOLE},
        answers_until=answers_until,
    )


def as_planned(session: Session, event_id: int, kept: Mapping[str, Any]) -> PlanningInputs:
    """The inputs with the weights and the profiles a stored plan was computed with, whatever counts now.

    ``kept``: what the plan's row keeps. A plan stored before its weights were kept is looked at with those of now; what
    was confirmed after it, or before that was kept, is left aside.
    """
    given = inputs(session, event_id, answers_until=kept.get("answers_until", 0))
    weights = kept.get("weights")
    return replace(given, weights=CriterionWeights.from_dict(weights)) if weights else given


def matrix_of(given: PlanningInputs) -> ScoreMatrix:
    """The pair scores of an event's inputs; refused while a side has nobody."""
    if not given.companies or not given.associations:
        raise Refused("side_empty", values={"companies": len(given.companies), "associations": len(given.associations)})
    return score(
        given.companies, given.associations, weights=given.weights, diagnosis=given.diagnosis, history=given.history
    )


def compute(given: PlanningInputs) -> PlanDraft:
    """Compute the plan of these inputs; raises InfeasiblePlan (counts, remedies) when the demand cannot be met."""
    matrix, crossing, problem = problem_of(given)
    plan = build_plan(problem, seed=given.settings.seed)
    return PlanDraft(inputs=given, matrix=matrix, crossing=crossing, problem=problem, plan=plan)


def problem_of(
    given: PlanningInputs,
    plan: MeetingPlan | None = None,
    *,
    from_round: int = 0,
    announced: bool = False,
    break_rounds: Sequence[int] = (),
) -> tuple[ScoreMatrix, Crossing, PlanningProblem]:
    """The scores of these inputs, and the planning problem that they make of those who are there.

    ``plan``: the one that stands, whose rounds before ``from_round`` have begun and perhaps that one was ``announced``.
    Who keeps a rule in it goes on keeping it. In ``break_rounds``, from 0, nobody meets.
    """
    matrix = matrix_of(given)
    crossing = participant_weights(matrix, given.participants)
    n_rounds = given.settings.n_rounds
    problem = planning_problem(
        matrix,
        crossing,
        given.rules,
        history=given.history,
        n_rounds=n_rounds,
        n_tables=given.settings.n_tables,
        row_available=availability(crossing.company_participants, given.stays, n_rounds),
        column_available=availability(crossing.association_participants, given.stays, n_rounds),
        plan=plan,
        from_round=from_round,
        announced=announced,
        break_rounds=break_rounds,
    )
    return matrix, crossing, problem


def explanation_of(draft: PlanDraft, row: int, column: int) -> Explanation:
    """Why the participants of a row and a column of the problem should meet."""
    return explain(draft.matrix, int(draft.crossing.row_groups[row]), int(draft.crossing.column_groups[column]))


def certificate(draft: PlanDraft) -> dict[str, Any]:
    """Settings and proof of a plan: meetings, total, proven upper bound, gap, lowest total, counts per participant."""
    plan = draft.plan
    return {
        "rounds": draft.problem.n_rounds,
        "tables": draft.problem.n_tables,
        "seed": draft.inputs.settings.seed,
        "meetings": len(plan.meetings),
        "total": float(plan.total),
        "upper_bound": float(plan.upper_bound),
        "gap": float(plan.gap),
        "lowest_total": float(plan.lowest_total),
        "meetings_per_company_participant": [int(count) for count in plan.row_counts],
        "meetings_per_association_participant": [int(count) for count in plan.column_counts],
    }


def stays_to_json(noted: Mapping[str, Stay]) -> dict[str, list[int | None]]:
    """Who is not there for the whole evening, as plain JSON values: first and last round by the participants' ids."""
    return {code: [stay.first_round, stay.last_round] for code, stay in sorted(noted.items())}
