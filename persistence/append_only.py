"""Events and looks are only ever added: triggers that refuse everything else, on both databases.

SQLite's INSERT OR REPLACE passes by update and delete triggers, so an event has to be the next of
its case. Triggers do not stop the owner of the database; the hash chain shows what he did. A look
may go once it has expired (`oversight.LEAST`), by the database's own clock.
"""

from sqlalchemy import Connection, text

from persistence.oversight import LEAST

SQLITE = {
    "event_no_update": "BEFORE UPDATE ON event",
    "event_no_delete": "BEFORE DELETE ON event",
    "event_in_order": (
        "BEFORE INSERT ON event WHEN NEW.seq <> "
        "(SELECT coalesce(max(seq), 0) + 1 FROM event WHERE case_id = NEW.case_id)"
    ),
    "access_no_update": "BEFORE UPDATE ON access",
    "access_no_delete": f"BEFORE DELETE ON access WHEN OLD.at > datetime('now', '-{LEAST.days} days')",
}
POSTGRESQL = {
    "event_no_change": "BEFORE UPDATE OR DELETE ON event FOR EACH ROW",
    "event_no_truncate": "BEFORE TRUNCATE ON event FOR EACH STATEMENT",
    "access_no_update": "BEFORE UPDATE ON access FOR EACH ROW",
    "access_no_delete": (
        f"BEFORE DELETE ON access FOR EACH ROW WHEN (OLD.at > CURRENT_TIMESTAMP - INTERVAL '{LEAST.days} days')"
    ),
    "access_no_truncate": "BEFORE TRUNCATE ON access FOR EACH STATEMENT",
}
TABLES = ("event", "access")


def protect(connection: Connection) -> None:
    """Create the triggers; migrations call it again after touching a table."""
    if connection.dialect.name == "sqlite":
        for name, when in SQLITE.items():
            body = f"BEGIN SELECT RAISE(ABORT, '{_refusal(name)}'); END"
            connection.execute(text(f"CREATE TRIGGER IF NOT EXISTS {name} {when} {body}"))
        return
    for table in TABLES:
        body = f"BEGIN RAISE EXCEPTION '{_refusal(table)}'; END"
        function = f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
        connection.execute(text(function))
    for name, when in POSTGRESQL.items():
        table = name.partition("_")[0]
        connection.execute(text(f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {table}_refuse()"))


def missing(connection: Connection) -> set[str]:
    """The names of triggers that should be there and are not, or are switched off."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
        return set(SQLITE) - set(found)
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid IN ('event'::regclass, 'access'::regclass) AND tgenabled <> 'D'"
    )
    return set(POSTGRESQL) - set(connection.execute(text(query)).scalars())


def _refusal(name: str) -> str:
    return f"{name.partition('_')[0]} is append-only"
