"""Drafts of methods, who is at them, their approval, and what was published by whom and why."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key, Serial

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FROM_BEFORE = """
INSERT INTO publication (checksum, process, at, "by", note, way)
SELECT checksum, process, published_at, published_by, '', 'terminal' FROM definition ORDER BY published_at
"""


def upgrade() -> None:
    _drafts()
    _publication()
    op.execute(FROM_BEFORE)


def _drafts() -> None:
    op.create_table(
        "studio_draft",
        sa.Column("id", Key, nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("base", Key, nullable=True),
        sa.Column("origin", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("begun_by", Key, nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", Key, nullable=True),
        sa.ForeignKeyConstraint(["base"], ["definition.checksum"], name=op.f("studio_draft_base_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("studio_draft_pk")),
    )
    op.create_index(op.f("studio_draft_process"), "studio_draft", ["process"])
    op.create_table(
        "studio_change",
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", Key, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["studio_draft.id"], name=op.f("studio_change_draft_id_fk")),
        sa.PrimaryKeyConstraint("draft_id", "serial", name=op.f("studio_change_pk")),
    )
    op.create_index("studio_change_file", "studio_change", ["draft_id", "name", "revision"], unique=True)
    op.create_table(
        "studio_presence",
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("account_id", Key, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["studio_draft.id"], name=op.f("studio_presence_draft_id_fk")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("studio_presence_account_id_fk")),
        sa.PrimaryKeyConstraint("draft_id", "account_id", name=op.f("studio_presence_pk")),
    )


def _publication() -> None:
    op.create_table(
        "studio_request",
        sa.Column("id", Serial, nullable=False),
        sa.Column("draft_id", Key, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due", Instant(), nullable=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", Key, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", Key, nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["studio_draft.id"], name=op.f("studio_request_draft_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("studio_request_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("studio_request_draft_id"), "studio_request", ["draft_id"])
    op.create_table(
        "publication",
        sa.Column("id", Serial, nullable=False),
        sa.Column("checksum", Key, nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", Key, nullable=True),
        sa.Column("approved_by", Key, nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("draft_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["checksum"], ["definition.checksum"], name=op.f("publication_checksum_fk")),
        sa.ForeignKeyConstraint(["draft_id"], ["studio_draft.id"], name=op.f("publication_draft_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("publication_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("publication_checksum"), "publication", ["checksum"])
    op.create_index(op.f("publication_process"), "publication", ["process"])
