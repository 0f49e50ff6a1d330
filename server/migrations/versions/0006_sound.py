"""Lines that were spoken ahead, and lines that somebody recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "sound_spoken",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("engine", sa.String(20), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sound_spoken"),
        sa.ForeignKeyConstraint(
            ["sha256"], ["content_blob.sha256"], name="fk_sound_spoken_sha256_content_blob"
        ),
    )
    op.create_index("ix_sound_spoken_sha256", "sound_spoken", ["sha256"])
    op.create_table(
        "sound_take",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("recorded_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_sound_take"),
        sa.ForeignKeyConstraint(
            ["sha256"], ["content_blob.sha256"], name="fk_sound_take_sha256_content_blob"
        ),
    )


def downgrade() -> None:
    op.drop_table("sound_take")
    op.drop_table("sound_spoken")
