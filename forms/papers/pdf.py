"""A merged document as PDF/A: DOCX in, typeset by Typst with the fonts that come with it."""

from datetime import datetime

import typst

from forms.papers.typeset import source


def pdf(document: bytes, title: str, at: datetime) -> bytes:
    """The pages of a DOCX: the same bytes for the same document, title and moment."""
    text = source(document, title)
    made = typst.compile(
        text.encode(), format="pdf", font_paths=[], ignore_system_fonts=True, pdf_standards="a-2b",
        timestamp=int(at.timestamp()),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made
