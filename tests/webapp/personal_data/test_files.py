"""Deleted means gone from the files too: where that works, where a reader is in the way, and what breaks it."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, event, inspect, text

from matching.read import SignUps
from tests.postgresql import new_database
from tests.webapp.conftest import HandClock, make_evening
from tests.webapp.personal_data.people import TRACES, WHO, leave_traces, traced
from webapp import postgresql_files
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.services import destruction, erasure
from webapp.services.audit import SYSTEM
from webapp.services.forgetting import personal_tables

LOOKED_FOR = ("e-mail", "telephone", "organisation", "answered", "remark")


def in_files(database: Database) -> set[str]:
    path = Path(database.url.removeprefix("sqlite:///"))
    content = b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))
    return {name for name in LOOKED_FOR if TRACES[name].encode() in content}


def erased(database: Database, sign_ups: SignUps, clock: HandClock) -> None:
    """An evening with traces, and their person erased; the files are as that leaves them."""
    evening = make_evening(database, traced(sign_ups), clock)
    leave_traces(database, evening)
    with database.writing() as session:
        erasure.erase(session, evening.event_id, evening.people[WHO], actor=SYSTEM, now=clock.now())


def test_the_write_ahead_log_holds_them_until_it_is_emptied(
    sqlite_database: Database, three_by_three: SignUps, clock: HandClock
) -> None:
    erased(sqlite_database, three_by_three, clock)
    assert in_files(sqlite_database) == set(LOOKED_FOR)
    assert sqlite_database.forget_deleted()
    assert in_files(sqlite_database) == set()


def test_a_reader_holds_it_up_and_it_is_said(
    sqlite_database: Database, three_by_three: SignUps, clock: HandClock
) -> None:
    with sqlite_database.reading() as reader:
        reader.execute(text("SELECT count(*) FROM participants")).scalar()
        erased(sqlite_database, three_by_three, clock)
        assert not sqlite_database.forget_deleted()
        with sqlite_database.writing() as writer:  # nobody who writes is held up by it afterwards
            assert writer.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
    assert sqlite_database.forget_deleted()
    assert in_files(sqlite_database) == set()


def test_a_disk_that_fails_leaves_writers_their_patience(
    sqlite_database: Database,
) -> None:
    failing = True

    def disk(action: int, name: str | None, *_: object) -> int:
        return sqlite3.SQLITE_DENY if failing and name == "wal_checkpoint" else sqlite3.SQLITE_OK

    with sqlite_database.write_engine.connect() as connection:
        connection.connection.driver_connection.set_authorizer(disk)  # type: ignore[union-attr]
    with pytest.raises(sqlite3.DatabaseError):
        sqlite_database.forget_deleted()
    with sqlite_database.writing() as writer:
        assert writer.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
    failing = False
    assert sqlite_database.forget_deleted()


def test_without_secure_delete_the_bytes_stay(
    sqlite_database: Database, three_by_three: SignUps, clock: HandClock
) -> None:
    @event.listens_for(sqlite_database.write_engine, "connect")
    def _careless(connection, _record: object) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA secure_delete=0")

    sqlite_database.write_engine.dispose()
    erased(sqlite_database, three_by_three, clock)
    assert sqlite_database.forget_deleted()
    assert in_files(sqlite_database) != set()


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """An empty database in its latest shape on the tests' PostgreSQL server."""
    url = new_database(postgresql_url)
    upgrade(url)
    opened = Database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def data_folder(postgresql_database: Database) -> Callable[[], bytes]:
    """Everything in the folder of the PostgreSQL server's tables, once it has written all of it down."""
    database = postgresql_database

    def content() -> bytes:
        with database.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
            number = connection.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
            tables = folder / "base" / str(number.scalar_one())
        return b"".join(file.read_bytes() for file in sorted(tables.iterdir()) if file.is_file())

    return content


@pytest.mark.xdist_group("postgresql")
def test_postgresql_writes_its_tables_and_statistics_anew(
    postgresql_database: Database, three_by_three: SignUps, clock: HandClock, data_folder: Callable[[], bytes]
) -> None:
    database, wanted = postgresql_database, TRACES["e-mail"].encode()
    evening = make_evening(database, traced(three_by_three), clock)
    leave_traces(database, evening)
    with database.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    with database.writing() as session:
        erasure.erase(session, evening.event_id, evening.people[WHO], actor=SYSTEM, now=clock.now())
    assert wanted in data_folder(), "the control: a changed row leaves its former value in the table's file"
    assert database.forget_deleted(personal_tables())
    assert wanted not in data_folder()


@pytest.mark.xdist_group("postgresql")
def test_a_table_that_somebody_holds_is_said(postgresql_database: Database) -> None:
    database = postgresql_database
    with database.writing() as holder:
        holder.execute(text("SELECT count(*) FROM participants")).scalar()
        assert not database.forget_deleted(["participants"])
    assert database.forget_deleted(["participants"])
    with database.reading() as again:
        assert again.execute(text("SHOW lock_timeout")).scalar() == "0"


@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize("asked_again", [True, False])
def test_rows_that_somebody_may_still_look_at_elsewhere_are_waited_for_or_said(
    asked_again: bool,
    postgresql_database: Database,
    three_by_three: SignUps,
    clock: HandClock,
    data_folder: Callable[[], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A transaction that began before and reads another table alone: a backup, a phone's page, the server's ANALYZE."""
    database, wanted = postgresql_database, TRACES["e-mail"].encode()
    evening = make_evening(database, traced(three_by_three), clock)
    leave_traces(database, evening)
    if not asked_again:  # the control
        monkeypatch.setattr(postgresql_files, "_without_former_rows", once)
    repeatable = create_engine(database.url, isolation_level="REPEATABLE READ")
    with repeatable.connect() as elsewhere:
        elsewhere.execute(text("SELECT count(*) FROM alembic_version")).scalar()
        with database.writing() as session:
            erasure.erase(session, evening.event_id, evening.people[WHO], actor=SYSTEM, now=clock.now())
        assert database.forget_deleted(personal_tables()) is not asked_again
        assert wanted in data_folder()
        if asked_again:
            ends = threading.Timer(0.2, elsewhere.rollback)
            ends.start()
            assert database.forget_deleted(personal_tables())
            assert wanted not in data_folder()
            ends.join()
    repeatable.dispose()


def once(connection: Connection, quoted: str, *, ends: float) -> bool:
    """Write a table anew, and hear nothing of the rows that stay."""
    connection.execute(text(f"VACUUM (FULL, ANALYZE) {quoted}"))
    return ends > 0


@pytest.mark.xdist_group("postgresql")
def test_a_server_that_is_lost_meanwhile_is_said_and_asked_again(postgresql_database: Database) -> None:
    database = postgresql_database
    lost: list[int] = []

    @event.listens_for(database.write_engine, "before_cursor_execute")
    def _lose(_connection, cursor, statement, *_: object) -> None:  # type: ignore[no-untyped-def]
        if statement.startswith("VACUUM") and not lost:
            lost.append(cursor.connection.info.backend_pid)
            with database.write_engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": lost[0]})

    assert not database.forget_deleted(["participants"])
    assert lost
    assert database.forget_deleted(["participants"])


@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize("forgets", [True, False])
def test_of_answers_that_were_destroyed_the_server_knows_no_value(
    forgets: bool,
    postgresql_database: Database,
    three_by_three: SignUps,
    clock: HandClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How often "yes" was said stands in the server's statistics, which it keeps when the last row has gone."""
    database = postgresql_database
    if not forgets:  # the control
        monkeypatch.setattr(postgresql_files, "_forget_values", lambda *_: None)
    evening = make_evening(database, traced(three_by_three), clock)
    leave_traces(database, evening)
    with database.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    shape = inspect(database.write_engine).get_columns("choices")
    known = text("SELECT tablename, attname FROM pg_stats WHERE tablename IN ('choices', 'participants')")
    with database.writing() as session:
        destruction.destroy_choices(session, evening.event_id, clock.now())
    assert database.forget_deleted(personal_tables())
    with database.write_engine.connect() as connection:
        found = {f"{table}.{column}" for table, column in connection.execute(known)}
    assert ("choices.answer" in found) is not forgets
    assert "participants.code" in found  # a table with rows keeps what it needs to be quick
    assert [str(one) for one in inspect(database.write_engine).get_columns("choices")] == [str(one) for one in shape]
