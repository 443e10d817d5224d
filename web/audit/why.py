"""Why a step went as it did, in sentences: whose it was, which way was taken and for what, what is due when."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from engine.deadlines import due
from engine.definitions import Definition
from engine.history import Event
from engine.kernel.plan import Flow
from engine.replay import Turn
from engine.tasks import OpenTask
from engine.values import decode, decode_all
from forms.definition import Field
from persistence.queries.case_page import TimelineRow
from web import desk, events, explain, formatting, paper


@dataclass(frozen=True, slots=True)
class Because:
    """A sentence, and the sum or the rule behind it; `code` is a condition as the method writes it."""

    sentence: str
    details: tuple[str, ...] = ()
    code: str = ""


@dataclass
class Why:
    """Explains the steps of one case. Without `values` nothing is told of what people answered."""

    names: Mapping[str, str]
    values: bool
    known: dict[str, Any] = field(default_factory=dict)

    def of(self, turn: Turn) -> tuple[Because, ...]:
        """Everything that explains a step, in the order in which it happened."""
        self.known = dict(turn.before.state.values) if turn.before else {}
        self.known.update(decode_all(turn.given.private.get("values", {})))
        return (*self._whose(turn), *(because for event in turn.stored for because in self._effect(event, turn)))

    def _whose(self, turn: Turn) -> Iterator[Because]:
        """Who did it, for whom, as what; whether it was in time."""
        given, before = turn.given, turn.before
        if given.on_behalf_of:
            told = {"who": self._name(given.actor), "whom": self._name(given.on_behalf_of)}
            yield Because(_("%(who)s acted for %(whom)s.", **told))
        task = before.tasks.get(given.data.get("token", -1)) if before else None
        if task is None or given.kind != "task.completed":
            return
        holder = before.seats.get(task.seat) if before else None
        role = desk.services().roles.title(task.role)
        if holder and holder not in (given.actor, given.on_behalf_of):
            yield Because(_("The step belongs to %(whom)s (%(role)s); it was done by somebody else: %(who)s.",
                            whom=self._name(holder), role=role, who=self._name(given.actor)))  # fmt: skip
        else:
            yield Because(_("The step is for the role “%(role)s”.", role=role))
        yield from self._kept(task, turn)

    def _kept(self, task: OpenTask, turn: Turn) -> Iterator[Because]:
        if task.due is None:
            return
        calendar = turn.calendar
        at, until = calendar.local(turn.given.at), calendar.local(task.due)
        if task.due >= turn.given.at:
            yield Because(_("In time: it was due %(when)s.", when=formatting.stamp(until)))
            return
        days = calendar.working_days_between(until.date(), at.date())
        late = ngettext("%(num)d working day", "%(num)d working days", days)
        sentence = _("Late by %(span)s: it was due %(when)s.", span=late, when=formatting.stamp(until))
        yield Because(sentence if days else _("Late: it was due %(when)s.", when=formatting.stamp(until)))

    def _effect(self, event: Event, turn: Turn) -> Iterator[Because]:
        own = _OWN.get(event.kind)
        if own:
            yield from own(self, event, turn)
            return
        flows = {flow.id: flow for node in turn.definition.plan.nodes.values() for flow in node.outgoing}
        told = events.effect(_row(event, turn.definition), flows)
        if told:
            yield Because(told)

    # --- ways -----------------------------------------------------------------------------------

    def _decided(self, event: Event, turn: Turn) -> Iterator[Because]:
        node = turn.definition.plan.nodes.get(str(event.data.get("node")))
        if node is None:
            return
        taken = [flow for flow in node.outgoing if flow.id in event.data.get("flows", ())]
        question = node.name or _("Choice of the way")
        for flow in taken:
            way = flow.name or _name_of(flow.target, turn.definition)
            because = event.private.get("because", "")
            sentence = _("%(question)s → %(way)s", question=question, way=f"«{way}»")
            details = self._read(flow, turn.definition)
            code = flow.condition.text if flow.condition else ""
            yield Because(f"{sentence}. {self._for(flow, because)}", details, code)

    def _for(self, flow: Flow, because: str) -> str:
        if because == "default":
            return _("No other way's condition was true, so the usual way was taken.")
        if because == "event":
            return _("This happened first.")
        return _("The condition of this way was true.") if flow.condition else _("All ways are taken here.")

    def _read(self, flow: Flow, definition: Definition) -> tuple[str, ...]:
        """What the conditions at hand looked at; for the usual way, those that were not true."""
        node = next(node for node in definition.plan.nodes.values() if flow in node.outgoing)
        conditions = [one.condition for one in ([flow] if flow.condition else node.outgoing) if one.condition]
        names = sorted({name for condition in conditions for name in condition.names})
        return tuple(self._value(name, definition) for name in names) if self.values else ()

    def _made(self, event: Event, turn: Turn) -> Iterator[Because]:
        node = turn.definition.plan.nodes.get(str(event.data.get("node")))
        table: Any = node.decision.table if node and node.decision else None
        logic = getattr(table, "logic", None)
        rules = [rule.id for rule in getattr(logic, "rules", ())]
        rows = [str(rules.index(rule) + 1) for rule in event.data.get("rules", ()) if rule in rules]
        name = getattr(table, "name", "") or (node.name if node else "")
        sentence = _("Decision table “%(name)s”: row %(rows)s applies.", name=name, rows=", ".join(rows))
        if not rows:
            sentence = _("Decision table “%(name)s” gave its answer.", name=name)
        details: list[str] = []
        if self.values and table is not None:
            details = [self._value(one, turn.definition) for one in sorted(table.names)]
            details.append(_("Answer: %(answer)s", answer=_plain(decode(event.private.get("outputs")))))
        yield Because(sentence, tuple(details))

    def _set(self, event: Event, turn: Turn) -> Iterator[Because]:
        fresh = decode_all(event.private.get("values", {}))
        self.known.update(fresh)
        if self.values and fresh:
            told = tuple(self._value(name, turn.definition) for name in fresh)
            yield Because(_("Set from then on:"), told)

    # --- promises -------------------------------------------------------------------------------

    def _offered(self, event: Event, turn: Turn) -> Iterator[Because]:
        task = turn.case.tasks.get(event.data["token"])
        name = _name_of(str(event.data.get("node")), turn.definition)
        if task is None:
            yield Because(_("Opened: “%(node)s”", node=name))
            return
        role = desk.services().roles.title(task.role)
        if task.assignee:
            told = _("Opened: “%(node)s”, for %(who)s, who holds this place in the case (%(role)s).",
                     node=name, who=self._name(task.assignee), role=role)  # fmt: skip
        else:
            told = _("Opened: “%(node)s”, offered to everybody with the role “%(role)s”.", node=name, role=role)
        yield Because(told, self.sum(task, turn))

    def sum(self, task: OpenTask, turn: Turn) -> tuple[str, ...]:
        """When a task is due, step by step; nothing where it has no deadline."""
        node = turn.definition.plan.nodes.get(task.node)
        rule = node.task.deadline if node and node.task else None
        if rule is None or task.anchor_at is None:
            return ()
        told = due(rule, task.anchor_at, turn.calendar, task.pauses, task.extensions)
        here = turn.calendar.local(turn.given.at)
        return (explain.rule_words(rule, turn.definition), *(explain.sentence(step, here) for step in told.steps))

    def _name(self, account: str | None) -> str:
        return self.names.get(account or "", account or "")

    def _value(self, name: str, definition: Definition) -> str:
        """A routing value with the question it answers."""
        found = question(name, definition)
        value = self.known.get(name)
        return f"{found.label if found else name}: {said(found, value, self.names)}"


def question(name: str, definition: Definition) -> Field | None:
    """The field whose answer is exported under a name."""
    fields = (one for form in definition.forms.values() for section in form.sections for one in section.fields)
    return next((one for one in fields if one.export == name), None)


def seat(key: str, definition: Definition) -> str:
    """What a place in the case is called: by its role, else as the form calls it that fills it."""
    if key in desk.services().roles:
        return desk.services().roles.title(key)
    fields = (one for form in definition.forms.values() for one in form.fields)
    return next((one.label for one in fields if one.seat == key and one.label), key)


def said(found: Field | None, value: Any, names: Mapping[str, str]) -> str:
    """A value as the answer to its question."""
    if value in (None, "", []):
        return _("not known")
    try:
        return paper.said(found, value, names) if found else _plain(value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formatting.stamp(desk.calendar().local(value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    return str(value)


def _name_of(key: str, definition: Definition) -> str:
    node = definition.plan.nodes.get(key)
    return node.name or key if node else key


def row_of(event: Event, definition: Definition) -> TimelineRow:
    """An event as the timeline shows it."""
    return _row(event, definition)


def _row(event: Event, definition: Definition) -> TimelineRow:
    node = definition.plan.nodes.get(str(event.data.get("node", "")))
    return TimelineRow(
        event.seq, event.kind, event.is_input, event.at, event.actor, None, node.id if node else None,
        node.name if node else "", event.data, str(event.private.get("reason", "") or ""),
    )  # fmt: skip


_OWN: Mapping[str, Callable[[Why, Event, Turn], Iterator[Because]]] = {
    "gateway.decided": Why._decided,
    "decision.made": Why._made,
    "values.set": Why._set,
    "task.offered": Why._offered,
}
