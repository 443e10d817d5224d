"""The records that a case's plan is read from, with what corrected them, oldest first."""

from collections.abc import Collection
from dataclasses import replace

from persistence.queries.case_head import CaseHead
from persistence.queries.records import RecordRow, of_forms
from persistence.queries.scope import Viewer
from persistence.vault import Vault


def entries(
    viewer: Viewer, vault: Vault, head: CaseHead, forms: Collection[str], before: int | None = None
) -> tuple[RecordRow, ...]:
    """Every answer to these forms in the case; a corrected one says what its last correction says, at its own place.

    With `before`, as it was when the case had come to that seq.
    """
    rows = tuple(row for row in of_forms(viewer, vault, head, forms) if before is None or row.seq < before)
    known = {row.seq: row for row in rows}
    return tuple(replace(row, answers=_last(row, known).answers) for row in rows if row.corrects is None)


def _last(row: RecordRow, known: dict[int, RecordRow]) -> RecordRow:
    while row.corrected_by in known:
        row = known[row.corrected_by]
    return row
