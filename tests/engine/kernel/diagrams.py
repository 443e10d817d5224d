"""Diagrams drawn in a few words, and a case that walks them: what the kernel's tests speak in.

Every step a `Walk` makes is made twice and stored in between, so each test of an element is also a
test of determinism, purity and the state's round trip.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine import bpmn
from engine.calendars import Calendar, Hours, Moment
from engine.kernel.effects import KINDS, Effect
from engine.kernel.plan import Plan
from engine.kernel.state import State
from engine.kernel.step import Complete, Fire, Input, Receive, Start, step

OFFICE = Calendar("Europe/Moscow", (Hours.parse("09:00-18:00"),) * 5 + (None, None))
MONDAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
HEADER = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:opora="urn:opora:bpmn:1" targetNamespace="t">'
)


class Drawn:
    """A process or sub-process being drawn; every method draws and returns the drawing."""

    def __init__(self, key: str = "p") -> None:
        self.key = key
        self.parts: list[str] = []
        self.messages: dict[str, str] = {}

    def node(self, tag: str, key: str, body: str = "", **attributes: Any) -> "Drawn":
        """Any element; `attributes` are XML attributes."""
        text = "".join(f" {name}={quoteattr(str(value))}" for name, value in attributes.items() if value is not None)
        self.parts.append(f'<bpmn:{tag} id="{key}"{text}>{body}</bpmn:{tag}>')
        return self

    def start(self, key: str = "s", body: str = "") -> "Drawn":
        return self.node("startEvent", key, body)

    def end(self, *keys: str, body: str = "") -> "Drawn":
        return self._each("endEvent", keys or ("e",), body)

    def terminate(self, key: str) -> "Drawn":
        return self.node("endEvent", key, "<bpmn:terminateEventDefinition/>")

    def user(self, *keys: str) -> "Drawn":
        return self._each("userTask", keys)

    def xor(self, key: str, default: str | None = None) -> "Drawn":
        """An exclusive gateway; `default` is the element its default flow leads to."""
        return self.node("exclusiveGateway", key, default=default and f"{key}-{default}")

    def both(self, *keys: str) -> "Drawn":
        """Parallel gateways."""
        return self._each("parallelGateway", keys)

    def some(self, key: str, default: str | None = None) -> "Drawn":
        """An inclusive gateway."""
        return self.node("inclusiveGateway", key, default=default and f"{key}-{default}")

    def script(self, key: str, text: str) -> "Drawn":
        return self.node("scriptTask", key, f"<bpmn:script>{escape(text)}</bpmn:script>")

    def call(self, key: str, process: str, body: str = "") -> "Drawn":
        return self.node("callActivity", key, body, calledElement=process)

    def sub(self, inner: "Drawn", body: str = "", **attributes: Any) -> "Drawn":
        """An embedded sub-process with what `inner` draws; its key is the element's id."""
        self.messages |= inner.messages
        return self.node("subProcess", inner.key, body + "".join(inner.parts), **attributes)

    def timer(self, key: str, text: str, on: str | None = None, stops: bool = True) -> "Drawn":
        """A timer: intermediate, or on the boundary of `on`, which it stops or not."""
        kinds = {"R": "timeCycle", "2": "timeDate"}
        kind = kinds.get(text.lstrip('="')[:1], "timeDuration")
        return self.event(
            key,
            f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>",
            on,
            stops,
        )

    def message(self, key: str, name: str, on: str | None = None, stops: bool = True) -> "Drawn":
        """A message awaited: intermediate, or on a boundary."""
        return self.event(key, self.message_definition(name), on, stops)

    def event(self, key: str, definition: str, on: str | None = None, stops: bool = True) -> "Drawn":
        if on is None:
            return self.node("intermediateCatchEvent", key, definition)
        return self.node("boundaryEvent", key, definition, attachedToRef=on, cancelActivity=str(stops).lower())

    def message_definition(self, name: str) -> str:
        key = self.messages[name] = f"message_{name}"
        return f'<bpmn:messageEventDefinition messageRef="{key}"/>'

    def flow(self, source: str, target: str, when: str | None = None) -> "Drawn":
        """A sequence flow, its id made of both ends."""
        body = f"<bpmn:conditionExpression>{escape(when)}</bpmn:conditionExpression>" if when else ""
        self.parts.append(
            f'<bpmn:sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{body}</bpmn:sequenceFlow>'
        )
        return self

    def path(self, keys: str) -> "Drawn":
        """Flows from each of the words to the next."""
        words = keys.split()
        for source, target in zip(words, words[1:], strict=False):
            self.flow(source, target)
        return self

    def _each(self, tag: str, keys: tuple[str, ...], body: str = "") -> "Drawn":
        for key in keys:
            self.node(tag, key, body)
        return self

    def xml(self, *called: "Drawn", extra: str = "") -> str:
        """A whole file with this process and others it calls."""
        processes = [self, *called]
        messages = {key: name for drawn in processes for name, key in drawn.messages.items()}
        named = "".join(f'<bpmn:message id="{key}" name={quoteattr(name)}/>' for key, name in messages.items())
        drawn = "".join(f'<bpmn:process id="{each.key}">{"".join(each.parts)}</bpmn:process>' for each in processes)
        return f"{HEADER}{named}{extra}{drawn}</bpmn:definitions>"

    def plan(self, *called: "Drawn", extra: str = "", **given: Any) -> Plan:
        return bpmn.parse({"test.bpmn": self.xml(*called, extra=extra)}, "test", self.key, **given)

    def begin(self, *called: "Drawn", extra: str = "", **values: Any) -> "Walk":
        """A case on this diagram, started."""
        return Walk(self.plan(*called, extra=extra)).start(**values)


def line(*middle: str, key: str = "p") -> Drawn:
    """start → user tasks → end."""
    return Drawn(key).start(f"{key}_s").user(*middle).end(f"{key}_e").path(" ".join([f"{key}_s", *middle, f"{key}_e"]))


class Walk:
    """A case in a test: what is open, what happens next, what came of it."""

    def __init__(self, plan: Plan, now: datetime = MONDAY) -> None:
        self.plan, self.now, self.state = plan, now, State()
        self.told: tuple[Effect, ...] = ()

    def take(self, given: Input) -> "Walk":
        """One step, made again from the stored state; the old state is compared."""
        before = stored(self.state)
        moment = Moment(self.now, OFFICE)
        once, twice = (step(self.plan, state, given, moment) for state in (self.state, restored(before)))
        assert stored(self.state) == before, "the step changed the old state"
        assert stored(once.state) == stored(twice.state), "the same input gave another state"
        assert once.effects == twice.effects, "the same input gave other effects"
        assert all(set(effect.data) == set(KINDS[effect.kind]) for effect in once.effects)
        json.dumps([effect.data for effect in once.effects])
        self.state, self.told = once.state, once.effects
        return self

    def start(self, node: str | None = None, **values: Any) -> "Walk":
        return self.take(Start(values, node))

    def do(self, *nodes: str, **values: Any) -> "Walk":
        """Complete the oldest open task of each element."""
        for node in nodes:
            token = next((token.id for token in self.state.tasks() if token.node == node), None)
            assert token is not None, f"{node} is not open, but {self.open}"
            self.take(Complete(token, values))
        return self

    def fire(self, node: str) -> "Walk":
        """The clock reaches the element's timer."""
        key, _, due = min((timer for timer in self.state.timers() if timer[1] == node), key=lambda timer: timer[2])
        self.now = max(self.now, due)
        return self.take(Fire(key))

    def send(self, name: str, token: int | None = None, **values: Any) -> "Walk":
        return self.take(Receive(name, values, token))

    def wait(self, **span: int) -> "Walk":
        self.now += timedelta(**span)
        return self

    @property
    def open(self) -> list[str]:
        """Elements with an open task."""
        return sorted(token.node for token in self.state.tasks())

    @property
    def awaited(self) -> list[str]:
        """Elements with a timer or a message awaited."""
        return sorted(wait.node for wait in self.state.waits.values())

    @property
    def exit(self) -> str | None:
        return self.state.ended

    def due(self, node: str) -> list[str]:
        """Local moments when the element's timers are due."""
        found = [OFFICE.local(due) for _, key, due in self.state.timers() if key == node]
        return [moment.strftime("%Y-%m-%d %H:%M") for moment in sorted(found)]

    def effects(self, kind: str) -> list[dict[str, Any]]:
        """What the last step told of a kind."""
        return [effect.data for effect in self.told if effect.kind == kind]


def stored(state: State) -> str:
    return json.dumps(state.to_data(), sort_keys=True, ensure_ascii=False)


def restored(text: str) -> State:
    return State.from_data(json.loads(text))


def kinds(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.kind for effect in effects]
