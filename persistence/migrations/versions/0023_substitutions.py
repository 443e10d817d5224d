"""Who stands in for whom, when."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key, Serial

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "substitution",
        sa.Column("id", Serial, nullable=False),
        *(
            sa.Column(name, Key, sa.ForeignKey("account.id", name=f"substitution_{name}_fk"), nullable=False)
            for name in ("absent_id", "substitute_id")
        ),
        sa.Column("role", Key),
        *(sa.Column(name, Instant, nullable=False) for name in ("begins", "ends")),
        sa.Column("by", Key, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="substitution_pk"),
    )
    for name in ("absent_id", "substitute_id"):
        op.create_index(f"substitution_{name}", "substitution", [name])
