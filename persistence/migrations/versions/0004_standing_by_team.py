"""Where cases stand, by team: so that a team's board is read from an index."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AGAIN = """
INSERT INTO standing (case_id, token, node, kind, process, team, stage, stage_name)
SELECT w.case_id, w.token, w.node, w.kind, r.process, r.team, w.stage, w.stage_name
FROM standing_was w JOIN register r ON r.case_id = w.case_id
"""


def upgrade() -> None:
    op.execute("CREATE TEMPORARY TABLE standing_was AS SELECT * FROM standing")
    op.drop_table("standing")
    op.create_table(
        "standing",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("node", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("team", Key, nullable=False),
        sa.Column("stage", Key, nullable=True),
        sa.Column("stage_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "token", name=op.f("standing_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("standing_stage_case_id"), "standing", ["stage", "case_id"], unique=False)
    op.create_index("standing_board", "standing", ["team", "process", "stage", "case_id"], unique=False)
    op.execute(AGAIN)
    op.execute("DROP TABLE standing_was")
