"""What the `holidays` library knows of a country's days off, as plain data.

The library knows, for Russia: the holidays of article 112 of the Labour Code, the transfers of days off
decreed by the Government (each with the date it came from) and the Saturdays worked instead.
It does not know, and therefore is derived or added here:

* days cut by one hour before a holiday (article 95), also when they were moved to a Saturday: derived;
* years not decreed yet (a decree comes in the autumn before): only the holidays themselves, and the
  general rule of article 112 that a holiday on a weekend, January aside, gives the next working day off;
  such a year is not `settled`, and an explanation of a deadline in it says so;
* non-working days proclaimed in passing (2020 and 2021) and regional holidays: the organisation's own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

ONE_DAY = timedelta(days=1)
_MOVED_FROM = re.compile(r"\b(\d{2})\.(\d{2})\.(\d{4})\b")


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day that differs from its weekday: `kind` is holiday, moved (off), worked (a weekend) or eve.

    `since` is the day it was moved from or stands for; `short` says that it closes an hour early.
    """

    kind: str
    name: str = ""
    since: date | None = None
    short: bool = False


@dataclass(frozen=True, slots=True)
class PublicDays:
    """The special days of some years and those years whose transfers are known."""

    days: Mapping[date, PublicDay]
    settled: frozenset[int]


def known(country: str, years: Iterable[int]) -> PublicDays:
    """The country's special days. Raises NotImplementedError for a country the library does not know."""
    wanted = sorted(set(years))
    padded = [*wanted, wanted[-1] + 1] if wanted else []
    language = getattr(holidays, country).default_language if hasattr(holidays, country) else None
    every = holidays.country_holidays(country, years=padded, language=language)
    stated = holidays.country_holidays(country, years=padded, language=language, observed=False)
    moved = {day: source for day, name in stated.items() if (source := _moved_from(name))}
    statutory = {day: name for day, name in stated.items() if day not in moved}
    worked = frozenset(every.weekend_workdays)
    settled = frozenset(day.year for day in moved) if country == "RU" else frozenset(padded)
    off = {day: PublicDay("moved", name, moved.get(day)) for day, name in every.items()}
    off |= {day: PublicDay("holiday", name) for day, name in statutory.items()}
    if country == "RU":
        off |= dict(_by_general_rule(statutory, off, settled))
        off |= dict(_short_days(statutory, off, worked))
    special = {day: _worked(day, moved, statutory) for day in worked} | off
    days = {day: special[day] for day in sorted(special) if day.year in wanted}
    return PublicDays(days, settled & set(wanted))


def _moved_from(name: str) -> date | None:
    found = _MOVED_FROM.search(name)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else None


def _worked(day: date, moved: Mapping[date, date], statutory: Mapping[date, str]) -> PublicDay:
    """A weekend day worked for the one that was freed; short when the freed one was the eve of a holiday."""
    freed = next((off for off, source in moved.items() if source == day), None)
    eve = freed + ONE_DAY if freed else None
    return PublicDay("worked", "", freed, short=eve in statutory)


def _by_general_rule(
    statutory: Mapping[date, str], off: Mapping[date, PublicDay], settled: frozenset[int]
) -> Iterator[tuple[date, PublicDay]]:
    """For years without a decree: a holiday on a weekend frees the next working day."""
    taken = set(off)
    for day, name in sorted(statutory.items()):
        if day.year in settled or day.month == 1 or day.weekday() < 5:
            continue
        free = day + ONE_DAY
        while free.weekday() >= 5 or free in taken:
            free += ONE_DAY
        taken.add(free)
        yield free, PublicDay("moved", name, day)


def _short_days(
    statutory: Mapping[date, str], off: Mapping[date, PublicDay], worked: frozenset[date]
) -> Iterator[tuple[date, PublicDay]]:
    """Eves of holidays that are ordinary working days."""
    for day, name in statutory.items():
        eve = day - ONE_DAY
        if eve not in off and eve.weekday() < 5 and eve not in worked:
            yield eve, PublicDay("eve", name, day, short=True)
