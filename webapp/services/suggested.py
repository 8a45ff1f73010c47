"""What an event's presentations suggest, what people answered to it, and the profiles that follow from both.

A suggestion becomes part of a profile only when somebody confirms it. Only the surer ones are asked, and once: what was
refused is not asked again, and no score reads it any more. Answers stand beside the imported sheet and outlive it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, cast, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import Suggestion, suggest
from matching.folding import fold
from matching.organisations import Need, Offer, Organisation
from matching.vocabulary import FRAGILITIES, RESOURCES
from webapp import conversions
from webapp.models import OrganisationRow, ParticipantRow, SuggestionAnswerRow
from webapp.services.event_day import locked_event
from webapp.services.refusals import Refused

Kind = Literal["fragility", "need", "offer"]
Answer = Literal["yes", "no", ""]
AnsweredBy = Literal["participant", "facilitator", "owner"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
# Less sure ones are many and often silly: they are shown to whoever looks for them, and nobody is asked.
ASKED_FROM: Final = 0.6
ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)
Thing = tuple[Kind, str]
#: What the people of one organisation may write down about its presentation; whoever looks after profiles still may.
MOST_BY_PEOPLE: Final = 300
_ORDER: Final = {code: number for number, code in enumerate((*FRAGILITIES, *RESOURCES))}


@dataclass(frozen=True, kw_only=True)
class GivenAnswer:
    """The last answer about one thing; ``answer`` is "" when it was taken back."""

    kind: Kind
    code: str
    detail: str
    answer: Answer
    answered_by: AnsweredBy
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class AskedSuggestion:
    """A thing that a presentation suggests, with the words that led to it, and what was answered if anything was.

    ``words`` is empty when the presentation has changed since the answer and no longer says it.
    """

    kind: Kind
    code: str
    detail: str
    words: tuple[str, ...]
    confidence: float
    given: GivenAnswer | None = None

    @property
    def answer(self) -> Answer:
        """What was answered; "" while it is open."""
        return self.given.answer if self.given else ""

    @property
    def key(self) -> str:
        """The name of its field in a form."""
        return f"{self.kind}-{self.code}"


@dataclass(frozen=True, kw_only=True)
class SuggestedProfile:
    """An organisation as its sheet has it, and everything its presentation suggests beside that, the surest first."""

    organisation: Organisation
    suggestions: tuple[AskedSuggestion, ...]

    @property
    def open(self) -> tuple[AskedSuggestion, ...]:
        """What is sure enough to be asked and has no answer yet."""
        return tuple(one for one in self.suggestions if not one.answer and one.confidence >= ASKED_FROM)

    @property
    def faint(self) -> tuple[AskedSuggestion, ...]:
        """What is too unsure to be asked; it may still be answered."""
        return tuple(one for one in self.suggestions if not one.answer and one.confidence < ASKED_FROM)

    @property
    def answered(self) -> tuple[AskedSuggestion, ...]:
        """What was confirmed or refused."""
        return tuple(one for one in self.suggestions if one.answer)

    @property
    def confirmed(self) -> tuple[AskedSuggestion, ...]:
        """What is part of the profile because somebody confirmed it."""
        return tuple(one for one in self.suggestions if one.answer == "yes")

    @property
    def completed(self) -> Organisation:
        """The profile that scores are made of."""
        return _completed(self.organisation, [one.given for one in self.suggestions if one.given])


def suggested_profiles(session: Session, event_id: int) -> list[SuggestedProfile]:
    """Every organisation of the event with what its presentation suggests, in the order of the sheet."""
    rows = session.scalars(
        select(OrganisationRow).where(OrganisationRow.event_id == event_id).order_by(OrganisationRow.id)
    )
    profiles = [conversions.organisation(row) for row in rows]
    given = _given(session, event_id)
    return [_suggested(profile, given.get(profile.id, {})) for profile in profiles]


def suggested_profile(session: Session, event_id: int, code: str) -> SuggestedProfile:
    """One organisation of the event by its id in files; refused (404) when there is none."""
    row = session.scalars(
        select(OrganisationRow).where(OrganisationRow.event_id == event_id, OrganisationRow.code == code)
    ).first()
    if row is None:
        raise Refused("no_such_organisation", status=404)
    return _suggested(conversions.organisation(row), _given(session, event_id).get(code, {}))


def code_of_participant(session: Session, participant_id: int) -> str:
    """The id in files of the organisation that a participant represents."""
    return session.scalars(
        select(OrganisationRow.code)
        .join(ParticipantRow, ParticipantRow.organisation_id == OrganisationRow.id)
        .where(ParticipantRow.id == participant_id)
    ).one()


def answer(
    session: Session,
    event_id: int,
    code: str,
    answers: Mapping[str, str],
    *,
    answered_by: AnsweredBy,
    now: datetime,
) -> int:
    """Write down answers by the keys of what is suggested; returns how many differ from what was answered before.

    Only what the presentation suggests can be answered; everything else in ``answers`` is left aside. Never refused
    because of the evening's phase: a plan that stands keeps the profiles it was made of (``answers_until``). Refused
    (429) to participants whose organisation has changed its answers more often than anybody means: all are kept.
    """
    locked_event(session, event_id)
    profile = suggested_profile(session, event_id, code)
    organisation = profile.organisation
    new = []
    for one in profile.suggestions:
        told = answers.get(one.key)
        if told not in ANSWERS or told == one.answer:
            continue
        new.append(
            SuggestionAnswerRow(
                event_id=event_id,
                side=organisation.side,
                organisation_name=organisation.name,
                organisation_code=organisation.id,
                kind=one.kind,
                code=one.code,
                detail=one.detail,
                answer=told,
                answered_by=answered_by,
                answered_at=now,
            )
        )
    if answered_by == "participant" and new:
        already = _n_by_people(session, event_id, organisation)
        if already + len(new) > MOST_BY_PEOPLE:
            raise Refused("answered_too_often", status=429, values={"most": MOST_BY_PEOPLE})
    session.add_all(new)
    session.flush()
    return len(new)


def latest_answer(session: Session, event_id: int) -> int:
    """The number of the last answer given at the event, 0 before the first; names a state of all answers."""
    return session.scalar(select(func.max(SuggestionAnswerRow.id)).where(SuggestionAnswerRow.event_id == event_id)) or 0


def completed(
    session: Session, event_id: int, profiles: Sequence[Organisation], *, answers_until: int
) -> list[Organisation]:
    """The event's profiles with what was confirmed and without what was refused, up to the answer of this number."""
    given = _given(session, event_id, answers_until=answers_until) if answers_until else {}
    return [_completed(profile, given.get(profile.id, {}).values()) for profile in profiles]


def answers_about(session: Session, event_id: int, code: str) -> list[GivenAnswer]:
    """The answers that hold about one organisation, in the order they were given."""
    given = _given(session, event_id).get(code, {})
    return sorted((one for one in given.values() if one.answer), key=lambda one: one.answered_at)


def _given(session: Session, event_id: int, *, answers_until: int | None = None) -> dict[str, dict[Thing, GivenAnswer]]:
    """By organisation id, the last answer about each thing.

    Ids of a sheet may shift when it is imported again, names rarely do: an answer belongs to the organisation of its
    side and name; where several have that name, to the one of them with its id.
    """
    told = SuggestionAnswerRow
    last = select(func.max(told.id)).where(told.event_id == event_id)  # one each, however often it was answered
    if answers_until is not None:
        last = last.where(told.id <= answers_until)
    last = last.group_by(told.side, told.organisation_name, told.organisation_code, told.kind, told.code)
    rows = session.scalars(select(told).where(told.id.in_(last)).order_by(told.id)).all()
    if not rows:
        return {}
    named: dict[tuple[str, str], list[str]] = {}
    listed = select(OrganisationRow.code, OrganisationRow.side, OrganisationRow.name)
    for one in session.execute(listed.where(OrganisationRow.event_id == event_id)):
        named.setdefault((one.side, fold(one.name)), []).append(one.code)
    found: dict[str, dict[Thing, GivenAnswer]] = {}
    for row in rows:
        ids = named.get((row.side, fold(row.organisation_name)), [])
        if len(ids) != 1:
            ids = [code for code in ids if code == row.organisation_code]
        for code in ids:
            kind = cast(Kind, row.kind)
            found.setdefault(code, {})[kind, row.code] = GivenAnswer(
                kind=kind,
                code=row.code,
                detail=row.detail,
                answer=cast(Answer, row.answer),
                answered_by=cast(AnsweredBy, row.answered_by),
                answered_at=row.answered_at,
            )
    return found


def _n_by_people(session: Session, event_id: int, organisation: Organisation) -> int:
    """How many answers the organisation's own people have given so far."""
    row = SuggestionAnswerRow
    given = select(func.count(row.id)).where(row.event_id == event_id, row.answered_by == "participant")
    own = given.where(row.side == organisation.side, row.organisation_name == organisation.name)
    return session.scalar(own) or 0


def _suggested(profile: Organisation, given: Mapping[Thing, GivenAnswer]) -> SuggestedProfile:
    """What the presentation suggests and the sheet does not state, then what was answered and is suggested no more."""
    read = suggest(profile.presentation, side=profile.side).unstated(profile)
    by_kind: tuple[tuple[Kind, Iterable[Suggestion]], ...] = (
        ("need", read.needs),
        ("offer", read.offers),
        ("fragility", read.fragilities),
    )
    asked = [
        AskedSuggestion(
            kind=kind,
            code=one.code,
            detail=one.detail,
            words=one.words,
            confidence=one.confidence,
            given=given.get((kind, one.code)),
        )
        for kind, suggestions in by_kind
        for one in suggestions
    ]
    things = {(one.kind, one.code) for one in asked} | _stated(profile)
    asked += [
        AskedSuggestion(kind=one.kind, code=one.code, detail=one.detail, words=(), confidence=1.0, given=one)
        for one in sorted(given.values(), key=lambda one: (KINDS.index(one.kind), _ORDER[one.code]))
        if one.answer and (one.kind, one.code) not in things
    ]
    return SuggestedProfile(organisation=profile, suggestions=tuple(asked))


def _stated(profile: Organisation) -> set[Thing]:
    found: set[Thing] = {("fragility", code) for code in profile.fragilities}
    found |= {("need", need.code) for need in profile.needs}
    return found | {("offer", offer.code) for offer in profile.offers}


def _completed(profile: Organisation, given: Iterable[GivenAnswer]) -> Organisation:
    """The profile with confirmed things stated, without a grade, and refused ones marked so that no score reads them.

    What the sheet states stands as it is.
    """
    stated = _stated(profile)
    told = [one for one in given if (one.kind, one.code) not in stated]
    told.sort(key=lambda one: _ORDER[one.code])
    yes = [one for one in told if one.answer == "yes"]
    if not told:
        return profile
    return replace(
        profile,
        fragilities={**profile.fragilities, **{one.code: None for one in yes if one.kind == "fragility"}},
        needs=(*profile.needs, *(Need(code=one.code, detail=one.detail) for one in yes if one.kind == "need")),
        offers=(*profile.offers, *(Offer(code=one.code, detail=one.detail) for one in yes if one.kind == "offer")),
        refused=profile.refused | {f"{one.kind}:{one.code}" for one in told if one.answer == "no"},
    )
