"""Introductions: good pairs of an event that did not meet, best first, with their reasons."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from matching import explain, propose_introductions
from matching.duplicates import NearDuplicate
from matching.explanations import Explanation
from matching.introductions import Introduction
from matching.organisations import Organisation
from matching.scoring import ScoreMatrix
from matching.weights import CriterionWeights
from webapp.models import MeetingRow, OrganisationRow, PairRuleRow, ParticipantRow, PlanRow
from webapp.services import criterion_weights, scores
from webapp.services.event_day import evening_state
from webapp.services.scores import MeasuredEvent

PER_ORGANISATION: Final = 5
# Of more pairs than this, only the best of each organisation are looked at: so many for each of its places.
ALL_LOOKED_AT: Final = 100_000
LOOKED_AT_PER_PLACE: Final = 8


@dataclass(frozen=True, kw_only=True)
class ProposedIntroduction:
    """A company and an association that should be introduced, and why."""

    rank: int
    company: Organisation
    association: Organisation
    score: float
    explanation: Explanation
    novel: bool = False


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Pairs of organisations' ids that need no introduction (they meet at the event) or must have none."""

    met: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()


def proposals(
    session: Session, event_id: int, now: datetime, *, per_organisation: int = PER_ORGANISATION
) -> list[ProposedIntroduction]:
    """The event's best pairs that do not meet at it, are not kept apart and do not know each other."""
    weights = criterion_weights.in_use(session, event_id).weights
    measured, without = scores.measured(session, event_id), left_out(session, event_id, now)
    found = ranking(measured, weights, without, per_organisation=per_organisation)
    return [told(measured.weighed(weights), one) for one in found]


def left_out(session: Session, event_id: int, now: datetime) -> LeftOut:
    """The pairs of the event that meet in the published plan, and those that a rule keeps apart.

    Once nobody meets any more, pairs of rounds that never began have not met: the evening was ended before.
    """
    company, association = aliased(OrganisationRow), aliased(OrganisationRow)
    one, other = aliased(ParticipantRow), aliased(ParticipantRow)
    state = evening_state(session, event_id, now)
    last = state.rounds_begun if state.rounds_over else state.n_rounds
    met = session.execute(
        select(company.code, association.code)
        .select_from(PlanRow)
        .join(MeetingRow, MeetingRow.plan_id == PlanRow.id)
        .join(one, one.id == MeetingRow.company_participant_id)
        .join(company, company.id == one.organisation_id)
        .join(other, other.id == MeetingRow.association_participant_id)
        .join(association, association.id == other.organisation_id)
        .where(PlanRow.event_id == event_id, PlanRow.version == state.published_version)
        .where(MeetingRow.round_number <= last)
    )
    apart = session.execute(
        select(company.code, association.code)
        .select_from(PairRuleRow)
        .join(company, company.id == PairRuleRow.company_id)
        .join(association, association.id == PairRuleRow.association_id)
        .where(PairRuleRow.event_id == event_id, PairRuleRow.kind == "forbidden")
    )
    return LeftOut(met=frozenset((c, a) for c, a in met), apart=frozenset((c, a) for c, a in apart))


def ranking(
    measured: MeasuredEvent,
    weights: CriterionWeights,
    without: LeftOut,
    *,
    diagnosis: bool = True,
    per_organisation: int = PER_ORGANISATION,
) -> tuple[Introduction, ...]:
    """The pairs of an event worth introducing under these weights, best first; the last rankings are kept."""
    return measured.ranked(
        weights,
        lambda matrix, duplicates: ranked(matrix, without, per_organisation=per_organisation, duplicates=duplicates),
        diagnosis=diagnosis,
        under=(without, per_organisation),
    )


def ranked(
    matrix: ScoreMatrix,
    without: LeftOut,
    *,
    per_organisation: int = PER_ORGANISATION,
    duplicates: Collection[NearDuplicate] | None = None,
) -> tuple[Introduction, ...]:
    """The pairs worth introducing under these scores, best first; ``duplicates`` are looked for when not given."""
    known = {(past.company_id, past.association_id) for past in matrix.comparison.history}
    return propose_introductions(
        _best_of_each(matrix, LOOKED_AT_PER_PLACE * per_organisation) if matrix.total.size > ALL_LOOKED_AT else matrix,
        per_organisation=per_organisation,
        met=_places(matrix, without.met),
        excluded=_places(matrix, without.apart | known),
        duplicates=duplicates,
    )


def _best_of_each(matrix: ScoreMatrix, count: int) -> ScoreMatrix:
    """The scores with nothing known but the ``count`` best partners of each organisation: nobody else counts."""
    kept = np.zeros(matrix.total.shape, dtype=bool)
    for axis, length in ((1, matrix.total.shape[1]), (0, matrix.total.shape[0])):
        if length <= count:
            return matrix
        best = np.argpartition(matrix.total, length - count, axis=axis)
        np.put_along_axis(kept, np.take(best, range(length - count, length), axis=axis), values=True, axis=axis)
    return replace(matrix, coverage=np.where(kept, matrix.coverage, 0.0))


def _places(matrix: ScoreMatrix, pairs: Collection[tuple[str, str]]) -> list[tuple[int, int]]:
    rows, columns = matrix.row_of, matrix.column_of
    return [(rows[one], columns[other]) for one, other in sorted(pairs) if one in rows and other in columns]


def told(matrix: ScoreMatrix, introduction: Introduction) -> ProposedIntroduction:
    """An introduction with both profiles and why."""
    row, column = introduction.company_index, introduction.association_index
    return ProposedIntroduction(
        rank=introduction.rank,
        company=matrix.companies[row],
        association=matrix.associations[column],
        score=introduction.score,
        explanation=explain(matrix, row, column),
        novel=introduction.novel,
    )


def pair(
    session: Session, event_id: int, company_id: str, association_id: str, *, weights: CriterionWeights
) -> Explanation | None:
    """Why a pair of the event (by the organisations' ids) should meet under these weights; None when there is none."""
    matrix = scores.measured(session, event_id).weighed(weights)
    row, column = matrix.row_of.get(company_id), matrix.column_of.get(association_id)
    return None if row is None or column is None else explain(matrix, row, column)
