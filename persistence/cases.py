"""A case as bytes and back: compact JSON, compressed once that pays.

The bytes are a cache of the history; `rebuild` makes them anew.
"""

import zlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from engine.case import FORMAT, Case
from engine.errors import Damaged
from engine.kernel.state import State
from engine.sums import Amount
from engine.tasks import Delay, OpenTask
from engine.transfer import Transfer
from persistence import promises

PLAIN, PRESSED = b"\x00", b"\x01"
WORTH_PRESSING = 4096  # bytes; below, a page is written anyway, and pressing costs more than it saves
TASK_PLAIN = ("token", "node", "role", "seat", "stage", "assignee")
TASK_LATER = ("lender", "cause", "follow_up")
TASK_MOMENTS = ("offered_at", "claimed_at", "anchor_at", "due", "warn_at")
CASE_MOMENTS = ("opened_at", "moved_at")
CASE_PLAIN = ("process", "definition", "number", "team", "opened_by", "predecessor", "seats", "suspended")


def encode(case: Case) -> bytes:
    """The stored form of a case, without what stands in columns (id, version, seq, head)."""
    data = {key: getattr(case, key) for key in CASE_PLAIN + CASE_MOMENTS}
    data |= {
        "format": FORMAT,
        "state": case.state.to_data(),
        "tasks": [_task(task) for task in case.tasks.values()],
        "reached": case.reached,
        "begun": list(case.begun.items()),
    }
    if case.transfer:
        data["transfer"] = case.transfer.to_data()
    if case.amounts:
        data["amounts"] = [(one.seq, one.of, one.day, str(one.number)) for one in case.amounts]
    if case.delays:
        data["delays"] = [(one.token, one.node, one.due, one.ended) for one in case.delays]
    plain = orjson.dumps(data)
    return PLAIN + plain if len(plain) < WORTH_PRESSING else PRESSED + zlib.compress(plain, 1)


def decode(case_id: str, stored: bytes) -> Case:
    """The case `encode` made the bytes from; raises Damaged."""
    data = load(case_id, stored)
    try:
        told: dict[str, Any] = {key: data[key] for key in CASE_PLAIN}
        told |= {key: _moment(data[key]) for key in CASE_MOMENTS}
        return Case(
            case_id,
            **told,
            state=State.from_data(data["state"]),
            tasks={row["token"]: _open_task(row) for row in data["tasks"]},
            amounts=amounts(data),
            delays=tuple(_delay(*row) for row in data.get("delays", ())),
            reached={node: datetime.fromisoformat(at) for node, at in data["reached"].items()},
            begun={scope: datetime.fromisoformat(at) for scope, at in data.get("begun", ())},
            transfer=Transfer.from_data(data["transfer"]) if "transfer" in data else None,
        )
    except (KeyError, TypeError, ValueError):
        raise Damaged("state", case_id) from None  # the cause quotes what is stored


def load(case_id: str, stored: bytes) -> dict[str, Any]:
    """The stored data as it is; raises Damaged."""
    try:
        plain = zlib.decompress(stored[1:]) if stored[:1] == PRESSED else stored[1:]
        data: dict[str, Any] = orjson.loads(plain)
    except (zlib.error, ValueError) as error:
        raise Damaged("state", case_id) from error
    if data.get("format") != FORMAT:
        raise Damaged("state-format", case_id)
    return data


def amounts(data: Mapping[str, Any]) -> tuple[Amount, ...]:
    """What records told, from the stored data of a case."""
    return tuple(_amount(*row) for row in data.get("amounts", ()))


def _amount(seq: int, of: str, day: str, number: str) -> Amount:
    return Amount(seq, of, date.fromisoformat(day), Decimal(number))


def _delay(token: int, node: str, due: str, ended: str) -> Delay:
    return Delay(token, node, datetime.fromisoformat(due), datetime.fromisoformat(ended))


def _task(task: OpenTask) -> dict[str, Any]:
    row = {key: getattr(task, key) for key in TASK_PLAIN + TASK_MOMENTS}
    changes = promises.to_data(task.pauses, task.extensions)
    row |= {key: found for key in TASK_LATER if (found := getattr(task, key))}
    return row | {"changes": changes} if changes else row


def _open_task(row: Mapping[str, Any]) -> OpenTask:
    told: dict[str, Any] = {key: row[key] for key in TASK_PLAIN}
    told |= {key: _moment(row[key]) for key in TASK_MOMENTS}
    told |= {"lender": row.get("lender"), "cause": row.get("cause", ""), "follow_up": _moment(row.get("follow_up"))}
    pauses, extensions = promises.from_data(row.get("changes", ()))
    return OpenTask(**told, pauses=pauses, extensions=extensions)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
