"""A sample of the walk through all shapes with data, of kills in the middle, and of servers that start at once."""

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from tests.postgresql import new_database
from tests.proofs import migration_steps
from tests.proofs.filled import ROWS, START, fill
from tests.proofs.migration_steps import PROCESSES, connected, held, killed_at, kills, places, walk, whole
from webapp.migrations import NewerDatabase, revisions, upgrade

SEED = 7
Fresh = Callable[[], str]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def fresh(request: pytest.FixtureRequest) -> Iterator[Fresh]:
    """Empty databases of each kind."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_url")
        yield lambda: new_database(server)
        return
    with places("sqlite") as made:
        yield made


@pytest.fixture
def fresh_sqlite() -> Iterator[Fresh]:
    """Empty SQLite databases."""
    with places("sqlite") as made:
        yield made


def test_no_step_changes_what_both_shapes_have(fresh: Fresh) -> None:
    assert walk(fresh(), revisions()[0], seed=SEED) == []


def test_every_table_of_the_latest_shape_is_filled_and_a_changed_value_is_seen(fresh_sqlite: Fresh) -> None:
    url = fresh_sqlite()
    upgrade(url)
    with connected(url) as connection:
        n_tables = fill(connection, seed=SEED)
        before = held(connection)
        assert n_tables == len(before)
        for table in before:
            assert connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar() == ROWS  # noqa: S608
        connection.exec_driver_sql("UPDATE participants SET phone = 'other' WHERE id = 2")
        assert migration_steps.differences(before, held(connection)) == ["participants.phone"]


def test_a_change_of_shape_that_is_killed_leaves_the_one_it_began_with(fresh: Fresh) -> None:
    n_kills, wrong = kills(fresh, "0004", most=2, seed=SEED)
    assert n_kills == 2
    assert wrong == []


def test_without_a_transaction_a_killed_step_is_seen_half_done(fresh_sqlite: Fresh) -> None:
    """Negative control: the statement that begins the transaction is taken out."""
    url = fresh_sqlite()
    upgrade(url, "0004")
    before = whole(url)
    assert killed_at(url, 16, partial(_upgrade_without, "BEGIN IMMEDIATE", url))
    assert whole(url)[1] != before[1]
    assert whole(url)[0] == before[0]


def test_servers_that_start_at_once_change_the_shape_once(fresh: Fresh) -> None:
    url = fresh()
    assert _together(url, "") == [0, 0, 0]
    assert whole(url)[0] == revisions()[-1]


def test_without_the_lock_servers_that_start_at_once_fall_over_each_other(fresh: Fresh) -> None:
    """Negative control: neither SQLite's lock nor PostgreSQL's is asked for."""
    taken_out = "BEGIN IMMEDIATE" if fresh().startswith("sqlite") else "pg_advisory_xact_lock"
    assert any(any(_together(fresh(), taken_out)) for _ in range(5))


def test_a_shape_of_a_later_version_is_left_alone(fresh: Fresh) -> None:
    url = fresh()
    upgrade(url)
    with connected(url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = whole(url)
    with pytest.raises(NewerDatabase, match="9999"):
        upgrade(url)
    assert whole(url) == before


def test_what_was_shown_before_is_handed_over_with_its_step(fresh: Fresh) -> None:
    """Step 0006: pairs of evenings whose results are out; the payer's address and what was withdrawn stay back."""
    url = fresh()
    upgrade(url, "0005")
    with connected(url) as connection:
        fill(connection, seed=SEED)  # pair n: event n, company's participant n, association's n + 1; event 4 is not out
        connection.exec_driver_sql("DELETE FROM consents")
        consents = sa.Table("consents", sa.MetaData(), autoload_with=connection)
        people = sa.Table("participants", sa.MetaData(), autoload_with=connection)
        connection.execute(people.update().values(email_of_payer=False))
        connection.execute(people.update().where(people.c.id == 2).values(email_of_payer=True))
        said = [(1, "email", True), (2, "email", True), (3, "phone", True), (4, "email", True), (4, "email", False)]
        shown = {"text_version": "1", "channel": "phone", "at": START}
        for number, (person, field, granted) in enumerate(said, start=1):
            row = {"id": number, "participant_id": person, "field": field, "granted": granted}
            connection.execute(consents.insert(), row | shown)
        emails = dict(connection.execute(sa.select(people.c.id, people.c.email)).all())
        phones = dict(connection.execute(sa.select(people.c.id, people.c.phone)).all())
    upgrade(url, "0006")
    with connected(url) as connection:
        rows = connection.exec_driver_sql(
            "SELECT event_id, receiver_id, giver_id, email, phone, side FROM received_contacts ORDER BY event_id, id"
        ).all()
    assert [tuple(row) for row in rows] == [
        (1, 1, 2, "", "", "association"),
        (1, 2, 1, emails[1], "", "company"),
        (2, 2, 3, "", phones[3], "association"),
        (2, 3, 2, "", "", "company"),
        (3, 3, 4, "", "", "association"),
        (3, 4, 3, "", phones[3], "company"),
    ]


def _together(url: str, taken_out: str) -> list[int | None]:
    """What three servers that begin at the same moment leave with."""
    barrier = PROCESSES.Barrier(3)
    servers = [PROCESSES.Process(target=_start_server, args=(barrier, url, taken_out)) for _ in range(3)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    return [server.exitcode for server in servers]


def _start_server(barrier: Any, url: str, taken_out: str) -> None:
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115  the process ends with it
    barrier.wait()
    _upgrade_without(taken_out, url) if taken_out else upgrade(url)


def _upgrade_without(words: str, url: str) -> None:
    def take_out(_c: object, _k: object, statement: str, parameters: object, *_: object) -> tuple[str, object]:
        return ("SELECT 1" if words in statement else statement), parameters

    event.listen(sa.Engine, "before_cursor_execute", take_out, retval=True)
    upgrade(url)
