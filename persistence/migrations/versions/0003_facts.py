"""Values of cases that norms look at; `opora rebuild fact` fills it for older cases."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fact",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "name", name=op.f("fact_pk")),
        sqlite_with_rowid=False,
    )
