"""Choices: written by their author, read by three functions only, turned into mutual choices once, at the seal.

The three readers of the one-sided rows are ``own_choices`` (for their author, on the browser that gave the answer),
``answered`` (that, never what) and ``seal``. Everything else in the application works on data in which no one-sided
choice exists; a test walks the code and fails on a fourth reader. What a tap is told depends on sequence numbers and
keys, never on the answer that stands, but for the very tap that gave it, sent again under its own key: somebody who
opens another person's link learns nothing by trying.

Counting after the close is impossible by locking, not by luck: a choice holds a shared lock on the row of its event
while it is written, the seal an exclusive one, and the seal reads the choices in a statement that starts after the lock
was granted. On SQLite both are BEGIN IMMEDIATE transactions and follow each other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Update, and_, bindparam, literal, or_, select, true, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matching.mutual import Choice, mutual_choices
from webapp.models import ChoiceRow, EventRow, MeetingRow, MutualChoiceRow, OrganisationRow, ParticipantRow
from webapp.services import consents, contacts, taps
from webapp.services.begun_meetings import begun_meetings, have_met, rounds_of_pairs
from webapp.services.event_day import EveningState, evening_state, locked_event, locked_state, state_held
from webapp.services.refusals import Refused

Answer = Literal["yes", "not"]

# Built once: a hall taps at one bell, and building a statement takes ten times as long as having it carried out.
_THEIRS: Final = and_(ChoiceRow.chooser_id == bindparam("chooser"), ChoiceRow.partner_id == bindparam("partner"))
_NEWER: Final = and_(
    ChoiceRow.sequence < bindparam("number"), ChoiceRow.sequence >= bindparam("number") - taps.LARGEST_JUMP
)
_TIE: Final = and_(
    ChoiceRow.sequence == bindparam("number"), ChoiceRow.tap_key != bindparam("key"), bindparam("says_not")
)
_TAP: Final = (
    update(ChoiceRow)
    .where(_THEIRS, or_(_NEWER, _TIE))
    .values(
        answer=bindparam("given"),
        sequence=bindparam("number"),
        received_at=bindparam("now"),
        tap_key=bindparam("key"),
        given_on=bindparam("browser"),
    )
)


#: What is stored -> what the mutual choices are computed from; anything else in a row stops the seal.
_AS_MATCHED: Final[Mapping[str, Literal["yes", "no"] | None]] = {"yes": "yes", "not": "no", "": None}


@dataclass(frozen=True, kw_only=True)
class OwnChoice:
    """An answer, as shown to the person who gave it.

    On another browser than the one that gave it, ``answer`` and ``received_at`` are empty and ``elsewhere`` holds.
    """

    answer: str
    #: The number a page counts on from; on another browser a multiple of taps.STEP that does not tell how many taps.
    sequence: int
    received_at: datetime | None
    #: The round they met in when it was first given, from 1; 0 while there is none.
    round_number: int = 0
    #: Whether it was given on another browser than the one that asks.
    elsewhere: bool = False

    @property
    def answered(self) -> bool:
        """Whether an answer was received, on whichever browser."""
        return self.elsewhere or bool(self.answer)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """That an answer is stored: when it was received and the number of its tap."""

    received_at: datetime
    sequence: int


@dataclass(frozen=True, kw_only=True)
class AnswerCounts:
    """How many answers, received or expected, by participant and by round; which ones, nobody can tell from this."""

    by_participant: Mapping[int, int]
    by_round: Mapping[int, int]
    #: By participant and round together: 0 or 1.
    by_participant_in_round: Mapping[tuple[int, int], int]

    @classmethod
    def of(cls, found: Sequence[tuple[int, int]]) -> "AnswerCounts":
        """The counts of these answers, each a participant's number and a round."""
        return cls(
            by_participant=Counter(person for person, _ in found),
            by_round=Counter(number for _, number in found),
            by_participant_in_round=Counter(found),
        )

    def until(self, last_round: int) -> "AnswerCounts":
        """The counts of the rounds up to this one."""
        return AnswerCounts.of([one for one in self.by_participant_in_round if one[1] <= last_round])


def record(
    session: Session,
    *,
    participant_id: int,
    partner_id: int,
    answer: Answer,
    sequence: int,
    now: datetime,
    key: str | None = None,
    browser: str = "",
) -> Receipt:
    """Store one answer about someone met in a round that has begun, and return its receipt.

    ``key`` names the tap (see services.taps); None, for a tap that did not travel, makes a new one. ``browser`` is the
    hash of the browser that gives the answer, the only one that will be shown it; "" stands for none.

    The higher sequence stands; at the same sequence "not" replaces any answer, and "yes" is told that a later answer
    stands. The tap that stands, delivered again, has its receipt again. Refused once choices are closed or sealed
    (409), before the person has said what may be handed over (409), about anybody not met (404), when a later tap
    stands already (409), and for another body under one key or a number out of reach (422).
    """
    key = taps.new_key(partner_id, sequence) if key is None else key
    taps.require_fitting(key, partner_id=partner_id, sequence=sequence)
    rows = session.connection()
    state = state_held(rows, participant_id, now)
    _require_open(state)
    if not consents.stated(rows, participant_id):
        raise Refused("consent_first")
    if not have_met(rows, state, participant_id, partner_id):
        raise Refused("not_met", status=404)
    tap = {
        "chooser": participant_id,
        "partner": partner_id,
        "number": sequence,
        "key": key,
        "given": answer,
        "says_not": answer == "not",
        "now": now,
        "browser": browser,
    }
    for _ in range(3):
        if _changed(rows, _TAP, tap):
            return Receipt(received_at=now, sequence=sequence)
        again = _receipt_again(rows, tap)  # the same tap, delivered twice at once, may have been stored just now
        if again is not None:
            return again
        _make_rows(session, state)  # the first tap of its round
    raise RuntimeError("a tap found the row it changes neither there nor to be made")


def _receipt_again(rows: Connection, tap: Mapping[str, Any]) -> Receipt | None:
    """The receipt of the tap that stands, for whoever sends the same again with its key; else why it is refused.

    None where it would change what stands, and was tried before that came: there was no row, and somebody else's tap,
    or another of this person's, made it just then. What stands is compared with what is sent for the very tap that
    gave it, and no other.
    """
    standing = rows.execute(
        select(ChoiceRow.sequence, ChoiceRow.tap_key, ChoiceRow.received_at).where(_THEIRS), tap
    ).one_or_none()
    if standing is None or 0 < tap["number"] - standing.sequence <= taps.LARGEST_JUMP:
        return None
    if tap["number"] == standing.sequence and tap["says_not"] and standing.tap_key != tap["key"]:
        return None
    if tap["number"] > standing.sequence:
        raise Refused("sequence_out_of_reach", status=422)
    if standing.tap_key != tap["key"]:
        raise Refused("later_answer_stands")
    key, given = tap["key"], tap["given"]
    same = update(ChoiceRow).where(_THEIRS, ChoiceRow.tap_key == key, ChoiceRow.answer == given).values(tap_key=key)
    if _changed(rows, same, tap) == 0:
        raise Refused("tap_key_used", status=422)
    return Receipt(received_at=standing.received_at, sequence=standing.sequence)


def own_choices(session: Session, participant_id: int, *, browser: str = "") -> dict[int, OwnChoice]:
    """A person's own answers by partner. First of the three readers: for their author.

    ``browser`` is the hash of the browser that asks: what was answered on another one is not told, nor when, nor how
    often. Without one, nothing is told but that an answer came.
    """
    rows = session.scalars(select(ChoiceRow).where(ChoiceRow.chooser_id == participant_id))
    return {row.partner_id: _as_shown(row, browser) for row in rows}


def _as_shown(row: ChoiceRow, browser: str) -> OwnChoice:
    if row.answer and (not browser or row.given_on != browser):
        return OwnChoice(
            answer="",
            sequence=taps.shown_elsewhere(row.sequence),
            received_at=None,
            round_number=row.round_number,
            elsewhere=True,
        )
    return OwnChoice(
        answer=row.answer, sequence=row.sequence, received_at=row.received_at, round_number=row.round_number
    )


def answered(session: Session, event_id: int) -> AnswerCounts:
    """How many answers were received about meetings of the published plan. Second of the three readers: as answered.

    A meeting that turned out not to have taken place does not count, even if somebody answered about it.
    """
    rows = session.execute(
        select(ChoiceRow.chooser_id, ChoiceRow.partner_id).where(ChoiceRow.event_id == event_id, ChoiceRow.answer != "")
    ).all()
    rounds = rounds_of_pairs(session, event_id) if rows else {}
    found = [(row.chooser_id, rounds[pair]) for row in rows if (pair := (row.chooser_id, row.partner_id)) in rounds]
    return AnswerCounts.of(found)


def seal(session: Session, event_id: int, now: datetime) -> int:
    """Seal the choices and compute the mutual ones, in this transaction; returns their number.

    Third of the three readers. Every answer that was received counts, also where a repair has let the meeting fall out
    since. Refused before the final review has ended, and once sealed: there is no way back.
    """
    state = locked_state(session, event_id, now)
    if state.sealed_at is not None:
        raise Refused("already_sealed")
    if state.phase != "closed":
        raise Refused("seal_too_early", values={"closes_at": state.closes_at})
    _make_rows(session, state)
    session.execute(update(EventRow).where(EventRow.id == event_id).values(sealed_at=now))
    rows = session.scalars(select(ChoiceRow).where(ChoiceRow.event_id == event_id)).all()
    companies = _company_participants(session, event_id)
    pairs = mutual_choices(
        Choice(
            chooser_id=str(row.chooser_id),
            partner_id=str(row.partner_id),
            answer=_AS_MATCHED[row.answer],
            chooser_side="company" if row.chooser_id in companies else "association",
        )
        for row in rows
    )
    session.add_all(
        MutualChoiceRow(
            event_id=event_id,
            company_participant_id=int(pair.company_participant_id),
            association_participant_id=int(pair.association_participant_id),
        )
        for pair in pairs
    )
    session.flush()
    session.expire_all()
    return len(pairs)


def reveal(session: Session, event_id: int, now: datetime) -> None:
    """Show everybody their result from this minute on, and hand contacts over; refused before the seal and twice."""
    event = locked_event(session, event_id)
    if event.sealed_at is None:
        raise Refused("seal_first")
    if event.revealed_at is not None:
        raise Refused("already_revealed")
    event.revealed_at = now
    contacts.hand_over(session, event_id)
    session.flush()


def expected_answers(session: Session, event_id: int, now: datetime) -> AnswerCounts:
    """How many answers there could be by now: one per participant and meeting of a round that has begun.

    Those of and about somebody erased went with them, and are expected no more.
    """
    state = evening_state(session, event_id, now)
    erased = select(ParticipantRow.id).where(ParticipantRow.event_id == event_id, ParticipantRow.erased_at.is_not(None))
    sides = (MeetingRow.company_participant_id, MeetingRow.association_participant_id)
    meetings = session.scalars(begun_meetings(state).where(*(side.not_in(erased) for side in sides))).all()
    return AnswerCounts.of(
        [
            (person, meeting.round_number)
            for meeting in meetings
            for person in (meeting.company_participant_id, meeting.association_participant_id)
        ]
    )


def _require_open(state: EveningState) -> None:
    if state.sealed_at is not None or state.phase == "closed":
        raise Refused("choices_closed", values={"closes_at": state.closes_at})
    if not state.choices_open:
        raise Refused("choices_not_open")


def _make_rows(session: Session, state: EveningState) -> None:
    """Make the two rows of every meeting begun so far, alike whether somebody answers or not."""
    # The first tap of a round makes everybody wait for this: the database makes them itself, by one statement.
    met = begun_meetings(state).subquery()
    sides = (met.c.company_participant_id, met.c.association_participant_id)
    new = (literal(state.event_id), met.c.round_number, literal(""), literal(0), literal(""), literal(""))
    rows = union_all(
        *(select(chooser.label("one"), partner.label("other"), *new) for chooser, partner in (sides, sides[::-1]))
    ).subquery()
    in_order = select(rows).where(true()).order_by(rows.c.one, rows.c.other)  # one order for all: no deadlock
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    columns = ("chooser_id", "partner_id", "event_id", "round_number", "answer", "sequence", "tap_key", "given_on")
    made = insert(ChoiceRow).from_select(columns, in_order, include_defaults=False)
    session.execute(made.on_conflict_do_nothing())


def _changed(rows: Connection, statement: Update, values: Mapping[str, Any] | None = None) -> int:
    return rows.execute(statement, values).rowcount


def _company_participants(session: Session, event_id: int) -> set[int]:
    """Everybody on the companies' side, whether a meeting of theirs is left in the plan or not."""
    return set(
        session.scalars(
            select(ParticipantRow.id)
            .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
            .where(ParticipantRow.event_id == event_id, OrganisationRow.side == "company")
        )
    )
