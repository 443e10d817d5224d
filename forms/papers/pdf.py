"""A merged document as PDF/A: DOCX in, typeset by Typst with the fonts that come with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from forms.papers.typeset import pictures, source


def pdf(document: bytes, title: str, at: datetime) -> bytes:
    """The pages of a DOCX: the same bytes for the same document, title and moment."""
    with _folder(document) as folder:
        made = typst.compile(
            source(document, title).encode(), root=folder, format="pdf", font_paths=[], ignore_system_fonts=True,
            pdf_standards="a-2b", timestamp=int(at.timestamp()),
        )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def pages(document: bytes, title: str) -> list[bytes]:
    """The same pages as PNG pictures, to be looked at."""
    with _folder(document) as folder:
        made: Any = typst.compile(
            source(document, title).encode(), root=folder, format="png", font_paths=[], ignore_system_fonts=True,
            ppi=72,
        )  # fmt: skip
    return made if isinstance(made, list) else [made]


@contextmanager
def _folder(document: bytes) -> Iterator[Any]:
    """A folder with the document's pictures, for as long as they are drawn (the library says it wants bytes)."""
    with TemporaryDirectory() as folder:
        for name, content in pictures(document).items():
            (Path(folder) / name).write_bytes(content)
        yield folder
