"""Whether somebody gave their address themself: then they may write another, which one of the sheet never is.

Of an address given before this step nobody knows that any more: the team corrects it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape; false for everybody."""
    op.add_column(
        "participants", sa.Column("email_given_by_person", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    """Back to the earlier shape."""
    op.drop_column("participants", "email_given_by_person")
