"""Choices: who may answer when, what stands, what comes out at the seal; and no choice counts after it, in any race."""

import contextlib
import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from tests.webapp.conftest import (
    ON_POSTGRESQL_ALONE,
    Evening,
    answer,
    begin,
    consent,
    end_and_close,
    everybody_consents,
    partner_in,
    stored_answer,
)
from webapp.database import Database
from webapp.models import ChoiceRow, ConsentRow, EventRow, MutualChoiceRow, ParticipantRow
from webapp.services import choices, consents, contacts, taps
from webapp.services.event_day import EveningState, act, evening_state
from webapp.services.refusals import Refused


def test_both_say_yes_and_both_receive_the_contact(database: Database, begun: Evening) -> None:
    one = begun.people["C01-1"]
    other = partner_in(database, begun, "C01-1", 1)
    answer(database, begun, one, other, "yes")
    answer(database, begun, other, one, "yes")
    end_and_close(database, begun)
    with database.writing() as session:
        assert choices.seal(session, begun.event_id, begun.clock.now()) == 1
    with database.reading() as session:
        assert contacts.contacts_of(session, one) == []
    with database.writing() as session:
        choices.reveal(session, begun.event_id, begun.clock.now())
    with database.reading() as session:
        assert [card.participant_id for card in contacts.contacts_of(session, one)] == [other]
        assert [card.participant_id for card in contacts.contacts_of(session, other)] == [one]


@ON_POSTGRESQL_ALONE
def test_two_first_taps_of_a_round_at_once_are_both_stored(database: Database, begun: Evening) -> None:
    """The other one makes the rows just after this one found none; on SQLite writers follow each other."""
    one, other = begun.people["C01-1"], begun.people["C02-1"]
    partners = {who: partner_in(database, begun, code, 1) for code, who in (("C01-1", one), ("C02-1", other))}
    came = []

    def the_other_taps(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE choices") and not came:
            came.append(other)
            answer(database, begun, other, partners[other], "yes")

    event.listen(database.write_engine, "after_cursor_execute", the_other_taps)
    answer(database, begun, one, partners[one], "yes")
    event.remove(database.write_engine, "after_cursor_execute", the_other_taps)
    assert came == [other]
    assert [stored_answer(database, who, partner) for who, partner in partners.items()] == ["yes", "yes"]


@ON_POSTGRESQL_ALONE
def test_at_one_number_no_stands_also_where_yes_came_just_then(database: Database, begun: Evening) -> None:
    """The same person's other browser makes the rows and says yes just after this one found none."""
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    came = []

    def the_other_browser_taps(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE choices") and not came:
            came.append(one)
            answer(database, begun, one, other, "yes")

    event.listen(database.write_engine, "after_cursor_execute", the_other_browser_taps)
    answer(database, begun, one, other, "not")
    event.remove(database.write_engine, "after_cursor_execute", the_other_browser_taps)
    assert came == [one]
    assert stored_answer(database, one, other) == "not"


def test_one_says_not_this_time_and_neither_learns_anything(database: Database, begun: Evening) -> None:
    one = begun.people["C01-1"]
    other = partner_in(database, begun, "C01-1", 1)
    answer(database, begun, one, other, "yes")
    answer(database, begun, other, one, "not")
    end_and_close(database, begun)
    with database.writing() as session:
        assert choices.seal(session, begun.event_id, begun.clock.now()) == 0
        choices.reveal(session, begun.event_id, begun.clock.now())
    with database.reading() as session:
        assert contacts.contacts_of(session, one) == contacts.contacts_of(session, other) == []
        assert contacts.mutual_pairs(session, begun.event_id) == []


def test_only_the_fields_agreed_to_are_handed_over(database: Database, begun: Evening) -> None:
    one = begun.people["C01-1"]
    other = partner_in(database, begun, "C01-1", 1)
    with database.writing() as session:
        consent(session, other, begun.clock.now(), email=True, phone=False)
    answer(database, begun, one, other, "yes")
    answer(database, begun, other, one, "yes")
    end_and_close(database, begun)
    with database.writing() as session:
        choices.seal(session, begun.event_id, begun.clock.now())
        choices.reveal(session, begun.event_id, begun.clock.now())
    with database.writing() as session, pytest.raises(Refused, match="choices_closed"):
        consent(session, other, begun.clock.now(), email=True, phone=True)
    with database.reading() as session:
        (card,) = contacts.contacts_of(session, one)
    assert card.email.endswith("@example.org")
    assert card.phone == ""


def test_a_row_is_made_for_every_meeting_when_its_round_begins(database: Database, begun: Evening) -> None:
    one = begun.people["C01-1"]
    answer(database, begun, one, partner_in(database, begun, "C01-1", 1), "yes")
    with database.reading() as session:
        rows = session.scalars(select(ChoiceRow)).all()
    assert len(rows) == 6  # three meetings, two people each
    assert sorted(row.answer for row in rows) == ["", "", "", "", "", "yes"]
    assert {(row.chooser_id, row.partner_id) for row in rows} == {(row.partner_id, row.chooser_id) for row in rows}
    unanswered = [row for row in rows if not row.answer]
    assert {(row.sequence, row.received_at, row.tap_key, row.given_on) for row in unanswered} == {(0, None, "", "")}


def test_the_rows_are_made_once_however_often_a_tap_is_sent(
    database: Database, begun: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    real = choices._make_rows
    monkeypatch.setattr(choices, "_make_rows", lambda *given: (made.append(given), real(*given)))
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    for sequence in (1, 2):
        answer(database, begun, one, other, "yes", sequence=sequence)
    answer(database, begun, other, one, "yes")
    with pytest.raises(Refused, match="later_answer_stands"):
        answer(database, begun, one, other, "not", sequence=1)
    assert len(made) == 1  # whoever sends an old tap again and again makes nobody wait


def test_somebody_not_met_yet_cannot_be_chosen(database: Database, begun: Evening) -> None:
    later = partner_in(database, begun, "C01-1", 2)
    with pytest.raises(Refused) as refusal:
        answer(database, begun, begun.people["C01-1"], later, "yes")
    assert refusal.value.code == "not_met"


def test_consent_comes_before_the_first_choice(database: Database, evening: Evening) -> None:
    begin(database, evening)
    evening.clock.go(minutes=1)
    other = partner_in(database, evening, "C01-1", 1)
    with pytest.raises(Refused, match="consent_first"):
        answer(database, evening, evening.people["C01-1"], other, "yes")


def test_nothing_is_taken_before_the_start_nor_after_the_review(database: Database, evening: Evening) -> None:
    everybody_consents(database, evening)
    one, other = evening.people["C01-1"], partner_in(database, evening, "C01-1", 1)
    with pytest.raises(Refused, match="choices_not_open"):
        answer(database, evening, one, other, "yes")
    begin(database, evening)
    end_and_close(database, evening)
    with pytest.raises(Refused, match="choices_closed"):
        answer(database, evening, one, other, "yes")


def test_there_is_no_way_back_from_the_seal(database: Database, begun: Evening) -> None:
    with database.writing() as session, pytest.raises(Refused, match="seal_too_early"):
        choices.seal(session, begun.event_id, begun.clock.now())
    end_and_close(database, begun)
    with database.writing() as session:
        choices.seal(session, begun.event_id, begun.clock.now())
    with database.writing() as session:
        for action in ("start", "resume", "next", "extend", "end"):
            with pytest.raises(Refused, match="action_not_now"):
                act(session, begun.event_id, action, begun.clock.now())
        with pytest.raises(Refused, match="already_sealed"):
            choices.seal(session, begun.event_id, begun.clock.now())
    with pytest.raises(Refused, match="choices_closed"):
        answer(database, begun, begun.people["C01-1"], partner_in(database, begun, "C01-1", 1), "yes")


def test_the_final_review_lasts_two_minutes_at_least(database: Database, begun: Evening) -> None:
    with database.writing() as session:
        session.get_one(EventRow, begun.event_id).closing_minutes = 0
        act(session, begun.event_id, "end", begun.clock.now())
    begun.clock.go(seconds=119)
    answer(database, begun, begun.people["C01-1"], partner_in(database, begun, "C01-1", 1), "yes")
    with database.writing() as session, pytest.raises(Refused, match="seal_too_early"):
        choices.seal(session, begun.event_id, begun.clock.now())


@given(taps=st.lists(st.tuples(st.sampled_from(["yes", "not"]), st.integers(1, 4)), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_order_of_taps_the_highest_sequence_stands(
    sqlite_database: Database, sqlite_evening: Evening, taps: list[tuple[choices.Answer, int]]
) -> None:
    one, other = sqlite_evening.people["C01-1"], partner_in(sqlite_database, sqlite_evening, "C01-1", 1)
    with sqlite_database.writing() as session:
        session.query(ChoiceRow).delete()
        consent(session, one, sqlite_evening.clock.now())
        if not evening_state(session, sqlite_evening.event_id, sqlite_evening.clock.now()).rounds_begun:
            act(session, sqlite_evening.event_id, "start", sqlite_evening.clock.now())
    for given_answer, sequence in taps:
        with contextlib.suppress(Refused):  # an older tap is told that a later answer stands
            answer(sqlite_database, sqlite_evening, one, other, given_answer, sequence)
    highest = max(sequence for _, sequence in taps)
    last = {given_answer for given_answer, sequence in taps if sequence == highest}
    assert stored_answer(sqlite_database, one, other) == ("not" if "not" in last else "yes")


def test_a_tap_sent_twice_is_received_twice_and_an_older_one_is_not(database: Database, begun: Evening) -> None:
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    key = taps.new_key(other, 5)
    first = answer(database, begun, one, other, "yes", 5, key=key)
    begun.clock.go(minutes=1)
    assert answer(database, begun, one, other, "yes", 5, key=key) == first
    for late in ("yes", "not"):
        with pytest.raises(Refused, match="later_answer_stands"):
            answer(database, begun, one, other, late, 3)
    assert stored_answer(database, one, other) == "yes"


def test_the_address_of_whoever_paid_is_never_handed_over(database: Database, begun: Evening) -> None:
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    with database.writing() as session:
        session.get_one(ParticipantRow, other).email_of_payer = True
    answer(database, begun, one, other, "yes")
    answer(database, begun, other, one, "yes")
    end_and_close(database, begun)
    with database.writing() as session:
        choices.seal(session, begun.event_id, begun.clock.now())
        choices.reveal(session, begun.event_id, begun.clock.now())
    with database.reading() as session:
        (card,) = contacts.contacts_of(session, one)
    assert card.email == ""
    assert card.phone != ""


def test_no_choice_counts_after_the_seal_in_a_race(database: Database, begun: Evening) -> None:
    """Six people choose and choose again while the organiser seals: what was received is within what is sealed."""
    with database.writing() as session:
        act(session, begun.event_id, "end", begun.clock.now())
    closes_at = begun.clock.now() + timedelta(minutes=10)
    pairs = [(number, partner_in(database, begun, code, 1)) for code, number in begun.people.items()]
    received: dict[tuple[int, int], tuple[int, str]] = {}
    faults: list[BaseException] = []
    sealed = threading.Event()
    gate = threading.Barrier(len(pairs) + 1)

    def choose(one: int, other: int) -> None:
        try:
            gate.wait()
            for sequence in range(1, 200):
                given_answer: choices.Answer = "yes" if (one + sequence) % 3 else "not"
                try:
                    with database.writing() as session:
                        choices.record(
                            session,
                            participant_id=one,
                            partner_id=other,
                            answer=given_answer,
                            sequence=sequence,
                            now=closes_at - timedelta(seconds=1),  # this phone's request came in time; the seal decides
                        )
                    received[one, other] = (sequence, given_answer)
                except Refused:
                    return
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=choose, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    gate.wait()
    threading.Event().wait(0.05)
    with database.writing() as session:
        choices.seal(session, begun.event_id, closes_at)
    sealed.set()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    with database.reading() as session:
        stored = {
            (row.chooser_id, row.partner_id): (row.sequence, row.answer) for row in session.scalars(select(ChoiceRow))
        }
        mutual = {
            frozenset((row.company_participant_id, row.association_participant_id))
            for row in session.scalars(select(MutualChoiceRow))
        }
    assert {pair: stored[pair] for pair in received} == received  # nothing received was lost or changed
    yes = {pair for pair, (_, given_answer) in received.items() if given_answer == "yes"}
    assert mutual == {frozenset(pair) for pair in yes if pair[::-1] in yes}


def test_a_person_whose_sheet_holds_the_payers_address_gives_their_own(database: Database, evening: Evening) -> None:
    one = evening.people["A01-1"]
    with database.writing() as session:
        session.get_one(ParticipantRow, one).email_of_payer = True
        with pytest.raises(Refused, match="email_invalid"):
            consents.state(session, participant_id=one, granted={}, now=evening.clock.now(), own_email="driss@")
        consents.state(session, participant_id=one, granted={}, now=evening.clock.now(), own_email="moi@example.org")
        person = session.get_one(ParticipantRow, one)
        assert (person.email, person.email_of_payer) == ("moi@example.org", False)
        assert consents.current(session, one) == {"email": True, "phone": False}


def test_an_address_is_written_anew_by_whoever_gave_it_until_the_seal(database: Database, begun: Evening) -> None:
    one, other = begun.people["A01-1"], begun.people["A02-1"]

    def say(number: int, own_email: str, *, email: bool = True) -> ParticipantRow:
        with database.writing() as session:
            now = begun.clock.now()
            granted = {"email": email, "phone": True}
            consents.state(session, participant_id=number, granted=granted, now=now, own_email=own_email)
            return session.get_one(ParticipantRow, number)

    assert say(one, "mine@example.org").email == "driss@example.org"  # it came with the sheet
    with database.writing() as session:
        session.get_one(ParticipantRow, other).email = ""
    assert say(other, "mine@exampel.org").email_given_by_person
    assert say(other, "mine@example.org", email=False).email == "mine@example.org"
    with database.reading() as session:
        assert consents.may_write_address(session, other)
        assert not consents.may_write_address(session, one)
        assert not consents.current(session, other)["email"]  # another address grants nothing by itself
    end_and_close(database, begun)
    with database.writing() as session:
        choices.seal(session, begun.event_id, begun.clock.now())
    with pytest.raises(Refused, match="choices_closed"):
        say(other, "late@example.org")


def test_consents_are_kept_as_a_history(database: Database, evening: Evening) -> None:
    one = evening.people["A01-1"]
    with database.writing() as session:
        assert not consents.stated(session.connection(), one)
        consent(session, one, evening.clock.now(), email=True, phone=True)
        consent(session, one, evening.clock.now(), email=True, phone=True)
        consent(session, one, evening.clock.now(), email=False, phone=True)
        assert consents.current(session, one) == {"email": False, "phone": True}
        assert _consent_rows(session, one) == 3  # what did not change is not written again


def _consent_rows(session: Session, participant_id: int) -> int:
    rows = select(func.count()).select_from(ConsentRow).where(ConsentRow.participant_id == participant_id)
    return session.scalar(rows) or 0


def test_a_rounds_first_tap_delivered_twice_at_once_has_its_receipt_twice(
    database: Database, begun: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other delivery comes between the look for the rows and their making, where PostgreSQL lets both go on."""
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    key, real = f"{other}.1.{'k' * 22}", choices._make_rows
    told: list[choices.Receipt] = []

    def after_the_other(session: Session, state: EveningState) -> None:
        real(session, state)
        monkeypatch.setattr(choices, "_make_rows", real)
        told.append(
            choices.record(
                session,
                participant_id=one,
                partner_id=other,
                answer="yes",
                sequence=1,
                key=key,
                now=begun.clock.now(),
            )
        )

    monkeypatch.setattr(choices, "_make_rows", after_the_other)
    told.append(answer(database, begun, one, other, "yes", key=key))
    assert told[0] == told[1]
