"""Deeds of the demonstration that no scenario tells: deadlines moved, records corrected, cases operated."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.errors import OporaError
from engine.roles import Actor
from engine.service import Answers
from engine.simulation import Step, Walk
from engine.tasks import DeadlineChange, OpenTask
from web.services import Services

Deed = Mapping[str, Any]


class Hand:
    """Does what `wanted` names after a step: `process`, `after` (an element), `verb`, `by` (a role), `reason`, `most`.

    What would change the path is done only where nothing more is planned for the case.
    """

    def __init__(self, services: Services, wanted: Sequence[Deed]) -> None:
        self._services, self._wanted, self._done = services, wanted, Counter[int]()

    def follow(self, walk: Walk, step: Step, last: bool) -> None:
        """Do what belongs after a step that was just taken."""
        for place, deed in enumerate(self._wanted):
            asked = (deed["process"], deed["after"]) == (walk.scenario.process, step.complete)
            fits = asked and (last or deed["verb"] not in FINAL) and self._done[place] < deed["most"]
            if fits and self._do(walk, deed):
                self._done[place] += 1

    def _do(self, walk: Walk, deed: Deed) -> bool:
        """Whether it could be done: there may be no task it fits, or nobody to do it."""
        try:
            actor = walk.stage.cast.holder(deed["by"], walk.team)
            return VERBS[deed["verb"]](self._services, actor, walk.case_id, deed)
        except (OporaError, LookupError):
            return False


def _task(services: Services, case_id: str, promised: bool) -> OpenTask | None:
    tasks = services.store.case(case_id).tasks.values()
    return next((task for task in tasks if task.due or not promised), None)


def _deadline(kind: str) -> "Verb":
    def change(services: Services, actor: Actor, case_id: str, deed: Deed) -> bool:
        task = _task(services, case_id, promised=True)
        if task is None:
            return False
        told = DeadlineChange(kind, deed["reason"], deed.get("amount", 0), deed.get("unit", "working_days"))
        services.cases.change_deadline(actor, case_id, task.token, told)
        return True

    return change


def _correct(services: Services, actor: Actor, case_id: str, deed: Deed) -> bool:
    """The newest record of the form is written again with another answer."""
    made = [event for event in services.store.history(case_id) if event.data.get("form") == deed["form"]]
    if not made:
        return False
    answers = {**made[-1].private["record"], **deed["answers"]}
    services.cases.correct(actor, case_id, made[-1].seq, Answers(answers), deed["reason"])
    return True


def _skip(services: Services, actor: Actor, case_id: str, deed: Deed) -> bool:
    task = _task(services, case_id, promised=False)
    if task is None:
        return False
    services.operating.skip(actor, case_id, task.token, deed["reason"])
    return True


def _suspend(services: Services, actor: Actor, case_id: str, deed: Deed) -> bool:
    services.operating.suspend(actor, case_id, deed["reason"])
    return True


def _cancel(services: Services, actor: Actor, case_id: str, deed: Deed) -> bool:
    services.operating.cancel(actor, case_id, deed["reason"])
    return True


Verb = Callable[[Services, Actor, str, Deed], bool]
VERBS: Mapping[str, Verb] = {
    "extend": _deadline("deadline.extended"),
    "pause": _deadline("deadline.paused"),
    "correct": _correct,
    "skip": _skip,
    "suspend": _suspend,
    "cancel": _cancel,
}
FINAL = frozenset({"pause", "skip", "suspend", "cancel"})
