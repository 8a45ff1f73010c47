"""What is declared to be kept always is kept, to the last value: whatever goes or changes is declared to go."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from matching.read import SignUps
from tests.webapp.conftest import EVENING, SECRET, HandClock, end_and_close, make_evening
from tests.webapp.personal_data.filling import fill
from tests.webapp.personal_data.people import leave_traces, traced
from tests.webapp.personal_data.test_retention import REDUCIBLE
from webapp.config import Settings
from webapp.database import Database
from webapp.models import Row
from webapp.services import choices, retention
from webapp.services.anonymising import anonymise

Cells = dict[tuple[str, str, Any], Any]
LONG_AFTER = EVENING + timedelta(days=365 * 10)


def cells(session: Session) -> Cells:
    """Every value of every row, by table, column and the row's key."""
    session.expire_all()
    found: Cells = {}
    for table in Row.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            key = tuple(row[one.name] for one in table.primary_key)
            found |= {(table.name, column.name, key): row[column.name] for column in table.columns}
    return found


def gone_or_changed(before: Cells, after: Cells) -> set[tuple[str, str]]:
    """The columns with a value that is there no more, or is another one; what was empty may be filled."""
    nothing = object()
    return {
        (table, column)
        for (table, column, key), value in before.items()
        if value not in (None, "", {}, []) and after.get((table, column, key), nothing) != value
    }


def not_declared(changed: set[tuple[str, str]]) -> set[str]:
    """Those that are declared to be kept always."""
    tables: dict[str, Table] = dict(Row.metadata.tables)
    return {f"{table}.{column}" for table, column in changed if tables[table].columns[column].info["kept"] == "always"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url="sqlite:///nothing", secret_key=SECRET, instance=tmp_path)


@pytest.fixture
def lived(sqlite_database: Database, three_by_three: SignUps, clock: HandClock) -> tuple[Database, int, datetime]:
    """An evening that took place, with something in it about everybody, somebody who left early, and its results."""
    evening = make_evening(sqlite_database, traced(three_by_three), clock)
    leave_traces(sqlite_database, evening)
    end_and_close(sqlite_database, evening)
    with sqlite_database.writing() as session:
        choices.seal(session, evening.event_id, clock.now())
        choices.reveal(session, evening.event_id, clock.now())
    return sqlite_database, evening.event_id, clock.now()


def test_anonymising_changes_nothing_that_is_declared_to_stay(lived: tuple[Database, int, datetime]) -> None:
    database, event_id, now = lived
    with database.writing() as session:
        before = cells(session)
        assert anonymise(session, event_id, now)
        changed = gone_or_changed(before, cells(session))
    assert not_declared(changed) == set()
    assert {("plans", "certificate"), ("events", "sheet_name"), ("events", "sheet_rows")} <= changed
    assert {table for table, _column in changed} > {"participants", "meetings", "presences", "audit_entries"}


def test_the_whole_job_changes_nothing_that_is_declared_to_stay(database: Database, settings: Settings) -> None:
    """Every column of every table is filled, and everything that can end has ended."""
    with database.writing() as session:
        fill(session, EVENING, given=REDUCIBLE)
        fill(session, EVENING + timedelta(days=1), name="other", given=REDUCIBLE)
        before = cells(session)
        retention.apply(session, LONG_AFTER, settings)
        changed = gone_or_changed(before, cells(session))
    assert not_declared(changed) == set()
    to_go = {
        (table.name, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if column.info["kept"] != "always"
    }
    assert to_go - changed <= {("participants", "erased_at")}, "declared to go, and never filled or never gone"


@pytest.mark.parametrize(("table", "column"), [("plans", "certificate"), ("participants", "person_key")])
def test_a_column_that_is_said_to_stay_and_goes_is_seen(
    table: str, column: str, lived: tuple[Database, int, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: either was declared to hold nothing of anybody, and for ever."""
    monkeypatch.setitem(Row.metadata.tables[table].columns[column].info, "kept", "always")
    database, event_id, now = lived
    with database.writing() as session:
        before = cells(session)
        anonymise(session, event_id, now)
        assert not_declared(gone_or_changed(before, cells(session))) == {f"{table}.{column}"}
