"""The demonstration plays a whole evening by itself, and leaves whoever watches the time to act first."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.webapp.conftest import LINKS_SINCE, SECRET, event_number
from tests.webapp.demonstration.conftest import Play
from webapp.demonstration.conductor import Conductor
from webapp.demonstration.crowd import PlannedAnswer, chance_of_yes, planned_answers
from webapp.demonstration.evening import Demonstration, move_start
from webapp.services import (
    accounts,
    choices,
    consents,
    contacts,
    event_day,
    events,
    links,
    organisations,
    passwords,
    plans,
    roles,
)

LENGTH = timedelta(minutes=8)
WHOLE_EVENING = 8 * 8 + 7 * 2


def answers(play: Play, seed: int = 1) -> list[PlannedAnswer]:
    with play.database.reading() as session:
        plan = plans.published_plan(session, play.shown.event_id)
    assert plan is not None
    return list(planned_answers(plan.meetings, silent=(), length=LENGTH, seed=seed))


def test_the_evening_plays_by_itself_to_the_results(play: Play) -> None:
    assert play.state().phase == "before"
    assert play.play(2.5).phase == "meeting"
    assert play.play(WHOLE_EVENING).phase == "closing"
    assert play.play(10).phase == "closed"
    assert play.play(1).phase == "sealed"
    assert play.play(1).phase == "revealed"
    assert not play.conductor.step(play.clock.now())
    with play.database.reading() as session:
        pairs = contacts.mutual_pairs(session, play.shown.event_id)
        received = choices.answered(session, play.shown.event_id).by_participant
        own = [play.shown.company.participant_id, play.shown.association.participant_id]
        assert 30 <= len(pairs) <= 120
        assert all(pair.company.email and pair.association.email for pair in pairs)
        assert 0 < sum(bool(pair.company.phone) for pair in pairs) < len(pairs)  # some keep theirs
        # the two demonstration phones answer nothing by themselves; nearly everybody else does, nearly always
        assert [received.get(number, 0) for number in own] == [0, 0]
        assert not any(one.answered for number in own for one in choices.own_choices(session, number).values())
        assert not any(consents.current(session, number) for number in own)
        assert len(received) == 27 + 29 - 2
        assert sum(received.values()) > 0.9 * (2 * play.shown.n_meetings - 16)


def test_the_phones_of_the_demonstration_meet_early_and_open_by_their_links(play: Play) -> None:
    shown = play.shown
    with play.database.reading() as session:
        for phone, other in ((shown.company, shown.association), (shown.association, shown.company)):
            token = phone.path.removeprefix("/p/")
            assert links.participant_of(session, token, since=LINKS_SINCE) == (phone.participant_id, shown.public_id)
            meeting = plans.own_meetings(session, phone.participant_id)[shown.meet_in_round]
            assert meeting.partner_of(phone.participant_id).id == other.participant_id
        assert shown.meet_in_round <= 2
        assert links.hall_of(session, shown.hall_path.removeprefix("/h/"), since=LINKS_SINCE) == shown.public_id


def test_a_person_who_answers_finds_their_contact(play: Play) -> None:
    shown = play.shown
    own = (shown.company.participant_id, shown.association.participant_id)
    play.play(10 * shown.meet_in_round)
    with play.database.writing() as session:
        for person, partner in (own, own[::-1]):
            consents.state(
                session, participant_id=person, granted={"email": True, "phone": False}, now=play.clock.now()
            )
            choices.record(
                session, participant_id=person, partner_id=partner, answer="yes", sequence=1, now=play.clock.now()
            )
    with play.database.writing() as session:
        event_day.act(session, shown.event_id, "end", play.clock.now())
    assert play.play(14, step=2).phase == "revealed"
    with play.database.reading() as session:
        received = contacts.contacts_of(session, shown.company.participant_id)
        assert own[1] in [card.participant_id for card in received]
        assert {card.phone for card in received if card.participant_id == own[1]} == {""}


def test_the_accounts_sign_in_with_their_passwords(play: Play) -> None:
    shown = play.shown
    with play.database.reading() as session:
        for login, role in ((shown.organiser, "owner"), (shown.facilitator, "facilitator"), (shown.neighbour, None)):
            number = accounts.account_number(session, login.email)
            assert number is not None
            assert passwords.is_right(accounts.password_hash_of(session, number), login.password)
            members = roles.members_of(session, shown.event_id)
            assert [one.role for one in members if one.account_id == number] == ([role] if role else [])
    assert len({one.password for one in (shown.organiser, shown.facilitator, shown.neighbour)}) == 3


def test_a_second_evening_stands_beside_as_a_draft(play: Play) -> None:
    with play.database.writing() as session:
        login = play.shown.neighbour
        owner = accounts.account_number(session, login.email)
        assert owner is not None
        (only,) = events.events_of(session, owner)
        number = event_number(session, only.public_id)
        assert number != play.shown.event_id
        assert event_day.evening_state(session, number, play.clock.now()).phase == "draft"
        assert len(organisations.profiles(session, number)) == 10


def test_the_organiser_may_be_quicker(play: Play) -> None:
    event_id = play.shown.event_id
    with play.database.writing() as session:
        event_day.act(session, event_id, "start", play.clock.now())
    assert play.play(4, step=2).phase == "meeting"
    with play.database.writing() as session:
        event_day.act(session, event_id, "end", play.clock.now())
    assert play.play(10, step=2).phase == "closed"
    with play.database.writing() as session:
        choices.seal(session, event_id, play.clock.now())
        choices.reveal(session, event_id, play.clock.now())
    assert play.play(3, step=1).phase == "revealed"


def test_a_pause_holds_the_crowd_back_from_rounds_that_have_not_begun(play: Play) -> None:
    play.play(5)
    with play.database.writing() as session:
        event_day.act(session, play.shown.event_id, "pause", play.clock.now())
    state = play.play(120, step=5)
    assert (state.phase, state.rounds_begun) == ("paused", 1)
    with play.database.reading() as session:
        assert set(choices.answered(session, play.shown.event_id).by_round) == {1}


def test_a_server_started_again_goes_on_where_it_was(play: Play, tmp_path: Path) -> None:
    play.shown.keep(tmp_path / "kept.json")
    assert (tmp_path / "kept.json").stat().st_mode & 0o777 == 0o600
    kept = Demonstration.kept(tmp_path / "kept.json")
    assert kept == play.shown
    play.play(12, step=2)
    with play.database.reading() as session:
        before = choices.answered(session, kept.event_id)
    again = Conductor(play.database, play.clock, kept)  # type: ignore[arg-type]
    again.step(play.clock.now())
    with play.database.reading() as session:
        assert choices.answered(session, kept.event_id) == before


def test_the_start_moves_only_before_the_first_round(play: Play) -> None:
    now = play.clock.now()
    later = now + timedelta(minutes=7)
    with play.database.writing() as session:
        move_start(session, play.shown.event_id, later, now)
    assert play.state().starts[0] == later
    assert play.play(8).phase == "meeting"
    with play.database.writing() as session:
        move_start(session, play.shown.event_id, later + timedelta(minutes=9), play.clock.now())
        assert events.settings_of(session, play.shown.event_id).starts_at == later


def test_the_crowd_answers_from_the_seed_alone(play: Play) -> None:
    assert answers(play) == answers(play)
    assert answers(play) != answers(play, seed=2)
    said = {(one.chooser_id, one.partner_id): one.answer for one in answers(play)}
    assert 0.3 < sum(answer == "yes" for answer in said.values()) / len(said) < 0.7


def test_better_reasons_make_a_yes_likelier() -> None:
    scores = [0.1, 0.2, 0.3, 0.4]
    chances = [chance_of_yes(score, scores) for score in scores]
    assert chances == sorted(chances)
    assert (chances[0], chances[-1]) == (pytest.approx(0.15), pytest.approx(0.9))
    assert chance_of_yes(0.5, [0.5]) == pytest.approx(0.525)


def test_links_of_the_demonstration_depend_on_the_key(play: Play) -> None:
    with play.database.reading() as session:
        assert organisations.personal_tokens(session, play.shown.event_id, secret_key=SECRET + "another") == {}
        tokens = organisations.personal_tokens(session, play.shown.event_id, secret_key=SECRET)
        assert links.participant_of(session, tokens[play.shown.company.participant_id], since=LINKS_SINCE) is not None
