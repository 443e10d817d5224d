"""Words of cases, by team: so that a search looks through the searcher's teams only."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

AGAIN = """
INSERT INTO term (word, case_id, team)
SELECT w.word, w.case_id, r.team FROM term_was w JOIN register r ON r.case_id = w.case_id
"""


def upgrade() -> None:
    op.execute("CREATE TEMPORARY TABLE term_was AS SELECT * FROM term")
    op.drop_table("term")
    op.create_table(
        "term",
        sa.Column("word", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("team", Key, nullable=False),
        sa.PrimaryKeyConstraint("word", "case_id", name=op.f("term_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("term_case_id"), "term", ["case_id"], unique=False)
    op.create_index("term_team", "term", ["team", "word", "case_id"], unique=False)
    op.execute(AGAIN)
    op.execute("DROP TABLE term_was")
