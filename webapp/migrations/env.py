"""Alembic's entry: runs the steps in one transaction on the database named by webapp.migrations.configuration."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, event, pool

from webapp.models import Row

url = context.config.get_main_option("sqlalchemy.url")
if url is None:
    raise RuntimeError("webapp.migrations.configuration gives the database's address")
engine = create_engine(url, poolclass=pool.NullPool)
if engine.dialect.name == "sqlite":
    # The driver begins no transaction before a change of shape; without one, a step that is killed stays half done.

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=Row.metadata, render_as_batch=True, compare_server_default=True
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
