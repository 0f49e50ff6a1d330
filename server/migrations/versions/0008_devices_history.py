"""What shows a kiosk that the server was put back: the database's history, and how far it got."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_device_history"),
    )
    with op.batch_alter_table("device") as table:
        table.add_column(sa.Column("sequence", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE device SET sequence = COALESCE("
        "(SELECT max(sequence) FROM attempt WHERE attempt.sent_by = device.id), 0)"
    )


def downgrade() -> None:
    with op.batch_alter_table("device") as table:
        table.drop_column("sequence")
    op.drop_table("device_history")
