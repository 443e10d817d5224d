"""Measuring on a noisy machine: interleaved rounds, medians, CPU time, ratios within one run."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of CPU and of the wall per call: medians over rounds, and the best round's CPU."""

    cpu: float
    wall: float
    best: float


def interleaved(
    jobs: Mapping[str, Job],
    rounds: int = 9,
    calls: int | Mapping[str, int] = 50,
    after: Mapping[str, Job] | None = None,
) -> dict[str, Timing]:
    """Time every job in turn, round after round, so that a slow minute hits all of them alike.

    `calls` in a round may differ by job. `after` is done after each call of a job and not counted.
    """
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            times = calls if isinstance(calls, int) else calls[name]
            seen[name].append(_round(job, times, (after or {}).get(name)))
    return {name: _summary(times) for name, times in seen.items()}


def _round(job: Job, calls: int, after: Job | None) -> tuple[float, float]:
    gc.collect()
    gc.disable()
    times = [_timed(job, 1, after) for _ in range(calls)] if after else [_timed(job, calls)]
    gc.enable()
    cpu, wall = (sum(parts) for parts in zip(*times, strict=True))
    return cpu / calls, wall / calls


def _timed(job: Job, calls: int, after: Job | None = None) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(calls):
        job()
    spent = time.process_time() - cpu, time.perf_counter() - wall
    if after:
        after()
    return spent


def _summary(times: Sequence[tuple[float, float]]) -> Timing:
    cpu, wall = zip(*times, strict=True)
    return Timing(statistics.median(cpu), statistics.median(wall), min(cpu))


def quantile(values: Sequence[float], q: float) -> float:
    """The q-quantile of a sample (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; numbers are right-aligned."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(header), *cells]) for i in range(len(header))]
    print(f"\n{title}")
    print("  ".join(name.rjust(width) for name, width in zip(header, widths, strict=True)))
    for row in cells:
        print("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)))


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.4f}" if abs(value) < 0.1 else f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}"
