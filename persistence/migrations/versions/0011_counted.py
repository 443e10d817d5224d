"""What indicators count, spans of cases, regions of teams."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Key

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("team", sa.Column("region", sa.Text(), nullable=True))
    op.create_table(
        "counted",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", Key, nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", Key, nullable=False),
        sa.Column("until", Key, nullable=True),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("value", Key, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "seq", "what", "row", name=op.f("counted_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index("counted_day", "counted", ["what", "day", "case_id"], unique=False)
    op.create_index("counted_case", "counted", ["case_id", "what", "day"], unique=False)
    op.create_table(
        "span",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("opened", Key, nullable=False),
        sa.Column("ended", Key, nullable=False),
        sa.Column("exit", Key, nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("span_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index("span_process", "span", ["process", "ended", "opened"], unique=False)
