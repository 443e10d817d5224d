"""Tasks handed on and put off, comments, files, transfers, marks of people, filters; drafts sealed with the case's key.

Drafts kept so far stood in plain letters: they are not carried over.
"""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tasks()
    _talk()
    _transfers()
    _people()
    _drafts()


def _tasks() -> None:
    for column in (
        sa.Column("lender", Key),
        sa.Column("follow_up", Instant),
        sa.Column("cause", sa.Text(), nullable=False, server_default=""),
        sa.Column("suspended", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("open_task", column)
    op.create_index("open_task_lender", "open_task", ["lender"])
    op.execute("DELETE FROM derived WHERE name = 'open_task'")  # made anew, with the suspended ones told apart


def _talk() -> None:
    op.create_table(
        "comment",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Integer()),
        sa.Column("node", Key),
        sa.Column("by", Key),
        sa.Column("at", Instant, nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("comment_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index("comment_token", "comment", ["case_id", "token"])
    op.create_table(
        "mention",
        sa.Column("account_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("comment", sa.Integer(), nullable=False),
        sa.Column("by", Key),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "case_id", "seq", name=op.f("mention_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("mention_case_id"), "mention", ["case_id"])
    op.create_table(
        "attachment",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Integer()),
        sa.Column("node", Key),
        sa.Column("file", Key, nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("by", Key),
        sa.Column("at", Instant, nullable=False),
        sa.Column("removed", sa.Integer()),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("attachment_pk")),
        sqlite_with_rowid=False,
    )


def _transfers() -> None:
    op.create_table(
        "transfer",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seat", Key, nullable=False),
        sa.Column("by", Key, nullable=False),
        sa.Column("to", Key, nullable=False),
        sa.Column("team", Key, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("transfer_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("transfer_by"), "transfer", ["by"])
    op.create_index(op.f("transfer_to"), "transfer", ["to"])


def _people() -> None:
    op.create_table(
        "person_mark",
        sa.Column("mark", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mark", "case_id", "seq", name=op.f("person_mark_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("person_mark_case_id"), "person_mark", ["case_id"])
    op.create_table(
        "mention_read",
        sa.Column("account_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("mention_read_account_id_fk")),
        sa.PrimaryKeyConstraint("account_id", "case_id", name=op.f("mention_read_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_filter",
        sa.Column("account_id", Key, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("saved_filter_account_id_fk")),
        sa.PrimaryKeyConstraint("account_id", "name", name=op.f("saved_filter_pk")),
        sqlite_with_rowid=False,
    )


def _drafts() -> None:
    op.drop_table("draft")
    op.create_table(
        "draft",
        sa.Column("place", Key, nullable=False),
        sa.Column("account_id", Key, nullable=False),
        sa.Column("case_id", Key),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("draft_account_id_fk")),
        sa.ForeignKeyConstraint(["case_id"], ["case_key.case_id"], name=op.f("draft_case_id_fk"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("place", "account_id", name=op.f("draft_pk")),
    )
    op.create_index(op.f("draft_case_id"), "draft", ["case_id"])
