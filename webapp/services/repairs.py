"""The evening changes: the published plan and who is there -> the repaired plan, previewed, then published.

A repair is computed between two transactions from values that were read in the first; the second publishes it only if
those values are still the ones that hold, and it is the very preview that somebody looked at. What was played stands,
and nothing here reads an answer.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.organisations import Organisation
from schedules import Change, MeetingPlan, changes, repair_plan
from webapp.models import EventRow, PlanRow
from webapp.services import plans
from webapp.services.event_day import EveningState, evening_state, locked_state
from webapp.services.organisations import ListedParticipant, listed_participants
from webapp.services.planning import PlanDraft, PlanningInputs, as_planned, inputs, problem_of, stays_to_json
from webapp.services.presence import OPEN_PHASES, WHOLE, stays
from webapp.services.refusals import Refused
from webapp.services.standing_plan import ends, stored_plan
from webapp.services.waived_rules import waived_rules


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the evening stands: the published version, and how many rounds have begun and cannot change any more.

    ``in_round``: the last of them is under way. ``announced``: people are on their way to the next one.
    """

    version: int | None
    rounds_begun: int
    in_round: bool
    announced: bool

    @classmethod
    def of(cls, state: EveningState) -> "Standing":
        """What of an evening's state a repair depends on."""
        activity = state.paused_in or state.phase
        return cls(
            version=state.published_version if state.phase in OPEN_PHASES else None,
            rounds_begun=state.rounds_begun,
            in_round=activity == "meeting",
            announced=activity == "change_over",
        )


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What a repair is computed from: the published plan, where the evening stands, and what plans are made of."""

    inputs: PlanningInputs
    plan: MeetingPlan
    version: int
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class Place:
    """A table and who is opposite."""

    table_number: int
    partner: ListedParticipant


@dataclass(frozen=True, kw_only=True)
class ChangedCell:
    """What is different for one person in a round, from 1; no place is a break. ``code`` as schedules.Change has it."""

    person: ListedParticipant
    round_number: int
    before: Place | None
    after: Place | None
    code: str


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A repaired plan that is not published yet; ``draft.plan`` is the plan of before when nothing has to change.

    waived: organisations that a rule asks to meet and that no plan can bring together any more. ``token`` names exactly
    this result.
    """

    situation: Situation
    draft: PlanDraft
    changes: tuple[Change, ...]
    waived: tuple[tuple[Organisation, Organisation], ...]
    token: str

    @property
    def nothing_changes(self) -> bool:
        """Whether the published plan is still the right one."""
        return self.draft.plan is self.situation.plan


def situation(session: Session, event_id: int, now: datetime) -> Situation:
    """What a repair of the published plan would be computed from; refused without one, and once the rounds are over."""
    state = evening_state(session, event_id, now)
    if state.published_version is None:
        raise Refused("no_published_plan")
    if state.phase not in OPEN_PHASES:
        raise Refused("rounds_are_over")
    given = _inputs_of(session, event_id, state.published_version)
    return Situation(
        inputs=given,
        plan=_stored_plan(session, event_id, state.published_version, given),
        version=state.published_version,
        standing=Standing.of(state),
    )


def repair(given: Situation) -> Repair:
    """Compute the repair; raises InfeasiblePlan or InvalidProblem when no plan can meet what is demanded."""
    standing = given.standing
    matrix, crossing, problem = problem_of(
        given.inputs, given.plan, from_round=standing.rounds_begun, announced=standing.announced
    )
    repaired = repair_plan(
        problem,
        given.plan,
        from_round=standing.rounds_begun,
        announced=standing.announced,
        nobody_left_out=True,
        seed=given.inputs.settings.seed,
    )
    draft = PlanDraft(inputs=given.inputs, matrix=matrix, crossing=crossing, problem=problem, plan=repaired)
    told_from = standing.rounds_begun - 1 if standing.in_round else standing.rounds_begun
    found = () if repaired is given.plan else changes(given.plan, repaired, from_round=told_from, problem=problem)
    named = json.dumps([given.version, standing.rounds_begun, stays_to_json(given.inputs.stays), repaired.to_dict()])
    token = hashlib.sha256(named.encode()).hexdigest()[:32]
    waived = waived_rules(draft, given.plan, from_round=standing.rounds_begun, announced=standing.announced)
    return Repair(situation=given, draft=draft, changes=tuple(found), waived=waived, token=token)


def cells(session: Session, event_id: int, made: Repair) -> list[ChangedCell]:
    """The changes of a repair with the people they are about, the most urgent first."""
    crossing = made.draft.crossing
    return _with_people(
        session, event_id, made.changes, crossing.company_participants, crossing.association_participants
    )


def latest_changes(session: Session, event_id: int) -> list[ChangedCell]:
    """What the published plan changed when it was published as a repair, for those who are there; else nothing."""
    published = session.get_one(EventRow, event_id).published_version
    row = _row(session, event_id, published) if published is not None else None
    if row is None or row.certificate.get("repairs_version") is None:
        return []
    given = inputs(session, event_id)
    repaired = _stored_plan(session, event_id, row.version, given)
    before = _stored_plan(session, event_id, row.certificate["repairs_version"], given)
    from_round = repaired.repair.from_round if repaired.repair else 0
    found = _with_people(session, event_id, changes(before, repaired, from_round=from_round), *ends(given))
    noted = stays(session, event_id)
    return [cell for cell in found if noted.get(cell.person.id, WHOLE).covers(cell.round_number)]


def _with_people(
    session: Session, event_id: int, found: Sequence[Change], companies: Sequence[str], associations: Sequence[str]
) -> list[ChangedCell]:
    """Changes of rows and columns as changes of the people whose ids these are."""
    people = {one.code: one for one in listed_participants(session, event_id, with_erased=True)}
    sides = {"row": [people[code] for code in companies], "column": [people[code] for code in associations]}

    def place(change: Change, told: tuple[int, int] | None) -> Place | None:
        if told is None:
            return None
        others = sides["column" if change.side == "row" else "row"]
        return Place(table_number=told[1] + 1, partner=others[told[0]])

    return [
        ChangedCell(
            person=sides[change.side][change.participant],
            round_number=change.round_number + 1,
            before=place(change, change.before),
            after=place(change, change.after),
            code=change.code,
        )
        for change in found
    ]


def publish(session: Session, event_id: int, made: Repair, seen: str, now: datetime) -> int:
    """Publish a repair in this transaction and return its version.

    Refused when anything it rests on has changed meanwhile, or when it is not the one that was looked at (``seen``).
    """
    standing = Standing.of(locked_state(session, event_id, now))
    given = made.situation
    same_standing = seen == made.token and standing == given.standing
    if not same_standing or _inputs_of(session, event_id, given.version) != given.inputs:
        raise Refused("preview_stale")
    if made.nothing_changes:
        row = _row(session, event_id, given.version)
        row.certificate = row.certificate | {"stays": stays_to_json(given.inputs.stays)}
        row.stale = False
        session.flush()
        return row.version
    version = plans.add_version(session, event_id, made.draft, now, repairs_version=given.version)
    session.get_one(EventRow, event_id).published_version = version
    session.flush()
    return version


def unplanned_people(session: Session, event_id: int) -> list[ListedParticipant]:
    """Those about whom the published plan knows something else than the door does: gone, back, or new."""
    published = session.get_one(EventRow, event_id).published_version
    if published is None:
        return []
    given = inputs(session, event_id)
    row = _row(session, event_id, published)
    known = {code: tuple(rounds) for code, rounds in row.certificate.get("stays", {}).items()}
    now = {code: (stay.first_round, stay.last_round) for code, stay in given.stays.items()}
    whole = (WHOLE.first_round, WHOLE.last_round)
    newcomers = _newcomers(given, row)
    return [
        one
        for one in listed_participants(session, event_id, with_erased=True)
        if one.code in newcomers or known.get(one.code, whole) != now.get(one.code, whole)
    ]


def _newcomers(given: PlanningInputs, row: PlanRow) -> set[str]:
    """Those who came to the list after the plan: people are only ever added, at the end of their side."""
    known = (
        len(row.certificate["meetings_per_company_participant"]),
        len(row.certificate["meetings_per_association_participant"]),
    )
    return {code for codes, n_known in zip(ends(given), known, strict=True) for code in codes[n_known:]}


def _inputs_of(session: Session, event_id: int, version: int) -> PlanningInputs:
    """What plans are made of now, with weights and profiles of the version to repair: new ones are for new plans."""
    return as_planned(session, event_id, _row(session, event_id, version).certificate)


def _stored_plan(session: Session, event_id: int, version: int, given: PlanningInputs) -> MeetingPlan:
    return stored_plan(session, _row(session, event_id, version), *ends(given))


def _row(session: Session, event_id: int, version: int) -> PlanRow:
    return session.scalars(select(PlanRow).where(PlanRow.event_id == event_id, PlanRow.version == version)).one()
