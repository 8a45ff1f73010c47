"""Tables of PostgreSQL that rows were removed from -> the same without them in its files, statistics included.

VACUUM (FULL) writes a table anew, with every row that is gone but that a transaction which began before may still
look at, in whatever table it reads: a phone's request, a backup, the server's own ANALYZE. It says how many those are,
and is asked again until there are none. ANALYZE tells the server the values of what is there, and leaves what it knew
of a table that has no row any more: frequent answers, addresses at the borders of a histogram. Such a table's columns
get the type anew that they have, which makes the server forget what it knew of their values.
"""

import re
import time
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

#: What the server says of a table that it wrote anew begins, in every language, with the number of rows it had to keep.
KEPT: Final = re.compile(r"\D*(\d+)")
PAUSE: Final = 0.02  # seconds before it is asked again, twice as long each time


def write_anew(engine: Engine, tables: Sequence[str], *, patience: int) -> bool:
    """Whether that could be done now, waiting so many milliseconds for whoever holds one of the tables.

    As long, for all of them together, it waits for whoever may still look at former rows. A table that keeps some for
    them is written anew at another time, the others now.
    """
    ends = time.monotonic() + patience / 1000
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {patience}"))
        try:
            found = []
            for table in tables:
                found.append(_without_former_rows(connection, quote(table), ends=ends))
                if found[-1]:
                    _forget_values(connection, table)
            # What the server knew of the columns' values before: its own table of them keeps former rows too.
            found.append(_without_former_rows(connection, "pg_catalog.pg_statistic", ends=ends))
        except OperationalError:  # somebody holds one of them, or the server has gone
            return False
        finally:
            try:
                connection.execute(text("SET lock_timeout TO DEFAULT"))
            except SQLAlchemyError:  # nobody else gets a connection that lost its server, or its patience
                connection.invalidate()
    return all(found)


def _without_former_rows(connection: Connection, quoted: str, *, ends: float) -> bool:
    """Whether a table stands in its file without any row that is gone, as far as the server looked at it.

    What belongs to another account it passes over without a word of rows, as the doctor says of such an installation.
    """
    kept: list[int] = []

    def hear(notice: Any) -> None:
        said = KEPT.match(notice.message_detail or "")
        if said:
            kept.append(int(said[1]))

    driver: Any = connection.connection.driver_connection
    driver.add_notice_handler(hear)
    try:
        pause = PAUSE
        while True:
            kept.clear()
            connection.execute(text(f"VACUUM (FULL, VERBOSE, ANALYZE) {quoted}"))
            if not any(kept[:1]):
                return True
            if time.monotonic() + pause > ends:
                return False
            time.sleep(pause)
            pause *= 2
    finally:
        driver.remove_notice_handler(hear)


def _forget_values(connection: Connection, table: str) -> None:
    """Take the values that were in an empty table out of what the server knows of its columns."""
    quote = connection.dialect.identifier_preparer.quote
    if connection.scalar(text("SELECT pg_relation_size(CAST(:name AS regclass))"), {"name": quote(table)}):
        return
    for column in inspect(connection).get_columns(table):
        name, kind = quote(column["name"]), column["type"].compile(connection.dialect)
        connection.execute(text(f"ALTER TABLE {quote(table)} ALTER COLUMN {name} TYPE {kind}"))
