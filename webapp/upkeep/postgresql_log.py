"""A connection to PostgreSQL -> what of the server's settings would write people's answers into its log.

Answers travel as parameters, never within the text of a statement. The server's log holds parameters where it holds
statements, unless ``log_parameter_max_length`` is 0; modules have settings of their own. Read on a connection of the
application, for they may be set for the account or the database alone. What an ordinary account may set for itself,
our connections do (webapp.database): parameters of statements that fail, and plans.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection

from webapp.upkeep.findings import Finding, refused

#: Setting -> the value by which nothing is logged, for those that log whole statements with their parameters.
STATEMENTS: Final = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
}
SAMPLED: Final = "log_statement_sample_rate"
PARAMETERS: Final = "log_parameter_max_length"
#: Modules. The plans of the first hold values whatever its own log_parameter_max_length.
PLANS: Final = "auto_explain.log_min_duration"
AUDIT: Final = ("pgaudit.log", "pgaudit.role")
AUDITED_PARAMETERS: Final = "pgaudit.log_parameter"


def logging_findings(connection: Connection) -> list[Finding]:
    """What the server would write of answers into its log, and what keeps it from that."""
    found = []
    core = _core(connection)
    on = [name for name, quiet in STATEMENTS.items() if core[name] not in quiet]
    if float(core[SAMPLED]) == 0 and "log_min_duration_sample" in on:
        on.remove("log_min_duration_sample")
    if on and core[PARAMETERS] != "0":
        found.append(_finding(connection, {name: core[name] for name in on}, f"{PARAMETERS} = 0"))
    plans = _module(connection, PLANS)
    if plans and plans != "-1":
        found.append(_finding(connection, {PLANS: plans}, f"{PLANS} = -1"))
    audited = {name: said for name in AUDIT if (said := _module(connection, name)) not in ("", "none")}
    if audited and _module(connection, AUDITED_PARAMETERS) in ("on", "true", "yes", "1"):
        found.append(_finding(connection, audited, f"{AUDITED_PARAMETERS} = off"))
    return found


def _core(connection: Connection) -> dict[str, str]:
    names = ", ".join(f"'{name}'" for name in (*STATEMENTS, SAMPLED, PARAMETERS))
    rows = connection.exec_driver_sql(f"SELECT name, setting FROM pg_settings WHERE name IN ({names})")  # noqa: S608  our own
    return {str(name): str(setting) for name, setting in rows}


def _module(connection: Connection, name: str) -> str:
    """A setting that a module has, "" where there is no such module."""
    said = connection.exec_driver_sql(f"SELECT current_setting('{name}', true)").scalar()
    return str(said or "").strip()


def _finding(connection: Connection, on: Mapping[str, str], remedy: str) -> Finding:
    account, database = connection.exec_driver_sql(
        "SELECT quote_ident(current_user), quote_ident(current_database())"
    ).one()
    return refused(
        "answers_in_log",
        {
            "settings": ", ".join(f"{name} = {value}" for name, value in on.items()),
            "change": f"ALTER ROLE {account} IN DATABASE {database} SET {remedy}",
        },
    )
