"""Every step between shapes of the database, up and down, with rows in every table; killed at every statement.

``python -m tests.proofs.migration_steps --seed 7`` walks from every shape to the latest one and back on both databases
and compares, table by table and column by column, what both shapes have. ``--kills n`` kills the change of shape with
SIGKILL at each of its statements (or at n of them), finds the database as it was or as it should be, and resumes.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import NullPool

from tests.postgresql import new_database, postgresql_server
from tests.proofs.filled import fill
from webapp.migrations import downgrade, revisions, upgrade

#: Children come from a process without threads, which a test session is not.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.proofs.migration_steps", "alembic.command"])
#: Table -> column -> digest of the column's values, in the order of the rows' keys.
Held = Mapping[str, Mapping[str, str]]
#: What a step says it drops: (step, direction) -> (table, condition on the rows that stay, column that is emptied).
LOST = {
    ("0003", "down"): [("events", None, "criterion_weights")],
    ("0005", "down"): [("memberships", "role IN ('owner', 'facilitator')", None)],
    ("0006", "down"): [("consents", "purpose = 'contacts'", None)],
}


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """A connection in a transaction that is committed."""
    engine = sa.create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def held(connection: sa.Connection, *, after: tuple[str, str] | None = None) -> Held:
    """What every table holds; ``after``: without what this step drops."""
    found: dict[str, dict[str, str]] = {}
    quote = connection.dialect.identifier_preparer.quote
    inspector = sa.inspect(connection)
    keys_of = {table: key["constrained_columns"] for (_, table), key in inspector.get_multi_pk_constraint().items()}
    for (_, table), columns in inspector.get_multi_columns().items():
        if table == "alembic_version":
            continue
        lost = [one for one in LOST.get(after or ("", ""), []) if one[0] == table]
        where = next((f" WHERE {condition}" for _, condition, _ in lost if condition), "")
        emptied = {column for _, _, column in lost if column}
        names = [column["name"] for column in columns if column["name"] not in emptied]
        chosen, order = ", ".join(map(quote, names)), ", ".join(map(quote, keys_of[table]))
        asked = f"SELECT {chosen} FROM {quote(table)}{where} ORDER BY {order}"  # noqa: S608  the database's own names
        rows = connection.exec_driver_sql(asked).all()
        found[table] = {
            name: hashlib.sha256(json.dumps([_plain(row[place]) for row in rows]).encode()).hexdigest()
            for place, name in enumerate(names)
        }
    return found


def differences(before: Held, after: Held) -> list[str]:
    """Columns that both shapes have and whose values differ."""
    return [
        f"{table}.{column}"
        for table in sorted(before.keys() & after.keys())
        for column in sorted(before[table].keys() & after[table].keys())
        if before[table][column] != after[table][column]
    ]


def walk(url: str, start: str, *, seed: int) -> list[str]:
    """Fill an empty database at a shape, go up to the latest and down to nothing, step by step; what changed unsaid."""
    known = revisions()
    upgrade(url, start)
    with connected(url) as connection:
        fill(connection, seed=seed)
    wrong = []
    up = known[known.index(start) + 1 :]
    down = known[::-1]
    for step in up:
        wrong += [f"up {step}: {one}" for one in _step(url, upgrade, step, (step, "up"))]
    for step, target in zip(down, [*down[1:], "base"], strict=True):
        wrong += [f"down {step}: {one}" for one in _step(url, downgrade, target, (step, "down"))]
    with connected(url) as connection:
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    return wrong + [f"left behind: {table}" for table in sorted(left)]


def _step(url: str, change: Callable[[str, str], None], target: str, step: tuple[str, str]) -> list[str]:
    with connected(url) as connection:
        before = held(connection, after=step)
    change(url, target)
    with connected(url) as connection:
        return differences(before, held(connection))


def killed_at(url: str, statement: int, change: Callable[[], None]) -> bool:
    """Whether a change of shape, run in a process of its own, was killed just before one of its statements."""
    child = PROCESSES.Process(target=_run_until, args=(statement, change))
    child.start()
    child.join()
    if child.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the change of shape left with {child.exitcode}")
    return child.exitcode == -signal.SIGKILL


def _run_until(statement: int, change: Callable[[], None]) -> None:
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(sa.Engine, "before_cursor_execute", count)
    change()


def whole(url: str) -> tuple[str, str]:
    """The shape a database says it has, and a digest of all it is and holds."""
    with connected(url) as connection:
        inspector = sa.inspect(connection)
        tables = sorted(inspector.get_table_names())
        shape = {table: sorted(str(column["name"]) for column in inspector.get_columns(table)) for table in tables}
        said = list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
        digest = hashlib.sha256(json.dumps([shape, held(connection)], sort_keys=True).encode()).hexdigest()
    return ",".join(map(str, said)), digest


def kills(fresh: Callable[[], str], start: str, *, most: int, seed: int) -> tuple[int, list[str]]:
    """Kill the way from a shape to the latest at each statement (at most so many, drawn); what was found wrong."""
    draw = random.Random(seed)
    prepared = fresh()
    upgrade(prepared, start)
    with connected(prepared) as connection:
        fill(connection, seed=seed)
    before = whole(prepared)
    reference = _copy_of(prepared, fresh())
    n_statements = _count(reference)
    after = whole(reference)
    chosen = range(1, n_statements + 1)
    wrong = []
    for statement in sorted(draw.sample(chosen, min(most, n_statements))):
        url = _copy_of(prepared, fresh())
        if not killed_at(url, statement, partial(upgrade, url)):
            wrong.append(f"{statement}: not killed")
        if (found := whole(url)) not in (before, after):
            wrong.append(f"{statement}: half done, it says {found[0]}")
            continue
        upgrade(url)
        if whole(url) != after:
            wrong.append(f"{statement}: resumed to something else")
    return min(most, n_statements), wrong


def _copy_of(prepared: str, url: str) -> str:
    """Put a copy of a database in the place of an empty one, whose address is given back."""
    if url.startswith("sqlite"):
        shutil.copyfile(prepared.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
        return url
    server, name = url.rsplit("/", 1)
    engine = sa.create_engine(f"{server}/postgres", poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {prepared.rsplit('/', 1)[1]}")
    engine.dispose()
    return url


def _count(url: str) -> int:
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1

    event.listen(sa.Engine, "before_cursor_execute", count)
    try:
        upgrade(url)
    finally:
        event.remove(sa.Engine, "before_cursor_execute", count)
    return seen


def _plain(value: object) -> object:
    return value if isinstance(value, (int, float, str, bool, dict, list, type(None))) else str(value)


def main() -> int:
    """Print a line per figure; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kills", type=int, default=10_000, help="statements at most, for each shape")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    asked = parser.parse_args()
    failed = False
    for database in asked.database or ("sqlite", "postgresql"):
        with places(database) as fresh:
            wrong = [one for start in revisions() for one in walk(fresh(), start, seed=asked.seed)]
            print(f"{database}: {len(revisions())} shapes walked up and down with data, {len(wrong)} wrong", *wrong[:5])
            total = 0
            for start in revisions()[:-1]:
                n_kills, half = kills(fresh, start, most=asked.kills, seed=asked.seed)
                total += n_kills
                wrong += half
            print(f"{database}: {total} kills in the middle of a change of shape, {len(wrong)} wrong", *wrong[:5])
            failed |= bool(wrong)
    return int(failed)


@contextmanager
def places(database: str) -> Iterator[Callable[[], str]]:
    """Where empty databases come from."""
    with tempfile.TemporaryDirectory() as folder:
        if database == "sqlite":
            numbers = iter(range(10**9))
            yield lambda: f"sqlite:///{Path(folder) / f'{next(numbers)}.sqlite'}"
            return
        with postgresql_server() as server:
            yield lambda: new_database(server)


if __name__ == "__main__":
    sys.exit(main())
