"""Kiosks, their places, tokens, enrolments, starts and paces, and what they must erase."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _of_device(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["device_id"], ["device.id"], name=f"fk_{table}_device_id_device", ondelete="CASCADE"
    )


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "device_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_device_place"),
        sa.UniqueConstraint("name", name="uq_device_place_name"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(43), nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("enrolled_at", moment, nullable=False),
        sa.Column("revoked_at", moment),
        sa.Column("seen_at", moment),
        sa.Column("called", sa.Integer(), nullable=False),
        sa.Column("called_at", moment),
        sa.Column("twin_at", moment),
        sa.Column("twin_why", sa.String(20)),
        sa.Column("health", sa.Text()),
        sa.Column("health_at", moment),
        sa.Column("boot_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.ForeignKeyConstraint(
            ["place_id"], ["device_place.id"], name="fk_device_place_id_device_place"
        ),
    )
    op.create_index("ix_device_place_id", "device", ["place_id"])
    op.create_table(
        "device_token",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_device_token"),
        _of_device("device_token"),
    )
    op.create_index("ix_device_token_device_id", "device_token", ["device_id"])
    op.create_table(
        "device_enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("public_key", sa.String(43), nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("device_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name="pk_device_enrolment"),
        sa.UniqueConstraint("token_hash", name="uq_device_enrolment_token_hash"),
        _of_device("device_enrolment"),
    )
    for column in ("code", "asked_at", "device_id"):
        op.create_index(f"ix_device_enrolment_{column}", "device_enrolment", [column])
    op.create_table(
        "device_boot",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("boot_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("device_id", "boot_id", name="pk_device_boot"),
        _of_device("device_boot"),
    )
    op.create_table(
        "device_pace",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("paid_until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name="pk_device_pace"),
        _of_device("device_pace"),
    )
    op.create_table(
        "device_erasure",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("trainee", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_device_erasure"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_device_erasure_person", "device_erasure", ["person"])
    op.create_table(
        "device_feed",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_device_feed"),
    )


def downgrade() -> None:
    for table in (
        "device_feed",
        "device_erasure",
        "device_pace",
        "device_boot",
        "device_enrolment",
        "device_token",
        "device",
        "device_place",
    ):
        op.drop_table(table)
