"""Somebody says again and again what they let go, or what their presentation means: nobody else waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from matching import read_organisations
from tests.webapp.conftest import EVENING, Evening, HandClock, make_evening, open_phone, partner_in
from tests.webapp.participant.phones import PRESENT_TEXTS, page
from tests.webapp.test_suggestion_answers import LORRIES
from webapp import throttle
from webapp.database import Database
from webapp.models import ConsentRow, SuggestionAnswerRow
from webapp.services import consents, event_day, suggested, taps
from webapp.services.consents import MOST_IN_A_DAY, Purpose
from webapp.services.refusals import Refused
from webapp.services.suggested import MOST_BY_PEOPLE


@contextmanager
def loaded(*rows: type[ConsentRow] | type[SuggestionAnswerRow]) -> Iterator[list[object]]:
    """The rows of these tables that were read as objects in the block."""
    found: list[object] = []

    def note(one: object, _context: object) -> None:
        found.append(one)

    for row in rows:
        event.listen(row, "load", note)
    try:
        yield found
    finally:
        for row in rows:
            event.remove(row, "load", note)


def said_before(database: Database, evening: Evening, count: int, purpose: Purpose = "introductions") -> None:
    """C01-1 has said so many things about each field already, by turns, weeks ago."""
    with database.writing() as session:
        session.add_all(
            ConsentRow(
                participant_id=evening.people["C01-1"],
                purpose=purpose,
                field=field,
                granted=number % 2 == 0,
                text_version=consents.TEXT_VERSIONS[purpose],
                at=EVENING - timedelta(days=20),
                channel="phone",
            )
            for number in range(count)
            for field in consents.FIELDS
        )


def test_one_statement_reads_one_row_for_each_field_however_much_was_said(database: Database, evening: Evening) -> None:
    said_before(database, evening, 500)
    one = evening.people["C01-1"]
    with loaded(ConsentRow) as found:
        with database.writing() as session:
            consents.state(session, participant_id=one, purpose="introductions", granted={"email": True}, now=EVENING)
        with database.reading() as session:
            assert consents.current(session, one, "introductions") == {"email": True, "phone": False}
            assert consents.agreed(session, evening.people.values(), "introductions")[one] == {"email"}
            assert len(consents._last(session, [one], "introductions")) == 2
    assert found == []
    with database.reading() as session:
        assert session.scalar(select(func.count(ConsentRow.id))) == 1001  # the phone's no stood already


def test_after_two_hundred_in_a_day_a_new_agreement_waits_and_taking_one_back_never_does(
    database: Database, evening: Evening
) -> None:
    one, now = evening.people["C01-1"], EVENING

    def say(session: Session, granted: dict[str, bool], channel: str = "phone") -> None:
        consents.state(session, participant_id=one, purpose="introductions", granted=granted, now=now, channel=channel)

    with database.writing() as session:
        for number in range(MOST_IN_A_DAY // 2):
            say(session, {"email": number % 2 == 0, "phone": number % 2 == 0})
            now += timedelta(minutes=1)
        with pytest.raises(Refused) as refused:
            say(session, {"email": True})
        assert (refused.value.code, refused.value.status) == ("said_too_often", 429)
        say(session, {"email": True}, "team")
        say(session, {})  # taking back is never refused
        assert consents.agreed(session, [one], "introductions")[one] == frozenset()
        with pytest.raises(Refused):
            say(session, {"phone": True})
        consents.state(session, participant_id=evening.people["A01-1"], granted={"email": True}, now=now)
        now += timedelta(days=1)
        say(session, {"phone": True})
        assert consents.agreed(session, [one], "introductions")[one] == {"phone"}


@pytest.fixture
def standing_still(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The limits' own clock, moved by hand."""
    stands = SimpleNamespace(seconds=7.0)
    monkeypatch.setattr(throttle, "time", SimpleNamespace(monotonic=lambda: stands.seconds))
    return stands


def test_whoever_floods_the_server_with_consents_waits_and_their_taps_do_not(
    app: Flask,
    sqlite_database: Database,
    sqlite_evening: Evening,
    standing_still: SimpleNamespace,
) -> None:
    evening = sqlite_evening
    phone, other = (open_phone(app, sqlite_database, evening, code) for code in ("C01-1", "A01-1"))
    address = f"/e/{evening.public_id}/me/consent"
    agreed = PRESENT_TEXTS | {"email": "yes"}
    codes = [phone.post(address, data=agreed if turn % 2 else {}).status_code for turn in range(30)]
    assert codes == [303] * 30  # nobody changes their mind so often
    with sqlite_database.reading() as session:
        n_rows = session.scalar(select(func.count(ConsentRow.id)))
    refused = phone.post(address, data={}, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "20")
    assert refused.json is not None
    assert "Attendez un instant" in refused.json["sentence"]
    with sqlite_database.reading() as session:
        assert session.scalar(select(func.count(ConsentRow.id))) == n_rows
    assert other.post(address, data=PRESENT_TEXTS | {"email": "yes"}).status_code == 303
    with sqlite_database.writing() as session:
        event_day.act(session, evening.event_id, "start", evening.clock.now())
    partner = partner_in(sqlite_database, evening, "C01-1", 1)
    for sequence in range(1, 40):
        tap = {"answer": "yes", "sequence": str(sequence), "key": taps.new_key(partner, sequence)}
        assert phone.post(f"/e/{evening.public_id}/me/choice/{partner}", data=tap).status_code == 303
    standing_still.seconds += 20
    assert phone.post(address, data={}).status_code == 303


def test_the_page_shows_the_last_things_said_and_says_where_the_others_are(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    said_before(sqlite_database, sqlite_evening, 25)
    few = page(phone, sqlite_evening, "/consent")
    assert few.count("Mon courriel\u00a0: ") == 25
    assert "Ce que vous aviez dit avant" not in few
    said_before(sqlite_database, sqlite_evening, 100)
    with loaded(ConsentRow) as found:
        many = page(phone, sqlite_evening, "/consent")
    assert len(found) == 51
    assert many.count("Mon courriel\u00a0: ") == 25
    assert "Ce que vous aviez dit avant" in many


@pytest.fixture
def lorries(database: Database, clock: HandClock) -> Evening:
    """The tiny world; the brewery's lorries drive back empty, which its offers do not say."""
    return make_evening(database, read_organisations(LORRIES.encode()), clock)


def test_an_organisation_answers_so_often_and_the_team_still_may(database: Database, lorries: Evening) -> None:
    event_id = lorries.event_id

    def say(session: Session, answer: str, by: suggested.AnsweredBy = "participant") -> int:
        given = {"offer-transport": answer}
        return suggested.answer(session, event_id, "C03", given, answered_by=by, now=EVENING)

    with database.writing() as session:
        for number in range(MOST_BY_PEOPLE):
            assert say(session, "yes" if number % 2 else "no") == 1
        with pytest.raises(Refused) as refused:
            say(session, "no")
        assert (refused.value.code, refused.value.status) == ("answered_too_often", 429)
        assert say(session, "yes") == 0  # what stands already
        assert say(session, "no", "facilitator") == 1
    with loaded(SuggestionAnswerRow) as found, database.reading() as session:
        shown = suggested.suggested_profile(session, event_id, "C03")
        until = suggested.latest_answer(session, event_id) - 1
        profiles = [shown.organisation]
        (earlier,) = suggested.completed(session, event_id, profiles, answers_until=until)
    assert [one.answer for one in shown.answered] == ["no"]
    assert "transport" in {one.code for one in earlier.offers}
    assert len(found) == 2  # one for each question that was asked of the database
