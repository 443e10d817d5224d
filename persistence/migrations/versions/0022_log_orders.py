"""Event logs written in the background."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key, Serial

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_order",
        sa.Column("id", Serial, nullable=False),
        sa.Column("account_id", Key, nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("log_order_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index("log_order_account", "log_order", ["account_id", "id"], unique=False)
    op.create_table(
        "log_part",
        sa.Column("order_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["log_order.id"], name=op.f("log_part_order_id_fk")),
        sa.PrimaryKeyConstraint("order_id", "place", "kind", name=op.f("log_part_pk")),
    )
