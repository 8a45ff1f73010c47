"""Alembic's entry: runs the steps in one transaction on the database named by webapp.migrations.configuration."""

from alembic import context
from sqlalchemy import create_engine, pool

from webapp.models import Row

url = context.config.get_main_option("sqlalchemy.url")
if url is None:
    raise RuntimeError("webapp.migrations.configuration gives the database's address")
engine = create_engine(url, poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=Row.metadata, render_as_batch=True, compare_server_default=True
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
