"""Where a case stands: tokens, what they wait for, open scopes and routing values. Nothing else.

A state is a value: `step` makes a new one and leaves the old one as it was. It holds only what is
alive, so its size does not depend on what has happened. Ids are numbers from its own counter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.errors import N_, Damaged
from engine.kernel.plan import Plan
from engine.values import decode_all, encode_all

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Token:
    """One position of the case.

    `kind` says what it waits for: `task` a person, `event` one of its waits, `scope` what runs
    inside it, `join` other tokens; `moving` only within a step. `flow` is the way it came by.
    """

    id: int
    node: str
    scope: int
    kind: str = "moving"
    flow: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """One awaited event: `token` is who waits, `node` the event it would go on from.

    `kind` is timer, message, signal, condition or service. Timers: `due`, counted from `anchor` as
    the occurrence `number`. Services: `due` is when the function `name` was asked for, with the
    inputs `values`. An `incident` is the code of why it waits for an operator. An event sub-process
    has no token: it waits in its `scope`.
    """

    id: int
    node: str
    kind: str
    scope: int
    token: int | None = None
    name: str = ""
    due: datetime | None = None
    anchor: datetime | None = None
    number: int = 1
    values: Mapping[str, Any] = field(default_factory=dict)
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """An open scope: the process itself (`token` None), a stage, a sub-process, one run of a loop.

    `key` names the scope in the plan (or the repeated activity; see engine.kernel.loops); `values`
    are its own, such as a loop's item. With `undo` it runs what compensates (engine.kernel.compensation).
    """

    id: int
    key: str
    token: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    undo: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A completed activity that can still be compensated; later numbers were completed later.

    `holder` is the open scope that would compensate it, or, within another completed activity, the
    number of that one; while a repeated activity runs, its token. `values` were its own (a loop's item).
    """

    id: int
    node: str
    holder: int
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """The whole position of a case; `ended` is its exit once there is one.

    `reached` is the last end event of the main process that was reached while other tokens go on.
    """

    tokens: Mapping[int, Token] = field(default_factory=dict)
    waits: Mapping[int, Wait] = field(default_factory=dict)
    scopes: Mapping[int, Instance] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    serial: int = 0
    reached: str | None = None
    ended: str | None = None
    done: Mapping[int, Done] = field(default_factory=dict)

    def tasks(self) -> list[Token]:
        """Open user tasks, oldest first."""
        return [token for token in self.tokens.values() if token.kind == "task"]

    def timers(self) -> list[tuple[int, str, datetime]]:
        """What to Fire when: (id, element, due)."""
        return self._due("timer")

    def services(self) -> list[tuple[int, str, datetime]]:
        """The functions asked for: (id to Return, element, when it was asked)."""
        return self._due("service")

    def incidents(self) -> list[tuple[int, str, str]]:
        """What failed and waits for an operator: (id to Retry, element, code of the reason)."""
        return [(wait.id, wait.node, wait.incident) for wait in self.waits.values() if wait.incident]

    def messages(self) -> list[tuple[int, str, str]]:
        """What can be received: (id, element, message name)."""
        return [(wait.id, wait.node, wait.name) for wait in self.waits.values() if wait.kind == "message"]

    def signals(self) -> list[tuple[int, str, str]]:
        """What may be heard: (id, element, signal name)."""
        return [(wait.id, wait.node, wait.name) for wait in self.waits.values() if wait.kind == "signal"]

    def _due(self, kind: str) -> list[tuple[int, str, datetime]]:
        waits = (wait for wait in self.waits.values() if wait.kind == kind and not wait.incident)
        return [(wait.id, wait.node, wait.due) for wait in waits if wait.due]

    def stage(self, plan: Plan, token: int) -> str | None:
        """The outermost call activity around a token or wait, else the outermost sub-process."""
        around = self.around(token)
        calls = [node for node in around if plan.nodes[node].kind == "callActivity"]
        drawn_in = [node for node in around if plan.nodes[node].inner]
        return next(reversed(calls or drawn_in), None)

    def around(self, token: int) -> list[str]:
        """The activities a token or wait lies in, from the innermost outwards."""
        found: list[str] = []
        holder = self.tokens.get(token) or self.waits.get(token)
        while holder and (caller := self.scopes[holder.scope].token) is not None:
            holder = self.tokens[caller]
            found.append(holder.node)
        return found

    def to_data(self) -> dict[str, Any]:
        """A JSON-able twin; equal states give equal data."""
        data: dict[str, Any] = {
            "format": FORMAT,
            "serial": self.serial,
            "tokens": [_sparse(token) for _, token in sorted(self.tokens.items())],
            "waits": [_sparse(wait) for _, wait in sorted(self.waits.items())],
            "scopes": [_sparse(scope) for _, scope in sorted(self.scopes.items())],
            "values": encode_all(dict(sorted(self.values.items()))),
        }
        data |= {key: value for key in ("reached", "ended") if (value := getattr(self, key)) is not None}
        return data | ({"done": [_sparse(done) for _, done in sorted(self.done.items())]} if self.done else {})

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "State":
        """The state `to_data` was made from; raises Damaged."""
        if data.get("format") != FORMAT:
            raise Damaged("state", N_("the format of the state is unknown"))
        try:
            return cls(
                {row["id"]: Token(**row) for row in sorted(data["tokens"], key=_id)},
                {row["id"]: _wait(row) for row in sorted(data["waits"], key=_id)},
                {row["id"]: _instance(row) for row in sorted(data["scopes"], key=_id)},
                decode_all(data["values"]),
                data["serial"],
                data.get("reached"),
                data.get("ended"),
                {row["id"]: _done(row) for row in sorted(data.get("done", ()), key=_id)},
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Damaged("state", type(error).__name__) from None


_DEFAULTS: dict[str, Any] = {
    "kind": "moving", "flow": None, "token": None, "name": "", "due": None, "anchor": None, "number": 1, "values": {},
    "incident": "", "undo": False,
}  # fmt: skip


def _sparse(part: Token | Wait | Instance | Done) -> dict[str, Any]:
    """The fields that differ from their defaults."""
    row: dict[str, Any] = {}
    for key in part.__slots__:
        value = getattr(part, key)
        if key in _DEFAULTS and value == _DEFAULTS[key]:
            continue
        row[key] = encode_all(value) if key == "values" else value.isoformat() if key in {"due", "anchor"} else value
    return row


def _id(row: Mapping[str, Any]) -> int:
    return int(row["id"])


def _wait(row: Mapping[str, Any]) -> Wait:
    moments = {key: datetime.fromisoformat(row[key]) for key in ("due", "anchor") if key in row}
    return Wait(**{**row, **moments, "values": decode_all(row.get("values", {}))})


def _instance(row: Mapping[str, Any]) -> Instance:
    return Instance(**{**row, "values": decode_all(row.get("values", {}))})


def _done(row: Mapping[str, Any]) -> Done:
    return Done(**{**row, "values": decode_all(row.get("values", {}))})
