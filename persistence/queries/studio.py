"""Drafts of methods: which there are, who is at them, every save."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from persistence.queries.scope import Viewer
from persistence.studio_requests import named
from persistence.studio_tables import publication
from persistence.studio_tables import studio_change as change
from persistence.studio_tables import studio_draft as draft
from persistence.studio_tables import studio_presence as presence
from persistence.tables import account, definition, process

HERE_FOR = timedelta(seconds=60)
"""Who has not said for so long that he is at a draft is not at it any more."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in a list. `behind` when another version was published since it began."""

    id: str
    process: str
    title: str
    state: str
    begun_at: datetime
    begun_by_name: str | None
    base_number: int | None
    behind: bool
    files: int
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Save:
    """One save of a file, without its text."""

    serial: int
    name: str
    revision: int
    removed: bool
    at: datetime
    by: str
    by_name: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """One publication of a version: who, approved by whom, why, which way."""

    checksum: str
    process: str
    number: int
    at: datetime
    by_name: str | None
    approved_by_name: str | None
    note: str
    way: str
    astray: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is at a file of a draft now."""

    account_id: str
    account_name: str
    name: str


def drafts(viewer: Viewer, states: tuple[str, ...]) -> tuple[DraftRow, ...]:
    """Drafts in these states, the latest begun first; raises NotAllowed without `definitions.read`."""
    viewer.require("definitions.read")
    mine = change.c.draft_id == draft.c.id
    query: Select[Any] = (
        select(
            draft.c.id, draft.c.process, draft.c.title, draft.c.state, draft.c.begun_at,
            account.c.name.label("begun_by_name"), definition.c.number.label("base_number"),
            draft.c.base.is_distinct_from(process.c.current).label("behind"),
            select(func.count(change.c.name.distinct())).where(mine).scalar_subquery().label("files"),
            select(func.max(change.c.at)).where(mine).scalar_subquery().label("saved_at"),
        )
        .outerjoin(account, account.c.id == draft.c.begun_by)
        .outerjoin(definition, definition.c.checksum == draft.c.base)
        .outerjoin(process, process.c.key == draft.c.process)
        .where(draft.c.state.in_(states))
        .order_by(draft.c.begun_at.desc(), draft.c.id)
    )  # fmt: skip
    return tuple(DraftRow(**row._mapping) for row in viewer.reader.execute(query))


def saves(viewer: Viewer, draft_id: str, name: str | None = None, most: int = 200) -> tuple[Save, ...]:
    """The latest saves of a draft, or of one of its files; raises NotAllowed without `definitions.read`."""
    viewer.require("definitions.read")
    query = (
        select(
            change.c.serial, change.c.name, change.c.revision, change.c.text.is_(None).label("removed"),
            change.c.at, change.c.by, account.c.name.label("by_name"),
        )
        .outerjoin(account, account.c.id == change.c.by)
        .where(change.c.draft_id == draft_id)
        .order_by(change.c.serial.desc())
        .limit(most)
    )  # fmt: skip
    if name is not None:
        query = query.where(change.c.name == name)
    return tuple(Save(**row._mapping) for row in viewer.reader.execute(query))


def publications(viewer: Viewer, process: str | None = None, most: int = 500) -> tuple[Published, ...]:
    """What was published, the latest first; raises NotAllowed without `definitions.read`."""
    viewer.require("definitions.read")
    author, approver = account.alias("author"), account.alias("approver")
    query = (
        select(
            publication.c.checksum, publication.c.process, definition.c.number, publication.c.at,
            author.c.name.label("by_name"), approver.c.name.label("approved_by_name"), publication.c.note,
            publication.c.way, publication.c.astray,
        )
        .join(definition, definition.c.checksum == publication.c.checksum)
        .outerjoin(author, author.c.id == publication.c.by)
        .outerjoin(approver, approver.c.id == publication.c.approved_by)
        .order_by(publication.c.id.desc())
        .limit(most)
    )  # fmt: skip
    if process is not None:
        query = query.where(publication.c.process == process)
    rows = (dict(row._mapping) for row in viewer.reader.execute(query))
    return tuple(Published(**{**row, "astray": named(row["astray"])}) for row in rows)


def present(viewer: Viewer, draft_id: str) -> tuple[Present, ...]:
    """Who else is at a draft now, by name."""
    viewer.require("definitions.read")
    query = (
        select(account.c.id.label("account_id"), account.c.name.label("account_name"), presence.c.name)
        .join(account, account.c.id == presence.c.account_id)
        .where(presence.c.draft_id == draft_id, presence.c.seen_at > viewer.now - HERE_FOR)
        .where(presence.c.account_id != viewer.actor.id)
        .order_by(account.c.name)
    )
    return tuple(Present(**row._mapping) for row in viewer.reader.execute(query))


def name_of(viewer: Viewer, account_id: str) -> str:
    """The name of whose account it is; "" when it is nobody's."""
    return viewer.reader.execute(select(account.c.name).where(account.c.id == account_id)).scalar() or ""
