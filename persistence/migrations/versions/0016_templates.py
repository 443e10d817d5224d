"""Templates of documents that a methodologist replaced."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key, Serial

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "template_file",
        sa.Column("checksum", Key, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("checksum", name=op.f("template_file_pk")),
    )
    op.create_table(
        "template_version",
        sa.Column("id", Serial, nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("document", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("checksum", Key, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", Key, nullable=True),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["checksum"], ["template_file.checksum"], name=op.f("template_version_checksum_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("template_version_pk")),
        sa.UniqueConstraint("process", "document", "number", name=op.f("template_version_process_document_number_key")),
    )
    op.create_table(
        "template_choice",
        sa.Column("id", Serial, nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("document", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", Key, nullable=True),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("template_choice_pk")),
    )
    op.create_index(op.f("template_choice_process"), "template_choice", ["process"], unique=False)
