"""Templates of documents: the one that came with the method, or the version a methodologist put in force."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from engine.errors import NotFound
from forms.papers import index
from forms.papers.index import Document
from persistence.queries import templates
from web import desk

INSTALLED = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A template: its file, and the number of its version; 0 came with the method."""

    content: bytes
    number: int

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def documents(process: str) -> tuple[Document, ...]:
    """The documents of a process family."""
    return index.load(desk.services().settings.forms / Path(process).name)


def find(process: str, key: str) -> Document:
    """A document by its key; raises NotFound."""
    found = next((document for document in documents(process) if document.key == key), None)
    if found is None:
        raise NotFound()
    return found


def in_force(process: str, document: Document) -> Pattern:
    """The template that documents are made on now."""
    chosen = templates.chosen(desk.viewer(), process).get(document.key)
    if chosen is None or chosen.checksum is None:
        return Pattern(document.template.read_bytes(), INSTALLED)
    return Pattern(templates.content(desk.viewer(), chosen.checksum), chosen.number)


def version(process: str, document: Document, number: int) -> Pattern:
    """A version by its number; raises NotFound, and NotAllowed."""
    rows = templates.versions(desk.viewer(), process, document.key)
    if number == INSTALLED:
        return Pattern(document.template.read_bytes(), INSTALLED)
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise NotFound()
    return Pattern(templates.content(desk.viewer(), found.checksum), number)
