"""How long steps and stages took; `opora rebuild visit` fills it for older cases."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("visit", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *(sa.Column(name, Key, nullable=False) for name in ("process", "definition", "team", "node")),
        *(sa.Column(name, Key, nullable=True) for name in ("stage", "lead", "holder")),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due", Instant(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("worked", sa.Integer(), nullable=True),
        sa.Column("paced", sa.Integer(), nullable=True),
        sa.Column("missed", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("late", "paused", "pauses", "extensions")),
        sa.PrimaryKeyConstraint("case_id", "visit", name=op.f("visit_pk")),
        sqlite_with_rowid=False,
    )
    done = ["process", "node", "done_on", "team", "definition", "outcome", "missed", "paced", "late", "lead"]
    op.create_index("visit_done", "visit", done, unique=False)
    op.create_index(
        "visit_opened", "visit", ["process", "node", "opened_on", "team", "definition", "lead"], unique=False
    )
    is_open = sa.text("done_on IS NULL")
    op.create_index("visit_open", "visit", ["process", "node", "team", "opened_on", "definition", "lead"], unique=False,
                    sqlite_where=is_open, postgresql_where=is_open)  # fmt: skip
    op.create_index("visit_lead", "visit", ["lead", "node", "done_on"], unique=False)
    changed = sa.text("kind = 'step' AND (pauses > 0 OR extensions > 0)")
    op.create_index("visit_changed", "visit", ["process", "done_on"], unique=False,
                    sqlite_where=changed, postgresql_where=changed)  # fmt: skip
