"""What failed and waits for an operator."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "token", name=op.f("incident_pk")),
        sqlite_with_rowid=False,
    )
