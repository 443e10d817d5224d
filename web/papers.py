"""The records of a case as papers to read, each with what corrected it, when, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.definition import FormDefinition
from persistence.queries.case_page import CaseHead, RecordRow
from web import desk, paper
from web.paper import Change, Page


@dataclass(frozen=True, slots=True)
class Paper:
    """A record in words. `later` corrected it, `changes` are what it corrected itself."""

    row: RecordRow
    title: str
    pages: list[Page]
    later: RecordRow | None
    changes: tuple[Change, ...]
    correctable: bool


def read(head: CaseHead, rows: Sequence[RecordRow], correctable: bool = False) -> list[Paper]:
    """The records, with the names of all people in them looked up at once."""
    forms = desk.definition(head).forms
    names = paper.names((forms[row.form], row.answers) for row in rows if row.form in forms)
    known = {row.seq: row for row in rows}
    return [_paper(row, forms.get(row.form), known, names, correctable) for row in rows]


def _paper(
    row: RecordRow, form: FormDefinition | None, known: dict[int, RecordRow], names: paper.Names, correctable: bool
) -> Paper:
    if form is None:
        return Paper(row, row.node_name, [], None, (), False)
    before = known.get(row.corrects or 0)
    changes = paper.changes(form, before.answers, row.answers, names) if before else ()
    later = known.get(row.corrected_by or 0)
    return Paper(row, form.title, paper.read(form, row.answers, names), later, changes,
                 correctable and row.corrected_by is None)  # fmt: skip
