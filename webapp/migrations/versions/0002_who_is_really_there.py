"""Who is really there."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape."""
    op.create_table(
        "presences",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("first_round", sa.Integer(), nullable=False),
        sa.Column("last_round", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_round >= 1", name=op.f("ck_presences_first_round_from_one")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_presences_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_presences")),
    )


def downgrade() -> None:
    """Back to the earlier shape."""
    op.drop_table("presences")
