"""How fast one link may ask: a phone never notices, a flood is told to wait, its neighbours are not."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import event

from tests.proofs.actors import Installation, installation
from tests.webapp.conftest import EVENING, SECRET, Evening, HandClock, open_phone
from webapp import errors, throttle
from webapp.access import HALL_COOKIE, PARTICIPANT_COOKIE, SIGN_IN_COOKIE
from webapp.database import Database
from webapp.services import event_day, events
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


@pytest.fixture
def desk(sqlite_database: Database, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An evening with its team, limited, while the limits' own clock stands still."""
    there = installation(sqlite_database, clock, tmp_path)
    there.app.testing = False
    monkeypatch.setattr(throttle, "time", SimpleNamespace(monotonic=lambda: 7.0))
    return there


def test_an_account_that_asks_without_end_is_told_to_wait_and_nobody_else_is(desk: Installation) -> None:
    reader, owner, path = desk.client("reader"), desk.client("owner"), f"/e/{desk.evening.public_id}"
    codes = [reader.get(f"{path}/hall/state").status_code for _ in range(150)]
    assert codes == [200] * 120 + [429] * 30
    refused = reader.get(f"{path}/desk/report", headers={"Accept": "text/html"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert "depuis ce navigateur. Attendez un instant." in refused.text
    in_english = reader.get(f"{path}/desk/report", headers={"Accept": "application/json", "Accept-Language": "en"})
    assert in_english.json == {"code": "429", "sentence": "Too many requests at once from this browser. Wait a moment."}
    assert owner.post(f"{path}/desk/evening/act", data={"action": "start"}).status_code == 303
    assert desk.client("participant").get(f"{path}/me/state").status_code == 200


def test_a_sign_in_that_is_nobodys_gets_no_bucket_and_chooses_none(desk: Installation) -> None:
    stranger, path = desk.app.test_client(), f"/e/{desk.evening.public_id}"
    for number in range(130):
        stranger.set_cookie(SIGN_IN_COOKIE, f"invented{number % 65}")
        assert stranger.get(f"{path}/desk/report").status_code == 303
    assert len(desk.app.extensions["entremise_throttle"].sign_ins._levels) == 0


def test_a_link_of_ones_own_beside_a_sign_in_buys_no_second_bucket(desk: Installation) -> None:
    reader, path = desk.client("reader"), f"/e/{desk.evening.public_id}"
    codes = []
    reader.get(f"{path}/profiles/C01")
    for code in ("C01-1", "C02-1", "C03-1"):  # each of them with a full bucket of its own
        reader.set_cookie(PARTICIPANT_COOKIE, desk.evening.token(desk.database, code), path=f"{path}/")
        reader.get(f"{path}/me/state")
        codes += [reader.get(f"{path}/profiles/C01").status_code for _ in range(50)]
    assert codes == [200] * 119 + [429] * 31


def test_no_tap_waits_for_the_desks_that_are_open_in_the_same_browser(desk: Installation) -> None:
    owner, path = desk.client("owner"), f"/e/{desk.evening.public_id}"
    while owner.get(f"{path}/desk/evening/state").status_code == 200:
        pass
    with desk.database.writing() as session:
        event_day.act(session, desk.evening.event_id, "start", EVENING)
    owner.set_cookie(PARTICIPANT_COOKIE, desk.evening.token(desk.database, "C01-1"), path=f"{path}/")
    assert owner.get(f"{path}/me/state").status_code == 200
    assert owner.post(f"{path}/me/consent", data={}).status_code == 303


#: Seconds between two questions of a page (live.js, presence.js, and live.js while an evening is played fast).
TABS_THAT_ASK = {
    "six desks": (3.0, 6),
    "twenty desks": (3.0, 20),
    "two door lists": (4.0, 2),
    "six played fast": (1.0, 6),
}


@pytest.mark.parametrize(("every", "tabs"), TABS_THAT_ASK.values(), ids=TABS_THAT_ASK)
def test_a_team_with_many_tabs_never_notices(every: float, tabs: int) -> None:
    """An hour of tabs that ask, each change of round brings every page anew, and a slider is pulled for a minute."""
    bucket = throttle.Throttle().sign_ins
    asked = [number * every / tabs for number in range(int(3600 * tabs / every))]
    asked += [300.0 * change + 0.01 * tab for change in range(12) for tab in range(tabs)]
    asked += [900 + pull / 4 for pull in range(240)]
    assert [moment for moment in sorted(asked) if bucket.wait("one", moment)] == []
