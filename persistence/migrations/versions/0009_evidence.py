"""The log of everything: what waits for its place, its tree, signed checkpoints; and who looked at what."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key, Serial

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _told() -> list[sa.Column]:
    return [
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", Key, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
    ]


def upgrade() -> None:
    queue = op.create_table(
        "unsequenced",
        sa.Column("id", Serial, nullable=False),
        *_told(),
        sa.PrimaryKeyConstraint("id", name=op.f("unsequenced_pk")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "leaf",
        sa.Column("pos", Serial, autoincrement=False, nullable=False),
        *_told(),
        sa.PrimaryKeyConstraint("pos", name=op.f("leaf_pk")),
    )
    op.create_index("leaf_subject", "leaf", ["kind", "subject", "pos"])
    op.create_table(
        "tree",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", Serial, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("tree_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", Serial, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", Key, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("checkpoint_pk")),
    )
    op.create_table(
        "signing_key",
        sa.Column("key_id", Key, nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("signing_key_pk")),
    )
    op.create_table(
        "access",
        sa.Column("id", Serial, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("account_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("came_from", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("access_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index("access_at", "access", ["at", "id"])
    op.create_index("access_case", "access", ["case_id", "id"])
    op.create_index("access_account", "access", ["account_id", "id"])
    op.create_table(
        "inspection",
        sa.Column("id", Serial, nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("moved_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("account_id", Key, nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("last", Key, nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("inspection_pk")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "departure",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("node", Key, nullable=False),
        sa.Column("node_name", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", Key, nullable=True),
        sa.Column("due", Instant(), nullable=True),
        sa.Column("holder", Key, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "seq", "kind", name=op.f("departure_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index("departure_at", "departure", ["at", "case_id", "seq", "kind"])
    _queue_what_is_there(queue)


def _queue_what_is_there(queue: sa.Table) -> None:
    """What lived before the log existed goes into it as it stands now."""
    connection = op.get_bind()
    rows = []
    for checksum, process, title, number, files, at, by in connection.execute(
        sa.text(DEFINITIONS).columns(published_at=Instant)
    ):
        plain = [checksum, process, title, number, by, at.isoformat(), hashlib.sha256(bytes(files)).hexdigest()]
        rows.append(_row("definition", checksum, _digest(plain)))
    for key, current in connection.execute(sa.text("SELECT key, current FROM process ORDER BY key")):
        rows.append(_row("current", key, _digest(current)))
    for checksum, data, at in connection.execute(sa.text(CALENDARS).columns(adopted_at=Instant)):
        rows.append(_row("calendar", checksum, _digest([checksum, data, at.isoformat()])))
    if rows:
        connection.execute(queue.insert(), rows)
    for case_id, seq, version, head, state in connection.execute(sa.text(CASES)).all():
        row = _row("case", case_id, bytes(head)) | {"seq": seq, "version": version}
        connection.execute(queue.insert(), row | {"state": hashlib.sha256(bytes(state)).digest()})


DEFINITIONS = """
SELECT checksum, process, title, number, files, published_at, published_by FROM definition ORDER BY process, number
"""
CALENDARS = "SELECT checksum, data, adopted_at FROM calendar ORDER BY adopted_at"
CASES = "SELECT case_id, seq, version, head, state FROM case_state ORDER BY case_id"


def _row(kind: str, subject: str, digest: bytes) -> dict[str, object]:
    return {"kind": kind, "subject": subject, "seq": 0, "version": 0, "hash": digest, "state": None}


def _digest(plain: object) -> bytes:
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).digest()
