"""The case: one family or care leaver, one curator, one running process instance.

`Case.apply` is the only way a case changes. It takes an input event and returns the effects the
engine derives from it; the same inputs under the same definition give the same case, bit for bit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine import sums
from engine.calendars import Calendar, Moment
from engine.definitions import Definition
from engine.errors import Gone
from engine.history import INPUTS as KINDS
from engine.history import Event
from engine.kernel import inputs
from engine.kernel.effects import Effect
from engine.kernel.state import State
from engine.kernel.step import step
from engine.kernel.transfer import Move
from engine.roles import Subject
from engine.sums import Amount
from engine.tasks import Anchors, Delay, OpenTask, late, offer
from engine.transfer import Transfer
from engine.values import decode, decode_all

FORMAT = 1


@dataclass
class Case:
    """A case as it stands after `seq` events; `version` counts the actions that made it.

    `reached` tells when elements that deadlines count from were completed, `begun` when open stages were entered.
    """

    id: str
    process: str = ""
    definition: str = ""
    number: str = ""
    team: str = ""
    opened_by: str | None = None
    opened_at: datetime | None = None
    moved_at: datetime | None = None
    predecessor: str | None = None
    state: State = field(default_factory=State)
    seats: dict[str, str] = field(default_factory=dict)
    tasks: dict[int, OpenTask] = field(default_factory=dict)
    reached: dict[str, datetime] = field(default_factory=dict)
    amounts: tuple[Amount, ...] = ()
    delays: tuple[Delay, ...] = ()
    begun: dict[int, datetime] = field(default_factory=dict)
    suspended: bool = False
    transfer: Transfer | None = None
    version: int = 0
    seq: int = 0
    head: bytes = bytes(32)

    @property
    def exit(self) -> str | None:
        """The named way in which the case ended; None while it is open."""
        return self.state.ended

    @property
    def timers(self) -> list[tuple[int, str, datetime]]:
        """What is to fire when, as (token, element, due); nothing while the case is suspended."""
        return [] if self.suspended else self.state.timers()

    @property
    def awaited(self) -> list[tuple[str, int, str, datetime]]:
        """What workers are to do, as (kind, token, element, due); nothing while the case is suspended."""
        services = [] if self.suspended else self.state.services()
        return [("timer", *each) for each in self.timers] + [("service", *each) for each in services]

    @property
    def subject(self) -> Subject:
        """What permissions need to know of this case."""
        held = {task.assignee for task in self.tasks.values() if task.assignee}
        lent = {task.lender for task in self.tasks.values() if task.lender}
        members = held | lent | set(self.seats.values()) | ({self.opened_by} if self.opened_by else set())
        offered = {task.role for task in self.tasks.values() if not task.assignee}
        return Subject(self.team, frozenset(members), frozenset(offered))

    def task(self, token: int) -> OpenTask:
        """The open task at `token`; raises Gone."""
        if token not in self.tasks:
            raise Gone()
        return self.tasks[token]

    def apply(self, event: Event, definition: Definition, calendar: Calendar) -> list[Effect]:
        """Take one input; the effects the engine derives from it, in order."""
        if definition.sums:
            self._add_up(event, definition, calendar)
        effects = INPUTS[event.kind](self, event, definition, Moment(event.at, calendar))
        self._follow(effects, event, definition, calendar)
        self.moved_at = event.at
        return effects

    def migrate(self, event: Event, old: Definition, new: Definition, calendar: Calendar) -> list[Effect]:
        """Go on under another version of the definition; what waits goes on waiting."""
        renames = event.data["renames"]
        step = Move(old.plan, new.plan, renames).carry(self.state, Moment(event.at, calendar))
        self.state, self.definition, self.moved_at = step.state, new.checksum, event.at
        self.tasks = {
            token: replace(task, node=renames.get(task.node, task.node), stage=self.state.stage(new.plan, token))
            for token, task in self.tasks.items()
        }
        self.reached = {renames.get(node, node): at for node, at in self.reached.items()}
        return list(step.effects)

    def twin(self) -> "Case":
        """A case that can go on while this one stays as it is."""
        return replace(
            self, seats=dict(self.seats), tasks=dict(self.tasks), reached=dict(self.reached), begun=dict(self.begun)
        )

    def sit(self, seats: Mapping[str, str], at: datetime) -> None:
        """Give places to people, each with the open tasks that its former holder had by it."""
        for seat, to in seats.items():
            former = self.seats.get(seat)
            self.seats[seat] = to
            for token, task in self.tasks.items():
                if former and former != to and (task.seat, task.assignee) == (seat, former):
                    self.tasks[token] = task.taken(to, at)

    def _add_up(self, event: Event, definition: Definition, calendar: Calendar) -> None:
        """Keep the running sums of records: what a record told, in place of what it corrects."""
        corrects = event.data.get("corrects")
        today = calendar.local(event.at).date()
        amounts = (*(amount for amount in self.amounts if amount.seq != corrects), *definition.amounts(event, today))
        self.amounts = sums.needed(definition.sums, amounts, today)
        found = sums.values(definition.sums, self.amounts, today)
        self.state = replace(self.state, values={**self.state.values, **found})

    def _step(self, given: inputs.Input, definition: Definition, moment: Moment) -> list[Effect]:
        done = step(definition.plan, self.state, given, moment)
        self.state = done.state
        return list(done.effects)

    def _follow(self, effects: list[Effect], event: Event, definition: Definition, calendar: Calendar) -> None:
        """Keep open tasks and stages in step with what the kernel did."""
        held = (scope.id for scope in self.state.scopes.values() if scope.token is not None)
        self.begun = {scope: self.begun.get(scope, event.at) for scope in held}
        for effect in effects:
            token = effect.data.get("token")
            if effect.kind == "task.withdrawn" and token is not None:
                self.delays += late(self.tasks.pop(token, None), event.at)
            elif effect.kind == "task.offered" and token is not None:
                opened = self._offer(token, effect.data["node"], definition, Moment(event.at, calendar))
                self.tasks[token] = replace(opened, cause=event.data.get("node", ""))

    def _offer(self, token: int, node: str, definition: Definition, moment: Moment) -> OpenTask:
        """A task for its role; for the person in its seat when the seat is taken."""
        anchors = Anchors(self.opened_at or moment.now, self.state.values, self.reached)
        stage = self.state.stage(definition.plan, token)
        task = offer(token, definition.plan.nodes[node], stage, anchors, moment)
        holder = self.seats.get(task.seat)
        return replace(task, assignee=holder, claimed_at=moment.now) if holder else task


def _open(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    data = event.data
    case.process, case.definition = data["process"], data["definition"]
    case.number, case.team = data["number"], data["team"]
    case.opened_by, case.opened_at = event.principal, event.at
    case.predecessor = data.get("predecessor")
    case.seats = dict(data.get("seats", {}))
    begins = data["node"] if "due" in data or "signal" in data else None
    return case._step(inputs.Start(decode_all(event.private.get("values", {})), begins), definition, moment)


def _hand(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    token = event.data["token"]
    case.tasks[token] = case.task(token).handed(event)
    return []


def _transfer(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    """A place is offered, or no longer; taken by another team, what its people cannot do there is offered anew."""
    passing, case.transfer = case.transfer, Transfer.of(event) if event.kind == "transfer.offered" else None
    if passing and event.kind == "transfer.accepted":
        case.team = passing.team
        case.sit({passing.seat: passing.to}, event.at)
        case.seats = {seat: who for seat, who in case.seats.items() if seat not in event.data["vacated"]}
        freed = event.data["freed"]
        case.tasks |= {token: case.tasks[token].taken(None, event.at) for token in freed}
    return []


def _complete(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    task = case.task(event.data["token"])
    case.delays += late(case.tasks.pop(task.token), event.at)
    case.sit(event.data.get("seats", {}), event.at)
    if task.node in definition.anchors:
        case.reached[task.node] = event.at
    return case._step(inputs.Complete(task.token, decode_all(event.private.get("values", {}))), definition, moment)


def _receive(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    values = decode_all(event.private.get("values", {}))
    case.sit(event.data.get("seats", {}), event.at)
    return case._step(inputs.Receive(event.data["name"], values, event.data.get("token")), definition, moment)


def _hear(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    return case._step(inputs.Hear(event.data["name"]), definition, moment)


def _fire(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    return case._step(inputs.Fire(event.data["token"]), definition, moment)


def _answer(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    return case._step(inputs.Return(event.data["token"], decode(event.private["outputs"])), definition, moment)


def _fail(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    return case._step(inputs.Fail(event.data["token"], event.data["reason"]), definition, moment)


def _retry(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    return case._step(inputs.Retry(event.data["token"]), definition, moment)


def _seat(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    case.sit({event.data["seat"]: event.data["to"]}, event.at)
    return []


def _correct(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    """What was exported counts as corrected, also for awaited conditions; what it once decided stays decided."""
    corrected = decode_all(event.private.get("values", {}))
    case.state = replace(case.state, values={**case.state.values, **corrected})
    return [] if case.suspended or case.exit else case._step(inputs.Notice(), definition, moment)


def _deadline(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    task = case.task(event.data["token"])
    info = definition.plan.nodes[task.node].task
    if info and info.deadline:
        case.tasks[task.token] = task.after(event, info.deadline, moment.calendar)
    return []


def _skip(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    return case._step(inputs.Skip(event.data["token"]), definition, moment)


def _place(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    alone = event.kind == "stage.rewound"
    return case._step(inputs.Place(event.data["token"], event.data["to"], alone), definition, moment)


def _cancel(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    return case._step(inputs.Cancel(), definition, moment)


def _suspend(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    case.suspended = event.kind == "case.suspended"
    return [] if case.suspended else case._step(inputs.Notice(), definition, moment)


def _paper(case: Case, event: Event, definition: Definition, moment: Moment) -> list[Effect]:
    """Papers and comments lie beside the case: nothing follows from them."""
    return []


Handler = Callable[[Case, Event, Definition, Moment], list[Effect]]

_HANDS = ("task.claimed", "task.assigned", "task.released", "task.delegated", "task.returned", "task.put_off")
_PAPERS = tuple(kind for kind in KINDS if kind.startswith(("document.", "comment.", "file.", "case.compared")))
INPUTS: Mapping[str, Handler] = {
    **dict.fromkeys(_HANDS, _hand),
    **dict.fromkeys(_PAPERS, _paper),
    **dict.fromkeys((kind for kind in KINDS if kind.startswith("transfer.")), _transfer),
    "case.opened": _open,
    "task.completed": _complete,
    "message.received": _receive,
    "signal.received": _hear,
    "timer.fired": _fire,
    "timer.failed": _fail,
    "service.completed": _answer,
    "service.failed": _fail,
    "incident.retried": _retry,
    "record.corrected": _correct,
    "seat.changed": _seat,
    "deadline.extended": _deadline,
    "deadline.paused": _deadline,
    "deadline.resumed": _deadline,
    "task.skipped": _skip,
    "token.placed": _place,
    "stage.rewound": _place,
    "case.cancelled": _cancel,
    "case.suspended": _suspend,
    "case.resumed": _suspend,
}
