"""Scenarios that were known to go astray when a version was published."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("studio_request", "publication"):
        op.add_column(table, sa.Column("astray", sa.Text(), nullable=True))
