"""What happened, in sentences: one for every kind of event a person should read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from engine.definitions import Definition
from engine.errors import N_
from engine.kernel.plan import Flow
from persistence.queries import people
from persistence.queries.case_page import TimelineRow
from web import desk, explain, formatting

INPUTS = {
    "case.opened": ("plus", N_("The case was opened")),
    "case.compared": ("people", N_("Opened although there are cases alike")),
    "task.claimed": ("hand", N_("Taken: “%(node)s”")),
    "task.released": ("back", N_("Given back: “%(node)s”")),
    "task.assigned": ("person", N_("Given to a person: “%(node)s”")),
    "task.delegated": ("person", N_("A colleague was asked to do: “%(node)s”")),
    "task.returned": ("back", N_("Back with who had handed it on: “%(node)s”")),
    "task.put_off": ("soon", N_("Put off to a later day: “%(node)s”")),
    "comment.written": ("message", N_("A comment")),
    "comment.edited": ("message", N_("A comment in other words")),
    "file.attached": ("paper", N_("A file was added")),
    "file.removed": ("paper", N_("A file was taken away")),
    "transfer.offered": ("people", N_("The case was offered to another person")),
    "transfer.accepted": ("people", N_("The case was taken over")),
    "transfer.declined": ("back", N_("The offered case was declined")),
    "transfer.withdrawn": ("back", N_("The offer of the case was withdrawn")),
    "task.completed": ("check", N_("Done: “%(node)s”")),
    "message.received": ("message", N_("Message: “%(node)s”")),
    "signal.received": ("message", N_("A signal from another case was heard")),
    "timer.fired": ("clock", N_("The time came: “%(node)s”")),
    "timer.failed": ("clock", N_("The time came, but the case could not go on: “%(node)s”")),
    "service.completed": ("check", N_("The service answered: “%(node)s”")),
    "service.failed": ("later", N_("The service did not answer: “%(node)s”")),
    "incident.retried": ("back", N_("Tried again by an operator: “%(node)s”")),
    "record.corrected": ("paper", N_("A record was corrected")),
    "document.issued": ("paper", N_("A document was issued")),
    "document.signed": ("check", N_("A signed copy was filed")),
    "seat.changed": ("people", N_("A place in the case passed to another person")),
    "deadline.extended": ("clock", N_("Deadline extended: “%(node)s”")),
    "deadline.paused": ("clock", N_("Deadline paused: “%(node)s”")),
    "deadline.resumed": ("clock", N_("Deadline counts on: “%(node)s”")),
    "task.skipped": ("arrow", N_("Skipped by an operator: “%(node)s”")),
    "token.placed": ("arrow", N_("Moved by an operator: “%(node)s”")),
    "stage.rewound": ("back", N_("Begun again by an operator: “%(node)s”")),
    "case.cancelled": ("exit", N_("The case was cancelled by an operator")),
    "case.suspended": ("clock", N_("The case was suspended")),
    "case.resumed": ("clock", N_("The case goes on")),
    "case.migrated": ("diagram", N_("The case was moved to another version of the method")),
}

TO_PEOPLE = frozenset({
    "task.assigned", "task.delegated", "task.returned", "seat.changed", "transfer.offered", "transfer.accepted",
})  # fmt: skip
"""Kinds whose `to` is a person."""
BY_ITSELF = frozenset({"signal.received", "timer.fired", "timer.failed", "service.completed", "service.failed"})

EFFECTS = {
    "task.offered": N_("Opened: “%(node)s”"),
    "task.withdrawn": N_("No longer needed: “%(node)s”"),
    "service.requested": N_("A service was asked: “%(node)s”"),
    "scope.opened": N_("Stage began: “%(node)s”"),
    "scope.closed": N_("Stage ended: “%(node)s”"),
    "message.sent": N_("Message sent: “%(node)s”"),
    "signal.thrown": N_("Signal to all cases: “%(node)s”"),
    "decision.made": N_("Decision table applied: “%(node)s”"),
    "case.requested": N_("A follow-up case was opened"),
    "incident.raised": N_("The case could not go on: “%(node)s”"),
    "case.ended": N_("The case ended: “%(node)s”"),
}


QUIET = {
    "token.moved": N_("The case moved on to: “%(node)s”"),
    "timer.set": N_("A timer was set: “%(node)s”"),
    "timer.cancelled": N_("A timer is no longer needed: “%(node)s”"),
    "message.awaited": N_("A message can be received: “%(node)s”"),
    "message.cancelled": N_("A message can no longer be received: “%(node)s”"),
    "gateway.decided": N_("A way was chosen: “%(node)s”"),
    "values.set": N_("Values were set"),
}


def name(kind: str, node: str) -> str:
    """What kind of event this is, for who reads all of them."""
    found = INPUTS[kind][1] if kind in INPUTS else (EFFECTS | QUIET).get(kind, kind)
    told = _(found, node=node) if "%(node)s" in found else _(found)
    return told if node else told.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Happening:
    """An input and what the engine derived from it, as the timeline shows them."""

    row: TimelineRow | None
    icon: str
    sentence: str
    doer: str
    reason: str
    led: tuple[str, ...]
    to: str = ""


def timeline(rows: Iterable[TimelineRow], definition: Definition) -> list[Happening]:
    """Rows, the newest first, as happenings; effects stand under their input."""
    flows = {flow.id: flow for node in definition.plan.nodes.values() for flow in node.outgoing}
    rows = list(rows)
    named = frozenset(str(row.data["to"]) for row in rows if row.kind in TO_PEOPLE and "to" in row.data)
    names = people.names(desk.viewer().reader, named) if named else {}
    found: list[Happening] = []
    led: list[str] = []
    for row in rows:
        if not row.is_input:
            told = effect(row, flows)
            led = [told, *led] if told else led
            continue
        found.append(_happening(row, tuple(led), names))
        led = []
    if led:
        found.append(Happening(None, "later", "", "", "", tuple(led)))
    return found


def _happening(row: TimelineRow, led: tuple[str, ...], names: Mapping[str, str]) -> Happening:
    icon = INPUTS.get(row.kind, ("later", ""))[0]
    alone = row.kind == "case.opened" and "due" in row.data
    told = _("The case opened by itself: “%(node)s”", node=row.node_name) if alone else name(row.kind, row.node_name)
    doer = "clock" if alone or row.kind in BY_ITSELF else "person"
    to = names.get(str(row.data.get("to", "")), "")
    return Happening(row, icon, told, doer, _reason(row), led, to)


def _reason(row: TimelineRow) -> str:
    parts = []
    if row.data.get("amount"):
        parts.append(explain.amount(row.data["amount"], row.data["unit"]))
    if row.reason:
        parts.append(row.reason)
    return ": ".join(parts)


def effect(row: TimelineRow, flows: Mapping[str, Flow]) -> str:
    """The sentence of an effect; "" for what only machines care about."""
    if row.kind in _OWN:
        return _OWN[row.kind](row, flows)
    sentence = EFFECTS.get(row.kind)
    if sentence is None or ("%(node)s" in sentence and not row.node_name):
        return ""
    return _(sentence, node=row.node_name) if "%(node)s" in sentence else _(sentence)


def _decided(row: TimelineRow, flows: Mapping[str, Flow]) -> str:
    names = [flows[key].name for key in row.data.get("flows", ()) if key in flows and flows[key].name]
    if not names:
        return ""
    return _(
        "%(question)s %(answer)s", question=row.node_name or _("Choice:"), answer=", ".join(f"«{n}»" for n in names)
    )


def _timer(row: TimelineRow, _flows: Mapping[str, Flow]) -> str:
    if not row.node_name or not row.data.get("due"):
        return ""
    now = desk.now()
    due = desk.calendar().local(datetime.fromisoformat(str(row.data["due"])))
    return _("“%(node)s” comes %(when)s", node=row.node_name, when=formatting.moment(due, now))


_OWN: Mapping[str, Callable[[TimelineRow, Mapping[str, Flow]], str]] = {
    "gateway.decided": _decided,
    "timer.set": _timer,
}
