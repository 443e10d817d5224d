"""Files that people send: how large, and of what kind by what they hold, not by what they are called."""

import io
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass

from flask import Flask, request
from werkzeug.datastructures import FileStorage

from engine.stores import File
from web import desk

ENDPOINTS = frozenset({"documents.sign", "attachments.add", "templates.send", "studio_publishing.bring_in"})
SCANS = frozenset({"pdf", "jpg", "png"})
OFFICE = "application/vnd.openxmlformats-officedocument"
STARTS = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"GIF8", "gif", "image/gif"),
)
INSIDE = (
    ("word/document.xml", "docx", f"{OFFICE}.wordprocessingml.document"),
    ("xl/workbook.xml", "xlsx", f"{OFFICE}.spreadsheetml.sheet"),
)
ODT = "application/vnd.oasis.opendocument.text"
IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""What every browser shows as a picture; nothing in them can run."""
_ODD = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be attached: endings of kinds, and how much at most."""

    kinds: tuple[str, ...]
    megabytes: int

    @property
    def accept(self) -> str:
        """For the chooser of a browser."""
        return ",".join(f".{kind}" for kind in self.kinds) + (",image/*" if "jpg" in self.kinds else "")


def limits() -> Limits:
    """The organisation's limits."""
    organisation = desk.services().settings.organisation
    return Limits(organisation.attachments, organisation.attachment_megabytes)


def install(app: Flask) -> None:
    """Let the few addresses that take files take larger requests; before anything reads the form."""
    app.before_request(_make_room)


def scan(sent: FileStorage | None) -> tuple[str, File] | None:
    """The ending and the file of a scan or photo; None when it is neither."""
    return take(sent, SCANS)


def take(sent: FileStorage | None, kinds: Collection[str]) -> tuple[str, File] | None:
    """The ending and the file of something sent, when it is of one of the kinds and not too large."""
    most = limits().megabytes * 1024 * 1024
    content = sent.read(most + 1) if sent else b""
    found = sniff(content) if 0 < len(content) <= most else None
    return (found[0], File(found[1], content)) if found and found[0] in kinds else None


def sniff(content: bytes) -> tuple[str, str] | None:
    """The kind (its usual ending) and the media type of what a file holds; None for anything else."""
    for start, kind, media in STARTS:
        if content.startswith(start):
            return kind, media
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp", "image/webp"
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1"}:
        return "heic", "image/heic"
    return _packed(content) if content.startswith(b"PK\x03\x04") else _text(content)


def _packed(content: bytes) -> tuple[str, str] | None:
    """Office files are archives of known parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            odt = "mimetype" in names and archive.read("mimetype")[:99].decode("ascii", "replace") == ODT
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return None
    if odt:
        return "odt", ODT
    return next(((kind, media) for part, kind, media in INSIDE if part in names), None)


def _text(content: bytes) -> tuple[str, str] | None:
    """Plain text; what begins like a page or a drawing is not."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    plain = text.strip() and not text.lstrip().startswith("<") and not re.search(r"[\x00-\x08\x0e-\x1f]", text)
    return ("txt", "text/plain") if plain else None


def name(sent: FileStorage, kind: str) -> str:
    """What the file is called, made harmless, with the ending of what it holds."""
    stem = _ODD.sub(" ", sent.filename or "").strip(" .")
    stem = stem.rpartition(".")[0] or stem
    return f"{stem[:120].strip() or 'file'}.{kind}"


def _make_room() -> None:
    if request.endpoint in ENDPOINTS:
        request.max_content_length = limits().megabytes * 1024 * 1024 + 64 * 1024
