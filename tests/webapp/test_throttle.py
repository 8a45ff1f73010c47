"""How fast one link may ask: a phone never notices, a flood is told to wait, its neighbours are not."""

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import event

from tests.webapp.conftest import SECRET, Evening, open_phone
from webapp import errors, throttle
from webapp.access import HALL_COOKIE, PARTICIPANT_COOKIE
from webapp.database import Database
from webapp.services import events
from webapp.throttle import MOST_REMEMBERED, Buckets


@pytest.fixture
def limited(app: Flask) -> Flask:
    """The application as it runs outside tests, where links are limited."""
    app.testing = False
    return app


def test_a_bucket_is_full_at_first_and_fills_again() -> None:
    bucket = Buckets(burst=3, per_second=2)
    assert [bucket.wait("one", 0.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert bucket.wait("one", 0.0) == pytest.approx(0.5)
    assert bucket.wait("another", 0.0) == 0.0
    assert bucket.wait("one", 0.5) == 0.0
    assert bucket.wait("one", 0.5) > 0
    assert [bucket.wait("one", 100.0) for _ in range(4)][:3] == [0.0, 0.0, 0.0]


def test_buckets_do_not_grow_without_end() -> None:
    bucket = Buckets(burst=1, per_second=1)
    for number in range(MOST_REMEMBERED + 50):
        bucket.wait(str(number), 0.0)
    assert len(bucket._levels) == MOST_REMEMBERED


def test_a_flood_is_told_to_wait_and_neighbours_are_not(
    limited: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    one, other = (open_phone(limited, sqlite_database, sqlite_evening, code) for code in ("C01-1", "A01-1"))
    state = f"/e/{sqlite_evening.public_id}/me/state"
    answers = [one.get(state, headers={"Accept": "application/json"}) for _ in range(90)]
    assert [answer.status_code for answer in answers[:55]] == [200] * 55
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert {answer.headers["Retry-After"] for answer in refused} == {"1"}
    assert refused[0].json == {
        "code": "429",
        "sentence": "Trop de demandes à la fois depuis ce téléphone. Attendez un instant.",
    }
    assert "no-store" in refused[0].headers["Cache-Control"]
    assert other.get(state).status_code == 200


@pytest.mark.parametrize(("language", "sentence"), [("fr", "Attendez un instant."), ("en", "Wait a moment.")])
def test_a_browser_is_told_to_wait_by_a_page_that_asks_nothing(
    limited: Flask,
    sqlite_database: Database,
    sqlite_evening: Evening,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    sentence: str,
) -> None:
    monkeypatch.setattr(throttle, "time", SimpleNamespace(monotonic=lambda: 7.0))
    made: list[str] = []
    render = errors.render_template
    monkeypatch.setattr(errors, "render_template", lambda name, **values: made.append(name) or render(name, **values))
    phone, own = open_phone(limited, sqlite_database, sqlite_evening, "C01-1"), f"/e/{sqlite_evening.public_id}"
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": language}
    while (answer := phone.get(f"{own}/me/state")).status_code == 200:
        pass
    assert answer.mimetype == "text/plain"  # nobody asked for a page
    for path in (f"{own}/me", f"{own}/me/programme", "/e/%22%3E%3Cb%3E/me"):
        phone.set_cookie(PARTICIPANT_COOKIE, sqlite_evening.token(sqlite_database, "C01-1"), path="/")
        answer = phone.get(path, headers=headers)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "1"
        assert answer.headers["Cache-Control"] == "no-store"
        assert sentence in answer.text
        assert f'lang="{language}"' in answer.text
        assert errors.WAY_BACK not in answer.text
        assert "<b>" not in answer.text
    assert f'href="{own}/"' in phone.get(f"{own}/me", headers=headers).text
    assert made == ["too_fast.html"]


def hall_with_invented_links(app: Flask, database: Database, evening: Evening, count: int) -> list[int]:
    """What a projector's link is answered whose holder sends a new participant's cookie along each time."""
    with database.reading() as session:
        token = events.hall_token(session, evening.event_id, secret_key=SECRET)
    client, path = app.test_client(), f"/e/{evening.public_id}/"
    client.set_cookie(HALL_COOKIE, token, path=path)
    codes = []
    for number in range(count):
        client.set_cookie(PARTICIPANT_COOKIE, f"invented{number}", path=path)
        codes.append(client.get(f"{path}hall/state").status_code)
    return codes


def test_an_invented_link_beside_a_true_one_chooses_no_bucket(
    limited: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    codes = hall_with_invented_links(limited, sqlite_database, sqlite_evening, 120)
    assert codes[:55] == [200] * 55
    assert codes.count(429) > 30


def test_a_bucket_chosen_by_the_text_of_a_cookie_would_let_the_flood_through(
    limited: Flask, sqlite_database: Database, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the defence out, every text gets a bucket: whoever invents one has a full one each time."""
    monkeypatch.setattr(Buckets, "knows", lambda _self, _key: True)
    assert hall_with_invented_links(limited, sqlite_database, sqlite_evening, 120) == [200] * 120
    assert len(limited.extensions["entremise_throttle"].requests._levels) == 120


def test_texts_that_are_nobodys_are_not_remembered_and_hold_up_nobody(
    limited: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    known, path = open_phone(limited, sqlite_database, sqlite_evening, "C01-1"), f"/e/{sqlite_evening.public_id}/"
    assert known.get(f"{path}me/state").status_code == 200
    stranger = limited.test_client()
    for cookie in (PARTICIPANT_COOKIE, HALL_COOKIE):
        for number in range(150):
            stranger.set_cookie(cookie, f"invented{number % 75}", path=path)
            assert stranger.get(f"{path}me/state").status_code == 404
    assert len(limited.extensions["entremise_throttle"].requests._levels) == 1
    assert known.get(f"{path}me/state").status_code == 200
    new = open_phone(limited, sqlite_database, sqlite_evening, "A01-1")  # not seen before by this worker
    assert new.get(f"{path}me/state").status_code == 200


def test_a_flood_of_one_link_asks_the_database_nothing(
    limited: Flask, sqlite_database: Database, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "time", SimpleNamespace(monotonic=lambda: 7.0))
    phone = open_phone(limited, sqlite_database, sqlite_evening, "C01-1")
    state = f"/e/{sqlite_evening.public_id}/me/state"
    assert [phone.get(state).status_code for _ in range(60)] == [200] * 60
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(sqlite_database.read_engine, "before_cursor_execute", note)
    try:
        assert [phone.get(state).status_code for _ in range(20)] == [429] * 20
    finally:
        event.remove(sqlite_database.read_engine, "before_cursor_execute", note)
    assert asked == []


def test_five_hundred_people_open_their_links_from_one_address(
    limited: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    token = sqlite_evening.token(sqlite_database, "C01-1")
    assert {limited.test_client().get(f"/p/{token}").status_code for _ in range(120)} == {303}
