"""Notices: what people are told, what of it they read, what is to be mailed, how each wants to be told."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key, Serial

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("key", Key, nullable=False),
        *(sa.Column(name, Key) for name in ("account_id", "role", "team")),
        sa.Column("kind", Key, nullable=False),
        sa.Column("case_id", Key),
        sa.Column("token", sa.Integer),
        sa.Column("place", Key),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("by", Key),
        sa.Column("at", Instant, nullable=False),
        sa.Column("due", Instant),
        sa.Column("posted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("key", name="notice_key_key"),
        sa.PrimaryKeyConstraint("id", name="notice_pk"),
    )
    op.create_index("notice_account", "notice", ["account_id", "id"])
    op.create_index("notice_role", "notice", ["role", "team", "id"])
    unposted = sa.text("NOT posted")
    op.create_index("notice_unposted", "notice", ["id"], sqlite_where=unposted, postgresql_where=unposted)
    for name in ("notice_read", "letter"):
        op.create_table(
            name,
            sa.Column("account_id", Key, sa.ForeignKey("account.id", name=f"{name}_account_id_fk"), nullable=False),
            sa.Column("notice_id", Serial, nullable=False, autoincrement=False),
            sa.PrimaryKeyConstraint("account_id", "notice_id", name=f"{name}_pk"),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "preference",
        sa.Column("account_id", Key, sa.ForeignKey("account.id", name="preference_account_id_fk"), nullable=False),
        sa.Column("seen", Serial, nullable=False, server_default="0"),
        sa.Column("email", sa.Text, nullable=False, server_default=""),
        sa.Column("channels", sa.Text, nullable=False, server_default="{}"),
        sa.Column("digest_hour", sa.Integer),
        sa.Column("quiet_from", sa.Integer, nullable=False, server_default="20"),
        sa.Column("quiet_to", sa.Integer, nullable=False, server_default="8"),
        sa.Column("days_off", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("feed", Key),
        sa.UniqueConstraint("feed", name="preference_feed_key"),
        sa.PrimaryKeyConstraint("account_id", name="preference_pk"),
    )
    for name, column in (("open_task_warned", "warn_at"), ("open_task_put_off", "follow_up")):
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "open_task", [column], sqlite_where=there, postgresql_where=there)
