"""Rows of profiles, people, rules and plans -> the domain's values, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.crossing import Crossing
from matching.explanations import ConditionLeft, Contribution, Explanation
from matching.organisations import Diagnosis, Organisation, PairRule, Participant, PastMeeting
from matching.reasons import Reason
from matching.scoring import ScoreMatrix
from matching.weights import DEFAULT_WEIGHTS, CriterionWeights
from schedules import MeetingPlan, PlanningProblem
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


def planning_problem(
    matrix: ScoreMatrix,
    crossing: Crossing,
    rules: Sequence[PairRule],
    *,
    history: Sequence[PastMeeting] = (),
    n_rounds: int,
    n_tables: int | None,
    row_available: NDArray[np.bool_] | None = None,
    column_available: NDArray[np.bool_] | None = None,
) -> PlanningProblem:
    """What crosses from scores to schedules: weights, groups, presence, and the rules said of participants.

    A rule names organisations. "Forbidden" is said of their first representatives and holds for all (the groups see to
    it); "required" and "locked" take, of the representatives who are there, those with the fewest such demands so far,
    and wait for an organisation of which nobody comes (``waiting_rules``). Who met at an earlier event, or works
    together already, does not meet again unless a rule asks for it. ``row_available`` and ``column_available`` say who
    is there in which round, bool (n, n_rounds); None means everybody, always.
    """
    companies = _by_organisation(matrix.companies, crossing.row_groups)
    associations = _by_organisation(matrix.associations, crossing.column_groups)
    demands: dict[tuple[str, int], int] = {}
    forbidden, required, locked = [], [], []
    ruled = {(rule.company_id, rule.association_id) for rule in rules}
    again = [
        PairRule(company_id=past.company_id, association_id=past.association_id, kind="forbidden")
        for past in history
        if (past.company_id, past.association_id) not in ruled
    ]
    for rule in (*rules, *again):
        rows, columns = companies.get(rule.company_id, []), associations.get(rule.association_id, [])
        if not rows or not columns:
            continue  # an organisation without a representative tonight
        if rule.kind == "forbidden":
            forbidden.append((rows[0], columns[0]))
            continue
        rows, columns = _coming(rows, row_available), _coming(columns, column_available)
        if not rows or not columns:
            continue
        row = min(rows, key=lambda number: demands.get(("row", number), 0))
        column = min(columns, key=lambda number: demands.get(("column", number), 0))
        demands["row", row] = demands.get(("row", row), 0) + 1
        demands["column", column] = demands.get(("column", column), 0) + 1
        if rule.kind == "locked" and rule.round_number is not None:
            locked.append((rule.round_number - 1, (rule.table_number or 0) - 1, row, column))
        else:
            required.append((row, column))
    return PlanningProblem(
        crossing.weights,
        n_rounds=n_rounds,
        n_tables=n_tables,
        forbidden=forbidden,
        required=required,
        locked=locked,
        row_groups=crossing.row_groups,
        column_groups=crossing.column_groups,
        row_available=row_available,
        column_available=column_available,
    )


def waiting_rules(
    matrix: ScoreMatrix, crossing: Crossing, rules: Sequence[PairRule], problem: PlanningProblem
) -> list[PairRule]:
    """The rules asking for a meeting that ``problem`` does not have, as nobody comes for one of the organisations."""
    companies = _by_organisation(matrix.companies, crossing.row_groups)
    associations = _by_organisation(matrix.associations, crossing.column_groups)
    return [
        rule
        for rule in rules
        if rule.kind != "forbidden"
        and rule.company_id in matrix.row_of
        and rule.association_id in matrix.column_of
        and not (
            _coming(companies.get(rule.company_id, []), problem.row_available)
            and _coming(associations.get(rule.association_id, []), problem.column_available)
        )
    ]


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


def _coming(numbers: list[int], available: NDArray[np.bool_] | None) -> list[int]:
    """Those of these participants who are there in some round."""
    return numbers if available is None else [number for number in numbers if available[number].any()]


def _by_organisation(organisations: Sequence[Organisation], groups: NDArray[np.int64]) -> dict[str, list[int]]:
    """Rows or columns of each organisation's representatives."""
    found: dict[str, list[int]] = {}
    for number, group in enumerate(groups.tolist()):
        found.setdefault(organisations[group].id, []).append(number)
    return found
