"""A verified backup -> PostgreSQL's tables in their place, in one transaction; the former go to another schema."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from webapp.logged import first_line
from webapp.migrations import MIGRATION_LOCK, upgrade_within
from webapp.upkeep import backup_file, postgresql_programs
from webapp.upkeep.backup import compare
from webapp.upkeep.backup_file import DATABASE, Manifest, UnusableBackup
from webapp.upkeep.digests import digests
from webapp.upkeep.former_databases import SCHEMA
from webapp.upkeep.postgresql_programs import Step
from webapp.upkeep.working_folder import working_folder

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def put_back(
    url: str, source: Path, manifest: Manifest, *, stamp: str, replace: bool, finish: Callable[[Session], None]
) -> str:
    """Put the tables of a backup in place after ``finish`` has worked on them; returns where the former ones are."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            version = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar())) // 10_000
        with working_folder("restore", source.parent) as folder:
            backup_file.take_out(source, manifest, DATABASE, folder / DATABASE)
            steps = postgresql_programs.steps_of(folder / DATABASE, folder, server_version=version)
        with engine.begin() as connection:
            return _replace_tables(connection, steps, source, manifest, stamp, replace, finish)
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:  # the steps are the driver's own
        raise UnusableBackup("database_refuses", {"why": first_line(error)}) from error
    finally:
        engine.dispose()


def _replace_tables(
    connection: Connection,
    steps: Sequence[Step],
    source: Path,
    manifest: Manifest,
    stamp: str,
    replace: bool,
    finish: Callable[[Session], None],
) -> str:
    """All of it in the connection's transaction, which the caller commits."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
    name = str(connection.exec_driver_sql("SELECT current_database()").scalar())
    if connection.exec_driver_sql(OTHERS).scalar():
        raise UnusableBackup("in_use", {"database": name})
    aside = ""
    if inspect(connection).get_table_names("public"):
        if not replace:
            raise UnusableBackup("stands_already", {"database": name})
        aside = f"{SCHEMA}{stamp}"
        connection.exec_driver_sql(f"ALTER SCHEMA public RENAME TO {aside}")
        connection.exec_driver_sql("CREATE SCHEMA public")
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    for step in steps:
        _carry_out(driver, step)
    connection.exec_driver_sql("RESET ALL")
    connection.exec_driver_sql("SET LOCAL search_path TO public")
    compare(digests(connection), manifest, source)
    upgrade_within(connection)
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        finish(session)
        session.commit()  # of the savepoint
    return aside


def _carry_out(driver: Any, step: Step) -> None:
    """A step on the driver's own connection, as it is: parameters would make its percent signs mean something."""
    with driver.cursor() as cursor:
        if step.rows is None:
            cursor.execute(step.statement)
            return
        with cursor.copy(step.statement) as copy:
            copy.write(step.rows)
