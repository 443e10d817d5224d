"""The reference life, for two engines: five stages of tasks, monitoring month after month, a closing stage.

Every task has a reminder after three days; after every second one of a stage a gateway may send it
back. Opora and SpiffWorkflow get the same drawing and the same forms, each with its own expressions.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from forms.made_up import MadeUp

STAGES = (5, 4, 6, 5, 4)
"""Tasks in each stage before the monitoring."""

CLOSING = 4
ABOUT, ROWS = ("family", "plan", "contacts", "journal", "documents"), 28

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"

FORM = {
    "title": "Form",
    "sections": [{"title": "Form", "fields": [
        {"name": "no", "kind": "integer", "label": "Number"},
        {"name": "text", "kind": "text", "label": "What happened", "required": True},
        {"name": "status", "kind": "line", "label": "Where it stands"},
        {"name": "score", "kind": "integer", "label": "Score", "min": 0, "max": 10},
        {"name": "steps", "kind": "group", "label": "Steps", "fields": [
            {"name": "what", "kind": "line", "label": "What", "required": True},
            {"name": "done", "kind": "yesno", "label": "Done?"}]},
        {"name": "rework", "kind": "yesno", "label": "Again?", "export": "rework"},
        {"name": "over", "kind": "yesno", "label": "Close?", "export": "over"}]}],
}  # fmt: skip

OPENING = {
    "title": "What is known",
    "sections": [{"title": "Facts", "fields": [
        {"name": "facts", "kind": "group", "label": "Facts", "max": 100, "fields": [
            {"name": name, "kind": "line", "label": name}
            for name in ("about", "name", "born", "phone", "role", "papers", "city", "street", "house", "note")]}]}],
}  # fmt: skip

SETTINGS = 'key = "life"\ntitle = "Life"\nmain = "life"\nnumber = "L-{year}-{n}"\n'


@cache
def _words() -> MadeUp:
    return MadeUp(1, datetime(2026, 1, 12, tzinfo=UTC))


def answers(number: int) -> dict[str, object]:
    """One form as filled in: about 0.6 kilobytes of Russian."""
    made_up = _words()
    return {
        "no": number,
        "text": " ".join(made_up.make("sentence") for _ in range(3)),
        "status": made_up.make("sentence"),
        "score": number % 5,
        "steps": [{"what": made_up.make("sentence"), "done": True}, {"what": made_up.make("sentence"), "done": False}],
        "rework": False,
        "over": False,
    }


def facts() -> dict[str, list[dict[str, Any]]]:
    """What is known when the case opens: about ten kilobytes of Russian, nested as JSON likes it."""
    known: dict[str, list[dict[str, Any]]] = {about: [] for about in ABOUT}
    for number in range(ROWS):
        known[ABOUT[number % len(ABOUT)]].append(_fact(number))
    return known


def _fact(number: int) -> dict[str, Any]:
    make = _words().make
    return {
        "name": make("full_name"), "born": make("child_birth_date"), "phone": make("phone"), "role": make("position"),
        "papers": [make("first_name"), str(1000 + number)], "note": make("sentence"), "number": number,
        "address": {"city": make("town"), "street": make("first_name"), "house": number},
    }  # fmt: skip


def told(known: dict[str, list[dict[str, Any]]]) -> list[dict[str, str]]:
    """The same as the rows of a form."""
    plain = ("name", "born", "phone", "role", "note")
    return [
        {"about": about, **{key: row[key] for key in plain}, "papers": " ".join(row["papers"]),
         "city": row["address"]["city"], "street": row["address"]["street"], "house": str(row["address"]["house"])}
        for about, rows in known.items()
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine wants a span of time and a script, and what it wants said where a form is asked."""

    span: str
    script: str
    start: str = ""
    task: str = ""


_ASKS = '<extensionElements><o:task role="worker" form="life/{}"/></extensionElements>'
OPORA = Dialect("{}", "{{{}: {}}}", _ASKS.format("family"), _ASKS.format("form"))
SPIFF = Dialect('"{}"', "{} = {}")


def drawing(dialect: Dialect) -> str:
    """The diagram: the life itself, a called process for every stage and one for the monitoring."""
    stages = [_stage(dialect, number, tasks) for number, tasks in enumerate((*STAGES, CLOSING), 1)]
    return "".join([
        f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{MODEL}" xmlns:o="urn:opora:bpmn:1"',
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:opora:benchmark">',
        _life(dialect), *stages, _monitoring(dialect), "</definitions>",
    ])  # fmt: skip


def bundle() -> dict[str, str]:
    """The life as a family of Opora's."""
    return {"process.toml": SETTINGS, "life.bpmn": drawing(OPORA), "life/form.form.json": json.dumps(FORM),
            "life/family.form.json": json.dumps(OPENING)}  # fmt: skip


def _life(dialect: Dialect) -> str:
    *before, closing = [f"stage{number}" for number in range(1, len(STAGES) + 2)]
    calls = [*before, "monitoring", closing]
    way = ["life_start", "life_begin", *(f"call_{name}" for name in calls), "life_end"]
    nodes = [f'<startEvent id="life_start">{dialect.start}</startEvent>', '<endEvent id="life_end"/>']
    nodes.append(_script(dialect, "life_begin", "rework", "false"))
    nodes += [f'<callActivity id="call_{name}" calledElement="{name}"/>' for name in calls]
    return _process("life", nodes, [_flow(a, b) for a, b in zip(way, way[1:], strict=False)])


def _stage(dialect: Dialect, number: int, tasks: int) -> str:
    key = f"stage{number}"
    names = [f"{key}_task{n}" for n in range(1, tasks + 1)]
    nodes = [f'<startEvent id="{key}_start"/>', f'<endEvent id="{key}_end"/>']
    flows = [_flow(f"{key}_start", names[0])]
    for place, name in enumerate(names):
        following = [*names, f"{key}_end"][place + 1]
        nodes.append(_task(dialect, name))
        if place % 2:
            nodes.append(_gateway(f"{name}_next", following))
            flows += [_flow(name, f"{name}_next"), _flow(f"{name}_next", following)]
            flows.append(_flow(f"{name}_next", names[place - 1], "rework"))
        else:
            flows.append(_flow(name, following))
    return _process(key, nodes, flows)


def _monitoring(dialect: Dialect) -> str:
    nodes = [
        '<startEvent id="m_start"/>', '<endEvent id="m_end"/>', '<exclusiveGateway id="again"/>',
        _task(dialect, "monitor"), _gateway("decide", "month"),
        f'<intermediateCatchEvent id="month">{_timer(dialect, "P1M")}</intermediateCatchEvent>',
    ]  # fmt: skip
    ways = ["m_start", "again", "monitor", "decide", "month", "again"]
    flows = [_flow(a, b) for a, b in zip(ways, ways[1:], strict=False)]
    return _process("monitoring", nodes, [*flows, _flow("decide", "m_end", "over")])


def _process(key: str, nodes: list[str], flows: list[str]) -> str:
    return f'<process id="{key}" isExecutable="true">{"".join(nodes + flows)}</process>'


def _task(dialect: Dialect, key: str) -> str:
    return (
        f'<userTask id="{key}" name="{key}">{dialect.task}</userTask>'
        f'<boundaryEvent id="{key}_late" attachedToRef="{key}" cancelActivity="false">{_timer(dialect, "P3D")}'
        f'</boundaryEvent>{_script(dialect, f"{key}_remind", "reminded", "true")}<endEvent id="{key}_noted"/>'
        f"{_flow(f'{key}_late', f'{key}_remind')}{_flow(f'{key}_remind', f'{key}_noted')}"
    )


def _script(dialect: Dialect, key: str, name: str, value: str) -> str:
    told = dialect.script.format(name, value if dialect.task else value.capitalize())
    return f'<scriptTask id="{key}"><script>{told}</script></scriptTask>'


def _gateway(key: str, default: str) -> str:
    return f'<exclusiveGateway id="{key}" default="{key}__{default}"/>'


def _timer(dialect: Dialect, span: str) -> str:
    told = dialect.span.format(span)
    return (
        f'<timerEventDefinition><timeDuration xsi:type="tFormalExpression">{told}</timeDuration></timerEventDefinition>'
    )


def _flow(source: str, target: str, when: str = "") -> str:
    told = f'<conditionExpression xsi:type="tFormalExpression">{when}</conditionExpression>' if when else ""
    return f'<sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}">{told}</sequenceFlow>'
