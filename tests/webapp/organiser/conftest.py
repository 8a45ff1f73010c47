"""An organiser at the desk: signed in, with an empty evening or with the tiny published one."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.proofs.actors import Installation, empty_sqlite, installation
from tests.webapp.conftest import PASSWORD, Evening, HandClock, begin, everybody_consents
from webapp.database import Database
from webapp.models import EventRow
from webapp.services import accounts, passwords

OWNER = "organiser@example.org"


def sign_in(app: Flask, email: str) -> FlaskClient:
    """A browser in which an account is signed in."""
    client = app.test_client()
    assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303
    return client


@pytest.fixture
def at_desk(app: Flask, sqlite_evening: Evening) -> FlaskClient:
    """The browser of the tiny evening's organiser."""
    return sign_in(app, OWNER)


@pytest.fixture
def address(sqlite_evening: Evening) -> str:
    """Where the desk of the tiny evening stands."""
    return f"/e/{sqlite_evening.public_id}/desk"


@pytest.fixture
def newcomer(app: Flask, sqlite_database: Database) -> FlaskClient:
    """The browser of an organiser who has no evening yet."""
    with sqlite_database.writing() as session:
        accounts.create_account(session, email="new@example.org", name="Nora", password=PASSWORD, may_organise=True)
    return sign_in(app, "new@example.org")


@pytest.fixture
def new_evening(newcomer: FlaskClient, sqlite_database: Database) -> tuple[str, int]:
    """Address of the desk and number of an evening without sign-ups."""
    fields = {"name": "Soirée neuve", "venue": "Halle", "date": "2026-11-24", "start": "18:30", "n_rounds": "3"}
    answer = newcomer.post("/events/new", data=fields)
    assert answer.status_code == 303
    with sqlite_database.reading() as session:
        event = session.scalars(select(EventRow).where(EventRow.name == "Soirée neuve")).one()
    assert answer.headers["Location"] == f"/e/{event.public_id}/desk/sheet"
    return f"/e/{event.public_id}/desk", event.id


@pytest.fixture
def strict_app(app: Flask) -> Flask:
    """The application with its forms' tokens asked for, as in real life."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


__all__ = ["Evening", "HandClock"]


@pytest.fixture
def installed(tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """The first round of an installation with every kind of actor; nobody types a password, so none is hashed."""
    monkeypatch.setattr(passwords, "hashed", lambda _password: passwords.nobodys())
    made = installation(empty_sqlite(tmp_path), clock, tmp_path)
    everybody_consents(made.database, made.evening)
    begin(made.database, made.evening)
    return made
