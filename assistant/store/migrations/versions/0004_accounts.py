"""how an account is doing, and what its host counts against what is stored."""

import sqlalchemy as sa
from alembic import op

from assistant.store.metadata import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "account", sa.Column("failures", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("account", sa.Column("error", sa.Text(), nullable=True))
    op.add_column("account", sa.Column("error_kind", sa.String(length=20), nullable=True))
    op.add_column("account", sa.Column("next_try_at", UtcDateTime(), nullable=True))
    op.add_column("account", sa.Column("settings_hash", sa.String(length=64), nullable=True))
    op.create_table(
        "tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("collection", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("theirs", sa.Integer(), nullable=False),
        sa.Column("ours", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_tally_account_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_tally_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
        sa.UniqueConstraint(
            "account_id",
            "collection",
            "kind",
            "day",
            name=op.f("uq_tally_account_id_collection_kind_day"),
        ),
    )


def downgrade() -> None:
    op.drop_table("tally")
    with op.batch_alter_table("account") as account:
        for name in ("settings_hash", "next_try_at", "error_kind", "error", "failures"):
            account.drop_column(name)
