"""An account's evenings whose results are shown -> what they teach about the score, and the weights they propose.

All that is read of an evening's answers are its shared wishes, as the seal computed them and after they were shown: a
pair in which one said yes and a pair in which nobody did are the same to everything here. What is long is computed from
plain values without a session, and kept while they stay the same.
"""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from matching.estimates import NotEnough, wilson
from matching.evaluation import CalibrationBin, EvaluationReport, evaluate, groups_of
from matching.folding import fold
from matching.learning import FittedWeights, Outcome, fit_weights
from matching.organisations import Organisation, PastMeeting
from matching.scoring import ScoreMatrix
from webapp.models import EventRow, MeetingRow, MembershipRow, MutualChoiceRow, OrganisationRow, ParticipantRow, PlanRow
from webapp.services.event_day import evening_state
from webapp.services.planning import PlanningInputs, as_planned, matrix_of
from webapp.services.presence import WHOLE, stays
from webapp.services.refusals import Refused

MOST_EVENINGS: Final = 12
MOST_PAIRS: Final = 1_000_000
LEAST_SHOWN: Final = 10
BINS_SHOWN: Final = 5
KEPT: Final = 4
SEED: Final = 0

#: Somebody of an evening was erased after its results.
_ERASED_SINCE: Final = exists().where(
    ParticipantRow.event_id == EventRow.id, ParticipantRow.erased_at >= EventRow.revealed_at
)

PairOfCodes = tuple[str, str]
Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class ShownEvening:
    """An evening whose results were shown: what its plan was made of, who met, and which pairs wish to meet again.

    Pairs are (company, association), by the organisations' ids in the sheet.
    """

    event_id: int
    name: str
    given: PlanningInputs
    met: frozenset[PairOfCodes]
    shared: frozenset[PairOfCodes]


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What the evenings show: the report on the score, its bins joined where they would tell of a few people."""

    report: EvaluationReport
    rates: tuple[CalibrationBin, ...] | NotEnough
    foreseen: tuple[CalibrationBin, ...] | NotEnough


def shown_evenings(session: Session, account_id: int, *, roles: Collection[str]) -> list[ShownEvening]:
    """The latest evenings at which the account has one of the roles and whose results were shown, the latest first.

    At most MOST_EVENINGS of them, and as many as make MOST_PAIRS pairs. None where somebody was erased since: with
    their shared wishes gone and the others' still counted, the figures before and after would tell how many they had.
    """
    events = session.scalars(
        select(EventRow)
        .join(MembershipRow, MembershipRow.event_id == EventRow.id)
        .where(
            MembershipRow.account_id == account_id,
            MembershipRow.role.in_(sorted(roles)),
            EventRow.revealed_at.is_not(None),
            ~_ERASED_SINCE,
        )
        .order_by(EventRow.starts_at.desc(), EventRow.id.desc())
        .limit(MOST_EVENINGS)
    ).all()
    found: list[ShownEvening] = []
    n_pairs = 0
    for event in events:
        evening = _shown(session, event)
        if evening is None:
            continue
        n_pairs += len(evening.given.companies) * len(evening.given.associations)
        if found and n_pairs > MOST_PAIRS:
            break
        found.append(evening)
    return found


def is_left_out(session: Session, event_id: int) -> bool:
    """Whether an evening whose results were shown counts no more, since somebody was erased."""
    return bool(session.scalar(select(_ERASED_SINCE).where(EventRow.id == event_id)))


def forget() -> None:
    """Keep nothing that was computed of any evening."""
    _evaluations.forget()
    _lessons.forget()


def evaluated(evenings: Sequence[ShownEvening]) -> Evaluation | None:
    """What these evenings show, None without any; measured once while they stay the same."""
    return _evaluations.of(list(evenings)) if evenings else None


def learned(evenings: Sequence[ShownEvening]) -> FittedWeights | None:
    """The weights these evenings propose, None without any; learned once while they stay the same.

    Takes seconds for three evenings of fifty organisations, a minute for a dozen: ask for it only when somebody does.
    """
    return _lessons.of(list(evenings)) if evenings else None


def _shown(session: Session, event: EventRow) -> ShownEvening | None:
    """What one evening gives; None when it has no plan, or only one side."""
    plan = session.scalars(
        select(PlanRow).where(PlanRow.event_id == event.id, PlanRow.version == event.published_version)
    ).first()
    if plan is None or event.revealed_at is None:
        return None
    given = as_planned(session, event.id, plan.certificate)
    if not given.companies or not given.associations:
        return None
    shared = _shared(session, event.id)
    n_begun = evening_state(session, event.id, event.revealed_at).rounds_begun
    return ShownEvening(
        event_id=event.id,
        name=event.name,
        given=given,
        # a shared wish about a meeting that a later repair let fall out is about one that took place
        met=_met(session, plan, n_begun) | shared,
        shared=shared,
    )


def _met(session: Session, plan: PlanRow, n_begun: int) -> frozenset[PairOfCodes]:
    """The pairs of organisations that met: their round began, and both were there."""
    noted = stays(session, plan.event_id)
    codes = _codes(session, plan.event_id)
    meetings = session.execute(
        select(MeetingRow.round_number, MeetingRow.company_participant_id, MeetingRow.association_participant_id).where(
            MeetingRow.plan_id == plan.id, MeetingRow.round_number <= n_begun
        )
    )
    return frozenset(
        (codes[company], codes[association])
        for round_number, company, association in meetings
        if all(noted.get(person, WHOLE).covers(round_number) for person in (company, association))
    )


def _shared(session: Session, event_id: int) -> frozenset[PairOfCodes]:
    """The pairs of organisations of which two people wish to meet again; only after the results were shown."""
    codes = _codes(session, event_id)
    rows = session.execute(
        select(MutualChoiceRow.company_participant_id, MutualChoiceRow.association_participant_id)
        .join(EventRow, EventRow.id == MutualChoiceRow.event_id)
        .where(MutualChoiceRow.event_id == event_id, EventRow.revealed_at.is_not(None))
    )
    return frozenset((codes[company], codes[association]) for company, association in rows)


def _codes(session: Session, event_id: int) -> dict[int, str]:
    """The id in files of the organisation of every participant."""
    organisation = aliased(OrganisationRow)
    rows = session.execute(
        select(ParticipantRow.id, organisation.code)
        .join(organisation, organisation.id == ParticipantRow.organisation_id)
        .where(ParticipantRow.event_id == event_id)
    )
    return {row.id: row.code for row in rows}


@dataclass(frozen=True, kw_only=True)
class _Past:
    """Every evening scored as it was before it, who met, and what came of it."""

    matrices: Mapping[str, ScoreMatrix]
    meetings: Sequence[PastMeeting]
    outcomes: Sequence[Outcome]


def _past(evenings: Sequence[ShownEvening]) -> _Past:
    matrices: dict[str, ScoreMatrix] = {}
    meetings: list[PastMeeting] = []
    outcomes: list[Outcome] = []
    for evening in sorted(evenings, key=lambda one: one.event_id):
        event = f"E{evening.event_id}"
        names = _names(event, evening.given.organisations)
        matrices[event] = _renamed(matrix_of(evening.given), names)
        for company, association in sorted(evening.met):
            company_id, association_id = names[company], names[association]
            came = 1.0 if (company, association) in evening.shared else 0.0
            meetings.append(PastMeeting(company_id=company_id, association_id=association_id, event=event))
            outcomes.append(Outcome(company_id=company_id, association_id=association_id, result=came, event=event))
    return _Past(matrices=matrices, meetings=meetings, outcomes=outcomes)


def _evaluation(evenings: Sequence[ShownEvening]) -> Evaluation:
    past = _past(evenings)
    organisations: dict[str, Organisation] = {}
    for matrix in past.matrices.values():
        organisations |= {one.id: one for one in (*matrix.companies, *matrix.associations)}
    groups = groups_of(list(organisations.values()))
    report = evaluate(past.matrices, past.meetings, past.outcomes, groups, SEED)
    rates, calibrated = report.rates_by_score, report.calibration
    return Evaluation(
        report=report,
        rates=rates if isinstance(rates, NotEnough) else merged(rates),
        foreseen=calibrated
        if isinstance(calibrated, NotEnough)
        else merged(calibrated.bins, least=calibrated.n // BINS_SHOWN),
    )


def _lesson(evenings: Sequence[ShownEvening]) -> FittedWeights:
    past = _past(evenings)
    return fit_weights(past.matrices, past.outcomes, seed=SEED)


def merged(bins: Sequence[CalibrationBin], *, least: int = LEAST_SHOWN) -> tuple[CalibrationBin, ...]:
    """Join neighbouring bins until each holds ``least`` results, ten at least, so that none tells of a few people.

    Means are weighted by size; intervals are Wilson's. The last bins join the one before them.
    """
    least = max(least, LEAST_SHOWN)
    groups: list[list[CalibrationBin]] = []
    for one in bins:
        if groups and sum(other.n for other in groups[-1]) < least:
            groups[-1].append(one)
        else:
            groups.append([one])
    if len(groups) > 1 and sum(one.n for one in groups[-1]) < least:
        few = groups.pop()
        groups[-1] += few
    return tuple(_joined(group) if len(group) > 1 else group[0] for group in groups)


def _joined(bins: Sequence[CalibrationBin]) -> CalibrationBin:
    n = sum(one.n for one in bins)
    rate = sum(one.rate * one.n for one in bins) / n
    low, high = wilson(min(max(rate * n, 0.0), float(n)), n)
    return CalibrationBin(
        least=bins[0].least,
        most=bins[-1].most,
        n=n,
        foreseen=sum(one.foreseen * one.n for one in bins) / n,
        rate=rate,
        low=low,
        high=high,
    )


def _names(event: str, organisations: Sequence[Organisation]) -> dict[str, str]:
    """By its id in the sheet, what an organisation is called across evenings: by SIREN, else by name and place.

    Two of one evening that would be called the same are not taken for one.
    """
    names = {one.id: _identity(one) for one in organisations}
    times: dict[str, int] = {}
    for name in names.values():
        times[name] = times.get(name, 0) + 1
    return {code: name if times[name] == 1 else f"{event}:{code}" for code, name in names.items()}


def _identity(one: Organisation) -> str:
    if one.siren:
        return f"{one.side}:{one.siren}"
    place = one.place.insee or one.place.postcode or fold(one.place.commune)
    return f"{one.side}:{fold(one.name) or one.name}:{place}"


def _renamed(matrix: ScoreMatrix, names: Mapping[str, str]) -> ScoreMatrix:
    """The same scores of organisations that are called otherwise; nothing is measured again."""
    sides = (tuple(replace(one, id=names[one.id]) for one in side) for side in (matrix.companies, matrix.associations))
    companies, associations = sides
    return replace(matrix, comparison=replace(matrix.comparison, companies=companies, associations=associations))


class _Shelf(Generic[Found]):
    """What was computed in this process of the last KEPT sets of evenings asked for, the latest at the end."""

    def __init__(self, compute: Callable[[Sequence[ShownEvening]], Found]) -> None:
        self._compute = compute
        self._kept: list[tuple[list[ShownEvening], Found]] = []
        self._lock = threading.Lock()

    def of(self, evenings: list[ShownEvening]) -> Found:
        """What was computed of these evenings; computed now, once, if it is not there.

        Refused while another request computes: a dozen reloads must not keep the threads that phones wait for.
        """
        known = next((one for one in self._kept if one[0] == evenings), None)
        if known is not None:
            return known[1]
        if not self._lock.acquire(blocking=False):
            raise Refused("being_computed")
        try:
            found = self._compute(evenings)
            self._kept = [*(one for one in self._kept if one[0] != evenings), (evenings, found)][-KEPT:]
            return found
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Keep nothing."""
        self._kept = []


_evaluations = _Shelf(_evaluation)
_lessons = _Shelf(_lesson)
