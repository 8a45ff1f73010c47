"""What the guard costs, and what a refused request never reaches: the body, the writer's lock, a view."""

import io
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy import event

from tests.webapp.conftest import Evening, open_phone
from tests.webapp.organiser.conftest import sign_in
from webapp import access
from webapp.access import Grant, NotGranted
from webapp.database import Database


class Unread(io.BytesIO):
    """A body that must not be read."""

    def read(self, _size: int | None = -1) -> NoReturn:
        raise AssertionError("the body of a refused request was read")

    readline = readinto = read  # type: ignore[assignment]


@pytest.mark.parametrize("path", ["desk/rules", "desk/sheet", "desk/results/seal", "me/review", "pairs/weights"])
def test_a_refused_request_is_not_read_and_waits_for_nobody(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def nobody_writes() -> NoReturn:
        raise AssertionError("a refused request asked for the writer's lock")

    app.config["WTF_CSRF_ENABLED"] = True
    monkeypatch.setattr(sqlite_database, "writing", nobody_writes)
    answer = app.test_client().post(
        f"/e/{sqlite_evening.public_id}/{path}",
        input_stream=Unread(b"x" * 500),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == (404 if path.startswith("me/") else 303)


def test_a_request_asks_once_for_whom_it_is(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    owner = sign_in(app, "organiser@example.org")
    asked: list[str] = []
    engine = sqlite_database.read_engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    try:
        base = f"/e/{sqlite_evening.public_id}"
        for client, path in ((phone, "me/state"), (owner, "desk/evening/state"), (owner, "hall/state"), (owner, "")):
            asked.clear()
            assert client.get(f"{base}/{path}").status_code in (200, 302)
            found = [one for one in asked if "link_hash =" in one or "sign_ins" in one or "memberships" in one]
            assert len(found) == 1, (path, found)
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_view_cannot_take_what_was_not_granted(app: Flask) -> None:
    with app.test_request_context("/e/x/desk"):
        for take in (access.member, access.participant, access.granted_event, access.signed_in):
            with pytest.raises(NotGranted):
                take()
        assert access.actor().kind == "nobody"
        assert not access.may("organiser.plan")


def test_a_phone_is_sent_to_sign_in_by_pages_for_accounts_and_told_nothing_by_others(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    for public_id in (sqlite_evening.public_id, "nothing"):
        desk = phone.get(f"/e/{public_id}/desk/people")
        assert (desk.status_code, desk.headers["Location"].partition("?")[0]) == (303, "/sign-in")
    assert phone.get("/e/nothing/me/").status_code == 404
    assert sign_in(app, "organiser@example.org").get("/e/nothing/desk/people").status_code == 404


def test_whoever_signs_in_goes_on_where_they_wanted_to(app: Flask, sqlite_evening: Evening) -> None:
    client, wanted = app.test_client(), f"/e/{sqlite_evening.public_id}/desk/plan"
    assert client.get(f"{wanted}?view=people").headers["Location"] == f"/sign-in?next={wanted}?view%3Dpeople"
    assert client.get(wanted).headers["Location"] == f"/sign-in?next={wanted}"
    assert client.post(f"{wanted}/compute").headers["Location"] == "/sign-in"  # a form is not done once more


def test_a_request_is_granted_what_its_link_opens(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    phone = open_phone(app, sqlite_database, sqlite_evening, "C01-1")
    owner = sign_in(app, "organiser@example.org")
    link = owner.get(f"/e/{sqlite_evening.public_id}/desk/evening").text.split("/h/")[1].split("<")[0].split('"')[0]
    screen = app.test_client()
    assert screen.get(f"/h/{link}").status_code == 303
    event_id, public_id = sqlite_evening.event_id, sqlite_evening.public_id
    for client, path, expected in (
        (
            phone,
            "me",
            Grant(
                word="participant",
                event_id=event_id,
                public_id=public_id,
                participant_id=sqlite_evening.people["C01-1"],
            ),
        ),
        (screen, "hall", Grant(word="hall", event_id=event_id, public_id=public_id)),
    ):
        with client:
            assert client.get(f"/e/{public_id}/{path}").status_code == 200
            assert access.granted() == expected


def test_an_address_with_an_octet_that_no_name_has_is_of_nothing(app: Flask, sqlite_evening: Evening) -> None:
    owner = sign_in(app, "organiser@example.org")
    base = f"/e/{sqlite_evening.public_id}"
    assert owner.get(f"{base}%00/desk/plan").status_code == 404
    assert owner.get(f"{base}/desk/plan").status_code == 200
