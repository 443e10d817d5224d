"""Templates of documents: which is in force, and every version there was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from engine.errors import NotFound
from persistence.queries.scope import Viewer
from persistence.tables import account
from persistence.template_tables import template_choice, template_file, template_version

PERMISSION = "documents.edit"


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """The version of a document's template in force; number 0 is the one that came with the method."""

    document: str
    number: int
    checksum: str | None
    note: str
    by_name: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version that was sent in."""

    number: int
    checksum: str
    note: str
    by_name: str | None
    at: datetime


def chosen(viewer: Viewer, process: str) -> Mapping[str, ChosenRow]:
    """What is in force of a process' documents, by document; one that was never replaced is not among them."""
    last = select(func.max(template_choice.c.id)).where(template_choice.c.process == process)
    same = and_(
        template_version.c.process == template_choice.c.process,
        template_version.c.document == template_choice.c.document,
        template_version.c.number == template_choice.c.number,
    )
    query = (
        select(template_choice.c.document, template_choice.c.number, template_version.c.checksum,
               func.coalesce(template_version.c.note, ""), account.c.name, template_choice.c.at)
        .outerjoin(template_version, same)
        .outerjoin(account, account.c.id == template_choice.c.by)
        .where(template_choice.c.id.in_(last.group_by(template_choice.c.document)))
    )  # fmt: skip
    return {row[0]: ChosenRow(*row) for row in viewer.reader.execute(query)}


def versions(viewer: Viewer, process: str, document: str) -> tuple[VersionRow, ...]:
    """Every version of a document's template, the newest first; raises NotAllowed."""
    viewer.require(PERMISSION)
    query = (
        select(template_version.c.number, template_version.c.checksum, template_version.c.note, account.c.name,
               template_version.c.at)
        .outerjoin(account, account.c.id == template_version.c.by)
        .where(template_version.c.process == process, template_version.c.document == document)
        .order_by(template_version.c.number.desc())
    )  # fmt: skip
    return tuple(VersionRow(*row) for row in viewer.reader.execute(query))


def content(viewer: Viewer, checksum: str) -> bytes:
    """A template's file; raises NotFound."""
    found = viewer.reader.execute(
        select(template_file.c.content).where(template_file.c.checksum == checksum)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return bytes(found)
