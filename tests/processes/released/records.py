"""Recorded cases of released versions: how they lie in files."""

import base64
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.calendars import Calendar
from engine.definitions import Bundle
from engine.history import Event

FOLDER = Path(__file__).parent
TAIL = ".json.xz"


@dataclass(frozen=True)
class Life:
    """One case: its whole history, and its stored bytes after some of its events."""

    case_id: str
    scenario: str
    events: tuple[Event, ...]
    states: dict[int, bytes]


@dataclass(frozen=True)
class Record:
    """What a version knew of one family."""

    version: str
    bundle: Bundle
    calendar: Calendar
    lives: tuple[Life, ...]


def write(path: Path, record: Record) -> None:
    """Put a record into a file; the same record gives the same bytes."""
    data = {
        "version": record.version,
        "files": dict(sorted(record.bundle.files.items())),
        "calendar": record.calendar.to_data(),
        "cases": [_life(life) for life in record.lives],
    }
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def read(path: Path) -> Record:
    """The record of a file."""
    data = json.loads(lzma.decompress(path.read_bytes()))
    lives = tuple(
        Life(
            case["id"], case["scenario"],
            tuple(_event(case["id"], row) for row in case["events"]),
            {int(seq): base64.b64decode(stored) for seq, stored in case["states"].items()},
        ) for case in data["cases"]
    )  # fmt: skip
    return Record(data["version"], Bundle(data["files"]), Calendar.from_data(data["calendar"]), lives)


def files() -> Iterator[Path]:
    """Every record, in order of versions."""
    yield from sorted(FOLDER.glob(f"*/*{TAIL}"))


def _life(life: Life) -> dict[str, Any]:
    return {
        "id": life.case_id, "scenario": life.scenario,
        "events": [
            {"seq": e.seq, "kind": e.kind, "at": e.at.isoformat(), "actor": e.actor, "for": e.on_behalf_of,
             "command": e.command, "data": e.data, "private": e.private}
            for e in life.events
        ],
        "states": {str(seq): base64.b64encode(stored).decode() for seq, stored in life.states.items()},
    }  # fmt: skip


def _event(case_id: str, row: dict[str, Any]) -> Event:
    at = datetime.fromisoformat(row["at"])
    return Event(
        case_id, row["seq"], row["kind"], at, row["actor"], row["for"], row["command"], row["data"], row["private"]
    )
