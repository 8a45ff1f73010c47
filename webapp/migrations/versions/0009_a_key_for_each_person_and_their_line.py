"""A key for each person that is never given again, and the line of the sheet that they were read from."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape; lines of sheets read before are not known any more."""
    op.add_column("participants", sa.Column("person_key", sa.String(), server_default="", nullable=False))
    op.add_column("participants", sa.Column("sheet_line", sa.Integer(), nullable=True))
    people = sa.table(
        "participants",
        sa.column("id", sa.Integer),
        sa.column("link_hash", sa.String),
        sa.column("person_key", sa.String),
    )
    connection = op.get_bind()
    # Links are random and nobody's twice; resumed, the same keys come out.
    keys = [
        {"number": row.id, "key": hashlib.sha256(f"person {row.link_hash}".encode()).hexdigest()[:32]}
        for row in connection.execute(sa.select(people.c.id, people.c.link_hash))
    ]
    if keys:
        here = sa.update(people).where(people.c.id == sa.bindparam("number")).values(person_key=sa.bindparam("key"))
        connection.execute(here, keys)


def downgrade() -> None:
    """Back to the earlier shape."""
    op.drop_column("participants", "sheet_line")
    op.drop_column("participants", "person_key")
