"""Events as they are kept: the header's bytes exactly as hashed, the private part sealed, all chained."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, or_, select

from engine.errors import NotFound
from engine.history import CLOSING as CLOSING_KINDS
from engine.history import Event, canonical, link
from persistence.prepared import Prepared, Row
from persistence.tables import Key, case_key, event
from persistence.vault import Seal, Vault

INSERT = Prepared(event.insert())
_case = event.c.case_id == bindparam("case_id", type_=Key)
_COLUMNS = (event.c.header, event.c.sealed, event.c.hash)
ALL = Prepared(select(*_COLUMNS).where(_case).order_by(event.c.seq))
BY_COMMAND = Prepared(select(event.c.header).where(event.c.command == bindparam("command", type_=Key)))
_closes = or_(*(event.c.kind == kind for kind in CLOSING_KINDS))
CLOSING = Prepared(
    select(event.c.header)
    .where(_case, event.c.token == bindparam("token"), _closes)
    .order_by(event.c.seq.desc())
    .limit(1)
)
BY_SEQ = Prepared(select(event.c.header).where(_case, event.c.seq == bindparam("seq")))
HASH = Prepared(select(event.c.hash).where(_case, event.c.seq == bindparam("seq")))
KEY = Prepared(select(case_key.c.wrapped).where(case_key.c.case_id == bindparam("case_id", type_=Key)))


def chain(events: Sequence[Event], previous: bytes, seal: Seal) -> tuple[list[Row], bytes]:
    """The rows to store, and the new head of the case's chain."""
    rows: list[Row] = []
    for happened in events:
        header, sealed = canonical(happened.header()), seal.close(happened)
        previous = link(previous, header, sealed)
        rows.append({
            "case_id": happened.case_id, "seq": happened.seq, "kind": happened.kind, "at": happened.at,
            "actor": happened.actor, "token": happened.data.get("token"), "command": happened.command,
            "header": header, "sealed": sealed, "hash": previous,
        })  # fmt: skip
    return rows, previous


def read(header: bytes, private: Any = None) -> Event:
    """The event a stored header tells of; its private part stays empty unless handed in."""
    told = orjson.loads(header)
    return Event(
        told["case"], told["seq"], told["kind"], datetime.fromisoformat(told["at"]), told["actor"],
        told["for"], told["command"], told["data"], private or {},
    )  # fmt: skip


def opened(rows: Iterable[tuple[bytes, bytes, bytes]], seal: Seal | None) -> list[Event]:
    """Stored events with their private parts, which stay empty once the case's key is gone."""
    found = []
    for header, sealed, _hash in rows:
        plain = read(header)
        private = seal.open(sealed, plain.case_id, plain.seq, plain.kind) if seal and sealed else None
        found.append(read(header, private) if private else plain)
    return found


def whole(connection: Connection, vault: Vault, case_id: str) -> list[Event]:
    """All events of a case in order; raises NotFound."""
    rows = ALL.fetch(connection, case_id=case_id)
    if not rows:
        raise NotFound()
    return opened(rows, seal_of(connection, vault, case_id))


def seal_of(connection: Connection, vault: Vault, case_id: str) -> Seal | None:
    """The case's data key; None once it was destroyed."""
    row = KEY.one(connection, case_id=case_id)
    return vault.unwrap(case_id, row[0]) if row else None
