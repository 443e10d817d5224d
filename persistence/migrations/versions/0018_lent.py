"""Only tasks that were lent stand in the index of who lent them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LENT = sa.text("lender IS NOT NULL")


def upgrade() -> None:
    op.drop_index("open_task_lender", "open_task")
    op.create_index("open_task_lender", "open_task", ["lender"], sqlite_where=LENT, postgresql_where=LENT)
