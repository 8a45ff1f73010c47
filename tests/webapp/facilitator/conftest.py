"""A facilitator signed in at the tiny evening, where pairs are left that do not meet."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matching import read_organisations
from tests.webapp.conftest import PASSWORD, THREE_BY_THREE, Evening, HandClock, make_evening
from webapp.database import Database
from webapp.services import accounts, roles

FACILITATOR = "facilitator@example.org"


def sign_in(app: Flask, email: str) -> FlaskClient:
    """A browser in which an account is signed in."""
    client = app.test_client()
    assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303
    return client


@pytest.fixture
def short_evening(sqlite_database: Database, clock: HandClock) -> Evening:
    """One round only, so that most pairs do not meet; two associations share a theme with one company."""
    sheet = THREE_BY_THREE.replace("digital_access=8; ageing", "digital_access=8; employment")
    return make_evening(sqlite_database, read_organisations(sheet.encode()), clock, n_rounds=1)


@pytest.fixture
def facilitator(app: Flask, sqlite_database: Database, short_evening: Evening) -> FlaskClient:
    """The browser of a facilitator of the short evening."""
    with sqlite_database.writing() as session:
        account_id = accounts.create_account(
            session, email=FACILITATOR, name="Fanny", password=PASSWORD, may_organise=False
        )
        roles.grant(session, event_id=short_evening.event_id, account_id=account_id, role="facilitator")
    return sign_in(app, FACILITATOR)
