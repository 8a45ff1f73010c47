"""Tables of PostgreSQL that rows were removed from -> the same without them in its files, statistics included.

VACUUM (FULL) writes a table anew. ANALYZE tells the server the values of what is there, and leaves what it knew of a
table that has no row any more: frequent answers, addresses at the borders of a histogram. Such a table's columns get
the type anew that they have, which makes the server forget what it knew of their values.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError


def write_anew(engine: Engine, tables: Sequence[str], *, patience: int) -> bool:
    """Whether that could be done now, waiting so many milliseconds for whoever holds one of the tables."""
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {patience}"))
        try:
            for table in tables:
                connection.execute(text(f"VACUUM (FULL, ANALYZE) {quote(table)}"))
                _forget_values(connection, table)
            # What the server knew of the columns' values before: its own table of them keeps former rows too.
            connection.execute(text("VACUUM (FULL) pg_catalog.pg_statistic"))
        except OperationalError:  # somebody holds one of them, or the server has gone
            return False
        finally:
            try:
                connection.execute(text("SET lock_timeout TO DEFAULT"))
            except SQLAlchemyError:  # nobody else gets a connection that lost its server, or its patience
                connection.invalidate()
    return True


def _forget_values(connection: Connection, table: str) -> None:
    """Take the values that were in an empty table out of what the server knows of its columns."""
    quote = connection.dialect.identifier_preparer.quote
    if connection.scalar(text("SELECT pg_relation_size(CAST(:name AS regclass))"), {"name": quote(table)}):
        return
    for column in inspect(connection).get_columns(table):
        name, kind = quote(column["name"]), column["type"].compile(connection.dialect)
        connection.execute(text(f"ALTER TABLE {quote(table)} ALTER COLUMN {name} TYPE {kind}"))
