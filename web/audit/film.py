"""A case step by step: re-executed once, then kept in memory, so that every further moment costs nothing."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from engine.history import Event
from engine.kernel.plan import Plan
from engine.replay import Turn, Versions, walk
from engine.tasks import OpenTask
from persistence.queries.case_page import CaseHead, Marking, MarkRow
from web.services import Services

KEPT = 4  # films at a time, in each process


@dataclass(frozen=True)
class Film:
    """All steps of a case; one step is one action with everything that followed from it."""

    turns: Sequence[Turn]

    def index(self, at: int | None) -> int:
        """The step in which the event `at` happened; the last one when none is asked for."""
        if at is None:
            return len(self.turns) - 1
        return max((n for n, turn in enumerate(self.turns) if turn.given.seq <= at), default=0)

    @cached_property
    def _passed(self) -> Sequence[frozenset[str]]:
        """The elements and flows tokens had come through, after each step."""
        found: list[frozenset[str]] = []
        known: frozenset[str] = frozenset()
        for turn in self.turns:
            renames = turn.given.data.get("renames", {}) if turn.given.kind == "case.migrated" else {}
            moved = {
                str(event.data[name]) for event in _moves(turn) for name in ("flow", "node") if event.data.get(name)
            }
            known = frozenset(renames.get(one, one) for one in known) | moved
            found.append(known)
        return found

    def marking(self, index: int) -> Marking:
        """Where the tokens stood after a step, and the way they had come."""
        tokens = self.turns[index].case.state.tokens.values()
        return Marking(tuple(MarkRow(t.id, t.node, t.kind, None) for t in tokens), self._passed[index])

    def flows(self, index: int) -> list[str]:
        """The flows tokens took in a step, in order."""
        return [str(event.data["flow"]) for event in _moves(self.turns[index]) if event.data.get("flow")]

    def scope(self, index: int) -> str:
        """The diagram on which a step is best seen: where it led to, else where it began."""
        turn = self.turns[index]
        plan = turn.definition.plan
        opened = [event.data.get("node") for event in turn.stored if event.kind in {"task.offered", "case.ended"}]
        for key in [*opened, turn.given.data.get("node"), *(event.data.get("node") for event in _moves(turn))]:
            if key in plan.nodes:
                return _drawn(plan, plan.nodes[str(key)].scope)
        return self.scope(index - 1) if index else plan.root


def _moves(turn: Turn) -> list[Event]:
    return [event for event in turn.stored if event.kind == "token.moved"]


def _drawn(plan: Plan, scope: str) -> str:
    """The scope whose diagram shows this one: a sub-process drawn open lies on its parent's."""
    while parent := plan.scopes[scope].parent:
        scope = parent
    return scope


def lateness(task: OpenTask, at: datetime) -> str:
    """How a task stood at a moment: paused, late, soon, open, none (it has no deadline)."""
    if task.pauses and task.pauses[-1].until is None:
        return "paused"
    if task.due is None:
        return "none"
    if task.due < at:
        return "late"
    return "soon" if task.warn_at and task.warn_at <= at else "later"


class Projector:
    """Keeps the films that were looked at last."""

    def __init__(self) -> None:
        self._films: OrderedDict[tuple[str, int], Film] = OrderedDict()
        self._lock = threading.Lock()

    def film(self, services: Services, head: CaseHead) -> Film:
        """The film of a case as it stands now. Raises NotFound, and Damaged where its history cannot be read."""
        key = (head.id, head.version)
        with self._lock:
            if key in self._films:
                self._films.move_to_end(key)
                return self._films[key]
        versions = Versions(services.store.definition, services.store.calendar)
        film = Film(tuple(walk(services.store.history(head.id), versions)))
        with self._lock:
            self._films[key] = film
            while len(self._films) > KEPT:
                self._films.popitem(last=False)
        return film


PROJECTOR = Projector()
