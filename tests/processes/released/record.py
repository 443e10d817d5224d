"""Record a version about to be released: `python -m tests.processes.released.record VERSION`."""

import sys
from pathlib import Path

from persistence.cases import encode
from tests.processes.released.records import FOLDER, TAIL, Life, Record, write
from tests.processes.stage import FAMILIES, calendar, published, scenario, walk

STATES = 4
"""So many states from the middle of each case."""


def lives(path: Path) -> list[Life]:
    """The cases a scenario makes."""
    journey, store = walk(scenario(path))
    seen: dict[str, dict[int, bytes]] = {}
    for _ in journey:
        for case in store.cases.values():
            if not case.exit:
                seen.setdefault(case.id, {})[case.seq] = encode(case)
    return [
        Life(key, path.stem, tuple(store.events[key]), _some(seen.get(key, {}))) for key in sorted(store.cases)
    ]  # fmt: skip


def _some(states: dict[int, bytes]) -> dict[int, bytes]:
    """Some of them, evenly spread."""
    keys = sorted(states)
    chosen = {keys[len(keys) * (2 * part + 1) // (2 * STATES)] for part in range(STATES)} if keys else set()
    return {key: states[key] for key in sorted(chosen)}


def main(version: str) -> None:
    """Write one file per family."""
    folder = FOLDER / version
    folder.mkdir(exist_ok=True)
    for family in FAMILIES:
        every = [life for path in sorted((family / "scenarios").glob("*.toml")) for life in lives(path)]
        path = folder / f"{family.name}{TAIL}"
        write(path, Record(version, published(family.name)[0], calendar(), tuple(every)))
        states = sum(len(life.states) for life in every)
        print(f"{path.name}: {len(every)} cases, {states} states, {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(sys.argv[1])
