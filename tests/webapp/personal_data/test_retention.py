"""What is kept goes when its time is over, column by column; all of it is generated from the declarations."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.webapp.conftest import EVENING, SECRET
from tests.webapp.personal_data.filling import Filled, everything, fill, row_of, traces_of
from webapp.config import Settings
from webapp.database import Database
from webapp.models import EventRow, Row
from webapp.services import anonymising, event_day, retention

SECOND = timedelta(seconds=1)
TWENTY_YEARS = timedelta(days=365 * 20)
#: When each duration ends for rows whose moments are all EVENING, the earliest first.
DEADLINES = {
    "sign_in": EVENING,
    "attempt": EVENING + timedelta(days=1),
    "choices": EVENING + timedelta(hours=24),
    "links": EVENING + timedelta(days=30),
    "evening": EVENING.replace(year=EVENING.year + 1),
    "reduced": EVENING.replace(year=EVENING.year + 1),
    "account": EVENING.replace(year=EVENING.year + 3),
}

#: What a plan's row says of people, and of the evening; a number below ten.
SETTINGS_OF_PLANS = {"rounds": 3, "tables": None, "seed": 7, "weights": {"need": 1.0}, "weights_number": 2}
REDUCIBLE = {
    ("plans", "certificate"): {
        **SETTINGS_OF_PLANS,
        "meetings": 9,
        "total": 4.5,
        "upper_bound": 4.5,
        "gap": 0.0,
        "lowest_total": 0.25,
        "meetings_per_company_participant": [3, 3, 3],
        "meetings_per_association_participant": [3, 3, 3],
        "plan": {"meetings": [[0, 0, 0, 0]]},
        "stays": {"C01-1": [2, None]},
        "trace": "trace-plans-certificate-trace",
    },
    ("events", "sheet_rows"): 9,
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url="sqlite:///nothing", secret_key=SECRET, instance=tmp_path)


@pytest.fixture
def past(database: Database) -> Filled:
    """An evening all of whose moments are EVENING, every column of every table filled."""
    with database.writing() as session:
        return fill(session, EVENING, given=REDUCIBLE)


@pytest.fixture
def to_come(database: Database, past: Filled) -> Filled:
    """Another one, twenty years later."""
    with database.writing() as session:
        return fill(session, EVENING + TWENTY_YEARS, name="other")


def run(database: Database, now: datetime, settings: Settings) -> retention.RetentionReport:
    with database.writing() as session:
        return retention.apply(session, now, settings)


def changed(session: Session, filled: Filled, kept: str) -> set[str]:
    """The columns kept for a duration whose value is no longer the one that was filled in."""
    found = set()
    for table in Row.metadata.sorted_tables:
        row = row_of(session, table, filled.keys[table.name])
        for column in table.columns:
            if column.info["kept"] == kept and (row or {}).get(column.name) != filled.values[table.name].get(
                column.name
            ):
                found.add(f"{table.name}.{column.name}")
    return found


def about_nobody(value: object) -> bool:
    """Whether what is left of a reduced value is settings, or a number from ten on."""
    if isinstance(value, dict):
        return all(kept in ([], SETTINGS_OF_PLANS.get(name)) for name, kept in value.items())
    return isinstance(value, int) and (value == 0 or value >= 10)


def left(session: Session, filled: Filled, kept: str) -> set[str]:
    """The columns kept for a duration that are not empty: their row stands, and holds something."""
    found = set()
    for table in Row.metadata.sorted_tables:
        row = row_of(session, table, filled.keys[table.name])
        for column in table.columns:
            value = row.get(column.name) if row else None
            empty = value in (None, "", {}, []) or (kept == "links" and str(value).startswith("ended:"))
            empty = empty or (kept == "reduced" and about_nobody(value))
            if column.info["kept"] == kept and not empty:
                found.add(f"{table.name}.{column.name}")
    return found


def test_every_duration_has_its_deadline_and_its_columns() -> None:
    used = {column.info["kept"] for table in Row.metadata.sorted_tables for column in table.columns}
    assert used == {*DEADLINES, "always"}


def test_each_column_is_there_until_its_time_and_gone_after_it(
    database: Database, past: Filled, to_come: Filled, settings: Settings
) -> None:
    with database.reading() as session:
        before = {table.name: row_of(session, table, to_come.keys[table.name]) for table in Row.metadata.sorted_tables}
    for end in sorted({*DEADLINES.values()}):
        due = [kept for kept, moment in DEADLINES.items() if moment == end]
        run(database, end - SECOND, settings)
        with database.reading() as session:
            assert {kept: changed(session, past, kept) for kept in due} == {kept: set() for kept in due}, "too early"
        assert run(database, end + SECOND, settings).removed
        with database.reading() as session:
            assert {kept: left(session, past, kept) for kept in due} == {kept: set() for kept in due}, "not emptied"
        assert not run(database, end + 2 * SECOND, settings).removed, f"{due}: done twice"
    with database.reading() as session:
        after = {table.name: row_of(session, table, to_come.keys[table.name]) for table in Row.metadata.sorted_tables}
        standing = everything(session)
    assert after == before
    gone = [
        (table, column)
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if column.info["kept"] != "always"
    ]
    texts = [trace.decode() for table, column in gone for trace in traces_of(past, table, column) if b"trace" in trace]
    assert len(texts) > 30
    assert [text for text in texts if text in standing] == []
    assert "other-participants-last_name-trace" in standing


def test_nothing_of_it_stays_in_the_files(sqlite_database: Database, settings: Settings) -> None:
    with sqlite_database.writing() as session:
        filled = fill(session, EVENING, given=REDUCIBLE)
        fill(session, EVENING + TWENTY_YEARS, name="other")
    path = Path(sqlite_database.url.removeprefix("sqlite:///"))

    def found() -> set[str]:
        content = b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))
        return {
            f"{table.name}.{column.name}"
            for table in Row.metadata.sorted_tables
            for column in table.columns
            if column.info["kept"] != "always" and any(trace in content for trace in traces_of(filled, table, column))
        }

    looked_for = found()
    assert len(looked_for) > 40
    run(sqlite_database, DEADLINES["account"] + SECOND, settings)
    assert found() == looked_for, "the write-ahead log holds them until it is emptied"
    assert sqlite_database.forget_deleted()
    assert found() == set()


@pytest.mark.parametrize("taken_out", ["anonymise", "destroy_choices", "end_links"])
def test_the_check_sees_a_job_that_forgets_something(
    taken_out: str,
    sqlite_database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with sqlite_database.writing() as session:
        filled = fill(session, EVENING, given=REDUCIBLE)
    monkeypatch.setattr(retention, taken_out, lambda *_arguments: False)
    run(sqlite_database, EVENING + timedelta(days=300), settings)
    run(sqlite_database, DEADLINES["evening"] - SECOND, settings)
    kept = {"anonymise": "evening", "destroy_choices": "choices", "end_links": "links"}[taken_out]
    if taken_out == "anonymise":
        run(sqlite_database, DEADLINES["evening"] + SECOND, settings)
    with sqlite_database.reading() as session:
        assert left(session, filled, kept)
        if taken_out == "anonymise":
            assert left(session, filled, "reduced") == {"plans.certificate", "events.sheet_rows"}


def test_a_table_that_anonymising_forgets_is_seen(
    sqlite_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten = tuple(table for table in anonymising._OF_EVENT if table.__tablename__ != "remarks")
    monkeypatch.setattr(anonymising, "_OF_EVENT", forgotten)
    with sqlite_database.writing() as session:
        filled = fill(session, EVENING)
    run(sqlite_database, DEADLINES["evening"] + SECOND, settings)
    with sqlite_database.reading() as session:
        remarks = {f"remarks.{column.name}" for column in Row.metadata.tables["remarks"].columns}
        assert left(session, filled, "evening") == remarks


def test_months_end_on_the_same_day_or_the_last_of_the_month() -> None:
    def day(year: int, month: int, of_month: int) -> datetime:
        return datetime(year, month, of_month, 8, tzinfo=UTC)

    assert retention.months_later(day(2026, 11, 30), 3) == day(2027, 2, 28)
    assert retention.months_later(day(2026, 12, 31), 12) == day(2027, 12, 31)
    assert retention.months_later(day(2028, 2, 29), -12) == day(2027, 2, 28)


def test_counts_below_ten_are_not_kept(sqlite_database: Database, settings: Settings) -> None:
    with sqlite_database.writing() as session:
        fill(session, EVENING)
    report = run(sqlite_database, DEADLINES["evening"] + SECOND, settings)
    assert report.evenings_anonymised == 1
    with sqlite_database.reading() as session:
        assert "'kept_counts': {}" in str([dict(row._mapping) for row in session.execute(_events())])


def _events():  # type: ignore[no-untyped-def]
    return Row.metadata.tables["events"].select()


@pytest.mark.parametrize("locked", [True, False])
def test_an_evening_put_off_at_that_moment_keeps_everything(
    database: Database, past: Filled, settings: Settings, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """The job waits for whoever is changing the evening, and reads its date again; without the lock it would not."""
    looked, found = threading.Event(), []

    def again(session: Session, number: int) -> EventRow:
        looked.set()
        return event_day.locked_event(session, number) if locked else session.get_one(EventRow, number)

    def keep_house() -> None:
        with database.writing() as session:
            found.append(retention.apply(session, EVENING + timedelta(days=400), settings))

    monkeypatch.setattr(retention, "locked_event", again)
    with database.writing() as session:
        event_day.locked_event(session, 1).starts_at = EVENING + timedelta(days=402)
        session.flush()
        other = threading.Thread(target=keep_house)
        other.start()
        if not database.is_sqlite:  # where writers come one after the other
            assert looked.wait(timeout=30)
    other.join()
    assert (found[0].evenings_anonymised == 0) == (locked or database.is_sqlite)
