"""What the checks before publishing need: the town, and what the coach heard in replies."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("centre") as centre:
        centre.add_column(sa.Column("town", sa.String(200), nullable=False, server_default=""))
    with op.batch_alter_table("centre") as centre:
        centre.alter_column("town", server_default=None)
    op.create_table(
        "scenario_heard",
        sa.Column("scenario_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("coach", sa.String(64), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scenario_id", name="pk_scenario_heard"),
        sa.ForeignKeyConstraint(
            ["scenario_id"],
            ["scenario.id"],
            name="fk_scenario_heard_scenario_id_scenario",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.drop_table("scenario_heard")
    with op.batch_alter_table("centre") as centre:
        centre.drop_column("town")
