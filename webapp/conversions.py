"""Rows of profiles, people, rules and plans -> the domain's values, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from matching.explanations import ConditionLeft, Contribution, Explanation
from matching.organisations import Diagnosis, Organisation, PairRule, Participant, PastMeeting
from matching.reasons import Reason
from matching.weights import DEFAULT_WEIGHTS, CriterionWeights
from schedules import MeetingPlan
from schedules.plan import FORMAT as PLAN_FORMAT
from webapp.models import (
    EventRow,
    MeetingRow,
    OrganisationRow,
    PairRuleRow,
    ParticipantRow,
    PastMeetingRow,
    PlanRow,
)


def organisation(row: OrganisationRow) -> Organisation:
    """The profile an organisation's row holds."""
    return Organisation.from_dict(row.profile)


def organisation_row(event_id: int, profile: Organisation) -> OrganisationRow:
    """The row of a profile."""
    return OrganisationRow(
        event_id=event_id, code=profile.id, side=profile.side, name=profile.name, profile=profile.to_dict()
    )


def participant(row: ParticipantRow, organisation_code: str) -> Participant:
    """The person a participant's row holds."""
    return Participant(
        id=row.code,
        organisation_id=organisation_code,
        first_name=row.first_name,
        last_name=row.last_name,
        role=row.role,
        email=row.email,
        email_of_payer=row.email_of_payer,
        phone=row.phone,
    )


def participant_row(
    event_id: int,
    organisation_id: int,
    person: Participant,
    *,
    link_nonce: str,
    link_hash: str,
    sheet_line: int | None = None,
) -> ParticipantRow:
    """The row of a person, with the link that is theirs and the line of the sheet that they were read from."""
    return ParticipantRow(
        event_id=event_id,
        organisation_id=organisation_id,
        code=person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        role=person.role,
        email=person.email,
        email_of_payer=person.email_of_payer,
        phone=person.phone,
        link_nonce=link_nonce,
        link_hash=link_hash,
        sheet_line=sheet_line,
    )


def diagnosis(event: EventRow) -> Diagnosis | None:
    """The territory's diagnosis of an event, if it has one."""
    return Diagnosis(**event.diagnosis) if event.diagnosis else None


def criterion_weights(event: EventRow) -> CriterionWeights:
    """The criterion weights of an event: its own, or the default ones."""
    return CriterionWeights.from_dict(event.criterion_weights) if event.criterion_weights else DEFAULT_WEIGHTS


def pair_rule(row: PairRuleRow, codes: Mapping[int, str]) -> PairRule:
    """The rule a row holds; ``codes`` gives the organisations' ids."""
    return PairRule(
        company_id=codes[row.company_id],
        association_id=codes[row.association_id],
        kind=row.kind,  # type: ignore[arg-type]  # a PairRule's kind or set_rule's, both checked
        round_number=row.round_number,
        table_number=row.table_number,
    )


def past_meeting(row: PastMeetingRow, codes: Mapping[int, str]) -> PastMeeting:
    """The earlier meeting a row holds; ``codes`` gives the organisations' ids."""
    return PastMeeting(
        company_id=codes[row.company_id],
        association_id=codes[row.association_id],
        event=row.event_name,
        date=row.date,
        known=row.known,
    )


def meeting_plan(
    row: PlanRow, meetings: Sequence[MeetingRow], rows: Mapping[int, int], columns: Mapping[int, int]
) -> MeetingPlan:
    """The plan that rows hold; ``rows`` and ``columns`` give the places of the participants' numbers.

    A plan stored before its proof was kept reads back with what its certificate tells, and of an anonymised evening
    with what is left of it.
    """
    certificate = row.certificate
    kept = certificate.get("plan") or {
        "format": PLAN_FORMAT,
        "n_rows": len(certificate["meetings_per_company_participant"]),
        "n_columns": len(certificate["meetings_per_association_participant"]),
        "n_rounds": certificate["rounds"],
        "n_tables": certificate["tables"],
        "seed": certificate["seed"],
        "certificate": {
            "upper_bound": certificate.get("upper_bound", 0.0),
            "most_meetings": certificate.get("meetings", 0),
            "least_squares": None,
            "weight_unit": 1e-9,
        },
    }
    return MeetingPlan.from_dict(
        kept
        | {
            "meetings": [
                (
                    one.round_number - 1,
                    one.table_number - 1,
                    rows[one.company_participant_id],
                    columns[one.association_participant_id],
                )
                for one in meetings
            ],
            "weights": [one.score for one in meetings],
        }
    )


def plan_to_json(plan: MeetingPlan) -> dict[str, Any]:
    """All that a plan tells except its meetings, which have rows of their own."""
    return {name: value for name, value in plan.to_dict().items() if name not in ("meetings", "weights")}


def explanation_to_json(explanation: Explanation) -> dict[str, Any]:
    """An explanation as plain JSON values; ``explanation_from_json`` reads them back equal."""
    return {
        "total": explanation.total,
        "coverage": explanation.coverage,
        "contributions": [_part_to_json(part) for part in explanation.contributions],
        "reasons": [_reason_to_json(reason) for reason in explanation.reasons],
        "caution": _reason_to_json(explanation.caution) if explanation.caution else None,
        "form": explanation.form,
        "question": _reason_to_json(explanation.question),
        "direction": explanation.direction,
        "other_total": explanation.other_total,
        "other_contributions": [_part_to_json(part) for part in explanation.other_contributions],
        "conditions": [
            {"criterion": one.criterion, "value": one.value, "left": one.left} for one in explanation.conditions
        ],
    }


def explanation_from_json(plain: Mapping[str, Any]) -> Explanation:
    """An explanation from what ``explanation_to_json`` gave; before there were two directions it had one total."""
    return Explanation(
        total=plain["total"],
        coverage=plain["coverage"],
        contributions=tuple(Contribution(**part) for part in plain["contributions"]),
        reasons=tuple(_reason_from_json(reason) for reason in plain["reasons"]),
        caution=_reason_from_json(plain["caution"]) if plain["caution"] else None,
        form=plain["form"],
        question=_reason_from_json(plain["question"]),
        direction=plain.get("direction", "company"),
        other_total=plain.get("other_total", plain["total"]),
        other_contributions=tuple(
            Contribution(**part) for part in plain.get("other_contributions", plain["contributions"])
        ),
        conditions=tuple(ConditionLeft(**one) for one in plain.get("conditions", ())),
    )


def _part_to_json(part: Contribution) -> dict[str, Any]:
    return {
        "criterion": part.criterion,
        "value": part.value,
        "weight": part.weight,
        "contribution": part.contribution,
    }


def _reason_to_json(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "values": dict(reason.values)}


def _reason_from_json(plain: Mapping[str, Any]) -> Reason:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in plain["values"].items()}
    return Reason(plain["code"], values)
