"""The door's pages under attack: hostile marks and names, other people's keys, two hands at once."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.webapp.conftest import PASSWORD, SECRET, Evening, open_phone
from tests.webapp.organiser.conftest import sign_in
from webapp.database import Database
from webapp.models import ParticipantRow, PlanRow, PresenceRow
from webapp.services import accounts, events, roles

HOSTILE_MARKS = (
    *("from:{}:0", "from:{}:-1", "from:{}:99", "from:{}:999999999999", "from:{}:x", "from:{}:", "until:{}:-1"),
    *("until:{}:99", "from:{}:²", "from:{}:1:2", "", ":", "here", "here:", "here:-{}", "here:0", "here:{}0000000000"),
    *("here:{}\x00", "HERE:{}", "from:{}:1e0", "until:{}:1.5"),
)


def stored(database: Database) -> tuple[list[object], list[object], list[object]]:
    """All that the door's pages could change."""
    with database.reading() as session:
        people = list(session.scalars(select(ParticipantRow.id)))
        there = [(row.participant_id, row.first_round, row.last_round) for row in session.scalars(select(PresenceRow))]
        plans = list(session.scalars(select(PlanRow.id)))
    return people, there, plans


@pytest.mark.parametrize("mark", HOSTILE_MARKS)
def test_a_mark_that_says_nothing_clear_notes_nothing(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, mark: str
) -> None:
    own = sqlite_evening.people["C01-1"]
    answer = at_desk.post(f"{address}/presence/note", data={"mark": mark.replace("{}", str(own))})
    assert answer.status_code in (404, 422), mark
    assert stored(sqlite_database)[1] == []


@pytest.mark.parametrize("round_number", ["0", "-1", "4", "99", "2147483648", "9" * 5000, "", "x", "1.0"])
def test_a_round_in_a_field_of_its_own_is_looked_at_too(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, round_number: str
) -> None:
    given = {"mark": f"from:{sqlite_evening.people['C01-1']}", "round_number": round_number}
    assert at_desk.post(f"{address}/presence/note", data=given).status_code == 422
    assert stored(sqlite_database)[1] == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"first_name": "A" * 2000, "organisation_name": "Radio", "side": "company"},
        {"first_name": "A", "organisation_name": "R" * 2000, "side": "company"},
        {"first_name": "A", "role": "r" * 2000, "organisation_name": "Radio", "side": "company"},
        {"first_name": "A\x00B", "organisation_name": "Radio", "side": "company"},
        {"first_name": "A\nB", "organisation_name": "Radio", "side": "company"},
        {"first_name": "A\u202eB", "organisation_name": "Radio", "side": "company"},
        {"first_name": "A", "organisation_name": "Radio", "side": "staff"},
        {"first_name": "A", "organisation_name": "Radio", "side": "company", "needs": "everything"},
        {"first_name": "A", "organisation": "x"},
        {"first_name": "A", "organisation": "-1"},
        {"first_name": "A", "organisation": "9" * 40},
        {"first_name": "A", "organisation": "0"},
        {"first_name": "   ", "last_name": "\t", "organisation_name": "Radio", "side": "company"},
    ],
)
def test_nobody_walks_in_with_a_form_like_that(
    at_desk: FlaskClient, address: str, sqlite_database: Database, fields: dict[str, str]
) -> None:
    before = stored(sqlite_database)
    assert at_desk.post(f"{address}/presence/new", data=fields).status_code in (404, 422)
    assert stored(sqlite_database) == before


def test_a_walk_in_called_like_a_script_stays_a_text_everywhere(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening
) -> None:
    fields = {
        "first_name": "${7*7}%(x)s",
        "last_name": "<script>alert(1)</script>",
        "organisation_name": '{{7*7}} "><img src=x onerror=alert(1)>',
        "side": "association",
    }
    answer = at_desk.post(f"{address}/presence/new", data=fields)
    assert answer.status_code == 303
    made = at_desk.get(f"{address}/presence/repair").text
    seen = made.split('name="seen" value="')[1].split('"')[0]
    at_desk.post(f"{address}/presence/repair", data={"seen": seen})
    pages = (
        "presence",
        "presence/repair",
        "presence/changes",
        "presence/new",
        "plan",
        "timetables",
        "badges",
        "people",
    )
    for page in (*pages, answer.headers["Location"].rsplit("/desk/", 1)[1]):
        text = at_desk.get(f"{address}/{page}", follow_redirects=True).text
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page


def test_neither_a_phone_nor_the_wall_nor_a_facilitator_reaches_the_door(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, address: str
) -> None:
    before = stored(sqlite_database)
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    with sqlite_database.writing() as session:
        account_id = accounts.create_account(
            session, email="facilitator@example.org", name="Fanny", password=PASSWORD, may_organise=False
        )
        roles.grant(session, event_id=sqlite_evening.event_id, account_id=account_id, role="facilitator")
        token = events.hall_token(session, sqlite_evening.event_id, secret_key=SECRET)
    wall = app.test_client()
    wall.get(f"/h/{token}")
    facilitator = sign_in(app, "facilitator@example.org")
    own = sqlite_evening.people["C01-1"]
    posts = {
        "note": {"mark": f"absent:{own}"},
        "rest": {"again": "1"},
        "new": {"first_name": "A", "organisation_name": "R", "side": "company"},
        "repair": {"seen": "0" * 32},
    }
    for page in ("", "/state", f"/people/{own}", "/new", "/repair", "/changes"):
        assert facilitator.get(f"{address}/presence{page}").status_code == 404, page
        for client in (phone, wall):
            answer = client.get(f"{address}/presence{page}")
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/sign-in"), page
    for page, data in posts.items():
        assert facilitator.post(f"{address}/presence/{page}", data=data).status_code == 404, page
        for client in (phone, wall):
            answer = client.post(f"{address}/presence/{page}", data=data)
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/sign-in"), page
    assert stored(sqlite_database) == before


def test_another_evenings_people_and_organisations_are_nobodys(
    newcomer: FlaskClient, new_evening: tuple[str, int], sqlite_evening: Evening, sqlite_database: Database
) -> None:
    own_address, _number = new_evening
    stranger = sqlite_evening.people["C01-1"]
    with sqlite_database.reading() as session:
        organisation = session.get_one(ParticipantRow, stranger).organisation_id
    before = stored(sqlite_database)
    assert newcomer.post(f"{own_address}/presence/note", data={"mark": f"absent:{stranger}"}).status_code == 404
    assert newcomer.get(f"{own_address}/presence/people/{stranger}").status_code == 404
    given = {"first_name": "A", "organisation": str(organisation)}
    assert newcomer.post(f"{own_address}/presence/new", data=given).status_code == 404
    assert stored(sqlite_database) == before


def test_two_hands_publish_one_repair(
    app: Flask, at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    at_desk.post(f"{address}/presence/note", data={"mark": f"absent:{sqlite_evening.people['C03-1']}"})
    seen = at_desk.get(f"{address}/presence/repair").text.split('name="seen" value="')[1].split('"')[0]
    hands = [sign_in(app, "organiser@example.org") for _ in range(3)]
    places: list[str] = []

    def press(hand: FlaskClient) -> None:
        places.append(hand.post(f"{address}/presence/repair", data={"seen": seen}).headers["Location"])

    threads = [threading.Thread(target=press, args=(hand,)) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored(sqlite_database)[2]) == 2
    assert sorted(place.rsplit("/", 1)[1] for place in places) == ["changes", "repair", "repair"]
