"""Documents issued from a case, the newest first, each with its signed copies."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from engine.errors import NotFound
from engine.stores import File
from persistence import files, history
from persistence.projections.papers import table as paper
from persistence.queries.case_head import CaseHead
from persistence.queries.scope import Viewer
from persistence.tables import account
from persistence.vault import Vault


@dataclass(frozen=True, slots=True)
class PaperRow:
    """An issued document, or the signed copy of one (`signs`, the seq of what it is a copy of).

    `files` maps endings to checksums; `copies` are the signed copies, oldest first.
    """

    seq: int
    document: str
    number: str
    files: Mapping[str, str]
    signs: int | None
    at: datetime
    by: str | None
    by_name: str | None
    copies: "tuple[PaperRow, ...]" = ()


def papers(viewer: Viewer, head: CaseHead) -> tuple[PaperRow, ...]:
    """What was issued, the newest first."""
    query = select(paper, account.c.name.label("by_name")).outerjoin(account, account.c.id == paper.c.by)
    found = viewer.reader.execute(query.where(paper.c.case_id == head.id).order_by(paper.c.seq)).all()
    copies = [_row(row) for row in found if row.signs is not None]
    issued = [_row(row, copies) for row in found if row.signs is None]
    return tuple(reversed(issued))


def content(viewer: Viewer, vault: Vault, head: CaseHead, paper_file: tuple[int, str]) -> tuple[PaperRow, File]:
    """A paper by its seq and its file by the ending; raises NotFound."""
    seq, ending = paper_file
    query = select(paper, account.c.name.label("by_name")).outerjoin(account, account.c.id == paper.c.by)
    row = viewer.reader.execute(query.where(paper.c.case_id == head.id, paper.c.seq == seq)).first()
    found = _row(row) if row else None
    if found is None or ending not in found.files:
        raise NotFound()
    return found, files.read(viewer.reader, vault, head.id, found.files[ending])


def template_of(viewer: Viewer, head: CaseHead, seq: int) -> str:
    """The checksum of the template that a document was issued on; raises NotFound."""
    row = history.BY_SEQ.one(viewer.reader, case_id=head.id, seq=seq)
    issued = history.read(row[0]) if row else None
    if issued is None or issued.kind != "document.issued":
        raise NotFound()
    return str(issued.data["template"])


def _row(row: Row[Any], copies: list[PaperRow] | None = None) -> PaperRow:
    mine = tuple(copy for copy in copies or () if copy.signs == row.seq)
    return PaperRow(
        row.seq, row.document, row.number, json.loads(row.files), row.signs, row.at, row.by, row.by_name, mine
    )
