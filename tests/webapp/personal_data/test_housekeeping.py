"""The hourly work: set off by a request, beside it; its faults stay its own; the command does the same."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from tests.webapp.conftest import EVENING, SECRET, Evening, HandClock
from tests.webapp.personal_data.filling import fill
from webapp.cli.account_commands import main
from webapp.config import Settings
from webapp.database import Database
from webapp.housekeeping import AGAIN_SECONDS, EVERY_SECONDS, Housekeeper
from webapp.services import erasure, retention
from webapp.services.audit import SYSTEM


@pytest.fixture
def keeper(sqlite_database: Database, tmp_path: Path) -> Housekeeper:
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path)
    return Housekeeper(sqlite_database, settings)


def test_a_request_sets_it_off_at_first_and_then_once_an_hour(
    app: Flask, sqlite_database: Database, clock: HandClock
) -> None:
    with sqlite_database.writing() as session:
        fill(session, EVENING - timedelta(days=40))
    client = app.test_client()
    client.get("/")
    with sqlite_database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM choices")).scalar() == 0
        assert session.execute(text("SELECT count(*) FROM participants WHERE link_nonce = ''")).scalar() == 1
        assert session.execute(text("SELECT count(*) FROM participants WHERE last_name = ''")).scalar() == 0
    clock.go(days=400)
    client.get("/")
    with sqlite_database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM participants")).scalar() == 0


def test_it_waits_an_hour_and_less_while_files_are_held(keeper: Housekeeper, sqlite_database: Database) -> None:
    assert keeper.is_due(EVENING)
    with sqlite_database.reading() as reader:
        reader.execute(text("SELECT count(*) FROM events")).scalar()
        with sqlite_database.writing() as session:
            fill(session, EVENING - timedelta(days=40))
        keeper.run(EVENING)
        assert keeper.files_to_empty
        assert not keeper.is_due(EVENING + timedelta(seconds=AGAIN_SECONDS - 1))
        assert keeper.is_due(EVENING + timedelta(seconds=AGAIN_SECONDS))
    keeper.run(EVENING)
    assert not keeper.files_to_empty
    assert not keeper.is_due(EVENING + timedelta(seconds=EVERY_SECONDS - 1))
    assert keeper.is_due(EVENING + timedelta(seconds=EVERY_SECONDS))
    assert keeper.is_due(EVENING - timedelta(days=1)), "a clock that was set back does not stop it"


def test_a_fault_of_it_breaks_no_request_and_tells_the_log_no_value(
    app: Flask, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object) -> None:
        raise OSError("the disk says no")

    monkeypatch.setattr(retention, "apply", broken)
    assert app.test_client().get("/").status_code == 200
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
