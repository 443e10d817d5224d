"""The shape of the database: brought up to date by `migrate`, looked over by `check` before any work."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, and_, func, make_url, or_, select, text
from sqlalchemy.exc import DatabaseError

from engine.errors import Damaged, WrongKey
from persistence import append_only
from persistence.database import Database, open_engine
from persistence.projections.register import table as register
from persistence.tables import case_key, case_state, event
from persistence.vault import Vault

LOCK = 7_236_119  # any number; two processes that migrate wait for each other by it
RECENT = 200  # cases whose heads are compared at every start; `opora verify` looks at all


def migrate(url: str | URL, mend: bool = False) -> None:
    """Bring the database up to the newest revision, in one transaction; waits for another that does.

    A guard that somebody took from the history stays a finding of `check`, unless told to `mend`.
    """
    engine = open_engine(make_url(url), for_changes_of_schema=True)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        config = _config()
        config.attributes["connection"] = connection
        behind = _revision(connection) != _newest()
        if behind:
            command.upgrade(config, "head")
        if behind or mend:
            append_only.protect(connection)
    engine.dispose()


def check(database: Database) -> None:
    """Refuse a database that cannot be trusted: raises Damaged, naming the check that failed."""
    try:
        with database.reading() as connection:
            _check_pages(connection)
            _check_revision(connection)
            _check_triggers(connection)
            _check_heads(connection)
    except DatabaseError as error:
        raise Damaged("open", str(error.orig).splitlines()[0]) from error


def check_key(database: Database, vault: Vault) -> None:
    """Refuse a master key that opens no case's key, of as many as are looked at: raises WrongKey."""
    with database.reading() as connection:
        found = connection.execute(select(case_key.c.case_id, case_key.c.wrapped).limit(RECENT)).all()
    if found and not any(_fits(vault, case_id, wrapped) for case_id, wrapped in found):
        raise WrongKey()


def _fits(vault: Vault, case_id: str, wrapped: bytes) -> bool:
    try:
        vault.bare(case_id, wrapped)
    except (Damaged, TypeError, ValueError):
        return False
    return True


def _check_pages(connection: Connection) -> None:
    """SQLite only; PostgreSQL keeps checksums of its pages itself."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("PRAGMA quick_check(1)")).scalar()
        if found != "ok":
            raise Damaged("pages", " ".join(str(found).split()))


def _check_revision(connection: Connection) -> None:
    wanted, found = _newest(), _revision(connection)
    if found != wanted:
        raise Damaged("schema", f"{found} ≠ {wanted}")


def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check_triggers(connection: Connection) -> None:
    missing = append_only.missing(connection)
    if missing:
        raise Damaged("append-only", ", ".join(sorted(missing)))


def _check_heads(connection: Connection) -> None:
    """The cases that moved last end where their chains end."""
    recent = select(register.c.case_id).order_by(register.c.moved_at.desc()).limit(RECENT)
    last = and_(event.c.case_id == case_state.c.case_id, event.c.seq == case_state.c.seq)
    torn = (
        select(case_state.c.case_id)
        .outerjoin(event, last)
        .where(case_state.c.case_id.in_(recent), or_(event.c.hash.is_(None), event.c.hash != case_state.c.head))
    )
    found = connection.execute(torn.limit(1)).scalar()
    if found is not None:
        raise Damaged("chain", found)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
