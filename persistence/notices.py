"""Notices as they are written: with an action in its transaction, and by the sweep that looks at deadlines."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select, true

from engine.case import Case
from engine.history import Event
from persistence.notice_tables import notice
from persistence.prepared import Prepared, Row
from persistence.projections import Change
from persistence.writes import Write

COLUMNS = tuple(column for column in notice.columns if column.name not in {"id", "posted"})
_row = select(*(bindparam(column.name, type_=column.type).label(column.name) for column in COLUMNS))
ADD = Prepared(
    notice.insert().from_select(
        [column.name for column in COLUMNS], _row.where(true()).suffix_with("ON CONFLICT DO NOTHING")
    )
)
"""A notice of a key that is there already is not added again."""
_NOTHING: Row = {column.name: None for column in COLUMNS} | {"about": ""}


def row(kind: str, key: str, **told: Any) -> Row:
    """A notice as the table keeps it; a key comes once for each of those whom it is for."""
    whom = told.get("account_id") or f"{told['role']}:{told.get('team') or ''}"
    return {**_NOTHING, "kind": kind, "key": f"{kind}:{key}:{whom}", **told}


def of_action(change: Change) -> list[Write]:
    """What an action tells people: one small insert, and none where there is nobody to be told."""
    rows = [told for event in change.events for told in _of(event, change)]
    return [Write(ADD, rows)] if rows else []


def _of(event: Event, change: Change) -> Iterator[Row]:
    case, data = change.case, event.data
    about = {"case_id": case.id, "by": change.events[0].actor, "at": event.at}
    if event.kind in _TASKS and data["token"] in case.tasks:
        yield from _given(_TASKS[event.kind], event, change, about)
    elif event.kind == "task.offered" and data["token"] in case.tasks:
        yield from _opened(event, change, about)
    for whom, kind in _named(event, change.before):
        if whom and whom != event.actor:
            key = f"{case.id}:{data.get('edits', event.seq)}"
            yield row(kind, key, account_id=whom, place=data.get("seat"), **about)


_TASKS = {"task.assigned": "assigned", "task.delegated": "delegated", "task.returned": "returned"}


def _given(kind: str, event: Event, change: Change, about: dict[str, Any]) -> Iterator[Row]:
    """A task was put into somebody's hands."""
    if event.data["to"] != event.actor:
        yield row(kind, f"{change.case.id}:{event.seq}", account_id=event.data["to"], **_task(event, change), **about)


def _opened(event: Event, change: Change, about: dict[str, Any]) -> Iterator[Row]:
    """A task opened: for who holds its place in the case, else for everybody of its role."""
    task, key = change.case.tasks[event.data["token"]], f"{change.case.id}:{event.seq}"
    told = _task(event, change) | about
    if task.assignee is None:
        yield row("offered", key, role=task.role, team=change.case.team, **told)
    elif task.assignee != about["by"]:
        yield row("opened", key, account_id=task.assignee, **told)


def _task(event: Event, change: Change) -> dict[str, Any]:
    task = change.case.tasks[event.data["token"]]
    return {"token": task.token, "about": change.definition.plan.nodes[task.node].name, "due": task.due}


def _named(event: Event, before: Case | None) -> Iterator[tuple[str | None, str]]:
    """Who is concerned by an event that is about no task."""
    data, passing = event.data, before.transfer if before else None
    if event.kind in {"comment.written", "comment.edited"}:
        yield from ((account, "mention") for account in data.get("mentions", ()))
    elif event.kind in {"seat.changed", "transfer.offered"}:
        yield data["to"], "seat" if event.kind == "seat.changed" else "transfer_offered"
    elif event.kind in {"transfer.accepted", "transfer.declined"} and passing:
        yield passing.by, event.kind.replace(".", "_")
    elif event.kind == "transfer.withdrawn":
        yield data["to"], "transfer_withdrawn"
    elif before is not None:
        yield from ((account, "seat") for account in set(data.get("seats", {}).values()))
