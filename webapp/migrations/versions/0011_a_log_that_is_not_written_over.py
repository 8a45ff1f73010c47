"""Entries of the log are not written over, nor taken out all at once: neither is a change or a removal to a trigger.

SQLite's REPLACE removes the row in its way without asking what guards removals, PostgreSQL's TRUNCATE every row.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape; entries stay as they are."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Back to the earlier shape."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_numbered")
        op.execute("DROP TRIGGER audit_entries_never_replaced")
        return
    op.execute("DROP TRIGGER audit_entries_never_emptied ON audit_entries")
    op.execute("DROP FUNCTION refuse_audit_emptying()")


SQLITE = (
    # Before an insertion, SQLite calls a number that it has yet to give -1: so that no entry has that one, the second.
    """
    CREATE TRIGGER audit_entries_never_replaced BEFORE INSERT ON audit_entries
    WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END
    """,
    """
    CREATE TRIGGER audit_entries_numbered AFTER INSERT ON audit_entries
    WHEN NEW.id < 1
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are numbered from 1'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION refuse_audit_emptying() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'entries of the audit log stay until the evening is anonymised'; END $$
    """,
    """
    CREATE TRIGGER audit_entries_never_emptied BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_emptying()
    """,
)
