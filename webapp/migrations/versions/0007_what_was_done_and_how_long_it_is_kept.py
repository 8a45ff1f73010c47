"""What was done to an evening, by whom, and how long what is known of people is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape."""
    op.add_column("events", sa.Column("links_ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("events", sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_audit_entries_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_event_id"), "audit_entries", ["event_id"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Back to the earlier shape; what was done is forgotten."""
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_audit_change()")
        op.execute("DROP FUNCTION refuse_audit_removal()")
    op.drop_column("events", "anonymised_at")
    op.drop_column("events", "links_ended_at")


SQLITE = (
    """
    CREATE TRIGGER audit_entries_never_changed BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END
    """,
    """
    CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries
    WHEN (SELECT anonymised_at FROM events WHERE id = OLD.event_id) IS NULL
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log stay until the evening is anonymised'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'entries of the audit log are never changed'; END $$
    """,
    """
    CREATE FUNCTION refuse_audit_removal() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF (SELECT anonymised_at FROM events WHERE id = OLD.event_id) IS NULL THEN
            RAISE EXCEPTION 'entries of the audit log stay until the evening is anonymised';
        END IF;
        RETURN OLD;
    END $$
    """,
    """
    CREATE TRIGGER audit_entries_never_changed BEFORE UPDATE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()
    """,
    """
    CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_removal()
    """,
)
