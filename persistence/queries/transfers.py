"""Cases on their way from one person to another: what is offered to the viewer, what he offered, one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from engine.errors import NotFound
from persistence import history
from persistence.projections.register import table as register
from persistence.projections.transfers import table as transfer
from persistence.queries.case_head import CaseHead
from persistence.queries.scope import Viewer
from persistence.tables import account, definition, event, team
from persistence.vault import Vault


@dataclass(frozen=True, slots=True)
class TransferRow:
    """An offered place in a case: who asks whom; `team` is where the case would go."""

    case_id: str
    number: str
    title: str
    process_title: str
    definition: str
    seat: str
    by: str
    by_name: str | None
    to: str
    to_name: str | None
    team: str
    team_title: str
    at: datetime
    seq: int


_by, _to = account.alias(), account.alias()
_ROWS: Select[Any] = (
    select(transfer, register.c.number, register.c.title, register.c.definition,
           definition.c.title.label("process_title"), _by.c.name.label("by_name"), _to.c.name.label("to_name"),
           func.coalesce(team.c.title, transfer.c.team).label("team_title"))
    .join(register, register.c.case_id == transfer.c.case_id)
    .join(definition, definition.c.checksum == register.c.definition)
    .outerjoin(_by, _by.c.id == transfer.c.by)
    .outerjoin(_to, _to.c.id == transfer.c.to)
    .outerjoin(team, team.c.key == transfer.c.team)
)  # fmt: skip
MOST = 50


def mine(viewer: Viewer) -> tuple[TransferRow, ...]:
    """What is offered to the viewer, and what he offered himself, the oldest first."""
    me = viewer.actor.id
    query = _ROWS.where(or_(transfer.c.to == me, transfer.c.by == me)).order_by(transfer.c.at).limit(MOST)
    return tuple(_row(row) for row in viewer.reader.execute(query))


def of_case(viewer: Viewer, head: CaseHead) -> TransferRow | None:
    """The offer that is open in a case the viewer is known to see."""
    row = viewer.reader.execute(_ROWS.where(transfer.c.case_id == head.id)).first()
    return _row(row) if row else None


def offered(viewer: Viewer, vault: Vault, case_id: str) -> tuple[TransferRow, str, str]:
    """What is offered to the viewer himself, with the reason and the summary; raises NotFound."""
    query = _ROWS.where(transfer.c.case_id == case_id, transfer.c.to.in_(viewer.actor.ids))
    row = viewer.reader.execute(query).first()
    if row is None:
        raise NotFound()
    reason, summary = words(viewer, vault, case_id, row.seq)
    return _row(row), reason, summary


def words(viewer: Viewer, vault: Vault, case_id: str, seq: int) -> tuple[str, str]:
    """The reason and the summary of an offer, whatever became of it; empty once the case's key is gone."""
    query = select(event.c.sealed).where(event.c.case_id == case_id, event.c.seq == seq)
    sealed = viewer.reader.execute(query.where(event.c.kind == "transfer.offered")).scalar()
    seal = history.seal_of(viewer.reader, vault, case_id)
    told = seal.open(bytes(sealed), case_id, seq, "transfer.offered") if seal and sealed else {}
    return told.get("reason", ""), told.get("summary", "")


def handed_over(viewer: Viewer, vault: Vault, head: CaseHead) -> tuple[datetime, str] | None:
    """When the case was last taken over, and the summary that came with it."""
    taken = (
        select(event.c.seq, event.c.at)
        .where(event.c.case_id == head.id, event.c.kind == "transfer.accepted")
        .order_by(event.c.seq.desc())
        .limit(1)
    )
    found = viewer.reader.execute(taken).first()
    if found is None:
        return None
    before = (event.c.case_id == head.id, event.c.kind == "transfer.offered", event.c.seq < found.seq)
    seq = viewer.reader.execute(select(func.max(event.c.seq)).where(*before)).scalar()
    return (found.at, words(viewer, vault, head.id, seq)[1]) if seq else None


def _row(row: Any) -> TransferRow:
    return TransferRow(**{name: row._mapping[name] for name in TransferRow.__slots__})
