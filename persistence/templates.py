"""Keeping templates of documents: a file once, a version of it for ever, and which one is in force."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from persistence.template_tables import template_choice, template_file, template_version


@dataclass(frozen=True, slots=True)
class Place:
    """Whose template it is: a document of a process."""

    process: str
    document: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does it and when."""

    by: str | None
    at: datetime


def keep(connection: Connection, checksum: str, content: bytes, at: datetime) -> None:
    """Keep a template's file, once."""
    known = connection.execute(select(template_file.c.checksum).where(template_file.c.checksum == checksum)).first()
    if known is None:
        connection.execute(template_file.insert(), {"checksum": checksum, "content": content, "at": at})


def add(connection: Connection, place: Place, checksum: str, note: str, deed: Deed) -> int:
    """One more version of a document's template, not in force yet; its number."""
    here = (template_version.c.process == place.process, template_version.c.document == place.document)
    last = connection.execute(select(func.max(template_version.c.number)).where(*here)).scalar() or 0
    row = {"process": place.process, "document": place.document, "number": last + 1, "checksum": checksum,
           "note": note, "by": deed.by, "at": deed.at}  # fmt: skip
    connection.execute(template_version.insert(), row)
    return int(last) + 1


def choose(connection: Connection, place: Place, number: int, deed: Deed) -> None:
    """Put a version in force; 0 is the template that came with the method."""
    row = {"process": place.process, "document": place.document, "number": number, "by": deed.by, "at": deed.at}
    connection.execute(template_choice.insert(), row)
