"""What people confirmed of their profile."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape."""
    op.create_table(
        "suggestion_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("organisation_code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('fragility', 'need', 'offer')", name=op.f("ck_suggestion_answers_kind_known")),
        sa.CheckConstraint("answer IN ('yes', 'no', '')", name=op.f("ck_suggestion_answers_answer_known")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_suggestion_answers_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_answers")),
    )
    op.create_index(op.f("ix_suggestion_answers_event_id"), "suggestion_answers", ["event_id"])


def downgrade() -> None:
    """Back to the earlier shape: profiles hold again what their sheet says, and nothing else."""
    op.drop_index(op.f("ix_suggestion_answers_event_id"), "suggestion_answers")
    op.drop_table("suggestion_answers")
