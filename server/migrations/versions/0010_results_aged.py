"""Which attempts were deleted for their age alone."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attempt_erased") as erased:
        erased.add_column(
            sa.Column("aged", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("attempt_erased") as erased:
        erased.alter_column("aged", server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM attempt_erased WHERE aged")  # else kiosks would be told to erase them
    with op.batch_alter_table("attempt_erased") as erased:
        erased.drop_column("aged")
