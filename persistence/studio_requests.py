"""Publication of drafts in the database: asked for, decided, carried out; and the trail every version leaves."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, and_, insert, select, update

from engine.definitions import Definition
from engine.errors import NotFound
from engine.stores import Chore, Trail
from engine.studio.draft import APPROVED, ASKED, OPEN, PUBLISHED
from engine.studio.request import DONE, WAITS, WILL, Behind, Request
from engine.studio.store import Closed
from persistence import chores, notices
from persistence.database import Database
from persistence.studio_tables import publication
from persistence.studio_tables import studio_draft as draft
from persistence.studio_tables import studio_request as request
from persistence.tables import process

APPROVERS = "may:definitions.approve"
_waiting = request.c.state.in_((WAITS, WILL))


class Requests:
    """What of a draft's way to publication is remembered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def request(self, draft_id: str) -> Request | None:
        """The latest publication asked for, if any was."""
        query = select(request).where(request.c.draft_id == draft_id).order_by(request.c.id.desc()).limit(1)
        with self._database.reading() as reader:
            row = reader.execute(query).first()
        return made(row) if row else None

    def ask(self, asked: Request) -> None:
        """Remember the request and let the draft rest. Raises Closed when it was changed or closed meanwhile."""

        def act(connection: Connection) -> None:
            here = and_(draft.c.id == asked.draft_id, draft.c.state == OPEN, draft.c.serial == asked.serial)
            _move(connection, asked.draft_id, update(draft).where(here).values(state=ASKED))
            connection.execute(insert(request).values(
                draft_id=asked.draft_id, serial=asked.serial, note=asked.note, due=asked.due, asked_at=asked.asked_at,
                asked_by=asked.asked_by, state=WAITS, astray=_listed(asked.astray),
            ))  # fmt: skip
            _tell(connection, "approval_asked", asked.draft_id, (asked.asked_at, asked.asked_by), None)

        self._database.write(act)

    def approve(self, draft_id: str, at: datetime, by: str, chore: Chore) -> None:
        """Note the approval, and the chore that will publish. Raises Closed."""

        def act(connection: Connection) -> None:
            here = and_(draft.c.id == draft_id, draft.c.state == ASKED)
            _move(connection, draft_id, update(draft).where(here).values(state=APPROVED))
            mine = and_(request.c.draft_id == draft_id, _waiting)
            connection.execute(update(request).where(mine).values(state=WILL, decided_at=at, decided_by=by))
            chores.add(connection, chore)
            _tell(connection, "approval_given", draft_id, (at, by), _asker(connection, draft_id))

        self._database.write(act)

    def decide(self, draft_id: str, state: str, at: datetime, by: str, remark: str) -> None:
        """End the request and let the draft be changed again. Raises Closed when none waits."""

        def act(connection: Connection) -> None:
            here = and_(draft.c.id == draft_id, draft.c.state.in_((ASKED, APPROVED)))
            _move(connection, draft_id, update(draft).where(here).values(state=OPEN))
            decided = {"state": state, "decided_at": at, "decided_by": by, "remark": remark}
            asker = _asker(connection, draft_id)
            connection.execute(update(request).where(request.c.draft_id == draft_id, _waiting).values(**decided))
            if asker != by:
                _tell(connection, "approval_refused", draft_id, (at, by), asker)

        self._database.write(act)


def _asker(connection: Connection, draft_id: str) -> str:
    asked = select(request.c.asked_by).where(request.c.draft_id == draft_id, _waiting)
    return str(connection.execute(asked).scalar_one())


def _tell(connection: Connection, kind: str, draft_id: str, deed: tuple[datetime, str], to: str | None) -> None:
    """Tell who asked, or (None) everybody who may approve."""
    title = connection.execute(select(draft.c.title).where(draft.c.id == draft_id)).scalar_one()
    whom = {"account_id": to} if to else {"role": APPROVERS}
    told = notices.row(
        kind, f"{draft_id}:{deed[0].isoformat()}", at=deed[0], by=deed[1], place=draft_id, about=title, **whom
    )
    notices.ADD.run(connection, [told])


def published(connection: Connection, trail: Trail, at: datetime) -> None:
    """Close the draft that is being published. Raises Closed, and Behind when another version is in force."""
    mine = draft.c.id == trail.draft
    row = connection.execute(select(draft.c.process).where(mine)).one()
    current = connection.execute(select(process.c.current).where(process.c.key == row.process).with_for_update())
    if current.scalar() != trail.base:
        raise Behind()
    here = and_(mine, draft.c.state.in_((ASKED, APPROVED)))
    closed = {"state": PUBLISHED, "closed_at": at, "closed_by": trail.approved_by}
    _move(connection, trail.draft or "", update(draft).where(here).values(**closed))
    decided = {"state": DONE, "decided_at": trail.approved_at, "decided_by": trail.approved_by}
    connection.execute(update(request).where(request.c.draft_id == trail.draft, _waiting).values(**decided))


def note(connection: Connection, compiled: Definition, at: datetime, by: str | None, trail: Trail) -> None:
    """Remember that a version was published: by whom, approved by whom, why, and which way."""
    connection.execute(insert(publication).values(
        checksum=compiled.checksum, process=compiled.key, at=at, by=by, note=trail.note, way=trail.way,
        approved_by=trail.approved_by, approved_at=trail.approved_at, draft_id=trail.draft,
        astray=_listed(trail.astray),
    ))  # fmt: skip


def made(row: Any) -> Request:
    """A request from its row."""
    return Request(
        row.draft_id, row.serial, row.note, row.due, row.asked_at, row.asked_by, named(row.astray),
        row.state, row.decided_at, row.decided_by, row.remark or "",
    )  # fmt: skip


def named(text: str | None) -> tuple[str, ...]:
    """A list of names as the table keeps it."""
    return tuple(orjson.loads(text)) if text else ()


def _listed(names: tuple[str, ...]) -> str | None:
    return orjson.dumps(names).decode() if names else None


def _move(connection: Connection, draft_id: str, change: Any) -> None:
    if connection.execute(change).rowcount == 0:
        raise closed(connection, draft_id)


def closed(connection: Connection, draft_id: str) -> Exception:
    """Why a draft does not take a change: Closed, or NotFound."""
    row = connection.execute(select(draft.c.state, draft.c.closed_by, draft.c.closed_at).where(draft.c.id == draft_id))
    found = row.first()
    return Closed(found.closed_by, found.state, found.closed_at) if found else NotFound()
