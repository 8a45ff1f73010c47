"""Migrations: up and down with data, and in step with the rows the code declares."""

from datetime import UTC, datetime

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from tests.webapp.conftest import Evening
from webapp.database import Database
from webapp.migrations import downgrade, upgrade
from webapp.models import ParticipantRow, Row
from webapp.services import accounts, events, presence
from webapp.services.presence import ABSENT, Stay


def test_the_latest_shape_is_the_one_the_code_declares(database: Database) -> None:
    with database.write_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Row.metadata) == []


def test_up_and_down_with_data(database: Database) -> None:
    with database.writing() as session:
        account = accounts.create_account(
            session, email="o@example.org", name="Odile", password="a long password", may_organise=True
        )
        settings = events.EventSettings(name="Soirée", venue="", starts_at=datetime(2026, 11, 24, tzinfo=UTC))
        events.create_event(
            session, account_id=account, settings=settings, secret_key="k" * 40, now=datetime(2026, 11, 1, tzinfo=UTC)
        )
    database.dispose()
    downgrade(database.url, "base")
    with database.write_engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    upgrade(database.url)
    with database.write_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM events")).scalar() == 0


def test_who_is_there_comes_and_goes_with_its_step(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        for code, stay in {"C01-1": Stay(2, 3), "A01-1": ABSENT}.items():
            presence.note(session, evening.event_id, evening.people[code], stay, evening.clock.now())
    database.dispose()
    downgrade(database.url, "0001")
    with database.write_engine.connect() as connection:
        assert "presences" not in inspect(connection).get_table_names()
        assert connection.execute(text("SELECT count(*) FROM participants")).scalar() == 6
    database.dispose()
    upgrade(database.url)
    with database.writing() as session:
        assert presence.stays(session, evening.event_id) == {}
        presence.note(session, evening.event_id, evening.people["C01-1"], Stay(2), evening.clock.now())


def test_of_addresses_given_before_nobody_knows_who_gave_them(database: Database, evening: Evening) -> None:
    downgrade(database.url, "0009")
    with database.write_engine.connect() as connection:
        assert "email_given_by_person" not in {one["name"] for one in inspect(connection).get_columns("participants")}
    database.dispose()
    upgrade(database.url)
    with database.reading() as session:
        assert not any(session.scalars(select(ParticipantRow.email_given_by_person)))
        assert session.get_one(ParticipantRow, evening.people["A01-1"]).email == "driss@example.org"


def test_every_column_declares_its_category_of_personal_data() -> None:
    categories = {"none", "identity", "contact", "profile", "trace", "choice", "secret"}
    undeclared = [
        f"{table.name}.{column.name}"
        for table in Row.metadata.tables.values()
        for column in table.columns
        if column.info.get("personal") not in categories
    ]
    assert undeclared == []


def test_one_sided_answers_stand_in_one_table_only() -> None:
    tables = {
        table.name
        for table in Row.metadata.tables.values()
        if any(column.info.get("personal") == "choice" for column in table.columns)
    }
    assert tables == {"choices"}
