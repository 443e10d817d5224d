"""Open cases go to another version, many at once: looked at first, moved in batches, moved back the same way.

Each case goes in a transaction of its own under a command of its own, so a batch that is done again moves nobody
twice. What became of each case, and why, is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from engine import migration
from engine.actions import require_reason
from engine.checks import Finding
from engine.errors import N_, Gone, NotFound, OporaError, Refused, Unavailable
from engine.migration import Trip
from engine.operating import Operating
from engine.roles import Actor
from engine.stores import Chore

CHORE = "relocation"
LOOK, MOVE, UNDO = "look", "move", "undo"
GOING, STOPPED, DONE = "going", "stopped", "done"
WAITING, FITS, MOVED, STAYS = "waiting", "fits", "moved", "stays"
BATCH = 20
"""How many cases go before their fates are written down."""

HERE = N_("The case is on this version already.")
AWAY = N_("The case was moved again since.")
OVER = N_("The case has ended.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: cases of the versions `sources` go to the version `to` along one rename map."""

    kind: str
    process: str
    to: str
    renames: Mapping[str, str]
    sources: tuple[str, ...] = ()
    reason: str = ""
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Relocation:
    """One relocation as it stands."""

    id: int
    wanted: Wanted
    state: str
    asked_at: datetime
    asked_by: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one case: it `moved`, it `fits` (was looked at only), or it `stays` and why."""

    case_id: str
    status: str
    came_from: str = ""
    findings: Sequence[Finding] = ()


class Ledger(Protocol):
    """Where relocations are kept."""

    def begin(self, wanted: Wanted, cases: Mapping[str, str], at: datetime, by: str) -> int:
        """Keep a new one with its cases (id → version to go to) and have it done; its number.

        Raises Gone when what it undoes is being undone already.
        """

    def relocation(self, number: int) -> Relocation:
        """One as it stands; raises NotFound."""

    def waiting(self, number: int, limit: int) -> list[tuple[str, str]]:
        """The next cases that wait, each with the version it goes to."""

    def mark(self, number: int, fates: Sequence[Fate], at: datetime) -> None:
        """Keep what became of cases that waited."""

    def turn(self, number: int, states: tuple[str, str], at: datetime) -> None:
        """From one state to another, and have it done when that is `going`; raises Gone when it is in neither."""

    def moved(self, number: int) -> dict[str, str]:
        """The cases that a relocation moved and none has moved back, each with the version it came from."""


class Relocating:
    """The verbs."""

    def __init__(self, operating: Operating, ledger: Ledger) -> None:
        self.operating, self.ledger = operating, ledger

    def begin(self, actor: Actor, wanted: Wanted, cases: Mapping[str, str]) -> int:
        """Look at the cases, or move them, in the background. Raises Refused for a rename map that cannot be."""
        if wanted.kind != LOOK:
            require_reason(wanted.reason)
        if not cases:
            raise Gone()
        store = self.operating.store
        olds = [store.definition(checksum) for checksum in wanted.sources]
        wrong = migration.check(wanted.renames, olds, store.definition(wanted.to))
        if wrong:
            raise Refused(wrong)
        return self.ledger.begin(wanted, cases, self._now(), actor.id)

    def apply(self, actor: Actor, number: int, reason: str, cases: Mapping[str, str]) -> int:
        """Move along the map of a look, for a reason."""
        looked = self.ledger.relocation(number).wanted
        return self.begin(actor, replace(looked, kind=MOVE, reason=reason.strip()), cases)

    def undo(self, actor: Actor, number: int, reason: str) -> int:
        """Move those back that a relocation moved; raises Gone where there is nothing to take back."""
        require_reason(reason)
        was = self.ledger.relocation(number)
        moved = self.ledger.moved(number)
        if was.wanted.kind != MOVE or was.state == GOING or not moved:
            raise Gone()
        renames = migration.back(was.wanted.renames)
        wanted = replace(was.wanted, kind=UNDO, renames=renames, reason=reason.strip(), undoes=number)
        return self.ledger.begin(wanted, moved, self._now(), actor.id)

    def stop(self, number: int) -> None:
        """Leave the rest where it is; what moved has moved. Raises Gone when it is over."""
        self.ledger.turn(number, (GOING, STOPPED), self._now())

    def resume(self, number: int) -> None:
        """Go on with the rest."""
        self.ledger.turn(number, (STOPPED, GOING), self._now())

    def go_on(self, actor: Actor, number: int) -> bool:
        """The next batch; whether there may be more."""
        relocation = self.ledger.relocation(number)
        if relocation.state != GOING:
            return False
        waiting = self.ledger.waiting(number, BATCH)
        self.ledger.mark(number, [self._fate(actor, relocation, *each) for each in waiting], self._now())
        if len(waiting) == BATCH:
            return True
        self.ledger.turn(number, (GOING, DONE), self._now())
        return False

    def fate(self, actor: Actor, trip: Trip, dry: bool) -> Fate:
        """What becomes of one case; with `dry` nothing is changed."""
        came_from = ""
        try:
            came_from = self.operating.store.case(trip.case_id).definition
            outlook = self.operating.outlook(actor, trip.case_id, trip.to, trip.renames)
            if dry:
                return Fate(trip.case_id, FITS if outlook.possible else STAYS, came_from, outlook.findings)
            self.operating.carry(actor, trip)
        except Refused as refused:
            return Fate(trip.case_id, STAYS, came_from, refused.findings)
        except Unavailable:
            raise  # no fate of this case: the whole batch is tried again
        except Gone:
            return _stays(trip, came_from, OVER)
        except OporaError as error:
            return Fate(trip.case_id, STAYS, came_from, [Finding("", "", error.code, error.sentence, error.params)])
        return Fate(trip.case_id, MOVED, came_from, outlook.findings)

    def _fate(self, actor: Actor, relocation: Relocation, case_id: str, to: str) -> Fate:
        wanted = relocation.wanted
        trip = Trip(case_id, to, wanted.renames, _command(relocation.id, case_id), wanted.reason)
        try:
            event = self._made(trip)
            case = self.operating.store.case(case_id)
        except NotFound as error:
            return _stays(trip, "", error.sentence)
        if event:
            return Fate(case_id, MOVED, event)
        if case.definition == to:
            return _stays(trip, case.definition, HERE)
        if wanted.undoes and not self._came_by(case_id, wanted.undoes):
            return _stays(trip, case.definition, AWAY)
        return self.fate(actor, trip, wanted.kind == LOOK)

    def _made(self, trip: Trip) -> str:
        """The version the case came from, if the trip was made before its fate could be written down."""
        with self.operating.store.begin() as work:
            event = work.done(trip.command or "")
        return str(event.data["from"]) if event else ""

    def _came_by(self, case_id: str, number: int) -> bool:
        """Whether the case's latest move was that relocation."""
        events = self.operating.store.history(case_id)
        latest = next((event for event in reversed(events) if event.kind == "case.migrated"), None)
        return latest is not None and latest.command == _command(number, case_id)

    def _now(self) -> datetime:
        return self.operating.clock.now()


def chore(number: int, at: datetime) -> Chore:
    """The work in the background."""
    return Chore(CHORE, f"{CHORE}:{number}:{at.isoformat()}", at, {"relocation": number})


def _command(number: int, case_id: str) -> str:
    return f"{CHORE}:{number}:{case_id}"


def _stays(trip: Trip, came_from: str, sentence: str) -> Fate:
    return Fate(trip.case_id, STAYS, came_from, [Finding("", "", "migration", sentence, {}, "warning")])
