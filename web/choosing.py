"""What a report is about: process, version, team, curator and period, as chosen in its address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _

from engine.definitions import Definition
from engine.errors import N_, NotFound
from persistence.queries import definitions, paces
from persistence.queries.definitions import InForce
from persistence.queries.paces import Chosen
from persistence.queries.people import Team
from web import desk, families, formatting

PERIODS = {
    30: N_("the last 30 days"),
    90: N_("the last three months"),
    180: N_("the last half-year"),
    365: N_("the last year"),
}
USUAL, LONGEST = 90, 366  # days


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice, what else could be chosen, and the version whose diagram is shown."""

    chosen: Chosen
    days: int | None
    wrong: bool
    process: InForce
    definition: Definition
    families: Sequence[InForce]
    versions: Sequence[tuple[str, int]]
    teams: Sequence[Team]
    leads: Sequence[tuple[str, str]]

    @property
    def address(self) -> dict[str, Any]:
        """The choice as the parameters of an address."""
        one = self.chosen
        period: dict[str, Any] = {"days": self.days} if self.days else {
            "since": one.since.isoformat(), "until": one.until.isoformat(),
        }  # fmt: skip
        named = {"process": one.process, "version": one.definition, "team": one.team, "lead": one.lead}
        return {key: value for key, value in named.items() if value} | period

    @property
    def older(self) -> Iterator[Definition]:
        """Versions before the shown one that count as well."""
        if not self.chosen.definition:
            for checksum, _number in self.versions:
                if checksum != self.definition.checksum:
                    yield desk.services().store.definition(checksum)

    def words(self) -> list[tuple[str, str]]:
        """The choice for whoever reads it on paper."""
        one, every = self.chosen, _("all")
        numbers, people = dict(self.versions), dict(self.leads)
        teams = {team.key: team.title for team in self.teams}
        version = _("version %(number)s", number=numbers[one.definition]) if one.definition else every
        return [
            (_("Kind of help"), self.process.title),
            (_("Version"), version),
            (_("Team"), teams.get(one.team or "", every)),
            (_("Leads the case"), people.get(one.lead or "", every)),
            (_("Period"), self.period()),
        ]

    def period(self) -> str:
        """From the first day to the last."""
        first, last = (formatting.date_only(day) for day in (self.chosen.since, self.chosen.until))
        return _("%(first)s to %(last)s", first=first, last=last)


def read(with_apart: bool = True) -> Choice:
    """The choice in the address; what is not there or makes no sense is as usual. Raises NotFound.

    Processes whose cases are no families can be left out: there are none to be given to anybody.
    """
    args, viewer = request.args, desk.viewer()
    found = [
        row for row in families.choices(paces.PERMISSION) if with_apart or row.process not in families.apart([row])
    ]
    process = _process(found, args.get("process") or _usual(found))
    versions = definitions.numbers(viewer, process.process)
    version = args.get("version") if args.get("version") in dict(versions) else None
    teams = desk.my_teams()
    team = args.get("team") if args.get("team") in {team.key for team in teams} else None
    leads = paces.leads(viewer, process.process, team)
    lead = args.get("lead") if args.get("lead") in dict(leads) else None
    since, until, days, wrong = _period(args)
    definition = desk.services().store.definition(version or process.checksum)
    chosen = Chosen(since, until, process.process, version, team, lead)
    return Choice(chosen, days, wrong, process, definition, found, versions, teams, leads)


def _usual(found: Sequence[InForce]) -> str | None:
    """The process with most to do; one that accompanies nobody only where there is no other."""
    apart = families.apart(found)
    busy = paces.busiest(desk.viewer())
    return next((process for process in busy if process not in apart), next(iter(busy), None))


def _process(found: Sequence[InForce], wanted: str | None) -> InForce:
    if not found:
        raise NotFound()
    return next((row for row in found if row.process == wanted), found[0])


def _period(args: Mapping[str, str]) -> tuple[date, date, int | None, bool]:
    """First and last day, the usual period it is (None when dates were given), whether what was given made no sense."""
    today = desk.now().date()
    since, until = args.get("since", ""), args.get("until", "")
    wrong = False
    if since or until:
        try:
            last = min(date.fromisoformat(until), today) if until else today
            first = date.fromisoformat(since) if since else last - timedelta(days=USUAL)
            if first <= last:
                return max(first, last - timedelta(days=LONGEST)), last, None, (last - first).days > LONGEST
        except (ValueError, OverflowError):
            pass
        wrong = True
    days = int(args.get("days", "")) if args.get("days", "").isdecimal() and len(args["days"]) < 4 else USUAL
    days = days if days in PERIODS else USUAL
    return today - timedelta(days=days - 1), today, days, wrong
