"""`opora move`: open cases go to another version of their definition, or back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from engine.case import Case
from engine.checks import Finding
from engine.errors import NotFound
from engine.migration import Trip, back
from engine.relocating import FITS, MOVED, STAYS
from web.terminal import output
from web.terminal.office import TERMINAL, Office, enter
from web.terminal.output import FAILED, FINE, answering, as_json, say, say_json, spoken, stop

BATCH = 100
STATUSES = {FITS: "can-move", MOVED: "moved", STAYS: "stays"}


@dataclass(frozen=True, slots=True)
class Route:
    """Where one case would go, and what its elements are called there."""

    to: str
    renames: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one case: it `moved`, it `can-move` (looked at only), or it `stays` and why."""

    case: Case
    to: str
    status: str
    findings: Sequence[Finding] = ()

    def data(self) -> dict[str, Any]:
        """As scripts read it."""
        names = {"case": self.case.id, "number": self.case.number, "from": self.case.definition, "to": self.to}
        findings = [output.finding(found, found.file) for found in self.findings]
        return {**names, "status": self.status, "findings": findings}

    def __str__(self) -> str:
        lines = [f"{self.case.number}: {self.status.replace('-', ' ')}"]
        return "\n".join([*lines, *(f"    {found.severity}: {spoken(found)}" for found in self.findings)])


@click.command()
@click.argument("process")
@click.option("--to", "target", required=True, metavar="CHECKSUM|current", help="The version to go to.")
@click.option("--from", "source", metavar="CHECKSUM", help="Only cases of this version; default: of all others.")
@click.option("--rename", "pairs", multiple=True, metavar="OLD=NEW", help="An element's other id; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Look only.")
@click.option("--undo", is_flag=True, help="Take back what the same command without --undo has moved.")
@as_json
def move(process: str, **chosen: Any) -> None:
    """Move the open cases of PROCESS to another version, each in a transaction of its own.

    A case that cannot move stays as it is and is listed with what keeps it. --undo moves the cases back that came
    to the version --to by a move (from --from), with the names turned round. The first 6 characters of a
    checksum will do.

    Exit code 0: all moved (or could, with --dry-run); 1: some stay; 2: wrong usage.
    JSON: {"process", "to", "undo", "dry_run", "moved", "stay", "cases": [{"case", "number", "from", "to",
    "status": moved, can-move or stays, "findings"}]}.
    """
    with answering(chosen["as_json"]):
        office = enter()
        target = office.version(process, chosen["target"]).checksum
        source = office.version(process, chosen["source"]).checksum if chosen["source"] else None
        mover = Mover(office, target, source, renames(chosen["pairs"]))
        fates = list(mover.move(process, chosen["undo"], chosen["dry_run"]))
    stay = sum(fate.status == "stays" for fate in fates)
    if chosen["as_json"]:
        head = {"process": process, "to": target, "undo": chosen["undo"], "dry_run": chosen["dry_run"]}
        counts = {"moved": sum(fate.status == "moved" for fate in fates), "stay": stay}
        say_json(head | counts | {"cases": [fate.data() for fate in fates]})
    else:
        for fate in fates:
            say(str(fate))
        verb = "can move" if chosen["dry_run"] else "moved"
        say(f"{len(fates) - stay} {verb}, {stay} stay.")
    stop(FAILED if stay else FINE)


def renames(pairs: Sequence[str]) -> dict[str, str]:
    """OLD=NEW as a map; raises UsageError for what is none, and where two elements would become one."""
    found: dict[str, str] = {}
    for pair in pairs:
        old, _, new = pair.partition("=")
        if not old or not new or old in found or new in found.values():
            raise click.UsageError(f"--rename {pair}: write OLD=NEW, each id once.")
        found[old] = new
    return found


@dataclass(frozen=True, slots=True)
class Mover:
    """One move of many cases; `given` are the renames as typed."""

    office: Office
    target: str
    source: str | None
    given: Mapping[str, str]

    def move(self, process: str, undo: bool, dry: bool) -> Iterator[Fate]:
        """The fate of every case that the move is about, in batches; who waits is told how far it is."""
        keys = self.office.open_cases(process)
        for start in range(0, len(keys), BATCH):
            for key in keys[start : start + BATCH]:
                try:
                    case = self.office.services.store.case(key)
                except NotFound:
                    continue
                route = self._back(case) if undo else self._there(case)
                if route:
                    yield self._go(case, route, dry)
            if len(keys) > BATCH:
                say(f"{min(start + BATCH, len(keys))} of {len(keys)} cases", err=True)

    def _there(self, case: Case) -> Route | None:
        wanted = case.definition == self.source if self.source else case.definition != self.target
        return Route(self.target, self.given) if wanted and case.definition != self.target else None

    def _back(self, case: Case) -> Route | None:
        """Whence the case came, if its latest move was the one that is to be taken back."""
        if case.definition != self.target:
            return None
        events = self.office.services.store.history(case.id)
        came = next((event.data for event in reversed(events) if event.kind == "case.migrated"), None)
        if came is None or came["to"] != self.target or self.source not in {None, came["from"]}:
            return None
        return Route(came["from"], back(self.given or came["renames"]))

    def _go(self, case: Case, route: Route, dry: bool) -> Fate:
        trip = Trip(case.id, route.to, route.renames)
        fate = self.office.relocating.fate(TERMINAL, trip, dry)
        return Fate(case, route.to, STATUSES[fate.status], fate.findings)
