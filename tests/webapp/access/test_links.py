"""Links: what they are made of, whom they let in, and that an ended one lets in nobody."""

import hashlib
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.read import SignUps
from tests.webapp.access.conftest import Gate
from tests.webapp.conftest import SECRET, HandClock
from webapp.models import EventRow, ParticipantRow
from webapp.services import actors, links, organisations
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
    assert links.participant_of(session, token) == (person.id, here.public_id)
    assert links.participant_of(session, "x") is None
    expected = actors.Person(participant_id=person.id, event_id=here.event_id)
    assert actors.participant(session, token, public_id=here.public_id) == expected
    assert actors.participant(session, token, public_id=there.public_id) is None
    assert actors.participant(session, "x", public_id=here.public_id) is None


def test_the_projectors_link_opens_its_own_hall(session: Session, here: Gate, there: Gate) -> None:
    token = hall_token(session, here)
    assert links.hall_of(session, token) == here.public_id
    assert links.hall_of(session, "x") is None
    assert actors.hall(session, token, public_id=here.public_id) == here.event_id
    assert actors.hall(session, token, public_id=there.public_id) is None
    assert actors.hall(session, "x", public_id=here.public_id) is None


def test_a_new_link_ends_the_earlier_one(session: Session, here: Gate, there: Gate, person: ParticipantRow) -> None:
    before = token_of(person)
    others = [(row.id, row.link_hash) for row in session.scalars(select(ParticipantRow)) if row.id != person.id]
    links.reissue_participant(session, here.event_id, person.id, secret_key=SECRET)
    session.flush()
    assert links.participant_of(session, before) is None
    assert links.participant_of(session, token_of(person)) == (person.id, here.public_id)
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


def test_ended_links_open_nothing_and_another_evenings_do(
    session: Session, here: Gate, there: Gate, person: ParticipantRow
) -> None:
    tokens = [(token_of(row), row.event_id) for row in session.scalars(select(ParticipantRow))]
    halls = [hall_token(session, gate) for gate in (here, there)]
    links.end_links(session, here.event_id)
    for token, event_id in tokens:
        assert (links.participant_of(session, token) is None) == (event_id == here.event_id)
    assert [links.hall_of(session, token) for token in halls] == [None, there.public_id]
    ended = session.scalars(select(ParticipantRow).where(ParticipantRow.event_id == here.event_id)).all()
    event = session.get_one(EventRow, here.event_id)
    nonces = [*(row.link_nonce for row in ended), event.hall_link_nonce]
    hashes = [*(row.link_hash for row in ended), event.hall_link_hash]
    assert nonces == [""] * 7
    assert len(set(hashes)) == 7
    assert all(re.fullmatch("ended:[0-9a-f]{32}", one) for one in hashes)
    links.end_link(session, next(row.id for row in session.scalars(select(ParticipantRow)) if row.link_nonce))
    assert sum(bool(row.link_nonce) for row in session.scalars(select(ParticipantRow))) == 5
