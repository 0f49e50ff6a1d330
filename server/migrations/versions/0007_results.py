"""Attempts, their totals by day, and those that were erased."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "attempt",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(64)),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("placed_at", moment, nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("end", sa.String(20), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("disputed", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_attempt"),
        sa.UniqueConstraint("id", name="uq_attempt_id"),
    )
    for columns in (
        ("device_id", "sequence"),
        ("scenario", "place_id", "day"),
        ("person",),
        ("place_id", "day", "scenario"),
        ("day",),
    ):
        op.create_index(f"ix_attempt_{'_'.join(columns)}", "attempt", list(columns))
    op.create_table(
        "attempt_total",
        sa.Column("scenario", sa.String(64), nullable=False),
        sa.Column("place_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("skill", sa.String(40), nullable=False),
        sa.Column("practices", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("disputed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scenario", "place_id", "day", "skill", name="pk_attempt_total"),
    )
    op.create_index(
        "ix_attempt_total_scenarios",
        "attempt_total",
        ["skill", "place_id", "scenario", "day", "practices"],
    )
    op.create_table(
        "attempt_erased",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt_erased"),
    )


def downgrade() -> None:
    for table in ("attempt_erased", "attempt_total", "attempt"):
        op.drop_table(table)
