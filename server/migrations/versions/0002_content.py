"""Scenarios, drafts, versions, blobs and the order of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("topics", sa.String(400), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("published_id", sa.Integer()),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("changed_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scenario"),
        sa.UniqueConstraint("key", name="uq_scenario_key"),
    )
    op.create_index("ix_scenario_changed_at", "scenario", ["changed_at"])
    op.create_index("ix_scenario_published_id", "scenario", ["published_id"])
    op.create_table(
        "scenario_draft",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("changed_by", sa.String(80), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scenario_id", name="pk_scenario_draft"),
        sa.ForeignKeyConstraint(
            ["scenario_id"],
            ["scenario.id"],
            name="fk_scenario_draft_scenario_id_scenario",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "scenario_past_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("changed_by", sa.String(80), nullable=False),
        sa.Column("replaced_at", moment, nullable=False),
        sa.Column("replaced_by", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scenario_past_draft"),
        sa.ForeignKeyConstraint(
            ["scenario_id"],
            ["scenario.id"],
            name="fk_scenario_past_draft_scenario_id_scenario",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_scenario_past_draft_scenario_id", "scenario_past_draft", ["scenario_id"])
    op.create_table(
        "scenario_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("again", sa.Integer()),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("asked_by", sa.String(80), nullable=False),
        sa.Column("asked_by_id", sa.Integer()),
        sa.Column("approved_by", sa.String(80)),
        sa.Column("published_at", moment),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_scenario_version"),
        sa.ForeignKeyConstraint(
            ["scenario_id"],
            ["scenario.id"],
            name="fk_scenario_version_scenario_id_scenario",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["staff.id"],
            name="fk_scenario_version_asked_by_id_staff",
            ondelete="SET NULL",
        ),
    )
    op.create_index("ix_scenario_version_sha256", "scenario_version", ["sha256"])
    op.create_index("ix_scenario_version_asked_by_id", "scenario_version", ["asked_by_id"])
    op.create_index(
        "uq_scenario_version_scenario_id_number",
        "scenario_version",
        ["scenario_id", "number"],
        unique=True,
    )
    with op.batch_alter_table("scenario") as batch:
        batch.create_foreign_key(
            "fk_scenario_published_id", "scenario_version", ["published_id"], ["id"]
        )
    op.create_table(
        "content_blob",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("kept_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_content_blob"),
    )
    op.create_table(
        "scenario_version_blob",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "name", name="pk_scenario_version_blob"),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["scenario_version.id"],
            name="fk_scenario_version_blob_version_id_scenario_version",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["content_blob.sha256"],
            name="fk_scenario_version_blob_sha256_content_blob",
        ),
    )
    op.create_index("ix_scenario_version_blob_sha256", "scenario_version_blob", ["sha256"])
    op.create_table(
        "content_change",
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer()),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_content_change"),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["scenario.id"], name="fk_content_change_scenario_id_scenario"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["scenario_version.id"],
            name="fk_content_change_version_id_scenario_version",
        ),
    )
    op.create_index("ix_content_change_scenario_id", "content_change", ["scenario_id"])
    op.create_index("ix_content_change_version_id", "content_change", ["version_id"])
    sequence = op.create_table(
        "content_sequence",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_content_sequence"),
    )
    op.bulk_insert(sequence, [{"id": 1, "last": 0, "floor": 0}])


def downgrade() -> None:
    op.drop_table("content_sequence")
    op.drop_table("content_change")
    op.drop_table("scenario_version_blob")
    op.drop_table("content_blob")
    with op.batch_alter_table("scenario") as batch:
        batch.drop_constraint("fk_scenario_published_id", type_="foreignkey")
    for table in ("scenario_version", "scenario_past_draft", "scenario_draft", "scenario"):
        op.drop_table(table)
