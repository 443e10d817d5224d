"""Measuring on a noisy machine: interleaved rounds, medians, CPU time, ratios within one run."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of CPU and of the wall per call: medians over rounds, and the best round."""

    cpu: float
    wall: float
    best: float


def interleaved(jobs: Mapping[str, Callable[[], object]], rounds: int = 9, calls: int = 50) -> dict[str, Timing]:
    """Time every job in turn, round after round, so that a slow minute hits all of them alike."""
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            seen[name].append(_round(job, calls))
    return {name: _summary(times) for name, times in seen.items()}


def _round(job: Callable[[], object], calls: int) -> tuple[float, float]:
    gc.collect()
    gc.disable()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(calls):
        job()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    gc.enable()
    return cpu / calls, wall / calls


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
    print("  ".join(name.ljust(width) for name, width in zip(header, widths, strict=True)))
    for row in cells:
        print("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)))


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.4f}" if abs(value) < 1 else f"{value:.2f}"
