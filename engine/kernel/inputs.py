"""What makes a case move: it starts, a person completes a task, a timer fires, a message comes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Start:
    """Begin; `node` names the start event where the plain one is not meant."""

    values: Mapping[str, Any] = field(default_factory=dict)
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Complete:
    """A person has done the task at `token`; `values` are what its form exports."""

    token: int
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fire:
    """The timer `token` is due."""

    token: int


@dataclass(frozen=True, slots=True)
class Receive:
    """A message came: to everyone who awaits it, or to one of them."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    token: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """The function that the service task's wait `token` asked for has answered."""

    token: int
    output: Any = None


@dataclass(frozen=True, slots=True)
class Fail:
    """What the wait `token` needs, a function or the step after a timer, failed as often as it may.

    `reason` is a code, never personal.
    """

    token: int
    reason: str


@dataclass(frozen=True, slots=True)
class Retry:
    """An operator lets the failed wait `token` be tried again."""

    token: int


@dataclass(frozen=True, slots=True)
class Skip:
    """An operator lets the task at `token` pass undone."""

    token: int


@dataclass(frozen=True, slots=True)
class Place:
    """An operator puts the token `token` on another element of the same stage.

    With `alone` everything else in that stage is withdrawn: the stage goes on from there.
    """

    token: int
    node: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Cancel:
    """An operator ends the case where no exit of its diagram fits."""


@dataclass(frozen=True, slots=True)
class Hear:
    """A signal that another case threw: everyone here who awaits it goes on."""

    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Values were put right from outside, or may be acted on again: conditions are looked at anew."""

    values: Mapping[str, Any] = field(default_factory=dict)


Input = Start | Complete | Fire | Receive | Return | Fail | Retry | Skip | Place | Cancel | Hear | Notice
