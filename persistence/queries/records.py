"""What was written in a case: answers to forms, opened from the sealed history."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select

from engine.errors import NotFound
from persistence import history
from persistence.projections.records import table as record_
from persistence.projections.register import table as register
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
MOST_BEFORE, MOST_INHERITED = 5, 50


def records(viewer: Viewer, vault: Vault, head: CaseHead, after: str | None = None) -> Page[RecordRow]:
    """Everything that was written, the newest first."""
    found = _ORDER.cut(viewer.reader, _of(head.id), after, SIZE)
    seal = history.seal_of(viewer.reader, vault, head.id)
    return Page(tuple(_row(row, seal) for row in found.rows), found.next)


def record(viewer: Viewer, vault: Vault, head: CaseHead, seq: int) -> RecordRow:
    """One record; raises NotFound."""
    row = viewer.reader.execute(_of(head.id).where(record_.c.seq == seq)).first()
    if row is None:
        raise NotFound()
    return _row(row, history.seal_of(viewer.reader, vault, head.id))


def inherited(viewer: Viewer, vault: Vault, head: CaseHead) -> tuple[RecordRow, ...]:
    """What was written in the cases before this one (T9: a new case inherits the documents), the newest first."""
    rows: list[RecordRow] = []
    for earlier in _lineage(viewer, head):
        seal = history.seal_of(viewer.reader, vault, earlier)
        found = viewer.reader.execute(_of(earlier).order_by(record_.c.seq.desc()).limit(MOST_INHERITED))
        rows += [_row(row, seal) for row in found]
    return tuple(rows)


def latest(
    viewer: Viewer, vault: Vault, head: CaseHead, forms: Collection[str], before: int | None = None
) -> dict[str, RecordRow]:
    """The last answers to each of these forms, corrections included, from which others are prefilled.

    A form that was not answered in this case yet is looked for in those before it. With `before`, as it was
    when the case had come to that seq.
    """
    found = _latest(viewer, vault, head.id, forms, before)
    for earlier in _lineage(viewer, head) if found.keys() != set(forms) else ():
        found = _latest(viewer, vault, earlier, forms) | found
    return found


def of_forms(viewer: Viewer, vault: Vault, head: CaseHead, forms: Collection[str]) -> tuple[RecordRow, ...]:
    """Every answer to these forms in the case, corrections too, oldest first."""
    found = viewer.reader.execute(_of(head.id).where(record_.c.form.in_(forms)).order_by(record_.c.seq)).all()
    seal = history.seal_of(viewer.reader, vault, head.id) if found else None
    return tuple(_row(row, seal) for row in found)


def _latest(
    viewer: Viewer, vault: Vault, case_id: str, forms: Collection[str], before: int | None = None
) -> dict[str, RecordRow]:
    newest = (
        select(func.max(record_.c.seq))
        .where(record_.c.case_id == case_id, record_.c.form.in_(forms))
        .group_by(record_.c.form)
    )
    newest = newest.where(record_.c.seq < before) if before else newest
    found = viewer.reader.execute(_of(case_id).where(record_.c.seq.in_(newest))).all()
    seal = history.seal_of(viewer.reader, vault, case_id) if found else None
    return {row.form: _row(row, seal) for row in found}


def _lineage(viewer: Viewer, head: CaseHead) -> Iterator[str]:
    """The cases before this one, the nearest first."""
    case_id: str | None = head.id
    for _ in range(MOST_BEFORE):
        query = select(register.c.predecessor).where(register.c.case_id == case_id)
        case_id = viewer.reader.execute(query).scalar()
        if case_id is None:
            return
        yield case_id


def _of(case_id: str) -> Select[Any]:
    return _RECORDS.where(record_.c.case_id == case_id)


def _row(row: Row[Any], seal: Seal | None) -> RecordRow:
    private = seal.open(row.sealed, row.case_id, row.seq, row.kind) if seal else {}
    return RecordRow(
        row.seq, row.form, row.node, row.node_name, row.at, row.by, row.by_name,
        row.corrects, row.corrected_by, private.get("record", {}),
    )  # fmt: skip
