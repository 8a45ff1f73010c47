"""A PostgreSQL database -> what stands in the way of keeping an acknowledged choice there, and of forgetting one."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from webapp.database import Database
from webapp.models import Row
from webapp.upkeep.findings import Finding, refused, warned
from webapp.upkeep.postgresql_log import logging_findings

LEAST_VERSION = 13  # the oldest one whose makers still repair it, or did lately
#: What our connections ask for and earlier servers have never heard of (webapp.database).
LATEST_OF_OUR_SETTINGS = "log_parameter_max_length_on_error"
#: Settings of the server without which a confirmed transaction may be lost in a power cut.
DURABLE = ("fsync", "full_page_writes")
OUR_TABLES = frozenset(Row.metadata.tables) | {"alembic_version"}


def server_findings(database: Database) -> list[Finding]:
    """What is wrong with the server, its settings, and what this account may do in the database."""
    try:
        with database.write_engine.connect() as connection:
            return [*_settings(connection), *logging_findings(connection), *_abilities(connection)]
    except DBAPIError as error:
        if LATEST_OF_OUR_SETTINGS in str(error.orig):  # the server does not know it
            return [refused("database_too_old", {"found": f"< {LEAST_VERSION}", "least": LEAST_VERSION})]
        return [refused("no_answer", {"why": str(error.orig).strip()})]


def _settings(connection: Connection) -> list[Finding]:
    found = []
    version = int(_show(connection, "server_version_num"))
    if version < LEAST_VERSION * 10_000:
        values = {"found": _show(connection, "server_version"), "least": LEAST_VERSION}
        found.append(refused("database_too_old", values))
    for name in DURABLE:
        if _show(connection, name) != "on":
            found.append(refused("setting_off", {"name": name}))
    if _show(connection, "synchronous_commit") == "off":
        found.append(refused("setting_off", {"name": "synchronous_commit"}))
    isolation = _show(connection, "transaction_isolation")
    if isolation != "read committed":
        found.append(refused("isolation", {"found": isolation}))
    if (encoding := _show(connection, "server_encoding")) != "UTF8":
        found.append(refused("encoding", {"found": encoding}))
    if _show(connection, "data_checksums") != "on":
        found.append(warned("no_checksums"))
    return found


def _abilities(connection: Connection) -> list[Finding]:
    if _ask(connection, "SELECT pg_is_in_recovery()"):
        return [refused("standby")]
    found = _ownership(connection)
    if not _ask(connection, "SELECT has_schema_privilege(current_schema(), 'CREATE')"):
        found.append(refused("may_not_create"))
    return found


def _ownership(connection: Connection) -> list[Finding]:
    """What is not this account's: VACUUM passes over it with no more than a warning, and ALTER TABLE is refused."""
    found = []
    account = str(_ask(connection, "SELECT quote_ident(current_user)"))
    name, owned = connection.exec_driver_sql(
        "SELECT quote_ident(datname), pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    ).one()
    if not owned:
        found.append(warned("database_not_owned", {"database": name, "account": account}))
    others = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' "
        "AND NOT pg_has_role(relowner, 'USAGE') ORDER BY relname"
    ).scalars()
    tables = [str(one) for one in others if one in OUR_TABLES]
    if tables:
        found.append(warned("tables_not_owned", {"count": len(tables), "first": tables[0], "account": account}))
    return found


def _show(connection: Connection, name: str) -> str:
    return str(_ask(connection, f"SHOW {name}"))


def _ask(connection: Connection, question: str) -> Any:
    return connection.exec_driver_sql(question).scalar()
