"""Stock SpiffWorkflow as an oracle: the same diagram, its own engine, a clock that can be set."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.event_definitions import timer
from SpiffWorkflow.util.task import TaskState

from engine.kernel.step import Complete, Fire
from tests.engine.kernel.diagrams import MONDAY, Walk


class Clock(datetime):
    """What SpiffWorkflow's timers take for the time."""

    current = MONDAY

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return cls.current


def set_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock.current = MONDAY
    monkeypatch.setattr(timer, "datetime", Clock)


class Stock:
    """A running workflow, seen as a `Walk` sees a case."""

    def __init__(self, xml: str, main: str = "p") -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(_in_python(xml).encode())
        self.workflow = BpmnWorkflow(parser.get_spec(main), parser.get_subprocess_specs(main))
        self.workflow.do_engine_steps()

    def do(self, path: str, **values: Any) -> None:
        task = next(task for task in self.ready if _path(task) == path)
        task.data.update(values)
        task.run()
        self.workflow.do_engine_steps()

    def advance(self, now: datetime) -> None:
        Clock.current = now
        self.workflow.refresh_timers()
        self.workflow.do_engine_steps()

    def send(self, definition: Any) -> None:
        self.workflow.catch(BpmnEvent(definition))
        self.workflow.do_engine_steps()

    @property
    def ready(self) -> list[Any]:
        return list(self.workflow.get_tasks(state=TaskState.READY, manual=True))

    @property
    def open(self) -> list[str]:
        return sorted(_path(task) for task in self.ready)

    @property
    def timers(self) -> list[tuple[str, str]]:
        found = []
        for task in self.workflow.get_tasks(state=TaskState.WAITING):
            due = task.internal_data.get("event_value")
            if isinstance(due, dict):
                due = due["next"] if due["cycles"] else None
            if due is not None:
                found.append((_path(task), datetime.fromisoformat(due).astimezone(MONDAY.tzinfo).isoformat()))
        return sorted(found)

    @property
    def done(self) -> bool:
        return bool(self.workflow.completed)


class Ours(Walk):
    """A case, seen by paths."""

    def do_path(self, path: str, **values: Any) -> None:
        token = next(token for token in self.state.tasks() if self._path(token.id, token.node) == path)
        self.take(Complete(token.id, values))

    def advance(self, now: datetime) -> None:
        """Fire what is due, oldest first."""
        self.now = now
        while due := [entry for entry in self.state.timers() if entry[2] < now]:
            self.take(Fire(min(due, key=lambda entry: entry[2])[0]))

    def _path(self, holder: int, node: str) -> str:
        words = [node, *self.state.around(holder)]
        return "/".join(word for word, inner in zip(words[::-1], [*words[-2::-1], ""], strict=True) if word != inner)

    @property
    def paths(self) -> list[str]:
        return sorted(self._path(token.id, token.node) for token in self.state.tasks())

    @property
    def timers(self) -> list[tuple[str, str]]:
        return sorted(
            (self._path(key, node), due.astimezone(MONDAY.tzinfo).isoformat()) for key, node, due in self.state.timers()
        )

    @property
    def next_due(self) -> datetime:
        return min(due for _, _, due in self.state.timers()) + timedelta(seconds=1)


def _path(task: Any) -> str:
    words = [task.task_spec.name]
    workflow = task.workflow
    while workflow.parent_task_id is not None:
        caller = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        words.append(caller.task_spec.name.removesuffix(" [child]"))
        workflow = caller.workflow
    return "/".join(reversed(words))


def _in_python(xml: str) -> str:
    """Our FEEL in SpiffWorkflow's language."""
    xml = re.sub(r"<bpmn:script>\{\}</bpmn:script>", "<bpmn:script>pass</bpmn:script>", xml)
    return re.sub(r">(v_\w+) = (\d+)<", r">\1 == \2<", xml)
