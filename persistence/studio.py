"""Drafts of methods in the database: implements `engine.studio.DraftStore`."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, and_, delete, func, select, update

from engine.errors import NotFound
from engine.studio.draft import APPROVED, ASKED, OPEN, Change, Draft, Edit
from engine.studio.store import Clash
from persistence import shelf
from persistence.studio_requests import Requests, closed
from persistence.studio_tables import studio_change as change
from persistence.studio_tables import studio_draft as draft
from persistence.studio_tables import studio_presence as presence
from persistence.tables import definition, process

LIVING = (OPEN, ASKED, APPROVED)

MOST_SAVES = 2**31 - 1  # what a column of revisions holds


class DraftShelf(Requests):
    """Where drafts live."""

    def begin(self, begun: Draft) -> None:
        """Remember a new draft; what it begins from is kept with it only where no version holds it."""
        kept = None if begun.base else zlib.compress(orjson.dumps(dict(begun.origin)))
        row = {
            "id": begun.id, "process": begun.process, "title": begun.title, "base": begun.base, "origin": kept,
            "state": begun.state, "serial": 0, "begun_at": begun.begun_at, "begun_by": begun.begun_by,
        }  # fmt: skip
        self._database.write(lambda connection: connection.execute(draft.insert(), row))

    def draft(self, draft_id: str) -> Draft:
        """The draft as it stands; raises NotFound."""
        with self._database.reading() as reader:
            return read(reader, draft_id)

    def save(self, draft_id: str, edits: Sequence[Edit], at: datetime, by: str) -> list[Change]:
        """Save files, all or none. Raises Clash, Closed, NotFound."""
        return self._database.write(lambda connection: _save(connection, draft_id, edits, at, by))

    def rename(self, draft_id: str, title: str) -> None:
        """Give the draft another title."""
        self._database.write(lambda c: c.execute(update(draft).where(draft.c.id == draft_id).values(title=title)))

    def change(self, draft_id: str, name: str, revision: int) -> Change:
        """One save of a file; revision 0 has no author. Raises NotFound."""
        if not 0 <= revision <= MOST_SAVES:
            raise NotFound()
        with self._database.reading() as reader:
            if revision == 0:
                found = read(reader, draft_id)
                if name not in found.origin:
                    raise NotFound()
                return Change(name, 0, 0, found.origin[name], found.begun_at, "")
            here = and_(change.c.draft_id == draft_id, change.c.name == name, change.c.revision == revision)
            row = reader.execute(select(change).where(here)).first()
        if row is None:
            raise NotFound()
        return _change(row)

    def close(self, draft_id: str, state: str, at: datetime, by: str) -> None:
        """End an open draft. Raises Closed, NotFound."""

        def act(connection: Connection) -> None:
            here = and_(draft.c.id == draft_id, draft.c.state == OPEN)
            ended = update(draft).where(here).values(state=state, closed_at=at, closed_by=by)
            if connection.execute(ended).rowcount == 0:
                raise closed(connection, draft_id)
            connection.execute(delete(presence).where(presence.c.draft_id == draft_id))

        self._database.write(act)

    def rebase(self, draft_id: str, base: str, edits: Sequence[Edit], saved: tuple[datetime, str]) -> None:
        """Let the draft begin from another version, with these files saved. Raises Clash, Closed."""

        def act(connection: Connection) -> None:
            connection.execute(update(draft).where(draft.c.id == draft_id).values(base=base))
            _save(connection, draft_id, edits, *saved)

        self._database.write(act)

    def origin(self, key: str) -> tuple[str, str, dict[str, str]]:
        """Checksum, title and files of the version in force; raises NotFound."""
        with self._database.reading() as reader:
            query = select(definition.c.checksum, definition.c.title)
            joined = query.join(process, process.c.current == definition.c.checksum).where(process.c.key == key)
            row = reader.execute(joined).first()
            if row is None:
                raise NotFound()
            return row.checksum, row.title, shelf.files(reader, row.checksum)

    def is_taken(self, key: str) -> bool:
        """Whether a process of that key was published or begun as a draft that still lives."""
        with self._database.reading() as reader:
            published = select(process.c.key).where(process.c.key == key)
            begun = select(draft.c.id).where(draft.c.process == key, draft.c.state.in_(LIVING))
            return any(reader.execute(query).first() for query in (published, begun))

    def attend(self, draft_id: str, account_id: str, name: str, at: datetime) -> None:
        """Say that somebody is at a file now; only his latest word is kept."""

        def act(connection: Connection) -> None:
            here = and_(presence.c.draft_id == draft_id, presence.c.account_id == account_id)
            again = update(presence).where(here).values(name=name, seen_at=at)
            if connection.execute(again).rowcount == 0:
                row = {"draft_id": draft_id, "account_id": account_id, "name": name, "seen_at": at}
                connection.execute(presence.insert(), row)

        self._database.write(act)

    def leave(self, before: datetime) -> None:
        """Forget who was at drafts before a moment."""
        self._database.write(lambda c: c.execute(delete(presence).where(presence.c.seen_at < before)))


def read(reader: Connection, draft_id: str) -> Draft:
    """The draft as it stands; raises NotFound."""
    row = reader.execute(select(draft).where(draft.c.id == draft_id)).first()
    if row is None:
        raise NotFound()
    origin = shelf.files(reader, row.base) if row.base else orjson.loads(zlib.decompress(row.origin))
    latest = _latest(reader, draft_id)
    return Draft(
        row.id, row.process, row.title, row.base, row.state, row.serial, row.begun_at, row.begun_by, origin, latest
    )


def _latest(reader: Connection, draft_id: str) -> Mapping[str, Change]:
    newest = (
        select(change.c.name, func.max(change.c.revision).label("revision"))
        .where(change.c.draft_id == draft_id)
        .group_by(change.c.name)
        .subquery()
    )
    same = and_(change.c.name == newest.c.name, change.c.revision == newest.c.revision)
    rows = reader.execute(select(change).join(newest, same).where(change.c.draft_id == draft_id))
    return {row.name: _change(row) for row in rows}


def _save(connection: Connection, draft_id: str, edits: Sequence[Edit], at: datetime, by: str) -> list[Change]:
    """Take the draft's serials first: that row is the lock under which the revisions are compared."""
    here = and_(draft.c.id == draft_id, draft.c.state == OPEN)
    taken = update(draft).where(here).values(serial=draft.c.serial + len(edits)).returning(draft.c.serial)
    last = connection.execute(taken).scalar()
    if last is None:
        raise closed(connection, draft_id)
    latest = _latest(connection, draft_id)
    saved = []
    for serial, edit in enumerate(edits, last - len(edits) + 1):
        found = latest.get(edit.name)
        if found and found.revision != edit.revision:
            raise Clash(found)
        if found is None and edit.revision:
            raise NotFound()
        made = Change(edit.name, edit.revision + 1, serial, edit.text, at, by)
        connection.execute(change.insert(), _row(draft_id, made))
        saved.append(made)
    return saved


def _row(draft_id: str, made: Change) -> dict[str, Any]:
    text = None if made.text is None else zlib.compress(made.text.encode())
    return {"draft_id": draft_id, "serial": made.serial, "name": made.name, "revision": made.revision,
            "text": text, "at": made.at, "by": made.by}  # fmt: skip


def _change(row: Row[Any]) -> Change:
    text = None if row.text is None else zlib.decompress(row.text).decode()
    return Change(row.name, row.revision, row.serial, text, row.at, row.by)
