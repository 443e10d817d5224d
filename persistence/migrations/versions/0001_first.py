"""The first shape: cases and their history, definitions, jobs, people, projections."""

import sqlalchemy as sa
from alembic import op

from persistence.tables import Instant, Key, Serial

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "account",
        sa.Column("id", Key, nullable=False),
        sa.Column("login", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pk")),
        sa.UniqueConstraint("login", name=op.f("account_login_key")),
    )
    op.create_table(
        "awaited_message",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("node", Key, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("form", Key, nullable=True),
        sa.Column("role", Key, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "token", name=op.f("awaited_message_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "calendar",
        sa.Column("checksum", Key, nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("adopted_at", Instant(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("checksum", name=op.f("calendar_pk")),
    )
    op.create_table(
        "case_state",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("case_state_pk")),
    )
    op.create_table(
        "definition",
        sa.Column("checksum", Key, nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("published_by", Key, nullable=True),
        sa.PrimaryKeyConstraint("checksum", name=op.f("definition_pk")),
        sa.UniqueConstraint("process", "number", name=op.f("definition_process_number_key")),
    )
    op.create_table(
        "open_task",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("team", Key, nullable=False),
        sa.Column("node", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stage", Key, nullable=True),
        sa.Column("stage_name", sa.Text(), nullable=False),
        sa.Column("role", Key, nullable=False),
        sa.Column("seat", Key, nullable=False),
        sa.Column("assignee", Key, nullable=True),
        sa.Column("offered_at", Instant(), nullable=False),
        sa.Column("claimed_at", Instant(), nullable=True),
        sa.Column("anchor_at", Instant(), nullable=True),
        sa.Column("due", Instant(), nullable=True),
        sa.Column("warn_at", Instant(), nullable=True),
        sa.Column("order_by", Instant(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "token", name=op.f("open_task_pk")),
    )
    op.create_index("open_task_all", "open_task", ["order_by", "case_id", "token"], unique=False)
    op.create_index(
        "open_task_mine",
        "open_task",
        ["assignee", "order_by", "case_id", "token"],
        unique=False,
        sqlite_where=sa.text("assignee IS NOT NULL"),
        postgresql_where=sa.text("assignee IS NOT NULL"),
    )
    op.create_index(
        "open_task_offered",
        "open_task",
        ["role", "team", "order_by", "case_id", "token"],
        unique=False,
        sqlite_where=sa.text("assignee IS NULL"),
        postgresql_where=sa.text("assignee IS NULL"),
    )
    op.create_index("open_task_team", "open_task", ["team", "order_by", "case_id", "token"], unique=False)
    op.create_table(
        "passed",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("element", Key, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "element", name=op.f("passed_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "record",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form", Key, nullable=False),
        sa.Column("node", Key, nullable=False),
        sa.Column("node_name", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", Key, nullable=True),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("record_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "register",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("process", Key, nullable=False),
        sa.Column("definition", Key, nullable=False),
        sa.Column("number", Key, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("team", Key, nullable=False),
        sa.Column("lead", Key, nullable=True),
        sa.Column("opened_by", Key, nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("moved_at", Instant(), nullable=False),
        sa.Column("exit", Key, nullable=True),
        sa.Column("exit_title", sa.Text(), nullable=True),
        sa.Column("exit_outcome", sa.Text(), nullable=True),
        sa.Column("predecessor", Key, nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("register_pk")),
        sa.UniqueConstraint("process", "number", name=op.f("register_process_number_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("register_all", "register", ["moved_at", "case_id"], unique=False)
    op.create_index(op.f("register_definition"), "register", ["definition"], unique=False)
    op.create_index("register_exit", "register", ["exit", "moved_at", "case_id"], unique=False)
    op.create_index(
        "register_open",
        "register",
        ["moved_at", "case_id"],
        unique=False,
        sqlite_where=sa.text("exit IS NULL"),
        postgresql_where=sa.text("exit IS NULL"),
    )
    op.create_index(op.f("register_opened_by"), "register", ["opened_by"], unique=False)
    op.create_index(
        "register_predecessor",
        "register",
        ["predecessor"],
        unique=False,
        sqlite_where=sa.text("predecessor IS NOT NULL"),
        postgresql_where=sa.text("predecessor IS NOT NULL"),
    )
    op.create_index("register_team", "register", ["team", "moved_at", "case_id"], unique=False)
    op.create_table(
        "running_number",
        sa.Column("process", Key, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("process", "year", name=op.f("running_number_pk")),
    )
    op.create_table(
        "seat",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seat", Key, nullable=False),
        sa.Column("account_id", Key, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seat", name=op.f("seat_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("seat_account_id_case_id"), "seat", ["account_id", "case_id"], unique=False)
    op.create_table(
        "standing",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("node", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stage", Key, nullable=True),
        sa.Column("stage_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "token", name=op.f("standing_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("standing_stage_case_id"), "standing", ["stage", "case_id"], unique=False)
    op.create_table(
        "team",
        sa.Column("key", Key, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("team_pk")),
    )
    op.create_table(
        "term",
        sa.Column("word", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.PrimaryKeyConstraint("word", "case_id", name=op.f("term_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("term_case_id"), "term", ["case_id"], unique=False)
    op.create_table(
        "case_key",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_state.case_id"], name=op.f("case_key_case_id_fk")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("case_key_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "draft",
        sa.Column("place", Key, nullable=False),
        sa.Column("account_id", Key, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("draft_account_id_fk")),
        sa.PrimaryKeyConstraint("place", "account_id", name=op.f("draft_pk")),
    )
    op.create_table(
        "event",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", Key, nullable=True),
        sa.Column("token", sa.Integer(), nullable=True),
        sa.Column("command", Key, nullable=True),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_state.case_id"], name=op.f("event_case_id_fk")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("event_pk")),
    )
    op.create_index(
        "event_command",
        "event",
        ["command"],
        unique=True,
        sqlite_where=sa.text("command IS NOT NULL"),
        postgresql_where=sa.text("command IS NOT NULL"),
    )
    op.create_table(
        "job",
        sa.Column("id", Serial, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("token", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("due", Instant(), nullable=False),
        sa.Column("fence", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_state.case_id"], name=op.f("job_case_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("job_pk")),
        sa.UniqueConstraint("case_id", "token", name=op.f("job_case_id_token_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "job_due",
        "job",
        ["due", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "process",
        sa.Column("key", Key, nullable=False),
        sa.Column("current", Key, nullable=False),
        sa.ForeignKeyConstraint(["current"], ["definition.checksum"], name=op.f("process_current_fk")),
        sa.PrimaryKeyConstraint("key", name=op.f("process_pk")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", Serial, nullable=False),
        sa.Column("account_id", Key, nullable=False),
        sa.Column("role", Key, nullable=False),
        sa.Column("team", Key, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("role_grant_account_id_fk")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("role_grant_team_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("role_grant_pk")),
    )
    op.create_index(op.f("role_grant_account_id"), "role_grant", ["account_id"], unique=False)
    op.create_index(op.f("role_grant_role"), "role_grant", ["role"], unique=False)
    op.create_table(
        "session",
        sa.Column("key", Key, nullable=False),
        sa.Column("account_id", Key, nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("session_account_id_fk")),
        sa.PrimaryKeyConstraint("key", name=op.f("session_pk")),
    )
    op.create_index(op.f("session_account_id"), "session", ["account_id"], unique=False)
    op.create_index(op.f("session_expires_at"), "session", ["expires_at"], unique=False)
