"""Open cases by who leads them, and cases' own visits end with their exit."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_open = sa.text("exit IS NULL")
    op.create_index("register_load", "register", ["process", "team", "lead", "case_id"], unique=False,
                    sqlite_where=is_open, postgresql_where=is_open)  # fmt: skip
    op.execute(
        "UPDATE visit SET outcome = (SELECT r.exit FROM register r WHERE r.case_id = visit.case_id) "
        "WHERE kind = 'case' AND done_on IS NOT NULL"
    )
