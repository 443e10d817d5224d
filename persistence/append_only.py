"""Events are only ever added: triggers that refuse everything else, on both databases.

SQLite's INSERT OR REPLACE passes by update and delete triggers, so an insert has to be the next of
its case. Triggers do not stop the owner of the database; the hash chain shows what he did.
"""

from sqlalchemy import Connection, text

SQLITE = {
    "event_no_update": "BEFORE UPDATE ON event",
    "event_no_delete": "BEFORE DELETE ON event",
    "event_in_order": (
        "BEFORE INSERT ON event WHEN NEW.seq <> "
        "(SELECT coalesce(max(seq), 0) + 1 FROM event WHERE case_id = NEW.case_id)"
    ),
}
POSTGRESQL = {
    "event_no_change": "BEFORE UPDATE OR DELETE ON event FOR EACH ROW",
    "event_no_truncate": "BEFORE TRUNCATE ON event FOR EACH STATEMENT",
}
REFUSAL = "event is append-only"


def protect(connection: Connection) -> None:
    """Create the triggers; migrations call it again after touching the table."""
    if connection.dialect.name == "sqlite":
        for name, when in SQLITE.items():
            body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            connection.execute(text(f"CREATE TRIGGER IF NOT EXISTS {name} {when} {body}"))
        return
    body = f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END"
    connection.execute(
        text(f"CREATE OR REPLACE FUNCTION event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    )
    for name, when in POSTGRESQL.items():
        sentence = f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION event_refuse()"
        connection.execute(text(sentence))


def missing(connection: Connection) -> set[str]:
    """The names of triggers that should be there and are not, or are switched off."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
        return set(SQLITE) - set(found)
    query = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'event'::regclass AND tgenabled <> 'D'"
    return set(POSTGRESQL) - set(connection.execute(text(query)).scalars())
