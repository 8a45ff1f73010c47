"""Readers write nothing, and a connection to PostgreSQL that has gone is replaced."""

from contextlib import suppress

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.webapp.conftest import ON_POSTGRESQL_ALONE, Evening
from webapp import database as databases
from webapp.database import Database
from webapp.models import EventRow

BACKEND = text("SELECT pg_backend_pid()")


def test_what_a_reader_changes_is_not_kept(database: Database, evening: Evening) -> None:
    """PostgreSQL refuses it, SQLite undoes it when the reader goes."""
    with suppress(DBAPIError), database.reading() as session:
        session.get_one(EventRow, evening.event_id).name = "Something else"
        session.flush()
    with database.reading() as session:
        assert session.scalar(select(EventRow.name).where(EventRow.id == evening.event_id)) != "Something else"


@ON_POSTGRESQL_ALONE
@pytest.mark.parametrize("asks_first", [True, False])
def test_a_connection_that_has_gone_is_replaced(
    asks_first: bool, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that answered a moment ago is not asked first: its next user is told, and the one after gets another."""
    monkeypatch.setattr(databases, "ANSWERED_LATELY", 0.0 if asks_first else 3600.0)
    with database.reading() as session:
        gone = session.scalar(BACKEND)
    with database.writing() as session:
        session.execute(text("SELECT pg_terminate_backend(:gone, 10000)"), {"gone": gone})
    if not asks_first:
        with pytest.raises(DBAPIError), database.reading() as session:
            session.scalar(BACKEND)
    with database.reading() as session:
        assert session.scalar(BACKEND) != gone
