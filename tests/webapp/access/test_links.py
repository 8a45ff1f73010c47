"""Links: what they are made of, whom they let in, and that an ended one lets in nobody."""

import hashlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.read import SignUps
from tests.webapp.access.conftest import Gate, make_gate
from tests.webapp.conftest import EVENING, LINKS_SINCE, SECRET, Evening, HandClock
from webapp.config import Settings
from webapp.database import Database
from webapp.models import ClockEntryRow, EventRow, ParticipantRow
from webapp.services import actors, events, links, organisations, retention
from webapp.services.refusals import Refused
from webapp.services.tokens import token_hash


@pytest.fixture
def person(session: Session, here: Gate, there: Gate, three_by_three: SignUps) -> ParticipantRow:
    """Somebody of the first evening; the same people come to the other one."""
    for gate in (here, there):
        organisations.take_in(session, gate.event_id, three_by_three, sheet_name="essai.csv", secret_key=SECRET)
    found = session.scalars(select(ParticipantRow).where(ParticipantRow.event_id == here.event_id)).first()
    assert found is not None
    return found


def token_of(person: ParticipantRow) -> str:
    return links.token(SECRET, "participant", person.link_nonce)


def hall_token(session: Session, gate: Gate) -> str:
    return links.token(SECRET, "hall", session.get_one(EventRow, gate.event_id).hall_link_nonce)


def test_a_token_is_read_aloud_and_depends_on_key_purpose_and_nonce() -> None:
    assert links.token("key", "participant", "nonce") == "3uos72rtovugquobayr4do2ewdloaj6jhvya"
    assert links.token("key", "hall", "nonce") != links.token("key", "participant", "nonce")
    assert re.fullmatch("[0-9a-f]{32}", links.new_nonce())
    assert links.new_nonce() != links.new_nonce()
    assert token_hash("é") == hashlib.sha256("é".encode()).hexdigest()


def test_a_link_lets_in_one_person_at_their_own_event(
    session: Session, here: Gate, there: Gate, person: ParticipantRow
) -> None:
    token = token_of(person)
    assert links.participant_of(session, token, since=LINKS_SINCE) == (person.id, here.public_id)
    assert links.participant_of(session, "x", since=LINKS_SINCE) is None
    expected = actors.Person(participant_id=person.id, event_id=here.event_id)
    assert actors.participant(session, token, public_id=here.public_id, since=LINKS_SINCE) == expected
    assert actors.participant(session, token, public_id=there.public_id, since=LINKS_SINCE) is None
    assert actors.participant(session, "x", public_id=here.public_id, since=LINKS_SINCE) is None


def test_the_projectors_link_opens_its_own_hall(session: Session, here: Gate, there: Gate) -> None:
    token = hall_token(session, here)
    assert links.hall_of(session, token, since=LINKS_SINCE) == here.public_id
    assert links.hall_of(session, "x", since=LINKS_SINCE) is None
    assert actors.hall(session, token, public_id=here.public_id, since=LINKS_SINCE) == here.event_id
    assert actors.hall(session, token, public_id=there.public_id, since=LINKS_SINCE) is None
    assert actors.hall(session, "x", public_id=here.public_id, since=LINKS_SINCE) is None


def test_a_new_link_ends_the_earlier_one(session: Session, here: Gate, there: Gate, person: ParticipantRow) -> None:
    before = token_of(person)
    others = [(row.id, row.link_hash) for row in session.scalars(select(ParticipantRow)) if row.id != person.id]
    links.reissue_participant(session, here.event_id, person.id, secret_key=SECRET)
    session.flush()
    assert links.participant_of(session, before, since=LINKS_SINCE) is None
    assert links.participant_of(session, token_of(person), since=LINKS_SINCE) == (person.id, here.public_id)
    after = [(row.id, row.link_hash) for row in session.scalars(select(ParticipantRow)) if row.id != person.id]
    assert after == others


def test_no_new_link_after_an_erasure_nor_after_the_links_ended(
    session: Session, here: Gate, person: ParticipantRow, clock: HandClock
) -> None:
    for change, told in (({"erased_at": clock.now()}, ("no_such_person", 404)), ({}, ("links_ended", 409))):
        person.erased_at = change.get("erased_at")
        session.get_one(EventRow, here.event_id).links_ended_at = None if change else clock.now()
        session.flush()
        with pytest.raises(Refused) as caught:
            links.reissue_participant(session, here.event_id, person.id, secret_key=SECRET)
        assert (caught.value.code, caught.value.status) == told


@pytest.mark.parametrize("last", ["announced start", "clock", "results"])
def test_links_open_until_the_deadline_that_people_are_told_and_nothing_from_then_on(
    session: Session, here: Gate, there: Gate, person: ParticipantRow, tmp_path: Path, last: str
) -> None:
    """Whatever the deadline runs from, and though no job has emptied anything."""
    days = 7
    settings = Settings(database_url="sqlite:///x", secret_key=SECRET, instance=tmp_path, keep_links_days=days)
    event, token, hall = session.get_one(EventRow, here.event_id), token_of(person), hall_token(session, here)
    moments = {"announced start": EVENING, "clock": EVENING, "results": EVENING} | {last: EVENING + timedelta(hours=5)}
    event.starts_at = moments["announced start"]
    if last != "announced start":
        for at in (EVENING - timedelta(days=2), moments["clock"]):
            session.add(ClockEntryRow(event_id=here.event_id, at=at, action="start"))
    if last == "results":
        event.sealed_at = event.revealed_at = moments["results"]
    # What is still to come of another evening keeps nothing of this one open.
    session.get_one(EventRow, there.event_id).starts_at = EVENING + timedelta(days=300)
    session.add(ClockEntryRow(event_id=there.event_id, at=EVENING + timedelta(days=300), action="start"))
    session.flush()
    end = retention.deadlines(session, here.event_id, settings).links
    assert end == EVENING + timedelta(hours=5, days=days)
    for now, opens in ((end - timedelta(microseconds=1), True), (end, False)):
        since = now - timedelta(days=days)
        found = (
            links.participant_of(session, token, since=since),
            actors.participant(session, token, public_id=here.public_id, since=since),
            links.hall_of(session, hall, since=since),
            actors.hall(session, hall, public_id=here.public_id, since=since),
        )
        assert [one is not None for one in found] == [opens] * 4


def test_an_open_phone_and_a_projector_are_let_in_no_longer_than_that(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, clock: HandClock
) -> None:
    evening = sqlite_evening
    phone, screen, token = app.test_client(), app.test_client(), evening.token(sqlite_database, "C01-1")
    with sqlite_database.reading() as session:
        hall = events.hall_token(session, evening.event_id, secret_key=SECRET)
    asked = [(phone, f"/p/{token}", 303), (phone, f"/e/{evening.public_id}/me", 200)]
    asked += [(screen, f"/h/{hall}", 303), (screen, f"/e/{evening.public_id}/hall", 200)]
    clock.go(days=30, seconds=-1)
    assert [client.get(path).status_code for client, path, _ in asked] == [status for _, _, status in asked]
    clock.go(seconds=1)
    assert [client.get(path).status_code for client, path, _ in asked] == [404] * 4
    tap = phone.post(f"/e/{evening.public_id}/me/consent", data={"about": "introductions"})
    assert tap.status_code == 404
    with sqlite_database.reading() as session:
        assert session.get_one(EventRow, evening.event_id).links_ended_at is None, "the job has not run"
        assert links.participant_of(session, token, since=clock.now() - timedelta(days=31)) is not None


def test_ended_links_open_nothing_and_another_evenings_do(
    session: Session, here: Gate, there: Gate, person: ParticipantRow
) -> None:
    tokens = [(token_of(row), row.event_id) for row in session.scalars(select(ParticipantRow))]
    halls = [hall_token(session, gate) for gate in (here, there)]
    links.end_links(session, here.event_id)
    for token, event_id in tokens:
        assert (links.participant_of(session, token, since=LINKS_SINCE) is None) == (event_id == here.event_id)
    assert [links.hall_of(session, token, since=LINKS_SINCE) for token in halls] == [None, there.public_id]
    ended = session.scalars(select(ParticipantRow).where(ParticipantRow.event_id == here.event_id)).all()
    event = session.get_one(EventRow, here.event_id)
    nonces = [*(row.link_nonce for row in ended), event.hall_link_nonce]
    hashes = [*(row.link_hash for row in ended), event.hall_link_hash]
    assert nonces == [""] * 7
    assert len(set(hashes)) == 7
    assert all(re.fullmatch("ended:[0-9a-f]{32}", one) for one in hashes)
    links.end_link(session, next(row.id for row in session.scalars(select(ParticipantRow)) if row.link_nonce))
    assert sum(bool(row.link_nonce) for row in session.scalars(select(ParticipantRow))) == 5


def test_links_of_another_key_are_known_by_any_one_of_them(
    session: Session, here: Gate, there: Gate, person: ParticipantRow
) -> None:
    def of_another(most: int | None = None) -> bool:
        return links.of_another_key(session, here.event_id, secret_key=SECRET, most=most)

    assert not of_another()
    last = session.scalars(
        select(ParticipantRow).where(ParticipantRow.event_id == here.event_id).order_by(ParticipantRow.id.desc())
    ).first()
    assert last is not None
    last.link_hash = token_hash("derived from another key")
    session.flush()
    assert (of_another(), of_another(most=6), of_another(most=5)) == (True, True, False)  # the last of six
    assert not links.of_another_key(session, there.event_id, secret_key=SECRET)
    last.erased_at = EVENING
    session.flush()
    assert not of_another()  # nobody can be given that one
    session.get_one(EventRow, here.event_id).hall_link_hash = token_hash("derived from another key")
    session.flush()
    assert (of_another(), of_another(most=0)) == (True, True)
    links.end_links(session, here.event_id)
    assert not of_another()  # what has ended is nobody's


def test_links_are_over_once_they_were_ended_or_people_forgotten(session: Session, here: Gate, there: Gate) -> None:
    event = session.get_one(EventRow, here.event_id)
    for ended, anonymised, over in ((None, None, False), (EVENING, None, True), (None, EVENING, True)):
        event.links_ended_at, event.anonymised_at = ended, anonymised
        session.flush()
        assert links.are_over(session, here.event_id) == over
        assert not links.are_over(session, there.event_id)
    event.links_ended_at = EVENING
    session.flush()
    for work in (links.require_not_over, lambda *given: links.reissue_all(*given, secret_key=SECRET)):
        with pytest.raises(Refused, match="links_ended"):
            work(session, here.event_id)


def test_new_links_for_everybody_are_of_one_evening_and_not_of_who_was_erased(
    session: Session, here: Gate, there: Gate, person: ParticipantRow
) -> None:
    def hashes(gate: Gate) -> dict[int | str, str]:
        people = session.scalars(select(ParticipantRow).where(ParticipantRow.event_id == gate.event_id))
        hall = session.get_one(EventRow, gate.event_id).hall_link_hash
        return {row.id: row.link_hash for row in people} | {"hall": hall}

    person.erased_at = EVENING
    session.flush()
    mine, theirs = hashes(here), hashes(there)
    assert links.reissue_all(session, here.event_id, secret_key=SECRET) == 5
    now = hashes(here)
    assert {who for who in mine if mine[who] == now[who]} == {person.id}
    assert hashes(there) == theirs
    assert not links.of_another_key(session, here.event_id, secret_key=SECRET)


def test_the_evenings_whose_links_open_are_named_latest_first(session: Session, clock: HandClock) -> None:
    gates = [make_gate(session, f"Odile{number}", clock) for number in range(5)]
    for gate, days in zip(gates, (0, 2, 2, 1, -60), strict=True):
        session.get_one(EventRow, gate.event_id).starts_at = EVENING + timedelta(days=days)
    session.get_one(EventRow, gates[3].event_id).links_ended_at = EVENING
    session.flush()
    since = EVENING - timedelta(days=30)
    expected = [gates[number].event_id for number in (2, 1, 0)]
    assert links.evenings_with_links(session, since=since, most=9) == expected
    assert links.evenings_with_links(session, since=since, most=2) == expected[:2]
