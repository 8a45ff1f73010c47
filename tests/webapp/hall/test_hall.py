"""The projector in every phase, and that it shows names and tables, nothing else of anybody."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matching.read import SignUps
from tests.webapp.conftest import PASSWORD, SECRET, Evening, HandClock, begin, make_evening, open_phone
from tests.webapp.organiser.conftest import OWNER, sign_in
from webapp.database import Database
from webapp.hall.views import in_pages
from webapp.services import choices, consents, event_day, events, plans, presence, repairs
from webapp.services.board import Seat, board


@pytest.fixture
def projector(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> FlaskClient:
    """A browser in which the projector's link has been opened."""
    with sqlite_database.reading() as session:
        token = events.hall_token(session, sqlite_evening.event_id, secret_key=SECRET)
    client = app.test_client()
    opened = client.get(f"/h/{token}")
    assert (opened.status_code, opened.location) == (303, f"/e/{sqlite_evening.public_id}/hall")
    return client


def wall(client: FlaskClient, evening: Evening) -> str:
    """What the projector shows."""
    response = client.get(f"/e/{evening.public_id}/hall")
    assert response.status_code == 200
    return response.text


def test_after_a_repair_the_wall_no_longer_sends_people_to_their_papers(
    projector: FlaskClient, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    begin(sqlite_database, sqlite_evening)
    sqlite_evening.clock.go(minutes=4)
    with sqlite_database.writing() as session:
        presence.note(
            session,
            sqlite_evening.event_id,
            sqlite_evening.people["C03-1"],
            presence.ABSENT,
            sqlite_evening.clock.now(),
        )
    with sqlite_database.reading() as session:
        made = repairs.repair(repairs.situation(session, sqlite_evening.event_id, sqlite_evening.clock.now()))
    sqlite_evening.clock.go(minutes=5)
    assert "votre fiche horaire" in wall(projector, sqlite_evening)
    sqlite_evening.clock.go(minutes=-5)
    with sqlite_database.writing() as session:
        repairs.publish(session, sqlite_evening.event_id, made, made.token, sqlite_evening.clock.now())
    sqlite_evening.clock.go(minutes=5)
    repaired = wall(projector, sqlite_evening)
    assert "votre téléphone est à jour, le papier peut-être pas" in repaired
    assert "votre fiche horaire" not in repaired


def act(database: Database, evening: Evening, action: str) -> None:
    """The organiser presses a button."""
    with database.writing() as session:
        event_day.act(session, evening.event_id, action, evening.clock.now())


def test_the_wall_follows_the_whole_evening(
    projector: FlaskClient, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    evening, clock = sqlite_evening, sqlite_evening.clock
    clock.go(minutes=-12)
    before = wall(projector, evening)
    assert "Rencontres d’essai" in before
    assert "12:00" in before
    assert "18 h 30" in before

    clock.go(minutes=12)
    begin(sqlite_database, evening)
    clock.go(minutes=2, seconds=18)
    meeting = wall(projector, evening)
    assert "Tour 1 sur 3" in meeting
    assert "5:42" in meeting
    assert "18 h 38" in meeting  # its end
    assert meeting.count('aria-current="step"') == 1
    assert "data-last-minute" not in meeting.split("<main")[1].split(">")[0]

    clock.go(minutes=5)
    assert "data-last-minute" in wall(projector, evening).split("<main")[1].split(">")[0]

    clock.go(seconds=42)
    change = wall(projector, evening)
    assert "Changez" in change
    assert "Tour 2 sur 3" in change
    assert "Votre numéro est aussi sur votre téléphone et votre fiche horaire." in change
    assert "badge" not in change  # it carries the first table only
    assert "2:00" in change
    for listed in ("Ganter, Anne", "Amrani, Driss", "Muller, Élise"):
        assert listed in change

    clock.go(minutes=3)
    act(sqlite_database, evening, "pause")
    clock.go(minutes=20)
    paused = wall(projector, evening)
    assert "La soirée est suspendue" in paused
    assert "7:00" in paused
    act(sqlite_database, evening, "resume")

    act(sqlite_database, evening, "end")
    closing = wall(projector, evening)
    assert "Clôture des choix" in closing
    assert "10:00" in closing
    clock.go(minutes=10)
    assert "Merci" in wall(projector, evening)
    with sqlite_database.writing() as session:
        choices.seal(session, evening.event_id, clock.now())
    assert "Merci" in wall(projector, evening)
    with sqlite_database.writing() as session:
        choices.reveal(session, evening.event_id, clock.now())
    assert "Merci" in wall(projector, evening)


def test_the_wall_shows_no_organisation_address_or_answer(
    app: Flask, projector: FlaskClient, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    evening = sqlite_evening
    with sqlite_database.writing() as session:
        for number in evening.people.values():
            consents.state(
                session, participant_id=number, granted={"email": True, "phone": True}, now=evening.clock.now()
            )
    begin(sqlite_database, evening)
    evening.clock.go(minutes=8, seconds=1)
    untouched = wall(projector, evening)
    with sqlite_database.reading() as session:
        partner = plans.own_meetings(session, evening.people["C01-1"])[1].association
    phone = open_phone(app, sqlite_database, evening, "C01-1")
    phone.post(f"/e/{evening.public_id}/me/choice/{partner.id}", data={"answer": "yes", "sequence": "1"})
    assert wall(projector, evening) == untouched
    for secret in ("Menuiserie Ganter", "Emploi Tremplin", "@example.org", "+33", "Gérante"):
        assert secret not in untouched


def test_somebody_without_a_meeting_has_a_break_on_the_board(
    app: Flask, sqlite_database: Database, three_by_three: SignUps, clock: HandClock
) -> None:
    two_associations = replace(
        three_by_three,
        organisations=tuple(one for one in three_by_three.organisations if one.id != "A03"),
        participants=tuple(one for one in three_by_three.participants if one.organisation_id != "A03"),
    )
    evening = make_evening(sqlite_database, two_associations, clock)
    with sqlite_database.reading() as session:
        seats = board(session, evening.event_id, 2)
        planned = plans.published_plan(session, evening.event_id)
    assert planned is not None
    assert [seat.listed_name for seat in seats] == [
        "Amrani, Driss",
        "Ganter, Anne",
        "Kern, Chloé",
        "Muller, Élise",
        "Roth, Bruno",
    ]
    expected = {
        person.last_name: meeting.table_number
        for meeting in planned.meetings
        if meeting.round_number == 2
        for person in (meeting.company, meeting.association)
    }
    assert {seat.last_name: seat.table_number for seat in seats if seat.table_number} == expected
    assert sum(seat.table_number is None for seat in seats) == 1
    begin(sqlite_database, evening)
    clock.go(minutes=9)
    client = app.test_client()
    with sqlite_database.reading() as session:
        token = events.hall_token(session, evening.event_id, secret_key=SECRET)
    client.get(f"/h/{token}")
    assert wall(client, evening).count(">Pause<") == 1


def test_the_state_of_the_wall(projector: FlaskClient, sqlite_database: Database, sqlite_evening: Evening) -> None:
    begin(sqlite_database, sqlite_evening)
    sqlite_evening.clock.go(seconds=30)
    response = projector.get(f"/e/{sqlite_evening.public_id}/hall/state")
    state = response.get_json()
    assert (state["phase"], state["round_number"], state["remaining"]) == ("meeting", 1, 450)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/hall", "/hall/state"])
def test_only_the_link_or_an_account_of_the_event_opens_the_wall(
    app: Flask,
    projector: FlaskClient,
    sqlite_database: Database,
    sqlite_evening: Evening,
    three_by_three: SignUps,
    clock: HandClock,
    path: str,
) -> None:
    other = make_evening(sqlite_database, three_by_three, clock, owner="someone.else@example.org")
    assert app.test_client().get(f"/e/{sqlite_evening.public_id}{path}").status_code == 404
    assert projector.get(f"/e/{other.public_id}{path}").status_code == 404
    assert (
        open_phone(app, sqlite_database, sqlite_evening, "C01-1")
        .get(f"/e/{sqlite_evening.public_id}{path}")
        .status_code
        == 404
    )
    owner = app.test_client()
    signed_in = owner.post("/sign-in", data={"email": "organiser@example.org", "password": PASSWORD})
    assert signed_in.status_code == 303
    assert owner.get(f"/e/{sqlite_evening.public_id}{path}").status_code == 200
    assert owner.get(f"/e/{other.public_id}{path}").status_code == 404


@pytest.mark.parametrize(("n_people", "lengths"), [(0, []), (1, [1]), (45, [45]), (46, [23, 23]), (91, [31, 31, 29])])
def test_the_board_is_cut_into_pages_of_45_at_most(n_people: int, lengths: list[int]) -> None:
    seats = [Seat(last_name=f"N{number:03}", first_name="", table_number=1) for number in range(n_people)]
    pages = in_pages(seats)
    assert [len(page) for page in pages] == lengths
    assert [seat for page in pages for seat in page] == seats


def test_every_line_says_which_rounds_an_early_end_gave_up(
    app: Flask, projector: FlaskClient, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    clock, phone = sqlite_evening.clock, open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    begin(sqlite_database, sqlite_evening)
    clock.go(minutes=4)
    with sqlite_database.writing() as session:
        event_day.act(session, sqlite_evening.event_id, "end", clock.now())
    address = f"/e/{sqlite_evening.public_id}"
    lines = ((projector, "/hall", 2), (sign_in(app, OWNER), "/desk/evening", 2), (phone, "/me", 0))  # one's own stops
    for client, path, given_up in lines:
        page = client.get(address + path).text
        assert (page.count("\u00a0: terminé"), page.count("\u00a0: n’a pas eu lieu")) == (1, given_up), path
