"""Open cases that went to another version together."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key, Serial

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relocation",
        sa.Column("id", Serial, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("to", Key, nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("renames", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("asked_by", Key, nullable=False),
        sa.Column("moved_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["to"], ["definition.checksum"], name=op.f("relocation_to_fk")),
        sa.ForeignKeyConstraint(["undoes"], ["relocation.id"], name=op.f("relocation_undoes_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("relocation_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("relocation_to"), "relocation", ["to"], unique=False)
    op.create_index(op.f("relocation_undoes"), "relocation", ["undoes"], unique=False)
    op.create_table(
        "relocated",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("relocation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to", Key, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("came_from", Key, nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["relocation_id"], ["relocation.id"], name=op.f("relocated_relocation_id_fk")),
        sa.PrimaryKeyConstraint("case_id", "relocation_id", name=op.f("relocated_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index("relocated_status", "relocated", ["relocation_id", "status", "case_id"], unique=False)
