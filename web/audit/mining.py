"""Event logs in the two formats that process mining reads: XES (IEEE 1849) and OCEL 2.0."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from engine.definitions import Definition
from engine.history import Event
from engine.kernel.plan import Node
from persistence.queries.event_logs import Trace

LIFECYCLE = {
    "task.offered": "schedule", "task.claimed": "assign", "task.assigned": "reassign", "task.released": "reassign",
    "task.completed": "complete", "task.withdrawn": "withdraw", "task.skipped": "manualskip",
    "case.suspended": "suspend", "case.resumed": "resume", "case.cancelled": "pi_abort",
}  # fmt: skip
"""XES standard transitions; whatever else happens is complete at once."""

TASKS = frozenset(kind for kind in LIFECYCLE if kind.startswith("task."))
XES_TAIL = "</log>\n"
EXTENSIONS = (("Concept", "concept"), ("Lifecycle", "lifecycle"), ("Organizational", "org"), ("Time", "time"))


@dataclass(frozen=True)
class Telling:
    """How cases and people are called in a log: by pseudonyms that hold within the installation, or by name."""

    secret: bytes
    definition: Callable[[str], Definition]
    names: Mapping[str, str] | None = None

    def person(self, account: str | None) -> str:
        """Somebody: by name where names were asked for."""
        if not account:
            return ""
        return self.names.get(account, account) if self.names is not None else self._pseudonym("person", account)

    def case(self, trace: Trace) -> str:
        """A case: by number where names were asked for."""
        return trace.number if self.names is not None else self._pseudonym("case", trace.case_id)

    def node(self, trace: Trace, event: Event, tasks: Mapping[int, str]) -> Node | None:
        """The element an event concerns."""
        key = event.data.get("node") or tasks.get(event.data.get("token", -1), "")
        return self.definition(trace.definition).plan.nodes.get(str(key))

    def _pseudonym(self, kind: str, key: str) -> str:
        return f"{kind}-{hmac.new(self.secret, f'{kind}|{key}'.encode(), hashlib.sha256).hexdigest()[:10]}"


@dataclass(frozen=True, slots=True)
class Line:
    """An event as both formats tell it."""

    activity: str
    transition: str
    event: Event
    resource: str
    role: str
    task: str


def lines(trace: Trace, telling: Telling) -> Iterator[Line]:
    """The events of a case with the names of what they concern."""
    tasks: dict[int, str] = {}
    for event in trace.events:
        token = event.data.get("token")
        if event.kind == "task.offered" and isinstance(token, int):
            tasks[token] = str(event.data.get("node"))
        node = telling.node(trace, event, tasks)
        role = node.task.role if node and node.task else ""
        activity = node.name or node.id if node else event.kind
        yield Line(activity, LIFECYCLE.get(event.kind, "complete"), event, telling.person(event.actor), role,
                   str(token) if event.kind in TASKS else "")  # fmt: skip


# --- XES --------------------------------------------------------------------------------------------


def xes(traces: Iterable[Trace], telling: Telling) -> Iterator[str]:
    """The log, piece by piece."""
    yield from xes_head()
    yield from xes_traces(traces, telling)
    yield XES_TAIL


def xes_head() -> Iterator[str]:
    """What stands before the traces."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">\n'
    for name, prefix in EXTENSIONS:
        yield f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
    yield '<classifier name="Activity" keys="concept:name"/>\n'


def xes_traces(traces: Iterable[Trace], telling: Telling) -> Iterator[str]:
    """The traces alone."""
    for trace in traces:
        yield "<trace>\n" + "".join(_trace(trace, telling)) + "</trace>\n"


def _trace(trace: Trace, telling: Telling) -> Iterator[str]:
    told = {"concept:name": telling.case(trace), "process": trace.process, "version": trace.definition[:12],
            "team": trace.team, "exit": trace.exit or "", "exit_title": trace.exit_title or ""}  # fmt: skip
    yield from _attributes(told)
    yield f'<date key="opened" value="{trace.opened_at.isoformat()}"/>\n'
    for line in lines(trace, telling):
        yield "<event>\n"
        yield from _attributes({
            "concept:name": line.activity, "lifecycle:transition": line.transition, "org:resource": line.resource,
            "org:role": line.role, "concept:instance": line.task, "kind": line.event.kind,
        })  # fmt: skip
        yield f'<date key="time:timestamp" value="{line.event.at.isoformat()}"/>\n</event>\n'


def _attributes(told: Mapping[str, str]) -> Iterator[str]:
    yield from (f"<string key={quoteattr(key)} value={quoteattr(value)}/>\n" for key, value in told.items() if value)


# --- OCEL 2.0 ---------------------------------------------------------------------------------------

OBJECTS: Mapping[str, Sequence[str]] = {
    "case": ("process", "team", "exit"),
    "seat": ("seat",),
    "task": ("element",),
    "document": ("document",),
    "plan": ("process",),
}
"""Types of objects with their attributes: `seat` is a person's place in a case, `plan` a version of a method."""


def ocel(traces: Iterable[Trace], telling: Telling) -> str:
    """The log as one JSON object."""
    objects, events = gathered(traces, telling)
    told = {**types({event["type"] for event in events}), "objects": list(objects.values()), "events": events}
    return json.dumps(told, ensure_ascii=False)


def gathered(traces: Iterable[Trace], telling: Telling) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """The objects by id and the events."""
    events: list[dict[str, Any]] = []
    objects: dict[str, dict[str, Any]] = {}
    for trace in traces:
        for line in lines(trace, telling):
            found = list(_objects(trace, line, telling))
            for key, kind, attributes in found:
                objects.setdefault(key, _object(key, kind, attributes, trace))
            events.append(_event(trace, line, telling, [(key, kind) for key, kind, _attributes in found]))
    return objects, events


def types(names: Iterable[str]) -> dict[str, Any]:
    """The types of objects, and of events by those names."""
    asked = [_string(one) for one in ("resource", "role", "transition")]
    return {
        "objectTypes": [{"name": kind, "attributes": [*map(_string, names)]} for kind, names in OBJECTS.items()],
        "eventTypes": [{"name": name, "attributes": asked} for name in sorted(names)],
    }


def _objects(trace: Trace, line: Line, telling: Telling) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What an event is about: always its case and the version it runs on."""
    case, event = telling.case(trace), line.event
    yield case, "case", {"process": trace.process, "team": trace.team, "exit": trace.exit or ""}
    yield f"plan-{trace.definition[:12]}", "plan", {"process": trace.process}
    if line.task:
        yield f"{case}/task-{line.task}", "task", {"element": line.activity}
    for seat in {**dict(event.data.get("seats") or {}), **({event.data["seat"]: ""} if event.data.get("seat") else {})}:
        yield f"{case}/seat-{seat}", "seat", {"seat": str(seat)}
    if event.kind.startswith("document."):
        number = event.data.get("signs") or event.seq
        yield f"{case}/document-{number}", "document", {"document": str(event.data.get("document"))}


def _object(key: str, kind: str, attributes: Mapping[str, str], trace: Trace) -> dict[str, Any]:
    at = trace.opened_at.isoformat()
    told = [{"name": name, "time": at, "value": value} for name, value in attributes.items()]
    return {"id": key, "type": kind, "attributes": told, "relationships": []}


def _event(trace: Trace, line: Line, telling: Telling, about: Sequence[tuple[str, str]]) -> dict[str, Any]:
    told = {"resource": line.resource, "role": line.role, "transition": line.transition}
    return {
        "id": f"{telling.case(trace)}/{line.event.seq}", "type": line.activity, "time": line.event.at.isoformat(),
        "attributes": [{"name": name, "value": value} for name, value in told.items()],
        "relationships": [{"objectId": key, "qualifier": kind} for key, kind in about],
    }  # fmt: skip


def _string(name: str) -> dict[str, str]:
    return {"name": name, "type": "string"}
