"""Cases that may be about the same people: found by marks, shown as far as the viewer may see them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine import identities
from persistence.projections.identities import table as person_mark
from persistence.projections.register import is_open
from persistence.projections.register import table as register
from persistence.queries.scope import Viewer, within
from persistence.tables import account, definition, team
from persistence.vault import Vault

MOST, MOST_WEAK, MOST_MARKS = 10, 3, 200


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A case with people alike. Of one the viewer may not see, only whom to ask is told (`case_id` is not)."""

    case_id: str
    number: str
    title: str
    process_title: str
    team_title: str
    lead_name: str | None
    exit_title: str | None
    is_open: bool
    visible: bool
    by: tuple[str, ...]

    @property
    def is_strong(self) -> bool:
        """Whether more than a surname is the same."""
        return bool(set(self.by) & set(identities.STRONG))


def find(viewer: Viewer, vault: Vault, traits: Iterable[tuple[str, str]], here: str) -> tuple[AlikeRow, ...]:
    """Cases of any team that share a trait; of those with the same surname alone, only open ones of the team `here`."""
    marks = [vault.mark(f"{kind}|{text}") for kind, text in sorted(traits)][:MOST_MARKS]
    if not marks:
        return ()
    found: dict[str, set[str]] = {}
    rows = select(person_mark.c.case_id, person_mark.c.kind).where(person_mark.c.mark.in_(marks)).distinct()
    for case_id, kind in viewer.reader.execute(rows.limit(MOST_MARKS)):
        found.setdefault(case_id, set()).add(kind)
    strong = {case_id for case_id, kinds in found.items() if kinds & set(identities.STRONG)}
    every = [row for row in _cases(viewer, found) if row.case_id in strong or (row.team == here and row.is_open)]
    told = [_row(row, found[row.case_id]) for row in every]
    certain = [row for row in told if row.is_strong]
    return tuple(certain[:MOST] + [row for row in told if not row.is_strong and row.visible][:MOST_WEAK])


def _cases(viewer: Viewer, case_ids: Collection[str]) -> Iterable[Any]:
    visible = within(viewer, "case.read", register.c.case_id, register.c.team)
    query = (
        select(register, definition.c.title.label("process_title"), team.c.title.label("team_title"),
               account.c.name.label("lead_name"), visible.label("visible"), is_open.label("is_open"))
        .join(definition, definition.c.checksum == register.c.definition)
        .outerjoin(team, team.c.key == register.c.team)
        .outerjoin(account, account.c.id == register.c.lead)
        .where(register.c.case_id.in_(case_ids))
        .order_by(register.c.moved_at.desc())
    )  # fmt: skip
    return viewer.reader.execute(query)


def _row(row: Any, kinds: Collection[str]) -> AlikeRow:
    visible = bool(row.visible)
    return AlikeRow(
        row.case_id, row.number if visible else "", row.title if visible else "",
        row.process_title, row.team_title or row.team, row.lead_name, row.exit_title if visible else None,
        bool(row.is_open), visible, tuple(sorted(kinds)),
    )  # fmt: skip
