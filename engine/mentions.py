"""What a method's settings name: messages, forms, values and seats of its own; a name that is nowhere is found."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from engine.checks import Finding
from engine.errors import N_
from engine.kernel.plan import Plan

MESSAGE, FORM, VALUE, SEAT = "message", "form", "value", "seat"
SETTINGS = {"emergency": MESSAGE, "afterwards": FORM, "inherit": VALUE, "title_fact": VALUE, "lead_seat": SEAT}
SENTENCES = {
    MESSAGE: N_("The setting %(setting)s names the message %(name)s, which no diagram waits for."),
    FORM: N_("The setting %(setting)s names the form %(name)s, which the family does not have."),
    VALUE: N_("The setting %(setting)s names the value %(name)s, which no form, table or script sets."),
    SEAT: N_("The setting %(setting)s names the seat %(name)s, which no task goes to."),
}


def check(
    settings: Mapping[str, Any], plan: Plan, forms: Collection[str], values: Collection[str]
) -> Iterator[Finding]:
    """Every name in the settings that the family does not have."""
    known = {MESSAGE: _messages(plan), FORM: forms, VALUE: values, SEAT: _seats(plan)}
    for setting, kind in SETTINGS.items():
        told = settings.get(setting, ())
        for name in [told] if isinstance(told, str) else told:
            if name not in known[kind]:
                yield Finding("process.toml", setting, "setting-unknown", SENTENCES[kind],
                              {"setting": setting, "name": name})  # fmt: skip


def _messages(plan: Plan) -> set[str]:
    return {node.event.name for node in plan.nodes.values() if node.event.kind == "message"}


def _seats(plan: Plan) -> set[str]:
    held = (node.task for node in plan.nodes.values() if node.task)
    opened = {node.each.seat for node in plan.nodes.values() if node.each}
    return {info.seat or info.role for info in held} | opened
