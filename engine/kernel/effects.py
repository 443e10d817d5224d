"""What a step derives: the closed list of effects, each a kind and JSON-able data.

`token` in timer.*, message.* and service.* is the id to hand to Fire, Receive or Return.
"""

from dataclasses import dataclass
from typing import Any

KINDS: dict[str, tuple[str, ...]] = {
    "token.moved": ("token", "flow", "node"),
    "task.offered": ("token", "node", "scope"),
    "task.withdrawn": ("token", "node", "because"),
    "timer.set": ("token", "node", "due"),
    "timer.cancelled": ("token", "node"),
    "message.awaited": ("token", "node", "name"),
    "message.cancelled": ("token", "node"),
    "message.sent": ("name", "node"),
    "signal.thrown": ("name", "node"),
    "gateway.decided": ("node", "flows", "because"),
    "decision.made": ("node", "table", "outputs", "rules"),
    "values.set": ("node", "values"),
    "service.requested": ("token", "node", "service", "inputs"),
    "scope.opened": ("scope", "node"),
    "scope.closed": ("scope", "node"),
    "case.requested": ("process", "node"),
    "incident.raised": ("node", "reason"),
    "case.ended": ("exit", "node"),
}
"""Every kind with the names in its data."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that followed from an input."""

    kind: str
    data: dict[str, Any]
