"""What an examination finds: which row of which table, and what is wrong with it."""

from dataclasses import dataclass

from engine.errors import N_

PROBLEMS = {
    "missing": N_("is missing"),
    "extra": N_("does not belong there"),
    "differs": N_("says other than what follows from the history"),
    "unlinked": N_("does not follow from what came before it: it was changed, inserted or moved"),
    "column": N_("says other than what was hashed"),
    "sealed": N_("cannot be opened: its sealed part was changed, or belongs elsewhere"),
    "unreadable": N_("cannot be read"),
    "replay": N_("does not follow when the inputs are carried out again"),
    "unlogged": N_("is not what the log of everything knows of it"),
    "checksum": N_("does not have the checksum it is named by"),
    "signature": N_("was not signed like this"),
    "unguarded": N_("can be changed: its guard was taken away"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` names the row within its table (a seq, a checksum, a key); `detail` the column or what was expected."""

    table: str
    case_id: str
    row: str
    problem: str
    detail: str = ""

    def plain(self) -> str:
        """In a line for a terminal."""
        where = " ".join(part for part in (self.table, self.case_id, self.row) if part)
        return f"{where}: {PROBLEMS[self.problem]}" + (f" ({self.detail})" if self.detail else "")
