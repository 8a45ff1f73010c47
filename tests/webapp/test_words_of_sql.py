"""Statements are built with SQLAlchemy, so that whose rows they read can be told; words of SQL stand in few places.

The proof of permissions takes statements apart and holds each against the evening that was granted. Of words of SQL it
could tell nothing: nobody writes them where requests are answered, but for the places below, which name no table.
"""

import re

import pytest

from tests.webapp.source_names import Use, found, uses, uses_in_application

#: They answer no request: steps from one shape of the database to the next, and commands of whoever holds the server.
NO_REQUESTS = ("migrations/", "upkeep/")
#: What takes words of SQL, or goes to the driver.
MAKES_WORDS = {"text", "literal_column", "TextClause", "TextualSelect", "DDL", "table", "TableClause", "custom_op"}
#: Whole modules, from which anything could be taken.
MODULES = {"sql", "schema", "expression", "elements", "dialects", "ext"}
DRIVERS = ("sqlite3", "psycopg", "alembic", "importlib.import_module")
TAKES_WORDS = {
    "exec_driver_sql",
    "from_statement",
    "raw_connection",
    "driver_connection",
    "dbapi_connection",
    "cursor",
    "executescript",
    "prefix_with",
    "suffix_with",
    "with_hint",
    "with_statement_hint",
    "op",
    "bool_op",
}
SQL = re.compile(
    r"\b(select\b.+\bfrom\b|insert\s+(or\s+\w+\s+)?into\b|replace\s+into\b|delete\s+from\b|update\s+\w+\s+set\b)",
    re.IGNORECASE | re.DOTALL,
)
#: Locks, settings and the files of the database itself: no row of anybody's.
REVIEWED = {
    "database.py:_empty_log attribute cursor",
    "database.py:_empty_log attribute raw_connection",
    "database.py:_sqlite_engine attribute exec_driver_sql",
    "errors.py: import sqlite3",  # a number of an error
    "housekeeping.py: import sqlalchemy.text",
    "housekeeping.py:run call text('SELECT pg_try_advisory_xact_lock(:number)')",
    "postgresql_files.py: import sqlalchemy.text",
    "postgresql_files.py:_forget_values call text('SELECT pg_relation_size(CAST(:name AS regclass))')",
    "postgresql_files.py:_forget_values call text(f'ALTER TABLE {quote(table)} ALTER COLUMN {name} TYPE {kind}')",
    "postgresql_files.py:_without_former_rows attribute driver_connection",  # what the server says beside its answers
    "postgresql_files.py:_without_former_rows call text(f'VACUUM (FULL, VERBOSE, ANALYZE) {quoted}')",
    "postgresql_files.py:write_anew call text('SET lock_timeout TO DEFAULT')",
    "postgresql_files.py:write_anew call text(f'SET lock_timeout = {patience}')",
    "services/sign_ins.py: import sqlalchemy.text",
    "services/sign_ins.py:_begin call text('SELECT pg_advisory_xact_lock(:number)')",
    "turns.py:has_ended attribute dbapi_connection",  # whether its transaction goes on
}
#: Each a way to read what stands in the table of participants.
WAYS = {
    "a text": "from sqlalchemy import text as words\nwords('x')",
    "the library's": "import sqlalchemy\nsqlalchemy.text('x')",
    "a module of the library's": "from sqlalchemy import sql",
    "one of its modules": "from sqlalchemy.sql import text",
    "a column": "from sqlalchemy.sql.expression import literal_column",
    "a table of words": "from sqlalchemy import table",
    "a text where text is known": "text('SELECT 1')",
    "the driver's SQL": "def read(rows):\n    return rows.exec_driver_sql('x')",
    "objects from words": "found = select(ParticipantRow).from_statement(words)",
    "the driver": "rows.connection.driver_connection.execute('x')",
    "a cursor": "rows.connection.cursor()",
    "another connection": "from sqlite3 import connect",
    "words alone": "ASKED = 'SELECT email FROM participants'",
    "words with a value": "asked = f'select email from participants where id = {number}'",
    "words of parts": "asked = f'select {field} from {table}'",
    "words before": "select(ParticipantRow.id).prefix_with('x')",
}


def is_words_of_sql(use: Use) -> bool:
    """Whether something makes, takes or is words of SQL."""
    if use.kind == "import":
        package, _, name = use.name.rpartition(".")
        of_library = (package or name).partition(".")[0] == "sqlalchemy"
        whole = use.name in ("sqlalchemy", "importlib")
        return whole or (of_library and name in MAKES_WORDS | MODULES) or use.name.startswith(DRIVERS)
    if use.kind == "call":
        return use.name.partition("(")[0] in MAKES_WORDS
    if use.kind == "attribute":
        return use.name in TAKES_WORDS
    return use.kind == "text" and SQL.search(use.name) is not None


@pytest.mark.source
def test_words_of_sql_stand_in_the_reviewed_places_only() -> None:
    assert found(is_words_of_sql, leave_out=NO_REQUESTS) == REVIEWED


@pytest.mark.source
def test_what_answers_requests_uses_nothing_of_what_answers_none() -> None:
    users = {
        use.file
        for use in uses_in_application(leave_out=(*NO_REQUESTS, "cli/", "demonstration/"))
        if use.kind == "import" and use.name.startswith(("webapp.upkeep", "webapp.migrations"))
    }
    assert users == {"housekeeping.py"}  # once an hour, beside requests


@pytest.mark.parametrize("way", WAYS)
def test_words_of_sql_are_seen_wherever_they_come_from(way: str) -> None:
    """Negative control: each in a service of its own."""
    assert [use for use in uses(WAYS[way], file="services/new.py") if is_words_of_sql(use)]


def test_statements_that_are_built_are_none() -> None:
    built = "from sqlalchemy import select\nasked = select(Row.id).where(Row.event_id == event_id)\nWORD = 'select one'"
    assert not [use for use in uses(built, file="services/new.py") if is_words_of_sql(use)]
