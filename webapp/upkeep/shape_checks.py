"""An open database -> whether its shape is one this code can work with: ours, whole, and not of a later version."""

from sqlalchemy import Connection, inspect

from webapp.migrations import revisions
from webapp.models import Row
from webapp.models.audit import GUARDS
from webapp.upkeep.findings import Finding, refused, warned

VERSION_TABLE = "alembic_version"
LEFT_OVER = "_alembic_tmp_"  # what a table is called while it is made anew
AWAKE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entries'::regclass AND tgenabled IN ('O', 'A')",
}


def shape_of(connection: Connection) -> str | None:
    """The revision a database stands at; None for an empty one, "" where that cannot be told."""
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in tables:
        return "" if tables else None
    found = list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
    if not found:
        return "" if tables != {VERSION_TABLE} else None
    return str(found[0]) if len(found) == 1 else ""


def shape_findings(connection: Connection) -> list[Finding]:
    """What is wrong with the shape: not ours, left half done, of a later version; or, as warnings, of an earlier one or
    without a trigger that guards the log of who did what."""
    shape = shape_of(connection)
    if shape is None:
        return []
    if shape == "":
        return [refused("shape_unknown")]
    known = revisions()
    if shape not in known:
        return [refused("newer_database", {"found": shape, "known": known[-1]})]
    columns = {
        table: {column["name"] for column in described}
        for (_, table), described in inspect(connection).get_multi_columns().items()
    }
    left_over = sorted(table for table in columns if table.startswith(LEFT_OVER))
    if left_over:
        return [refused("half_changed", {"shape": shape, "where": left_over[0], "count": len(left_over)})]
    if shape != known[-1]:
        return [warned("earlier_shape", {"found": shape, "known": known[-1]})]
    missing = [
        f"{table.name}.{column.name}"
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if column.name not in columns.get(table.name, ())
    ]
    if missing:
        return [refused("half_changed", {"shape": shape, "where": missing[0], "count": len(missing)})]
    return log_findings(connection)


def log_findings(connection: Connection) -> list[Finding]:
    """Triggers of the log that somebody has taken away or put to sleep."""
    kind = connection.dialect.name
    gone = sorted(GUARDS[kind].difference(connection.exec_driver_sql(AWAKE[kind]).scalars()))
    return [warned("log_unguarded", {"names": ", ".join(gone)})] if gone else []
