"""What was done in trying drafts."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studio_walk",
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("account_id", Key, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("done", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["studio_draft.id"], name=op.f("studio_walk_draft_id_fk")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("studio_walk_account_id_fk")),
        sa.PrimaryKeyConstraint("draft_id", "account_id", name=op.f("studio_walk_pk")),
    )
