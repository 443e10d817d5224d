"""Documents issued from cases, and their files."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("checksum", Key, nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_state.case_id"], name=op.f("file_case_id_fk")),
        sa.PrimaryKeyConstraint("case_id", "checksum", name=op.f("file_pk")),
    )
    op.create_table(
        "paper",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", Key, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("signs", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", Key, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("paper_pk")),
        sqlite_with_rowid=False,
    )
