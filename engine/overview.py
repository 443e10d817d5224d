"""What a colleague should see of a case first, as its family says in `[overview]` of process.toml.

Each part (`reach`, `story`, `risks`, `contacts`) lists questions as `form:question`; the latest answers are shown.
Decisions need no list: they are the answers that gateways of the diagrams read.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.checks import Finding
from engine.errors import N_
from engine.kernel.plan import Plan
from forms.definition import Field, FormDefinition

PARTS = ("reach", "story", "risks", "contacts")
Settings = Mapping[str, Any]
Forms = Mapping[str, FormDefinition]


def questions(settings: Settings, forms: Forms, part: str) -> Iterator[tuple[FormDefinition, Field]]:
    """The questions of a part, in the family's order."""
    for place in settings.get("overview", {}).get(part, ()):
        form, field = _find(forms, place)
        if form and field:
            yield form, field


def decisions(plan: Plan, forms: Forms) -> dict[str, tuple[Field, ...]]:
    """The questions whose answers choose a way at some gateway, by the key of their form."""
    flows = (flow for node in plan.nodes.values() for flow in node.outgoing)
    read = frozenset().union(*(flow.condition.names for flow in flows if flow.condition))
    found = {key: tuple(field for field in form.fields if field.export in read) for key, form in forms.items()}
    return {key: fields for key, fields in found.items() if fields}


def check(settings: Settings, forms: Forms) -> Iterable[Finding]:
    """Every part and question there is not."""
    sentence = N_("The [overview] names %(what)s, which is no question of the family.")
    told = settings.get("overview", {})
    wrong = [part for part in told if part not in PARTS]
    wrong += [place for part in PARTS for place in told.get(part, ()) if _find(forms, place)[1] is None]
    for what in wrong:
        yield Finding("process.toml", "overview", "overview-unknown", sentence, {"what": what})


def _find(forms: Forms, place: str) -> tuple[FormDefinition | None, Field | None]:
    key, _, name = place.rpartition(":")
    form = forms.get(key)
    return form, form.by_name.get(name) if form else None
