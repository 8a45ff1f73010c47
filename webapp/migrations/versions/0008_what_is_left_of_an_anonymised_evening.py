"""What is left of an evening once everything about people was emptied: a few counts, none of them below ten."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape."""
    op.add_column("events", sa.Column("kept_counts", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back to the earlier shape; the counts of anonymised evenings are lost."""
    op.drop_column("events", "kept_counts")
