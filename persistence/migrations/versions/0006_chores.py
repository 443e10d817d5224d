"""Chores: work in the background that belongs to no case. And which projections were made."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MADE = ("register", "term", "open_task", "standing", "seat", "awaited_message", "record", "paper", "passed", "fact")


def upgrade() -> None:
    op.add_column("job", sa.Column("key", Key, nullable=True))
    op.add_column("job", sa.Column("payload", sa.Text(), nullable=True))
    chore = sa.text("key IS NOT NULL")
    op.create_index("job_key", "job", ["key"], unique=True, sqlite_where=chore, postgresql_where=chore)
    derived = op.create_table(
        "derived", sa.Column("name", Key, nullable=False), sa.PrimaryKeyConstraint("name", name=op.f("derived_pk"))
    )
    op.bulk_insert(derived, [{"name": name} for name in MADE])
