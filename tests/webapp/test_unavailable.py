"""A database that does not answer: people read that nothing was stored and try again, nothing half done stays."""

import logging
import sqlite3
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from tests.webapp.conftest import Evening, begin, everybody_consents, open_phone, partner_in, stored_answer
from tests.webapp.organiser.conftest import sign_in
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.models import ParticipantRow
from webapp.participant import answers

NOTHING_STORED = "Rien n’a été enregistré. Recommencez dans un instant."
HTML, JSON = {"Accept": "text/html,*/*;q=0.8"}, {"Accept": "application/json"}
OWNER = "organiser@example.org"


@pytest.fixture
def quiet(app: Flask) -> Flask:
    """The application, answering its own errors."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def check(answer: TestResponse, sentence: str = NOTHING_STORED) -> None:
    """A page with words for people, or the same words for a script; never kept, with a time to wait."""
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"
    if answer.is_json:
        assert answer.json is not None
        assert answer.json["code"] == "503"
        assert sentence in answer.json["sentence"]
    else:
        assert sentence in Page(answer.text).text
        assert "Cette demande n’a pas abouti" in answer.text


def n_people(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(ParticipantRow.id))) or 0


def walks_in(owner: FlaskClient, evening: Evening, number: int = 1) -> TestResponse:
    came = {"first_name": f"Nadia {number}", "organisation_name": "Radio" * 30, "side": "company"}
    return owner.post(f"/e/{evening.public_id}/desk/presence/new", data=came, headers=HTML)


def test_whoever_reads_is_told_when_the_database_cannot_be_opened(
    quiet: Flask,
    sqlite_database: Database,
    sqlite_evening: Evening,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    phone = open_phone(quiet, sqlite_database, sqlite_evening, "C01-1")
    path = f"/e/{sqlite_evening.public_id}/me"
    nowhere = create_engine("sqlite:////no/such/folder/evening.sqlite")
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(sqlite_database, "read_engine", nowhere)
        check(phone.get(path, headers=HTML))
        check(phone.get(f"{path}/state", headers=JSON))
        english = phone.get(path, headers=HTML | {"Accept-Language": "en"})
        assert "Nothing was stored. Try again in a moment." in english.text
    assert "The database did not answer" in caplog.text
    assert sqlite_evening.token(sqlite_database, "C01-1") not in caplog.text
    assert phone.get(path, headers=HTML).status_code == 200


def test_whoever_writes_is_told_when_somebody_else_holds_the_database(
    quiet: Flask, sqlite_database: Database, sqlite_evening: Evening
) -> None:
    owner, before = sign_in(quiet, OWNER), n_people(sqlite_database)

    def impatient(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA busy_timeout=1")

    event.listen(sqlite_database.write_engine, "checkout", impatient)
    file = sqlite_database.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        check(walks_in(owner, sqlite_evening))
        another.execute("ROLLBACK")
    assert n_people(sqlite_database) == before
    assert walks_in(owner, sqlite_evening).status_code == 303
    assert n_people(sqlite_database) == before + 1


def test_a_full_disk_stores_nothing_by_halves(quiet: Flask, sqlite_database: Database, sqlite_evening: Evening) -> None:
    owner, before = sign_in(quiet, OWNER), n_people(sqlite_database)

    def full(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")

    event.listen(sqlite_database.write_engine, "checkout", full)
    stored, answer = 0, walks_in(owner, sqlite_evening)
    while answer.status_code == 303 and stored < 60:  # what is left of the last pages
        stored, answer = stored + 1, walks_in(owner, sqlite_evening, stored)
    check(answer)
    assert n_people(sqlite_database) == before + stored
    event.remove(sqlite_database.write_engine, "checkout", full)
    sqlite_database.dispose()
    assert walks_in(owner, sqlite_evening).status_code == 303
    assert n_people(sqlite_database) == before + stored + 1


@pytest.mark.parametrize("headers", [HTML, JSON], ids=["page", "script"])
@pytest.mark.parametrize(
    ("code", "sentence"),
    [(sqlite3.SQLITE_FULL, NOTHING_STORED), (sqlite3.SQLITE_IOERR_FSYNC, "pour voir ce qui est enregistré")],
    ids=["full", "broken"],
)
def test_a_tap_whose_commit_fails_is_not_called_received(
    quiet: Flask,
    sqlite_database: Database,
    sqlite_evening: Evening,
    headers: dict[str, str],
    code: int,
    sentence: str,
) -> None:
    everybody_consents(sqlite_database, sqlite_evening)
    begin(sqlite_database, sqlite_evening)
    me, partner = sqlite_evening.people["C01-1"], partner_in(sqlite_database, sqlite_evening, "C01-1", 1)
    phone = open_phone(quiet, sqlite_database, sqlite_evening, "C01-1")
    path = f"/e/{sqlite_evening.public_id}/me/choice/{partner}"
    tap = {"answer": "yes", "sequence": "1", "key": f"{partner}.1.abcdefghijklmnopqrstuv"}

    def give_up(connection: object) -> None:
        failure = sqlite3.OperationalError("the disk")
        failure.sqlite_errorcode = code
        raise OperationalError(None, None, failure)

    event.listen(sqlite_database.write_engine, "commit", give_up)
    try:
        check(phone.post(path, data=tap, headers=headers), sentence)
    finally:
        event.remove(sqlite_database.write_engine, "commit", give_up)
    assert stored_answer(sqlite_database, me, partner) == ""
    again = [phone.post(path, data=tap, headers=headers).status_code for _ in range(2)]  # as a phone does by itself
    assert again[-1] in (200, 303)
    assert stored_answer(sqlite_database, me, partner) == "yes"


@pytest.mark.parametrize(
    ("cut_off", "sentence"),
    [(False, NOTHING_STORED), (True, "La liaison s’est coupée pendant l’enregistrement.")],
    ids=["refused", "cut off"],
)
def test_a_page_whose_commit_fails_is_not_called_stored(
    quiet: Flask, sqlite_database: Database, sqlite_evening: Evening, *, cut_off: bool, sentence: str
) -> None:
    """The commit comes after the view: what the view wanted to answer would not be true."""
    owner, before = sign_in(quiet, OWNER), n_people(sqlite_database)

    def break_off(connection: object) -> None:
        raise OperationalError(None, None, sqlite3.OperationalError("gone"), connection_invalidated=cut_off)

    event.listen(sqlite_database.write_engine, "commit", break_off)
    try:
        answer = walks_in(owner, sqlite_evening)
    finally:
        event.remove(sqlite_database.write_engine, "commit", break_off)
    check(answer, sentence)
    assert "Location" not in answer.headers
    assert "est sur la liste" not in answer.text + owner.get("/", headers=HTML).text
    assert n_people(sqlite_database) == before


def test_a_commit_that_nobody_looks_at_would_be_seen(
    quiet: Flask, sqlite_database: Database, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the defence out, the page says that the server did not understand, and not that it may be tried again."""
    owner = sign_in(quiet, OWNER)
    monkeypatch.setattr(quiet, "handle_user_exception", _raise)

    def break_off(connection: object) -> None:
        raise OperationalError(None, None, sqlite3.OperationalError("gone"))

    event.listen(sqlite_database.write_engine, "commit", break_off)
    try:
        assert walks_in(owner, sqlite_evening).status_code == 500
    finally:
        event.remove(sqlite_database.write_engine, "commit", break_off)


def _raise(error: Exception) -> None:
    raise error


def test_what_is_wrong_with_the_request_or_the_program_is_no_503(
    quiet: Flask, sqlite_database: Database, sqlite_evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = sign_in(quiet, OWNER)
    assert owner.get("/nothing").status_code == 404
    monkeypatch.setattr("webapp.organiser.presence.presence.presences", lambda *_: 1 / 0)
    assert owner.get(f"/e/{sqlite_evening.public_id}/desk/presence", headers=HTML).status_code == 500


@pytest.mark.parametrize(
    ("fault", "status"),
    [(RuntimeError("words"), 500), (OperationalError(None, None, sqlite3.OperationalError("disk I/O error")), 503)],
    ids=["the program", "the database"],
)
def test_a_fault_after_a_tap_is_on_disk_does_not_say_that_nothing_was_stored(
    quiet: Flask,
    sqlite_database: Database,
    sqlite_evening: Evening,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    status: int,
) -> None:
    def fails(*_given: object) -> str:
        raise fault

    evening = sqlite_evening
    everybody_consents(sqlite_database, evening)
    begin(sqlite_database, evening)
    evening.clock.go(minutes=1)
    person, partner = evening.people["C01-1"], partner_in(sqlite_database, evening, "C01-1", 1)
    phone = open_phone(quiet, sqlite_database, evening, "C01-1")
    monkeypatch.setattr(answers, "clock_time", fails)
    tap = {"answer": "yes", "sequence": "1", "key": f"{partner}.1.{'k' * 22}"}
    answer = phone.post(f"/e/{evening.public_id}/me/choice/{partner}", data=tap, headers=JSON)
    assert answer.status_code == status
    assert answer.json is not None
    assert "pour voir ce qui est enregistré" in answer.json["sentence"]
    assert stored_answer(sqlite_database, person, partner) == "yes"
