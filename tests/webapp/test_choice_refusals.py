"""What is refused about choices says why in one exact code, with one status, and whatever its sentence needs."""

from collections.abc import Callable

import pytest

from tests.webapp.conftest import Evening, answer, begin, everybody_consents, make_evening, partner_in
from webapp.database import Database
from webapp.services import choices, taps
from webapp.services.event_day import evening_state
from webapp.services.refusals import Refused


def refusal(deed: Callable[[], object]) -> tuple[str, int, dict[str, object]]:
    """The code, status and values with which something is refused."""
    with pytest.raises(Refused) as caught:
        deed()
    return caught.value.code, caught.value.status, caught.value.values


def tap(database: Database, evening: Evening, given: choices.Answer, sequence: int, key: str) -> choices.Receipt:
    """A tap of the first company about whom it met first."""
    with database.writing() as session:
        return choices.record(
            session,
            participant_id=evening.people["C01-1"],
            partner_id=partner_in(database, evening, "C01-1", 1),
            answer=given,
            sequence=sequence,
            key=key,
            browser="its-own",
            now=evening.clock.now(),
        )


def test_a_number_is_taken_as_far_as_the_largest_jump(database: Database, begun: Evening) -> None:
    partner, reach = partner_in(database, begun, "C01-1", 1), taps.LARGEST_JUMP
    beyond = reach + 1
    assert refusal(lambda: tap(database, begun, "yes", beyond, taps.new_key(partner, beyond))) == (
        "sequence_out_of_reach",
        422,
        {},
    )
    assert tap(database, begun, "yes", reach, taps.new_key(partner, reach)).sequence == reach
    assert tap(database, begun, "not", reach + 1, taps.new_key(partner, reach + 1)).sequence == reach + 1


def test_one_key_carries_one_answer(database: Database, begun: Evening) -> None:
    partner = partner_in(database, begun, "C01-1", 1)
    key, other = taps.new_key(partner, 3), taps.new_key(partner, 3)
    first = tap(database, begun, "not", 3, key)
    assert tap(database, begun, "not", 3, key) == first
    assert refusal(lambda: tap(database, begun, "yes", 3, key)) == ("tap_key_used", 422, {})
    assert refusal(lambda: tap(database, begun, "yes", 3, other)) == ("later_answer_stands", 409, {})


def test_whoever_answered_sees_when_it_was_received(database: Database, begun: Evening) -> None:
    partner = partner_in(database, begun, "C01-1", 1)
    receipt = tap(database, begun, "yes", 1, taps.new_key(partner, 1))
    with database.reading() as session:
        here = choices.own_choices(session, begun.people["C01-1"], browser="its-own")[partner]
        elsewhere = choices.own_choices(session, begun.people["C01-1"], browser="another")[partner]
        nowhere = choices.own_choices(session, begun.people["C01-1"])[partner]
    assert (here.answer, here.received_at, here.round_number, here.elsewhere) == ("yes", receipt.received_at, 1, False)
    assert (elsewhere.answer, elsewhere.received_at, elsewhere.round_number, elsewhere.elsewhere) == ("", None, 1, True)
    assert nowhere == elsewhere


def test_answers_of_another_evening_do_not_count(database: Database, begun: Evening, three_by_three: object) -> None:
    other = make_evening(database, three_by_three, begun.clock, owner="other@example.org")  # type: ignore[arg-type]
    everybody_consents(database, other)
    begin(database, other)
    answer(database, begun, begun.people["C01-1"], partner_in(database, begun, "C01-1", 1), "yes")
    with database.reading() as session:
        assert sum(choices.answered(session, begun.event_id).by_participant.values()) == 1
        assert sum(choices.answered(session, other.event_id).by_participant.values()) == 0


def test_the_seal_says_why_not(database: Database, begun: Evening) -> None:
    def seal() -> None:
        with database.writing() as session:
            choices.seal(session, begun.event_id, begun.clock.now())

    begun.clock.go(minutes=29)  # the final review has begun
    with database.reading() as session:
        closes_at = evening_state(session, begun.event_id, begun.clock.now()).closes_at
    assert closes_at is not None
    assert refusal(seal) == ("seal_too_early", 409, {"closes_at": closes_at})
    begun.clock.moment = closes_at
    seal()
    assert refusal(seal) == ("already_sealed", 409, {})


def test_results_are_shown_once_after_the_seal(database: Database, begun: Evening) -> None:
    def reveal() -> None:
        with database.writing() as session:
            choices.reveal(session, begun.event_id, begun.clock.now())

    assert refusal(reveal) == ("seal_first", 409, {})
    begun.clock.go(hours=2)
    with database.writing() as session:
        choices.seal(session, begun.event_id, begun.clock.now())
    reveal()
    assert refusal(reveal) == ("already_revealed", 409, {})


def test_before_the_first_round_choices_are_not_open(database: Database, evening: Evening) -> None:
    everybody_consents(database, evening)
    key = taps.new_key(partner_in(database, evening, "C01-1", 1), 1)
    assert refusal(lambda: tap(database, evening, "yes", 1, key)) == ("choices_not_open", 409, {})
