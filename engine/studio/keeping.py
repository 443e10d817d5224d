"""A walk written down as a scenario: what was done, and what stood open and was due when after each step.

People are left out: who plays a role is made up again at every walk.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from engine.calendars import Calendar
from engine.history import Event
from engine.replay import Turn
from engine.studio.attempt import COMPLETE, OPEN, SEND, Attempt, Done
from forms.fields import Field

MOMENTS, DAYS = "datetime", "date"
GIVEN = {OPEN: "case.opened", COMPLETE: "task.completed", SEND: "message.received"}


def scenario(attempt: Attempt, title: str) -> str:
    """The walk as the text of a scenario's file."""
    calendar = attempt.calendar
    lines = [f"title = {_text(title)}", f"process = {_text(attempt.definition.key)}"]
    lines.append(f"clock = {_moment(attempt.done[0].at, calendar)}")
    given = iter([event for event in attempt.history if event.kind in GIVEN.values()])
    turns = attempt.turns()
    for number, one in enumerate(attempt.done):
        last = attempt.done[number + 1].at if number + 1 < len(attempt.done) else attempt.now
        after = [turn for turn in turns if turn.given.at <= max(one.at, last)]
        event = next(given, None) if one.act in GIVEN else None
        lines += ["", *_step(attempt, one, event), *_open_then(_stood(after, one, event), calendar)]
    exit_id = attempt.case.exit
    return "\n".join([*lines, "", "[end]", f"exit = {_text(exit_id)}" if exit_id else "open = true", ""])


def _stood(turns: list[Turn], one: Done, event: Event | None) -> Turn | None:
    """The turn after which the step's expectations hold: its own, else the last one up to its moment."""
    if event is not None:
        return next((turn for turn in turns if turn.given.seq == event.seq), None)
    return next((turn for turn in reversed(turns) if turn.given.at <= one.at), None)


def _step(attempt: Attempt, one: Done, event: Event | None) -> Iterator[str]:
    calendar, node = attempt.calendar, attempt.definition.plan.nodes.get(one.node)
    if one.act == OPEN:
        yield "[open]"
        if node is not None and node.event.kind == "timer":
            yield f"start = {_text(one.node)}"
    else:
        yield "[[step]]"
        yield f"at = {_moment(one.at, calendar)}"
    if one.act in (COMPLETE, SEND):
        yield f"{one.act} = {_text(one.node)}"
    form = attempt.form_of(one.node) if node is not None else None
    if form is not None and event is not None:
        answers = _answers(event.private.get("record", {}), form.by_name, calendar)
        if answers:
            yield f"answers = {answers}"


def _open_then(turn: Turn | None, calendar: Calendar) -> Iterator[str]:
    """What stands open after the step, and what of it is due when."""
    if turn is None:
        return
    tasks = sorted(turn.case.tasks.values(), key=lambda task: task.node)
    yield f"tasks = [{', '.join(_text(task.node) for task in tasks)}]"
    due = {task.node: _moment(task.due, calendar) for task in tasks if task.due}
    if due:
        yield "due = { " + ", ".join(f"{node} = {moment}" for node, moment in due.items()) + " }"


def _answers(record: Mapping[str, Any], fields: Mapping[str, Field], calendar: Calendar) -> str:
    told = {name: _value(found, fields.get(name), calendar) for name, found in record.items()}
    known = [f"{name} = {text}" for name, text in told.items() if text is not None]
    return "{ " + ", ".join(known) + " }" if known else ""


def _value(value: Any, field: Field | None, calendar: Calendar) -> str | None:
    """The answer as TOML; None for a person, who is made up."""
    if field is None or field.kind == "person":
        return None
    if field.fields:
        inner = {child.name: child for child in field.fields}
        rows = [_answers(row, inner, calendar) or "{}" for row in value]
        return f"[{', '.join(rows)}]"
    if field.kind == MOMENTS:
        return _moment(datetime.fromisoformat(value), calendar)
    if field.kind == DAYS:
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_text(one) for one in value)}]"
    return _text(value)


def _moment(at: datetime, calendar: Calendar) -> str:
    return calendar.local(at).isoformat(timespec="seconds")


def _text(value: Any) -> str:
    """A text, number or yes and no: TOML writes them as JSON does."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
