"""How long things took: working time of steps and stages, what of it was paused, by how much they were late.

Durations are whole minutes of working time, reckoned by the calendar that the closing event names. A pause
of the deadline does not count. `paced` rounds a duration to what people are told, so that many can be
counted together: the median of rounded durations is the rounded median.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.calendars import Calendar
from engine.reckoning import Pause

MINUTE = timedelta(minutes=1)
GRAINS = ((120, 5), (1080, 30), (5400, 60), (54000, 270))
"""Minutes below which a duration is told in steps of so many minutes."""
COARSEST = 540


@dataclass(frozen=True, slots=True)
class Taken:
    """Minutes of working time: at work, stopped by pauses, and late."""

    worked: int
    paused: int
    late: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How durations are spread: how many, and the median and the 90th percentile in minutes."""

    count: int = 0
    median: int | None = None
    ninetieth: int | None = None


def taken(calendar: Calendar, span: tuple[datetime, datetime], due: datetime | None, pauses: Sequence[Pause]) -> Taken:
    """What a step took from its opening to its end."""
    opened, done = span
    stopped = sum((_stopped(calendar, span, pause) for pause in pauses), timedelta())
    late = calendar.working_between(due, done) if due and due < done else timedelta()
    worked = max(calendar.working_between(opened, done) - stopped, timedelta())
    return Taken(worked // MINUTE, stopped // MINUTE, late // MINUTE)


def _stopped(calendar: Calendar, span: tuple[datetime, datetime], pause: Pause) -> timedelta:
    since, until = max(pause.since, span[0]), min(pause.until or span[1], span[1])
    return calendar.working_between(since, until) if since < until else timedelta()


def paced(minutes: int) -> int:
    """A duration as people are told it: finer when it is short."""
    grain = next((grain for limit, grain in GRAINS if minutes < limit), COARSEST)
    return (minutes + grain // 2) // grain * grain


def spread(counts: Mapping[int, int]) -> Spread:
    """The spread of durations, given how often each occurred (nearest rank)."""
    count = sum(counts.values())
    return Spread(count, _rank(counts, count, 50), _rank(counts, count, 90)) if count else Spread()


def _rank(counts: Mapping[int, int], count: int, percent: int) -> int:
    wanted, seen = -(-count * percent // 100), 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= wanted:
            break
    return value


def working_day(calendar: Calendar) -> int:
    """Minutes of the organisation's usual working day."""
    lengths = [hours.closes - hours.opens for hours in calendar.week if hours]
    return max(set(lengths), key=lambda one: (lengths.count(one), one))
