"""What an outsider needs to check a case: its events as hashed and sealed, what they ran on, its place in the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.errors import Gone, NotFound
from engine.history import Event
from persistence import files, history, merkle, shelf
from persistence.merkle import Place
from persistence.queries.case_head import CaseHead
from persistence.queries.scope import Viewer
from persistence.sequence import CASE, COLUMNS, checkpoint, leaf, signing_key, tree
from persistence.tables import calendar
from persistence.vault import Vault

EXPORT = "case.export"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event: the header's bytes and the sealed part exactly as hashed, and what is in it."""

    header: bytes
    sealed: bytes
    hash: bytes
    event: Event


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case's last action stands in the log, and what shows it."""

    leaf: Mapping[str, Any]
    index: int
    path: Sequence[bytes]
    checkpoint: str
    public: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything of a case that verifies elsewhere. `key` opens the sealed parts."""

    events: Sequence[Sealed]
    key: bytes
    definitions: Mapping[str, Mapping[str, str]]
    calendars: Mapping[str, str]
    files: Mapping[str, bytes]
    place: Standing


def parcel(viewer: Viewer, vault: Vault, head: CaseHead) -> Parcel:
    """Raises NotAllowed, Gone once the case's key was destroyed, NotFound before its last action was logged."""
    viewer.require(EXPORT)
    wrapped = history.KEY.one(viewer.reader, case_id=head.id)
    if wrapped is None:
        raise Gone()
    rows = history.ALL.fetch(viewer.reader, case_id=head.id)
    events = history.opened(rows, vault.unwrap(head.id, wrapped[0]))
    sealed = [Sealed(bytes(a), bytes(b), bytes(c), event) for (a, b, c), event in zip(rows, events, strict=True)]
    data = [event.data for event in events]
    versions = {str(one[name]) for one in data for name in ("definition", "to", "from") if _is_version(one, name)}
    return Parcel(
        sealed,
        vault.bare(head.id, wrapped[0]),
        {checksum: shelf.files(viewer.reader, checksum) for checksum in sorted(versions)},
        _calendars(viewer, {str(one["calendar"]) for one in data if "calendar" in one}),
        _files(viewer, vault, head, data),
        _place(viewer, head, sealed[-1].hash),
    )


def _is_version(data: Mapping[str, Any], name: str) -> bool:
    return name in data and (name == "definition" or "renames" in data)


def _calendars(viewer: Viewer, checksums: set[str]) -> dict[str, str]:
    query = select(calendar.c.checksum, calendar.c.data).where(calendar.c.checksum.in_(checksums))
    return {row.checksum: row.data for row in viewer.reader.execute(query)}


def _files(viewer: Viewer, vault: Vault, head: CaseHead, data: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """The files that events name: `checksum.ending` → content."""
    named = {(checksum, ending) for one in data for ending, checksum in dict(one.get("files") or {}).items()}
    return {
        f"{checksum}.{ending}": files.read(viewer.reader, vault, head.id, checksum).content
        for checksum, ending in sorted(named)
    }


def _place(viewer: Viewer, head: CaseHead, last: bytes) -> Standing:
    mine = (leaf.c.kind == CASE, leaf.c.subject == head.id, leaf.c.hash == last)
    row = viewer.reader.execute(select(leaf).where(*mine).order_by(leaf.c.pos.desc()).limit(1)).mappings().first()
    signed = viewer.reader.execute(
        select(checkpoint.c.size, checkpoint.c.note, signing_key.c.public)
        .join(signing_key, signing_key.c.key_id == checkpoint.c.key_id)
        .order_by(checkpoint.c.size.desc())
        .limit(1)
    ).first()
    if row is None or signed is None:
        raise NotFound()
    path = merkle.inclusion(lambda place: _node(viewer, place), row["pos"], signed.size)
    shown = {name: row[name].hex() if isinstance(row[name], bytes) else row[name] for name in COLUMNS}
    return Standing(shown, row["pos"], path, signed.note, signed.public)


def _node(viewer: Viewer, place: Place) -> bytes:
    query = select(tree.c.hash).where(tree.c.level == place[0], tree.c.place == place[1])
    found: bytes = viewer.reader.execute(query).scalar_one()
    return found
