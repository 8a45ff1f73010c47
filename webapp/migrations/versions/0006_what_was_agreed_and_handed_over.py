"""What was agreed to, for which purpose, and what was handed over."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards the newer shape; what results shown already have handed over becomes the receivers' own."""
    op.add_column("consents", sa.Column("purpose", sa.String(), server_default="contacts", nullable=False))
    op.add_column("choices", sa.Column("tap_key", sa.String(), server_default="", nullable=False))
    op.add_column("choices", sa.Column("given_on", sa.String(), server_default="", nullable=False))
    op.add_column("participants", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "received_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("first_name", "last_name", "role", "organisation", "side", "commune", "email", "phone")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_received_contacts_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["participants.id"], name=op.f("fk_received_contacts_receiver_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["participants.id"], name=op.f("fk_received_contacts_giver_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_contacts")),
        sa.UniqueConstraint("receiver_id", "giver_id", name=op.f("uq_received_contacts_receiver_id_giver_id")),
    )
    op.create_index(op.f("ix_received_contacts_event_id"), "received_contacts", ["event_id"])
    op.create_index(op.f("ix_received_contacts_giver_id"), "received_contacts", ["giver_id"])
    _hand_over_what_was_shown(op.get_bind())


def downgrade() -> None:
    """Back to contacts looked up at every visit; consents to other purposes than an exchange are forgotten."""
    op.drop_table("received_contacts")
    op.drop_column("participants", "erased_at")
    op.drop_column("choices", "given_on")
    op.drop_column("choices", "tap_key")
    op.execute("DELETE FROM consents WHERE purpose <> 'contacts'")
    op.drop_column("consents", "purpose")


def _hand_over_what_was_shown(connection: sa.Connection) -> None:
    found = connection.execute(sa.text(SHOWN)).mappings().all()
    agreed = {
        (row.participant_id, row.field): bool(row.granted)
        for row in connection.execute(sa.text("SELECT participant_id, field, granted FROM consents ORDER BY id"))
    }
    rows = []
    for pair in found:
        for receiver, giver in (("company", "association"), ("association", "company")):
            number = pair[f"{giver}_id"]
            profile = pair[f"{giver}_profile"]
            profile = json.loads(profile) if isinstance(profile, str) else profile
            own_address = agreed.get((number, "email")) and not pair[f"{giver}_email_of_payer"]
            rows.append(
                {
                    "event_id": pair["event_id"],
                    "receiver_id": pair[f"{receiver}_id"],
                    "giver_id": number,
                    "first_name": pair[f"{giver}_first_name"],
                    "last_name": pair[f"{giver}_last_name"],
                    "role": pair[f"{giver}_role"],
                    "organisation": pair[f"{giver}_organisation"],
                    "side": giver,
                    "commune": (profile or {}).get("place", {}).get("commune", ""),
                    "email": pair[f"{giver}_email"] if own_address else "",
                    "phone": pair[f"{giver}_phone"] if agreed.get((number, "phone")) else "",
                }
            )
    if rows:
        columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in rows[0]]
        connection.execute(sa.insert(sa.table("received_contacts", *columns)), rows)


PERSON = (
    "{p}.id AS {s}_id, {p}.first_name AS {s}_first_name, {p}.last_name AS {s}_last_name, {p}.role AS {s}_role, "
    "{p}.email AS {s}_email, {p}.email_of_payer AS {s}_email_of_payer, {p}.phone AS {s}_phone, "
    "{o}.name AS {s}_organisation, {o}.profile AS {s}_profile"
)
SHOWN = f"""
SELECT m.event_id AS event_id,
       {PERSON.format(p="cp", o="co", s="company")},
       {PERSON.format(p="ap", o="ao", s="association")}
FROM mutual_choices m
JOIN events e ON e.id = m.event_id AND e.revealed_at IS NOT NULL
JOIN participants cp ON cp.id = m.company_participant_id JOIN organisations co ON co.id = cp.organisation_id
JOIN participants ap ON ap.id = m.association_participant_id JOIN organisations ao ON ao.id = ap.organisation_id
ORDER BY m.id
"""  # noqa: S608  made of fixed words only
