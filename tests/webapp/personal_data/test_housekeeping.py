"""The hourly work: done while nobody visits; its faults stay its own; the command does the same."""

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from tests.webapp.conftest import EVENING, SECRET, Evening, HandClock
from tests.webapp.personal_data.filling import fill
from webapp import housekeeping
from webapp.cli import main
from webapp.config import Settings
from webapp.database import Database
from webapp.housekeeping import AGAIN_SECONDS, EVERY_SECONDS, Housekeeper
from webapp.services import erasure, retention
from webapp.services.audit import SYSTEM


@pytest.fixture
def keeper(sqlite_database: Database, tmp_path: Path) -> Housekeeper:
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path)
    return Housekeeper(sqlite_database, settings)


class Stopped(Exception):  # noqa: N818  what ends a work that has no end
    """The test has seen enough."""


class Hours:
    """A real clock and the pauses of whoever looks at it; after each pause ``then`` is called."""

    def __init__(self, then: Callable[[int], None]) -> None:
        self.moment, self.pauses, self._then = EVENING, 0, then

    def now(self) -> datetime:
        return self.moment

    def pause(self, seconds: float) -> None:
        self.pauses += 1
        self.moment += timedelta(seconds=seconds)
        self._then(self.pauses)


def test_the_due_goes_at_the_start_and_every_hour_without_any_request(
    app: Flask, sqlite_database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.writing() as session:
        fill(session, EVENING - timedelta(days=40))
    done_at: list[datetime] = []
    do_now = housekeeping.do_now
    monkeypatch.setattr(housekeeping, "do_now", lambda one: [done_at.append(hours.moment), do_now(one)])
    clock.speed = 600.0  # the evening's; the hour is a real one

    def look(pauses: int) -> None:
        with sqlite_database.reading() as session:
            nonces = list(session.scalars(text("SELECT link_nonce FROM participants")))
            n_choices = session.execute(text("SELECT count(*) FROM choices")).scalar()
        if pauses == 1:
            assert (nonces, n_choices) == ([""], 0)
            clock.go(days=400)
        elif pauses == 60:
            assert nonces == [""], "not before the hour has passed"
        elif pauses == 61:
            assert nonces == []
        elif pauses == 125:
            raise Stopped

    hours = Hours(look)
    with pytest.raises(Stopped):
        housekeeping.keep_house(app, real=hours, pause=hours.pause)  # type: ignore[arg-type]
    assert done_at == [EVENING + timedelta(hours=hour) for hour in range(3)]


def test_no_request_sets_it_off_and_a_tests_client_has_no_thread_of_it(app: Flask, sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        fill(session, EVENING - timedelta(days=400))
    assert app.test_client().get("/").status_code == 200
    assert not [one.name for one in threading.enumerate() if one.name == "housekeeping"]
    with sqlite_database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM participants")).scalar() == 1


def test_a_process_begins_it_beside_its_work_and_never_waits_for_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[threading.Thread] = []
    looked, over = threading.Event(), threading.Event()

    def keep_house(given: Flask) -> None:
        assert given is app
        seen.append(threading.current_thread())
        looked.set()
        over.wait(60)

    monkeypatch.setattr(housekeeping, "keep_house", keep_house)
    housekeeping.begin(app)
    assert looked.wait(60)
    assert [one.daemon for one in seen] == [True], "the process ends without it"
    over.set()
    seen[0].join(60)


def test_it_waits_an_hour_and_less_while_files_are_held(keeper: Housekeeper, sqlite_database: Database) -> None:
    assert keeper.is_due(EVENING, last=None)
    with sqlite_database.reading() as reader:
        reader.execute(text("SELECT count(*) FROM events")).scalar()
        with sqlite_database.writing() as session:
            fill(session, EVENING - timedelta(days=40))
        keeper.run(EVENING)
        assert keeper.files_to_empty
        assert not keeper.is_due(EVENING + timedelta(seconds=AGAIN_SECONDS - 1), last=EVENING)
        assert keeper.is_due(EVENING + timedelta(seconds=AGAIN_SECONDS), last=EVENING)
    keeper.run(EVENING)
    assert not keeper.files_to_empty
    assert not keeper.is_due(EVENING + timedelta(seconds=EVERY_SECONDS - 1), last=EVENING)
    assert keeper.is_due(EVENING + timedelta(seconds=EVERY_SECONDS), last=EVENING)
    assert keeper.is_due(EVENING - timedelta(days=1), last=EVENING), "a clock that was set back does not stop it"


def test_files_that_could_not_be_emptied_are_tried_again_within_a_minute(
    keeper: Housekeeper, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.run(EVENING)
    assert not keeper.files_to_empty

    def failing(*_: object) -> bool:
        raise OSError("the disk says no")

    monkeypatch.setattr(housekeeping, "empty_files", failing)
    with pytest.raises(OSError, match="the disk"):
        keeper.empty_files()
    monkeypatch.undo()
    assert keeper.is_due(EVENING + timedelta(seconds=AGAIN_SECONDS), last=EVENING)
    keeper.run(EVENING + timedelta(seconds=AGAIN_SECONDS))
    assert not keeper.files_to_empty


def test_a_fault_of_it_stops_nothing_and_tells_the_log_no_value(
    app: Flask, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls = []

    def broken(*_arguments: object) -> None:
        calls.append(None)
        raise OSError("the disk says no")

    def twice(_pauses: int) -> None:
        if len(calls) == 2:
            raise Stopped

    monkeypatch.setattr(retention, "apply", broken)
    hours = Hours(twice)
    with pytest.raises(Stopped):
        housekeeping.keep_house(app, real=hours, pause=hours.pause)  # type: ignore[arg-type]
    assert "Housekeeping failed" in caplog.text


def test_one_process_does_it_at_a_time(database: Database, tmp_path: Path) -> None:
    settings = Settings(database_url="sqlite:///nothing", secret_key=SECRET, instance=tmp_path)
    keeper = Housekeeper(database, settings)
    keeper._busy.acquire()
    assert keeper.run(EVENING) is None
    keeper._busy.release()
    if database.is_sqlite:
        assert keeper.run(EVENING) is not None
        return
    with database.writing() as other_process:
        other_process.execute(text("SELECT pg_advisory_xact_lock(7061998115)"))
        assert keeper.run(EVENING) is None
    assert keeper.run(EVENING) is not None


def test_a_start_empties_the_files_only_where_something_may_be_left(
    database: Database, evening: Evening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Always on SQLite, where it is quick; on PostgreSQL it writes tables anew and keeps everybody waiting."""
    settings = Settings(database_url="sqlite:///nothing", secret_key=SECRET, instance=tmp_path)
    calls, now = [], evening.clock.now()
    works = True

    def forget_deleted(_database: Database, tables: list[str]) -> bool:
        calls.append(tables)
        return works

    def start() -> Housekeeper:
        calls.clear()
        keeper = Housekeeper(database, settings)
        keeper.run(now)
        return keeper

    monkeypatch.setattr(Database, "forget_deleted", forget_deleted)
    start()
    assert len(calls) == 1, "nobody knows what was before"
    start()
    assert len(calls) == database.is_sqlite
    with database.writing() as session:  # and the server was killed before the files were emptied
        erasure.erase(session, evening.event_id, evening.people["C02-1"], actor=SYSTEM, now=now)
    start()
    assert len(calls) == 1
    keeper = start()
    assert len(calls) == database.is_sqlite
    works = False  # somebody holds a table
    assert not keeper.empty_files()
    works = True
    start()
    assert len(calls) == 1
    start()
    assert len(calls) == database.is_sqlite


def test_the_command_counts_and_does(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.writing() as session:
        fill(session, EVENING.replace(year=2020))
    monkeypatch.setenv("ENTREMISE_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("ENTREMISE_DATABASE_URL", sqlite_database.url)
    counted = CliRunner().invoke(main, ["retention", "--dry-run", "--language", "fr"])
    assert counted.exit_code == 0, counted.output
    assert "soirées anonymisées : 1" in counted.output
    with sqlite_database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM participants")).scalar() == 1
    done = CliRunner().invoke(main, ["retention", "--language", "fr"])
    assert done.exit_code == 0, done.output
    with sqlite_database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM participants")).scalar() == 0
        kept = session.execute(text("SELECT kept_counts FROM events")).scalar()
    assert json.loads(str(kept)) == {}
