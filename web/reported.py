"""What indicators are looked at: of which method, for which days, in which team or region; read from an address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from engine import indicators
from engine.errors import N_
from engine.indicators import MONTHS, OWN, Period
from forms.kinds.dates import read_date
from forms.messages import BadAnswer
from persistence.queries.indicators import Place

KINDS = {
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "half": N_("Half-year"),
    "year": N_("Year"),
    OWN: N_("Own days"),
}
USUAL = "quarter"
LONGEST = 366 * 10  # days


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; `wrong` is a sentence about days that could not be read, `typed` those days as typed."""

    process: str
    period: Period
    team: str | None = None
    region: str | None = None
    typed: tuple[str, str] = ("", "")
    wrong: str = ""

    @property
    def place(self) -> Place:
        return Place(self.process, self.team, self.region)

    @property
    def words(self) -> dict[str, str]:
        """The choice as an address says it."""
        days = {"kind": self.period.kind, "from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        if self.period.kind in MONTHS:
            del days["to"]
        place = {"team": self.team, "region": self.region}
        return {"method": self.process, **days, **{name: text for name, text in place.items() if text}}

    def at(self, period: Period) -> "Choice":
        """The same at another time."""
        return replace(self, period=period)


def chosen(args: Mapping[str, str], process: str, today: date) -> Choice:
    """The choice that an address tells; what it does not tell is the last whole quarter, everywhere."""
    team, region = args.get("team") or None, args.get("region") or None
    kind = args.get("kind", USUAL)
    if kind == OWN:
        typed = (args.get("from", "").strip(), args.get("to", "").strip())
        period, wrong = _own(typed, today)
        return Choice(process, period, team, region, typed, wrong)
    kind = kind if kind in MONTHS else USUAL
    try:
        first = date.fromisoformat(args.get("from", ""))
        period = indicators.around(kind, first if 1970 <= first.year < 9000 else today)
    except ValueError:
        period = indicators.whole(kind, today)
    return Choice(process, period, team, region)


def _own(typed: tuple[str, str], today: date) -> tuple[Period, str]:
    """Days of one's own; the last whole quarter and a sentence where they cannot be read."""
    usual = indicators.whole(USUAL, today)
    if not any(typed):
        return Period(usual.first, usual.last), ""
    try:
        first, last = map(read_date, typed)
    except BadAnswer:
        return Period(usual.first, usual.last), _("Write both days like this: 05.03.2026.")
    if not first <= last:
        return Period(usual.first, usual.last), _("The first day is later than the last.")
    if (last - first).days > LONGEST or not 1980 <= first.year <= last.year < 9000:
        return Period(usual.first, usual.last), _("Choose at most ten years.")
    return Period(first, last), ""


def told(period: Period) -> str:
    """A period in words."""
    year, number = period.first.year, (period.first.month - 1) // MONTHS.get(period.kind, 1) + 1
    match period.kind:
        case "month":
            return str(format_date(period.first, "LLLL y", locale=get_locale()))
        case "quarter":
            return _("quarter %(number)s of %(year)s", number=number, year=year)
        case "half":
            return _("half-year %(number)s of %(year)s", number=number, year=year)
        case "year":
            return _("the year %(year)s", year=year)
    return _("%(first)s – %(last)s", first=_numbers(period.first), last=_numbers(period.last))


def brief(period: Period) -> str:
    """A period in as few letters as fit under a bar."""
    year, number = period.first.year, (period.first.month - 1) // MONTHS.get(period.kind, 1) + 1
    match period.kind:
        case "month":
            return str(format_date(period.first, "LLL yy", locale=get_locale()))
        case "quarter":
            return _("Q%(number)s %(year)s", number=number, year=f"{year % 100:02}")
        case "half":
            return _("H%(number)s %(year)s", number=number, year=f"{year % 100:02}")
        case "year":
            return str(year)
    return str(format_date(period.first, "dd.MM.yy", locale=get_locale()))


def _numbers(value: date) -> str:
    return str(format_date(value, "dd.MM.y", locale=get_locale()))
