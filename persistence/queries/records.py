"""What was written in a case: answers to forms, opened from the sealed history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select

from engine.errors import NotFound
from persistence import history
from persistence.projections.records import table as record_
from persistence.queries.case_head import CaseHead
from persistence.queries.page import SIZE, Order, Page
from persistence.queries.scope import Viewer
from persistence.tables import account, event
from persistence.vault import Seal, Vault


@dataclass(frozen=True, slots=True)
class RecordRow:
    """Answers to a form. `corrects` is the seq of the record it replaces, `corrected_by` of its successor.
    `answers` is empty once the case's key was destroyed.
    """

    seq: int
    form: str
    node: str
    node_name: str
    at: datetime
    by: str | None
    by_name: str | None
    corrects: int | None
    corrected_by: int | None
    answers: Mapping[str, Any]


_later = record_.alias()
_RECORDS: Select[Any] = (
    select(record_, account.c.name.label("by_name"), _later.c.seq.label("corrected_by"), event.c.sealed, event.c.kind)
    .join(event, and_(event.c.case_id == record_.c.case_id, event.c.seq == record_.c.seq))
    .outerjoin(_later, and_(_later.c.case_id == record_.c.case_id, _later.c.corrects == record_.c.seq))
    .outerjoin(account, account.c.id == record_.c.by)
)
_ORDER = Order((record_.c.seq,), falling=True)


def records(viewer: Viewer, vault: Vault, head: CaseHead, after: str | None = None) -> Page[RecordRow]:
    """Everything that was written, the newest first."""
    found = _ORDER.cut(viewer.reader, _of(head), after, SIZE)
    seal = history.seal_of(viewer.reader, vault, head.id)
    return Page(tuple(_row(row, seal) for row in found.rows), found.next)


def record(viewer: Viewer, vault: Vault, head: CaseHead, seq: int) -> RecordRow:
    """One record; raises NotFound."""
    row = viewer.reader.execute(_of(head).where(record_.c.seq == seq)).first()
    if row is None:
        raise NotFound()
    return _row(row, history.seal_of(viewer.reader, vault, head.id))


def latest(viewer: Viewer, vault: Vault, head: CaseHead, forms: Collection[str]) -> dict[str, RecordRow]:
    """The last answers to each of these forms, corrections included, from which others are prefilled."""
    newest = (
        select(func.max(record_.c.seq))
        .where(record_.c.case_id == head.id, record_.c.form.in_(forms))
        .group_by(record_.c.form)
    )
    found = viewer.reader.execute(_of(head).where(record_.c.seq.in_(newest))).all()
    seal = history.seal_of(viewer.reader, vault, head.id)
    return {row.form: _row(row, seal) for row in found}


def _of(head: CaseHead) -> Select[Any]:
    return _RECORDS.where(record_.c.case_id == head.id)


def _row(row: Row[Any], seal: Seal | None) -> RecordRow:
    private = seal.open(row.sealed, row.case_id, row.seq, row.kind) if seal else {}
    return RecordRow(
        row.seq, row.form, row.node, row.node_name, row.at, row.by, row.by_name,
        row.corrects, row.corrected_by, private.get("record", {}),
    )  # fmt: skip
