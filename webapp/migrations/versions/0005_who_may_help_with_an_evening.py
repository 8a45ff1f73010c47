"""Who may help with an evening: roles, invitations, and what opens an account."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape."""
    op.add_column("accounts", sa.Column("administrator", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("accounts", sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sign_ins", sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("memberships") as batch:
        batch.create_check_constraint(op.f("ck_memberships_role_known"), ROLE_KNOWN)
    op.create_table(
        "known_devices",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_known_devices_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_known_devices")),
    )
    op.create_index(op.f("ix_known_devices_account_id"), "known_devices", ["account_id"])
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_key", sa.String(), nullable=False),
        sa.Column("origin_key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_ins")),
    )
    op.create_index(op.f("ix_failed_sign_ins_at"), "failed_sign_ins", ["at"])
    op.create_index("ix_failed_sign_ins_account_key_at", "failed_sign_ins", ["account_key", "at"])
    op.create_table(
        "password_resets",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_password_resets_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_resets")),
    )
    op.create_index(op.f("ix_password_resets_account_id"), "password_resets", ["account_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(ROLE_KNOWN, name=op.f("ck_invitations_role_known")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_invitations_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["accounts.id"], name=op.f("fk_invitations_invited_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_event_id"), "invitations", ["event_id"])


def downgrade() -> None:
    """Back to owners and facilitators; helpers at the door and readers lose their place."""
    for table in ("invitations", "password_resets", "failed_sign_ins", "known_devices"):
        op.drop_table(table)
    op.execute("DELETE FROM memberships WHERE role NOT IN ('owner', 'facilitator')")
    with op.batch_alter_table("memberships") as batch:
        batch.drop_constraint(op.f("ck_memberships_role_known"), type_="check")
    op.drop_column("sign_ins", "started_at")
    for name in ("used_at", "created_at", "administrator"):
        op.drop_column("accounts", name)


ROLE_KNOWN = "role IN ('owner', 'door', 'facilitator', 'reader')"
