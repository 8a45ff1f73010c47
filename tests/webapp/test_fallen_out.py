"""A meeting that a repair lets fall out, on both databases: what was received about it is neither lost nor hidden."""

import pytest
from sqlalchemy import select

from tests.webapp.conftest import SECRET, Evening, answer, begin, end_and_close, partner_in
from webapp.database import Database
from webapp.models import MutualChoiceRow
from webapp.services import choices, contacts, plans, presence, repairs, walk_ins
from webapp.services.organisations import listed_participant
from webapp.services.own_data import own_data
from webapp.services.presence import ABSENT, Stay
from webapp.services.walk_ins import WalkIn


def note_and_publish(database: Database, evening: Evening, code: str, stay: Stay | None) -> None:
    with database.writing() as session:
        presence.note(session, evening.event_id, evening.people[code], stay, evening.clock.now())
    with database.reading() as session:
        given = repairs.situation(session, evening.event_id, evening.clock.now())
    made = repairs.repair(given)
    with database.writing() as session:
        repairs.publish(session, evening.event_id, made, made.token, evening.clock.now())


def code_of(evening: Evening, number: int) -> str:
    return next(code for code, one in evening.people.items() if one == number)


@pytest.mark.parametrize("side", ["company", "association"])
def test_two_received_wishes_outlive_a_slip_at_the_door(database: Database, begun: Evening, side: str) -> None:
    """Both met and answered; then one was noted absent by mistake, so that no meeting of theirs is left in the plan."""
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    answer(database, begun, one, other, "yes")
    answer(database, begun, other, one, "yes")
    note_and_publish(database, begun, "C01-1" if side == "company" else code_of(begun, other), ABSENT)
    with database.reading() as session:
        assert plans.own_meetings(session, one if side == "company" else other) == {}
    end_and_close(database, begun)
    with database.writing() as session:
        assert choices.seal(session, begun.event_id, begun.clock.now()) == 1
        choices.reveal(session, begun.event_id, begun.clock.now())
        row = session.scalars(select(MutualChoiceRow)).one()
        assert (row.company_participant_id, row.association_participant_id) == (one, other)
    with database.reading() as session:
        assert [card.participant_id for card in contacts.contacts_of(session, one)] == [other]


def test_ones_own_answer_about_it_stays_in_ones_own_data(database: Database, begun: Evening) -> None:
    one, other = begun.people["C01-1"], partner_in(database, begun, "C01-1", 1)
    answer(database, begun, one, other, "yes", browser="the phone")
    answer(database, begun, other, one, "not", browser="another")
    note_and_publish(database, begun, code_of(begun, other), ABSENT)
    with database.reading() as session:
        stored = own_data(session, begun.event_id, one, browser="the phone")
        elsewhere = own_data(session, begun.event_id, one, browser="another")
        untouched = own_data(session, begun.event_id, begun.people["C02-1"])
    assert [(line["my_answer"], line["round"]) for line in stored["answers_about_meetings_that_fell_out"]] == [
        ("yes", 1)
    ]
    assert [(line["my_answer"], line["answered"]) for line in elsewhere["answers_about_meetings_that_fell_out"]] == [
        (None, True)
    ]
    assert "not" not in [line["my_answer"] for line in stored["meetings"]]
    assert untouched["answers_about_meetings_that_fell_out"] == []


def test_a_walk_in_of_an_organisation_of_the_list_moves_nobody_else(database: Database, evening: Evening) -> None:
    with database.reading() as session:
        organisation = listed_participant(session, evening.people["C01-1"])
        before = {code: plans.own_meetings(session, number) for code, number in evening.people.items()}
    came = WalkIn(first_name="Zoé", last_name="Ganter", organisation_id=organisation.organisation_id)
    with database.writing() as session:
        number = walk_ins.add(session, evening.event_id, came, secret_key=SECRET, now=evening.clock.now())
    begin(database, evening)
    with database.reading() as session:
        given = repairs.situation(session, evening.event_id, evening.clock.now())
    made = repairs.repair(given)
    with database.writing() as session:
        repairs.publish(session, evening.event_id, made, made.token, evening.clock.now())
    with database.reading() as session:
        played = {code: plans.own_meetings(session, one).get(1) for code, one in evening.people.items()}
        newcomer = plans.own_meetings(session, number)
        partners = {
            one: [met.partner_of(one).organisation for met in plans.own_meetings(session, one).values()]
            for one in evening.people.values()
        }
        repairs.latest_changes(session, evening.event_id)
    assert 1 not in newcomer
    for code, meeting in played.items():
        former = before[code].get(1)
        assert meeting is not None
        assert former is not None
        assert (meeting.table_number, meeting.company.id, meeting.association.id) == (
            former.table_number,
            former.company.id,
            former.association.id,
        )
    assert all(len(set(names)) == len(names) for names in partners.values())
