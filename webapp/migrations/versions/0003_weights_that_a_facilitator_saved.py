"""Weights that a facilitator saved."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape."""
    op.create_table(
        "criterion_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("giving", sa.Float(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("giving >= 0 AND giving <= 1", name=op.f("ck_criterion_weights_giving_from_zero_to_one")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_criterion_weights_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["accounts.id"], name=op.f("fk_criterion_weights_made_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_weights")),
        sa.UniqueConstraint("event_id", "version", name=op.f("uq_criterion_weights_event_id_version")),
    )
    op.create_index(op.f("ix_criterion_weights_event_id"), "criterion_weights", ["event_id"])


def downgrade() -> None:
    """Back to the earlier shape: an event whose weights were saved goes back to the default ones."""
    op.execute("UPDATE events SET criterion_weights = NULL")
    op.drop_index(op.f("ix_criterion_weights_event_id"), "criterion_weights")
    op.drop_table("criterion_weights")
