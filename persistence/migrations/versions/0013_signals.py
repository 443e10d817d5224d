"""Signals that cases await."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Key

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited_signal",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("node", Key, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "token", name=op.f("awaited_signal_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index("awaited_signal_name", "awaited_signal", ["name", "case_id"], unique=False)
