"""sign-ins of the page, and reports made and sent."""

import sqlalchemy as sa
from alembic import op

import assistant.store.metadata

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", assistant.store.metadata.UtcDateTime(length=27), nullable=False),
        sa.Column("seen_at", assistant.store.metadata.UtcDateTime(length=27), nullable=False),
        sa.Column("flash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_user_session_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_user_session_token_sha256")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", assistant.store.metadata.UtcDateTime(length=27), nullable=False),
        sa.Column("expires_at", assistant.store.metadata.UtcDateTime(length=27), nullable=False),
        sa.Column("used_at", assistant.store.metadata.UtcDateTime(length=27), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_sign_in_link_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_sign_in_link_token_sha256")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rendered_at", assistant.store.metadata.UtcDateTime(length=27), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sent_at", assistant.store.metadata.UtcDateTime(length=27), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('rendered', 'sending', 'sent', 'failed', 'unknown')",
            name=op.f("ck_report_state"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_report_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("owner_id", "kind", "day", name=op.f("uq_report_owner_id_kind_day")),
    )


def downgrade() -> None:
    op.drop_table("report")
    op.drop_table("sign_in_link")
    op.drop_table("user_session")
