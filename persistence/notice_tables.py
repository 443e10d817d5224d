"""What people are told, what of it they have read, what waits to be mailed, and how each wants to be told.

A notice is written once, in the transaction of what it tells of, and is never derived again. It is for an account,
or for everybody who holds a role in a team; `role` may also be `may:` and a permission.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, false

from persistence.tables import Instant, Key, Serial, metadata

notice = Table(
    "notice",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", Key, nullable=False, unique=True),
    Column("account_id", Key),
    Column("role", Key),
    Column("team", Key),
    Column("kind", Key, nullable=False),
    Column("case_id", Key),
    Column("token", Integer),
    Column("place", Key),
    Column("about", Text, nullable=False),
    Column("by", Key),
    Column("at", Instant, nullable=False),
    Column("due", Instant),
    Column("posted", Boolean, nullable=False, server_default=false()),
    Index("notice_account", "account_id", "id"),
    Index("notice_role", "role", "team", "id"),
)
_unposted = ~notice.c.posted
Index("notice_unposted", notice.c.id, sqlite_where=_unposted, postgresql_where=_unposted)

notice_read = Table(
    "notice_read",
    metadata,
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True),
    Column("notice_id", Serial, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

letter = Table(
    "letter",
    metadata,
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True),
    Column("notice_id", Serial, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

preference = Table(
    "preference",
    metadata,
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True),
    Column("seen", Serial, nullable=False, server_default="0"),
    Column("email", Text, nullable=False, server_default=""),
    Column("channels", Text, nullable=False, server_default="{}"),
    Column("digest_hour", Integer),
    Column("quiet_from", Integer, nullable=False, server_default="20"),
    Column("quiet_to", Integer, nullable=False, server_default="8"),
    Column("days_off", Boolean, nullable=False, server_default=false()),
    Column("feed", Key, unique=True),
)
