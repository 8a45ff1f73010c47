"""How fast one link may ask: a phone never notices, a flood is told to wait, its neighbours are not."""

import pytest
from flask import Flask

from tests.webapp.conftest import Evening, open_phone
from webapp.database import Database
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


def test_a_link_that_is_nobodys_is_told_the_same_after_as_before(limited: Flask, sqlite_evening: Evening) -> None:
    """What is answered before the limit says nothing about who exists: anybody's flood is answered alike."""
    client = limited.test_client()
    client.set_cookie("entremise_participant", "nobody", path=f"/e/{sqlite_evening.public_id}/")
    codes = [client.get(f"/e/{sqlite_evening.public_id}/me/state").status_code for _ in range(90)]
    assert set(codes) == {404, 429}


def test_five_hundred_people_open_their_links_from_one_address(
    limited: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    token = sqlite_evening.token(sqlite_database, "C01-1")
    assert {limited.test_client().get(f"/p/{token}").status_code for _ in range(120)} == {303}
