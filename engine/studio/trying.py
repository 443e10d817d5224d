"""Trying a draft out: a walk belongs to its draft and to one person, and ends by itself after a day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from engine.clock import Clock
from engine.errors import N_, NotFound
from engine.roles import Actor
from engine.studio.attempt import MOST, OPEN, WIND, Attempt, Done
from engine.studio.draft import Draft, Edit
from engine.studio.keeping import scenario
from engine.studio.service import READ, Studio
from engine.studio.store import Unfit

LASTS = timedelta(days=1)
FARTHEST = timedelta(days=5 * 365)


class WalkStore(Protocol):
    """Where walks are remembered."""

    def walk(self, draft_id: str, account_id: str, now: datetime) -> list[Mapping[str, Any]]:
        """What was done so far; nothing once the walk has ended."""

    def keep(
        self, draft_id: str, account_id: str, done: Sequence[Mapping[str, Any]], span: tuple[datetime, datetime]
    ) -> None:
        """Remember what was done until the end of the span; an empty walk is forgotten."""

    def forget(self, now: datetime) -> None:
        """Forget the walks that have ended."""


class Trying:
    """The verbs of trying a draft."""

    def __init__(self, studio: Studio, walks: WalkStore, clock: Clock) -> None:
        self._studio, self._walks, self._clock = studio, walks, clock

    def attempt(self, actor: Actor, draft: Draft) -> Attempt | None:
        """The walk as it stands; None where there is none or the draft cannot run."""
        self._studio.require(actor, READ)
        definition = self._studio.judged(draft)[0]
        done = [Done.of(raw) for raw in self._walks.walk(draft.id, actor.id, self._clock.now())]
        return Attempt(draft, definition, self._studio.roles, done) if definition and done else None

    def before(self, draft: Draft, at: datetime) -> Attempt:
        """A world at a moment in which nothing was opened yet. Raises NotFound where the draft cannot run."""
        definition = self._studio.judged(draft)[0]
        if definition is None:
            raise NotFound()
        return Attempt(draft, definition, self._studio.roles, [Done(WIND, at)])

    def begin(self, actor: Actor, draft: Draft, first: Done) -> Attempt:
        """A new walk; what was walked before is forgotten. Raises as opening a case does."""
        self._studio.require(actor, READ)
        attempt = self.before(draft, first.at)
        attempt.take(first)
        self._keep(actor, draft, (first,))
        return attempt

    def take(self, actor: Actor, draft: Draft, one: Done) -> None:
        """One step more. Raises as the step does, Unfit for a walk that has grown too long, or goes too far."""
        attempt = self._found(actor, draft)
        if len(attempt.done) >= MOST:
            raise Unfit(N_("A walk has at most %(most)s steps. Keep it as a scenario, or begin anew."), most=MOST)
        if one.at - attempt.done[0].at > FARTHEST:
            raise Unfit(N_("A walk spans five years at most."))
        attempt.take(one)
        self._keep(actor, draft, (*attempt.done, one))

    def back(self, actor: Actor, draft: Draft) -> None:
        """One step less."""
        self._keep(actor, draft, self._found(actor, draft).done[:-1])

    def end(self, actor: Actor, draft: Draft) -> None:
        """Forget the walk."""
        self._studio.require(actor, READ)
        self._keep(actor, draft, ())

    def forget(self) -> None:
        """Forget everybody's walks that have ended."""
        self._walks.forget(self._clock.now())

    def kept(self, actor: Actor, draft: Draft, title: str, stem: str) -> str:
        """Save the walk as a scenario of the draft; its file. Raises Unfit, Clash, Closed, NotAllowed."""
        name = f"scenarios/{stem}.toml"
        if name in draft.files:
            raise Unfit(N_("There already is a file %(name)s."), name=name)
        if not title:
            raise Unfit(N_("Say what the walk shows."))
        attempt = self._found(actor, draft)
        edit = Edit(name, draft.revision(name), scenario(attempt, title))
        self._studio.save(actor, draft.id, [edit])
        return name

    def _found(self, actor: Actor, draft: Draft) -> Attempt:
        attempt = self.attempt(actor, draft)
        if attempt is None or not attempt.is_open:
            raise NotFound()
        return attempt

    def _keep(self, actor: Actor, draft: Draft, done: Sequence[Done]) -> None:
        now = self._clock.now()
        wanted = done if done and done[0].act == OPEN else ()
        self._walks.keep(draft.id, actor.id, [one.raw() for one in wanted], (now, now + LASTS))
