"""A draft tried out by hand: a case in memory, walked with the draft's real forms under a clock wound by hand.

What is remembered of it is only what was done. The case is made anew from that each time, so one step back is one
thing less done, and after the draft was changed the same walk shows at once what became of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from engine.calendars import Calendar
from engine.case import Case
from engine.definitions import Definition
from engine.errors import N_, NotFound, OporaError
from engine.history import Event
from engine.kernel.plan import Node
from engine.replay import Turn, Versions, walk
from engine.roles import Actor, Roles
from engine.service import Answers
from engine.simulation import Scenario, Step, Walk
from engine.studio.draft import Draft
from engine.studio.walking import TEAM, cast, world
from engine.tasks import OpenTask
from forms import samples
from forms.definition import FormDefinition
from forms.prefill import suggest

OPEN, COMPLETE, SEND, WIND = "open", "complete", "send", "wind"
MOST = 200
"""A walk of more steps is kept as a scenario, or begun anew."""


class Stuck(OporaError):
    """What was done once cannot be done any more: the draft is another one now."""

    code = "stuck"
    sentence = N_("Nothing waits there now.")


@dataclass(frozen=True, slots=True)
class Done:
    """One thing done at a moment: a case opened, a task completed, a message sent, or just time that passed."""

    act: str
    at: datetime
    node: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)

    def raw(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Done":
        """What `raw` gave."""
        return cls(raw["act"], datetime.fromisoformat(raw["at"]), raw["node"], raw["answers"])


class Attempt:
    """The case as it stands after what was done; `problem` is why the step `stopped_at` could not be taken again."""

    def __init__(self, draft: Draft, definition: Definition, roles: Roles, done: Sequence[Done]) -> None:
        self.definition, self.done, self.roles = definition, tuple(done), roles
        self.problem: OporaError | LookupError | None = None
        self.stopped_at = 0
        began = done[0].at
        self.stage = world((draft, definition), roles, began)
        blank = Scenario(draft.title, definition.key, began, Step(), (), None)
        self._walk = Walk(self.stage, blank, TEAM)
        self._take_all()

    def _take_all(self) -> None:
        for number, one in enumerate(self.done):
            try:
                self.take(one)
            except (OporaError, LookupError) as problem:
                self.problem, self.stopped_at = problem, number
                self.done = self.done[:number]
                return

    def take(self, one: Done) -> None:
        """Let time pass up to the moment, then do it. Raises OporaError, Invalid for answers that do not fit."""
        if one.act == OPEN:
            self._open(one)
        else:
            self._walk.wind(max(one.at, self.now))
            if one.act == COMPLETE:
                self._complete(one)
            elif one.act == SEND:
                self._send(one)
        self._walk.wind(self.now)

    # -- how it stands

    @property
    def now(self) -> datetime:
        return self.stage.clock.now()

    @property
    def calendar(self) -> Calendar:
        return self.stage.service.store.current_calendar()

    @property
    def case(self) -> Case:
        """Raises NotFound before it was opened."""
        return self.stage.service.store.case(self._walk.case_id)

    @property
    def is_open(self) -> bool:
        return bool(self._walk.case_id)

    @property
    def tasks(self) -> list[OpenTask]:
        """The open tasks, what is due first standing first."""
        return sorted(self.case.tasks.values(), key=lambda task: (task.due is None, task.due or self.now, task.token))

    @property
    def messages(self) -> list[Node]:
        """The elements that await a message."""
        return [self.definition.plan.nodes[node] for _token, node, _name in self.case.state.messages()]

    @property
    def next_timer(self) -> datetime | None:
        """When something happens by itself next."""
        return self.stage.service.store.next_due()

    @property
    def history(self) -> list[Event]:
        return self.stage.service.store.history(self._walk.case_id)

    def turns(self) -> list[Turn]:
        """The walk step by step, with what followed from each."""
        store = self.stage.service.store
        return list(walk(self.history, Versions(store.definition, store.calendar))) if self.is_open else []

    @cached_property
    def latest(self) -> Mapping[str, Mapping[str, Any]]:
        """The latest answers to each form."""
        told = self.history if self.is_open else []
        return {
            event.data["form"]: event.private["record"]
            for event in told
            if "record" in event.private and event.data.get("form")
        }

    def form_of(self, key: str) -> FormDefinition | None:
        """The form of an element. Raises NotFound."""
        return self.definition.form_of(self.node(key))

    def node(self, key: str) -> Node:
        """Raises NotFound."""
        if key not in self.definition.plan.nodes:
            raise NotFound()
        return self.definition.plan.nodes[key]

    def suggested(self, form: FormDefinition) -> dict[str, Any]:
        """What the form begins with, as its page fills it."""
        return suggest(form, self.case.state.values if self.is_open else {}, self.latest)

    def made_up(self, key: str) -> dict[str, Any]:
        """Plausible answers around what the form begins with."""
        form = self.form_of(key)
        if form is None:
            return {}
        known = self.suggested(form)
        others = cast(self.roles, self.stage.clock, self.calendar, len(self.done) + 1)
        given = others.answers(self.definition, self.node(key), known, TEAM)
        return samples.chosen(form, given, known, self.latest)

    def actor(self, task: OpenTask) -> Actor:
        """Who does a task: its holder, else somebody with its role."""
        return self.stage.cast.account(task.assignee) if task.assignee else self.stage.cast.holder(task.role, TEAM)

    # -- what is done

    def _open(self, one: Done) -> None:
        self._walk.wind(one.at)
        service, node = self.stage.service, self.node(one.node)
        if node.event.kind == "timer":
            self._walk.case_id = self._by_itself(node)
            return
        actor = self.stage.cast.holder(node.task.role if node.task else "", TEAM)
        answers = Answers(dict(one.answers), service.ids.new())
        self._walk.case_id = service.open(actor, self.definition.key, TEAM, answers).case_id

    def _by_itself(self, node: Node) -> str:
        """A case that opens at its moment, for one of those it opens for."""
        scenario = Scenario("", self.definition.key, self.now, Step(start=node.id), (), None)
        opened = Walk(self.stage, scenario, TEAM)
        next(iter(opened))
        return opened.case_id

    def _complete(self, one: Done) -> None:
        task = next((task for task in self.tasks if task.node == one.node), None)
        if task is None:
            raise Stuck()
        actor, service = self.actor(task), self.stage.service
        if not task.assignee:
            service.claim(actor, self.case.id, task.token)
        service.complete(actor, self.case.id, task.token, Answers(dict(one.answers), service.ids.new()))

    def _send(self, one: Done) -> None:
        waiting = [token for token, node, _name in self.case.state.messages() if node == one.node]
        if not waiting:
            raise Stuck()
        info, service, case = self.node(one.node).task, self.stage.service, self.case
        holder = case.seats.get((info.seat or info.role) if info else "")
        actor = self.stage.cast.account(holder) if holder else self.stage.cast.holder(info.role if info else "", TEAM)
        service.send_message(actor, case.id, waiting[0], Answers(dict(one.answers), service.ids.new()))
