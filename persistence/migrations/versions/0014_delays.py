"""Tasks that were done after they were due."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delay",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("node", Key, nullable=False),
        sa.Column("due", Instant(), nullable=False),
        sa.Column("ended", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "token", name=op.f("delay_pk")),
        sqlite_with_rowid=False,
    )
