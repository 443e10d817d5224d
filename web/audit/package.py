"""A case as a package that verifies anywhere: events, what they ran on, files, proofs, a book, and the checker."""

import base64
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from engine.history import canonical
from persistence.queries.case_page import CaseHead
from persistence.queries.parcel import Parcel
from web import desk
from web.audit import book

CHECKER = Path(__file__).with_name("stand_alone.py")
STYLES = Path(__file__).with_name("book.css")


def pack(head: CaseHead, parcel: Parcel) -> bytes:
    """The package. Its parts are listed by hash in `manifest.json`, which is signed."""
    parts = {
        "verify.py": CHECKER.read_bytes(),
        "README.txt": _read_me().encode(),
        "index.html": page(head, redacted=False).encode(),
        "events.jsonl": b"".join(_line(event) + b"\n" for event in parcel.events),
        "key.txt": parcel.key.hex().encode(),
        "log.json": _log(parcel),
    }
    parts |= {f"definitions/{name}.json": canonical(dict(files)) for name, files in parcel.definitions.items()}
    parts |= {f"calendars/{name}.json": data.encode() for name, data in parcel.calendars.items()}
    parts |= {f"files/{name}": content for name, content in parcel.files.items()}
    told = {
        "case": head.id, "number": head.number, "events": len(parcel.events), "made_at": desk.now().isoformat(),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()},
    }  # fmt: skip
    listed = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
    parts |= {"manifest.json": listed, "manifest.note": _signed(listed, parcel).encode()}
    return _zipped(parts)


def page(head: CaseHead, redacted: bool) -> str:
    """The book as one page that needs nothing else."""
    styles = STYLES.read_text(encoding="utf-8")
    return render_template("audit/bound.html", book=book.make(head, redacted), styles=styles, head=head)


def _line(event: Any) -> bytes:
    told = {
        "header": event.header.decode(), "sealed": base64.b64encode(event.sealed).decode(), "hash": event.hash.hex(),
        "private": dict(event.event.private),
    }  # fmt: skip
    return canonical(told)


def _log(parcel: Parcel) -> bytes:
    place = parcel.place
    told = {
        "leaf": dict(place.leaf), "index": place.index, "path": [step.hex() for step in place.path],
        "checkpoint": place.checkpoint, "public": place.public.hex(),
    }  # fmt: skip
    return canonical(told)


def _signed(listed: bytes, parcel: Parcel) -> str:
    """The manifest's hash, signed in the name under which checkpoints are signed."""
    origin = parcel.place.checkpoint.partition("\n")[0]
    text = f"{origin}\n{hashlib.sha256(listed).hexdigest()}\n"
    return desk.services().oversight.notary.sign(text)


def _read_me() -> str:
    return "\n\n".join([
        _("This package holds one case with everything that happened in it. It contains personal data: keep it safe."),
        _("To read: open index.html. To check that nothing was changed: python3 verify.py PACKAGE.zip"),
        _("Ask the organisation for its public key by another way and add it: --key KEY. Else the key inside is believed."),  # noqa: E501
    ])  # fmt: skip


def _zipped(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
