"""A request's session: let go of before a long computation, and known to have stored something or not."""

import pytest
from flask import Flask, g

from tests.webapp.conftest import Evening
from webapp import transactions
from webapp.models import EventRow


def test_what_a_form_did_is_stored_when_its_session_is_let_go_of(app: Flask, sqlite_evening: Evening) -> None:
    with app.test_request_context(method="POST"):
        assert not transactions.has_stored()
        opened = transactions.session()
        assert transactions.session() is opened
        opened.get_one(EventRow, sqlite_evening.event_id).name = "Autre"
        transactions.release()
        assert transactions.has_stored()
        assert "session" not in g
        again = transactions.session()
        assert again is not opened
        assert again.get_one(EventRow, sqlite_evening.event_id).name == "Autre"
        again.rollback()


@pytest.mark.parametrize("method", transactions.READING)
def test_a_page_that_only_reads_stores_nothing(app: Flask, sqlite_evening: Evening, method: str) -> None:
    with app.test_request_context(method=method):
        transactions.session().get_one(EventRow, sqlite_evening.event_id)
        transactions.release()
        assert not transactions.has_stored()
        transactions.release()  # nothing is open
        assert not transactions.has_stored()


def test_what_was_stored_once_stays_known(app: Flask, sqlite_evening: Evening) -> None:
    """A tap is stored by a session of its own, before a reading one is let go of."""
    with app.test_request_context(method="GET"):
        with transactions.tapping() as rows:
            assert rows.get_one(EventRow, sqlite_evening.event_id).id == sqlite_evening.event_id
        assert transactions.has_stored()
        transactions.session().get_one(EventRow, sqlite_evening.event_id)
        transactions.release()
        assert transactions.has_stored()
