"""What takes long is computed a few at a time, so that a thread is always there for what takes none."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.proofs.actors import Installation, installation
from tests.webapp.conftest import HandClock
from webapp.database import Database
from webapp.few_at_once import AT_ONCE, PLACES, PLACES_OF_ONE, SLOW, Places
from webapp.permissions import ACCOUNT_WORDS, ROLE_WORDS, declared_permissions
from webapp.services.refusals import Refused
from webapp.waiting_room import OTHERS, THREADS


def test_the_places_leave_threads_for_everything_else() -> None:
    assert AT_ONCE < PLACES <= THREADS[OTHERS] - 2
    assert PLACES_OF_ONE <= PLACES // 2  # whoever floods leaves room for somebody else
    assert PLACES_OF_ONE > 1  # the last place that a slider is pulled to is not refused for the one before


def test_what_is_slow_is_there_and_for_accounts_alone(app: Flask) -> None:
    who = declared_permissions()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in SLOW:
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert who.who(rule.endpoint, method) <= ACCOUNT_WORDS | ROLE_WORDS
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= SLOW
    quick = {"organiser.act", "organiser.seal", "organiser.reveal", "organiser.erase", "organiser.publish_plan"}
    assert not SLOW & quick


def test_they_compute_in_the_order_in_which_they_came() -> None:
    places, done = Places(at_once=1, places=3, of_one=3), []
    first = places.take(1)
    with ThreadPoolExecutor(2) as pool:

        def compute(number: int) -> None:
            place = places.take(number)
            done.append(number)
            places.leave(place)

        waiting: list[Future[None]] = []
        for number in (2, 3):
            waiting.append(pool.submit(compute, number))
            while len(places._line) < len(waiting) + 1:
                pass
        with pytest.raises(Refused) as refused:
            places.take(4)
        assert (refused.value.code, refused.value.status) == ("computing_busy", 503)
        places.leave(first)
        for one in waiting:
            one.result(10)
    assert done == [2, 3]
    assert places._line == []


def test_whoever_waits_too_long_is_told_and_gives_the_place_back() -> None:
    places = Places(at_once=1, seconds_to_wait=0.01)
    first = places.take(1)
    with pytest.raises(Refused):
        places.take(2)
    places.leave(first)
    places.leave(places.take(2))


def test_one_account_takes_no_more_than_half() -> None:
    places = Places(at_once=PLACES)
    taken = [places.take(1) for _ in range(PLACES_OF_ONE)]
    with pytest.raises(Refused):
        places.take(1)
    taken.append(places.take(2))
    for one in taken:
        places.leave(one)


@pytest.fixture
def there(sqlite_database: Database, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An evening with its team, where nobody waits longer than a moment."""
    monkeypatch.setattr(Places.__init__, "__kwdefaults__", Places.__init__.__kwdefaults__ | {"seconds_to_wait": 0.05})
    return installation(sqlite_database, clock, tmp_path)


def test_a_reader_who_asks_for_reports_without_end_holds_up_no_act_of_the_owner(
    there: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, hold, begun = f"/e/{there.evening.public_id}", threading.Event(), threading.Semaphore(0)
    view = there.app.view_functions["organiser.report"]

    def slowly(**arguments: str) -> object:
        begun.release()
        hold.wait(20)
        return view(**arguments)

    monkeypatch.setitem(there.app.view_functions, "organiser.report", slowly)

    def ask(client: FlaskClient) -> int:
        return client.get(f"{path}/desk/report").status_code

    readers = [there.client("reader") for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reports = [pool.submit(ask, one) for one in readers]
        for _ in readers:
            assert begun.acquire(timeout=20)
        owner, headers = there.client("owner"), {"Accept": "application/json", "Accept-Language": "en"}
        refused = owner.get(f"{path}/desk/plan", headers=headers)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert refused.json is not None
        assert refused.json["code"] == "computing_busy"
        assert "Try again in a moment." in refused.json["sentence"]
        page = owner.get(f"{path}/desk/plan")
        assert "Recommencez dans un instant." in page.text
        assert owner.post(f"{path}/desk/evening/act", data={"action": "start"}).status_code == 303
        assert owner.get(f"{path}/desk/evening").status_code == 200
        hold.set()
        assert [one.result(30) for one in reports] == [200, 200]
    assert owner.get(f"{path}/desk/plan").status_code == 200
    assert there.app.extensions["entremise_places"]._line == []


@pytest.mark.parametrize(("method", "page", "status"), [("GET", "pairs/C01/A99", 404), ("POST", "desk/plan/pair", 404)])
def test_a_page_that_fails_gives_its_place_back(there: Installation, method: str, page: str, status: int) -> None:
    owner = there.client("owner")
    for _ in range(PLACES + 1):
        assert owner.open(f"/e/{there.evening.public_id}/{page}", method=method).status_code == status
    assert there.app.extensions["entremise_places"]._line == []


def test_whoever_may_not_come_in_takes_no_place(there: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise AssertionError("a place was taken")

    monkeypatch.setattr(Places, "take", fail)
    for actor in ("nobody", "participant", "door helper"):
        assert there.client(actor).get(f"/e/{there.evening.public_id}/desk/report").status_code in (303, 404)
