"""Alembic's entry: all the steps in one transaction, one server at a time, on the database that configuration() names.

A step that is killed in the middle leaves the shape it began with: SQLite, too, changes its shape in a transaction
once the driver leaves transactions to us. Two servers that start at once wait for each other, SQLite's at BEGIN
IMMEDIATE, PostgreSQL's at an advisory lock; the second one reads the shape afterwards and finds nothing to do.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event, pool

from webapp.database import nothing_in_temporary_files
from webapp.migrations import MIGRATION_LOCK, NewerDatabase
from webapp.models import Row

SECONDS_TO_WAIT = 120  # for another server that is changing the shape


def unknown_heads() -> list[str]:
    """Revisions the database says it has and this code has never heard of."""
    known = {one.revision for one in context.script.walk_revisions()}
    return [head for head in context.get_context().get_current_heads() if head not in known]


def run(connection: Connection) -> None:
    """Take the steps on a connection; in its transaction when it has begun one, in one of our own otherwise."""
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_as_batch=True,
        compare_server_default=True,
        transactional_ddl=True,  # Alembic takes SQLite for a database without; see above
    )
    is_sqlite = connection.dialect.name == "sqlite"
    with context.begin_transaction():
        if not is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        if unknown := unknown_heads():
            raise NewerDatabase(unknown[0])
        context.run_migrations()
        if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"a row of {broken[0]} would point at a row of {broken[2]} that is not there")


def engine_of(url: str) -> Engine:
    """An engine whose transactions are real ones, and wait for another server's."""
    if not url.startswith("sqlite"):
        return create_engine(url, poolclass=pool.NullPool)
    engine = create_engine(url, poolclass=pool.NullPool, connect_args={"timeout": SECONDS_TO_WAIT})

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous=FULL")
        nothing_in_temporary_files(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


given: Connection | None = context.config.attributes.get("connection")
address = context.config.get_main_option("sqlalchemy.url")
if given is not None:
    run(given)
elif address is not None:
    engine = engine_of(address)
    with engine.connect() as own:
        run(own)
    engine.dispose()
else:
    raise RuntimeError("webapp.migrations.configuration gives the database's address")
