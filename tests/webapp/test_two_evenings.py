"""Two evenings on one server and one database: nothing of one shows in the other, or opens it."""

from flask import Flask

from matching.read import SignUps
from tests.webapp.conftest import PASSWORD, Evening, HandClock, begin, consent, make_evening, open_phone, partner_in
from webapp.database import Database
from webapp.services import choices, contacts, event_day, organisations, plans


def test_pages_of_one_evening_do_not_open_with_the_keys_of_the_other(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps, clock: HandClock
) -> None:
    other = make_evening(sqlite_database, three_by_three, clock, owner="other@example.org", name="Autre soirée")
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    assert phone.get(f"/e/{sqlite_evening.public_id}/me").status_code == 200
    assert phone.get(f"/e/{other.public_id}/me").status_code == 404
    desk = app.test_client()
    signed = desk.post("/sign-in", data={"email": "other@example.org", "password": PASSWORD})
    assert signed.status_code == 303
    for page in (
        "desk",
        "desk/sheet",
        "desk/rules",
        "desk/plan",
        "desk/evening",
        "desk/results",
        "hall",
        "pairs",
        "profiles",
        "profiles/C01",
        "evaluation",
    ):
        assert desk.get(f"/e/{sqlite_evening.public_id}/{page}").status_code == 404, page
        assert desk.get(f"/e/{other.public_id}/{page}").status_code in (200, 302, 303), page
    listed = desk.get("/").text
    assert "Autre soirée" in listed
    assert "Rencontres d’essai" not in listed


def test_a_phone_can_hold_the_links_of_two_evenings(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, three_by_three: SignUps, clock: HandClock
) -> None:
    other = make_evening(sqlite_database, three_by_three, clock, owner="other@example.org", name="Autre soirée")
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    assert phone.get(f"/p/{other.token(sqlite_database, 'A02-1')}").status_code == 303
    assert "Anne" in phone.get(f"/e/{sqlite_evening.public_id}/me").text
    assert "Élise" in phone.get(f"/e/{other.public_id}/me").text


def test_choices_and_contacts_stay_in_their_evening(
    database: Database, evening: Evening, three_by_three: SignUps, clock: HandClock
) -> None:
    other = make_evening(database, three_by_three, clock, owner="other@example.org")
    begin(database, evening)
    clock.go(minutes=1)
    one, met = evening.people["C01-1"], partner_in(database, evening, "C01-1", 1)
    with database.writing() as session:
        for person, partner in ((one, met), (met, one)):
            consent(session, person, clock.now())
            choices.record(
                session, participant_id=person, partner_id=partner, answer="yes", sequence=1, now=clock.now()
            )
        event_day.act(session, evening.event_id, "end", clock.now())
    clock.go(minutes=30)
    with database.writing() as session:
        choices.seal(session, evening.event_id, clock.now())
        choices.reveal(session, evening.event_id, clock.now())
    with database.reading() as session:
        assert len(contacts.mutual_pairs(session, evening.event_id)) == 1
        assert contacts.mutual_pairs(session, other.event_id) == []
        assert choices.answered(session, other.event_id).by_participant == {}
        assert event_day.evening_state(session, other.event_id, clock.now()).phase == "before"
        assert {one.id for one in organisations.listed_participants(session, other.event_id)} == set(
            other.people.values()
        )
        assert plans.own_meetings(session, one)[1].partner_of(one).id == met
