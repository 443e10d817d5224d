"""What was once released opens, goes on and replays for ever."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from engine import definitions
from engine.case import Case
from engine.definitions import Definition
from engine.replay import Versions, actions, replay
from persistence.cases import decode
from tests.processes.released.records import Life, Record, files, read
from tests.processes.stage import FAMILIES

RECORDS = list(files())
NAMES = [f"{path.parent.name}-{path.name.partition('.')[0]}" for path in RECORDS]


@cache
def opened(path: Path) -> tuple[Record, Definition]:
    record = read(path)
    return record, definitions.compile(record.bundle)


def test_every_family_of_a_released_version_is_recorded() -> None:
    """Families that came after the newest release are recorded with the next one."""
    versions = sorted({path.parent.name for path in RECORDS})
    recorded = [{path.name.partition(".")[0] for path in RECORDS if path.parent.name == found} for found in versions]
    assert recorded
    assert all(before <= after for before, after in pairwise(recorded))
    assert recorded[-1] <= {family.name for family in FAMILIES}


@pytest.mark.parametrize("path", RECORDS, ids=NAMES)
def test_every_history_replays_without_difference(path: Path) -> None:
    record, definition = opened(path)
    versions = Versions(
        {definition.checksum: definition}.__getitem__, {record.calendar.checksum: record.calendar}.__getitem__
    )
    for life in record.lives:
        assert replay(life.events, versions).differences == (), (life.scenario, life.case_id)


@pytest.mark.parametrize("path", RECORDS, ids=NAMES)
def test_every_stored_state_opens_and_goes_on_to_the_same_end(path: Path) -> None:
    record, definition = opened(path)
    for life in record.lives:
        end = _ended(life)
        for seq, stored in life.states.items():
            case = decode(life.case_id, stored)
            assert _go_on(case, life, seq, record, definition) == end, (life.scenario, seq)


def _ended(life: Life) -> str | None:
    return next((event.data["exit"] for event in life.events if event.kind == "case.ended"), None)


def _go_on(case: Case, life: Life, seq: int, record: Record, definition: Definition) -> str | None:
    """The exit of a case that takes the rest of its history from a stored state on."""
    for given, effects in actions(life.events):
        if given.seq > seq:
            derived = case.apply(given, definition, record.calendar)
            assert [effect.kind for effect in derived] == [effect.kind for effect in effects]
    return case.exit
