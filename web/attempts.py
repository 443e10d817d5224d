"""A draft that is tried out, in words: what waits for whom, what can come by the clock, why the last step went so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for

from engine.definitions import Definition
from engine.kernel.plan import Node
from engine.studio.attempt import Attempt, Done
from engine.tasks import OpenTask
from forms import prefill, wire
from forms.definition import FormDefinition
from forms.fields import Option
from web import desk, outline, sheet
from web.audit import why
from web.audit.film import Film, lateness

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task of the walk: what, for whom, due when and why then."""

    key: str
    name: str
    role: str
    who: str
    state: str
    due: datetime | None
    sum: tuple[str, ...]


def names() -> dict[str, str]:
    """The made-up people by account: the title of their role and a number."""
    return {f"{role.key}-{number}": f"{role.title} {number}" for role in desk.services().roles for number in (1, 2)}


def people(role: str | None) -> tuple[Option, ...]:
    """The made-up people with a role."""
    return tuple(Option(key, name) for key, name in names().items() if role is None or key.rpartition("-")[0] == role)


def starts(definition: Definition) -> list[Node]:
    """Where a case can begin: as people open it, or at a moment of its own."""
    opened = [] if definition.start.event.kind == "timer" else [definition.start]
    return [*opened, *(node for node in definition.plan.timed if node is not definition.start), *(
        [definition.start] if definition.start.event.kind == "timer" else [])]  # fmt: skip


def waiting(attempt: Attempt, film: Film) -> list[Waiting]:
    """The open tasks in words."""
    told, turn = why.Why(names(), True), film.turns[-1]
    return [_waiting(task, attempt, told.sum(turn.case.tasks.get(task.token, task), turn)) for task in attempt.tasks]


def _waiting(task: OpenTask, attempt: Attempt, told: tuple[str, ...]) -> Waiting:
    node = attempt.definition.plan.nodes[task.node]
    who = names().get(task.assignee or "", "")
    return Waiting(task.node, node.name or node.id, task.role, who, lateness(task, attempt.now), task.due, told)


def marks(attempt: Attempt, film: Film, scope: str) -> dict[str, Any]:
    """Where the tokens stand and came along, for the diagram of a scope."""
    plan, marking = attempt.definition.plan, film.marking(len(film.turns) - 1)
    here = outline.standing(plan, marking)
    late = [task.node for task in attempt.tasks if lateness(task, attempt.now) == "late"]
    flags = {task.node: desk.services().roles.title(task.role) for task in attempt.tasks}
    links = {node: _scope(stage) for node, stage in outline.stage_links(plan, scope).items()}
    return {
        "marks": {"done": sorted(marking.done - here), "here": sorted(here), "late": late, "flags": flags},
        "links": links,
    }


def stages(attempt: Attempt, scope: str) -> list[tuple[str, str, bool]]:
    """The diagrams of the draft with their addresses; the one shown is marked."""
    found = [one for one in attempt.definition.plan.scopes.values() if not one.parent]
    return [(one.name or one.key, _scope(one.key), one.key == scope) for one in found]


def _scope(key: str) -> str:
    return url_for("studio_trying.page", draft_id=(request.view_args or {})["draft_id"], scope=key, _anchor="diagram")


def values(attempt: Attempt) -> list[tuple[str, str, str]]:
    """Everything the case knows: the question, its name, the value in words."""
    told = []
    for name, value in sorted(attempt.case.state.values.items()):
        field = why.question(name, attempt.definition)
        told.append((field.label if field else name, name, why.said(field, value, names())))
    return told


def steps(attempt: Attempt) -> list[tuple[Done, str]]:
    """What was done so far, with the names of the steps."""
    return [(one, attempt.definition.plan.nodes[one.node].name if one.node else "") for one in attempt.done]


def shown(form: FormDefinition, attempt: Attempt, pairs: Pairs, errors: Mapping[str, Any]) -> sheet.Sheet:
    """The form as its page shows it, with the made-up people to choose from."""
    offers = {field.of: prefill.offers(field, attempt.latest) for field in prefill.offering(form)}
    kept = wire.pairs(form, wire.answers(form, pairs))
    return sheet.build(form, sheet.Filling(kept, errors, people, "trying", offers), attempt.calendar.local(attempt.now))
