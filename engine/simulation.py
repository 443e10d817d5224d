"""Walk a case through its method by scenario: for tests, the demo and trying out drafts.

A scenario is a TOML file of inputs with dates (its format: processes/README.md). It is walked by
the same verbs that people use, under a clock wound by hand.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from engine import openings
from engine.case import Case
from engine.clock import ManualClock
from engine.definitions import Definition
from engine.errors import N_, OporaError
from engine.kernel.plan import Node
from engine.roles import Actor
from engine.service import Answers, CaseService
from engine.stores import Chore, Holder, Job
from engine.tasks import OpenTask
from forms import samples
from forms.prefill import suggest

LEASE, PUT_OFF = timedelta(minutes=5), timedelta(days=1)


class Astray(OporaError):
    """A walk that does not go as its scenario says: `place` names the step."""

    code = "astray"
    sentence = N_("%(place)s: expected %(expected)s, found %(found)s")


class Cast(Protocol):
    """Who plays the roles, and what they type where the scenario is silent."""

    def holder(self, role: str, team: str) -> Actor:
        """Somebody with that role in that team."""

    def account(self, account_id: str) -> Actor:
        """The person with that account."""

    def answers(self, definition: Definition, node: Node, given: Mapping[str, Any], team: str) -> dict[str, Any]:
        """Plausible answers to the node's form around those given; persons are named by their role."""


@dataclass(frozen=True, slots=True)
class Step:
    """One input of a scenario, and what is expected to stand open after it.

    An opening names as `start` the timer start event at which the case opens by itself.
    """

    at: datetime | None = None
    wait: str | None = None
    complete: str | None = None
    send: str | None = None
    by: str | None = None
    start: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    tasks: tuple[str, ...] | None = None
    due: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return self.complete or self.send or "wait"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A walk through one process from its opening to an exit, or to where it stays open."""

    title: str
    process: str
    clock: datetime
    opening: Step
    steps: tuple[Step, ...]
    exit: str | None


def parse(text: str) -> Scenario:
    """A scenario from its TOML text; raises KeyError or ValueError naming what is missing."""
    raw = tomllib.loads(text)
    start, end = _moment(raw["clock"]), raw.get("end", {})
    steps = tuple(_step(entry) for entry in raw.get("step", []))
    return Scenario(raw["title"], raw["process"], start, _step(raw["open"]), steps, end.get("exit"))


def _step(entry: Mapping[str, Any]) -> Step:
    parts = dict(entry)
    if "at" in parts:
        parts["at"] = _moment(parts["at"])
    if "tasks" in parts:
        parts["tasks"] = tuple(sorted(parts["tasks"]))
    parts["due"] = {node: _moment(moment) for node, moment in parts.get("due", {}).items()}
    return Step(**parts)


def _moment(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def span(text: str) -> timedelta:
    """A span such as `P2W`, `P10D`, `PT6H` or `P1M` (30 days) for winding the clock."""
    found = re.fullmatch(r"P(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(\d+)H)?", text)
    if not found:
        raise ValueError(text)
    months, weeks, days, hours = (int(part or 0) for part in found.groups())
    return timedelta(days=30 * months + 7 * weeks + days, hours=hours)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where walks take place: the verbs, the clock that winds them and the people.

    A walk is one case: what would open by itself on the way does so only where `opens` says so.
    """

    service: CaseService
    clock: ManualClock
    cast: Cast
    opens: bool = False


class Walk:
    """One walk of one scenario; `shift` moves all of its dates.

    A month has 28 to 31 days, so in a moved scenario a timer may fire a little later than written:
    a step then waits for its task, for `patience` at most. A case that opens by itself
    does so for `person`, when one is set.
    """

    def __init__(
        self,
        stage: Stage,
        scenario: Scenario,
        team: str,
        shift: timedelta = timedelta(),
        patience: timedelta = timedelta(),
    ) -> None:
        self.stage, self.scenario, self.team, self.shift, self.patience = stage, scenario, team, shift, patience
        self.case_id = ""
        self.person: Actor | None = None
        self._latest: dict[str, Mapping[str, Any]] = {}

    def run(self) -> str:
        """Walk to the end and check the exit; the case's id."""
        for step in self:
            self.check(step)
        found = self._case().exit
        if found != self.scenario.exit:
            raise Astray(place=self.scenario.title, expected=self.scenario.exit, found=found)
        return self.case_id

    def __iter__(self) -> Iterator[Step]:
        """Take the steps one by one, the opening first."""
        self._open()
        yield self.scenario.opening
        for step in self.scenario.steps:
            self.take(step)
            yield step

    def take(self, step: Step) -> None:
        """Wind the clock to the step's moment, then do what it says."""
        if step.at:
            self.wind(step.at + self.shift)
        if step.wait:
            self.wind(self.stage.clock.now() + span(step.wait))
        if step.complete:
            self._complete(step)
        elif step.send:
            self._send(step)

    def wind(self, to: datetime) -> None:
        """Let time pass up to `to`; timers fire on the way, each at its moment."""
        service, clock = self.stage.service, self.stage.clock
        while (due := service.store.next_due()) and due <= to:
            clock.wind_to(due)
            for job in service.store.claim(clock.now(), 50, LEASE, service.ids.new()):
                self._do(job)
        clock.wind_to(to)

    def _do(self, job: Job) -> None:
        """What a worker does; of the chores only those that open cases are known here, others are put off."""
        service = self.stage.service
        if job.case_id:
            service.wake(job)
        elif job.kind == openings.START:
            service.store.end_chore(job, service.open_due(job) if self.stage.opens else service.pass_over(job))
        else:
            service.store.end_chore(job, Chore(job.kind, job.key, job.due + PUT_OFF, job.payload))

    def check(self, step: Step) -> None:
        """Raise Astray unless exactly the expected tasks are open, due when expected."""
        tasks = self._case().tasks.values()
        found = tuple(sorted(task.node for task in tasks))
        if step.tasks is not None and found != step.tasks:
            raise Astray(place=step.place, expected=step.tasks, found=found)
        dates = {task.node: task.due for task in tasks}
        for node, expected in step.due.items():
            if dates.get(node) != expected + self.shift:
                raise Astray(place=f"{step.place}: {node}", expected=expected, found=dates.get(node))

    def _case(self) -> Case:
        return self.stage.service.store.case(self.case_id)

    def _open(self) -> None:
        service, scenario = self.stage.service, self.scenario
        self.wind(scenario.clock + self.shift)
        with service.store.begin() as work:
            definition = work.current(scenario.process)
        if scenario.opening.start:
            self._open_by_itself(definition, definition.plan.nodes[scenario.opening.start])
            return
        node = definition.start
        role = scenario.opening.by or (node.task.role if node.task else "")
        answers = self._answers(definition, node, scenario.opening)
        actor = self.stage.cast.holder(role, self.team)
        self.case_id = service.open(actor, scenario.process, self.team, answers).case_id

    def _open_by_itself(self, definition: Definition, node: Node) -> None:
        """The case opens at a timer start event, as if its moment were now."""
        service, role = self.stage.service, self.scenario.opening.by
        role = role or (node.each.roles[0] if node.each else "")
        who = (self.person or self.stage.cast.holder(role, self.team)) if node.each else None
        holder = Holder(who.id, who.name, self.team) if who else None
        self.case_id = service.open_for(definition.key, node, service.clock.now(), holder).case_id

    def _complete(self, step: Step) -> None:
        case, task = self._awaited(step)
        definition = self.stage.service.store.definition(case.definition)
        answers = self._answers(definition, definition.plan.nodes[task.node], step)
        actor = self._actor(step, task)
        if not task.assignee:
            self.stage.service.claim(actor, case.id, task.token)
        self.stage.service.complete(actor, case.id, task.token, answers)

    def _awaited(self, step: Step) -> tuple[Case, OpenTask]:
        """The case and the task to complete, as soon as it is open; raises Astray."""
        service, limit = self.stage.service, self.stage.clock.now() + self.patience
        while True:
            case = self._case()
            for task in case.tasks.values():
                if task.node == step.complete:
                    return case, task
            due = service.store.next_due()
            if due is None or due > limit:
                raise Astray(place=step.place, expected=step.complete, found=[t.node for t in case.tasks.values()])
            self.wind(due)

    def _send(self, step: Step) -> None:
        case = self._case()
        definition = self.stage.service.store.definition(case.definition)
        waiting = [(token, node) for token, node, name in case.state.messages() if step.send in (name, node)]
        if not waiting:
            raise Astray(place=step.place, expected=step.send, found=case.state.messages())
        token, node = waiting[0][0], definition.plan.nodes[waiting[0][1]]
        role = step.by or (node.task.role if node.task else "")
        actor = self._in_seat(case, role) or self.stage.cast.holder(role, self.team)
        self.stage.service.send_message(actor, case.id, token, self._answers(definition, node, step))

    def _in_seat(self, case: Case, seat: str) -> Actor | None:
        return self.stage.cast.account(case.seats[seat]) if seat in case.seats else None

    def _actor(self, step: Step, task: OpenTask) -> Actor:
        cast = self.stage.cast
        if task.assignee:
            return cast.account(task.assignee)
        return cast.holder(step.by or task.role, self.team)

    def _answers(self, definition: Definition, node: Node, step: Step) -> Answers:
        """What the step answers, around what the form suggests from earlier answers, as its page does."""
        form = definition.form_of(node)
        values = self._case().state.values if self.case_id else {}
        known = suggest(form, values, self._latest) if form else {}
        given = self.stage.cast.answers(definition, node, known | _moved(step.answers, self.shift), self.team)
        if form:
            given = samples.chosen(form, given, step.answers, self._latest)
            self._latest[form.key] = given
        return Answers(given, self.stage.service.ids.new())


def _moved(value: Any, shift: timedelta) -> Any:
    """Answers with every date and moment in them moved by `shift`, as text."""
    if isinstance(value, date):
        return (value + shift).isoformat()
    if isinstance(value, Mapping):
        return {key: _moved(item, shift) for key, item in value.items()}
    return [_moved(item, shift) for item in value] if isinstance(value, list) else value
