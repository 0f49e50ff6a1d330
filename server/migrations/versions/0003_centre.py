"""The centre's own settings, and what the server does by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "centre",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("crisis_words", sa.Text(), nullable=False),
        sa.Column("crisis_line", sa.String(120), nullable=False),
        *(sa.Column(day, sa.String(60), nullable=False) for day in DAYS),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("approval", sa.Boolean(), nullable=False),
        sa.Column("keep_results_days", sa.Integer()),
        sa.Column("keep_log_days", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_centre"),
        sa.CheckConstraint("id = 1", name="ck_centre_only"),
    )
    op.create_table(
        "operation_run",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("leased_until", moment, nullable=False),
        sa.Column("done_at", moment),
        sa.Column("failed_at", moment),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_operation_run"),
    )


def downgrade() -> None:
    op.drop_table("operation_run")
    op.drop_table("centre")
