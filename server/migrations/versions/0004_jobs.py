"""Long work that was asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("active_key", sa.String(160)),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("back", sa.String(300), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("telling", sa.String(300), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(64)),
        sa.Column("lease_until", moment),
        sa.Column("cancel_wanted", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.Integer()),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("active_key", name="uq_job_active_key"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_job_staff_id_staff", ondelete="SET NULL"
        ),
    )
    for column in ("state", "key", "ended_at", "staff_id"):
        op.create_index(f"ix_job_{column}", "job", [column])


def downgrade() -> None:
    op.drop_table("job")
