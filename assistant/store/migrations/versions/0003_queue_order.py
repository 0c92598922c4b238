"""the order of the queue of drafts, as an index."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_draft_queue",
        "draft",
        ["owner_id", "state", "client", "created_at", "id", "kind"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_draft_queue", table_name="draft")
