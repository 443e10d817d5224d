"""A draft walked by hand in memory: remembered as what was done, kept as a scenario that goes as it went."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine import definitions, roles, simulation
from engine.definitions import Definition
from engine.errors import Invalid
from engine.studio import keeping
from engine.studio.attempt import COMPLETE, OPEN, SEND, WIND, Attempt, Done, Stuck
from engine.studio.coverage import coverage, exits
from engine.studio.draft import Draft
from engine.studio.walking import walk_all

HOUSE = Path(__file__).parents[2]
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Moscow"))
ROLES = roles.parse((HOUSE / "processes" / "roles.toml").read_text(encoding="utf-8"))
FAMILIES = sorted(path.parent.name for path in (HOUSE / "processes").glob("*/process.toml"))
STEPS = 8


def drafted(family: str) -> tuple[Draft, Definition]:
    bundle = definitions.read(HOUSE / "processes" / family, HOUSE / "forms")
    definition = definitions.compile(bundle)
    draft = Draft("d", family, definition.title, None, "open", 0, MONDAY, "me", bundle.files, {})
    return draft, definition


def begun(made: tuple[Draft, Definition]) -> list[Done]:
    """The opening of a case, its form filled in plausibly."""
    before = Attempt(*made, ROLES, [Done(WIND, MONDAY)])
    timed = next(iter(before.definition.plan.timed), None)
    start = before.definition.start
    node = timed if timed is not None and start.event.kind == "timer" else start
    return [Done(OPEN, MONDAY, node.id, before.made_up(node.id))]


def walked(made: tuple[Draft, Definition], steps: int) -> list[Done]:
    """So many steps on: the most urgent task is done, else the clock is wound."""
    done = begun(made)
    for _ in range(steps):
        attempt = Attempt(*made, ROLES, done)
        if isinstance(attempt.problem, Invalid):  # a form whose rules its examples do not meet
            return list(attempt.done)
        assert attempt.problem is None
        if attempt.case.exit:
            break
        if attempt.tasks:
            key = attempt.tasks[0].node
            done.append(Done(COMPLETE, attempt.now + timedelta(minutes=7), key, attempt.made_up(key)))
        elif attempt.next_timer:
            done.append(Done(WIND, attempt.next_timer))
    return done


@pytest.mark.parametrize("family", FAMILIES)
def test_a_kept_walk_of_every_method_goes_as_it_went(family: str) -> None:
    made = drafted(family)
    attempt = Attempt(*made, ROLES, walked(made, STEPS))
    text = keeping.scenario(attempt, 'Проба «как было» "в кавычках"')
    kept = simulation.parse(text)
    assert (kept.exit, len(kept.steps)) == (attempt.case.exit, len(attempt.done) - 1)
    draft, definition = made
    alone = Draft("d", family, "", None, "open", 0, MONDAY, "me", {**draft.files, "scenarios/kept.toml": text}, {})
    found = next(walk for walk in walk_all(alone, definition, ROLES) if walk.name == "scenarios/kept.toml")
    assert found.problem is None
    assert found.passed


def test_one_step_back_is_one_thing_less_done() -> None:
    made = drafted("casework")
    done = walked(made, 3)
    before = Attempt(*made, ROLES, done[:-1])
    task = before.tasks[0].node
    assert Attempt(*made, ROLES, [*done[:-1]]).tasks[0].node == task == done[-1].node


def test_answers_that_do_not_fit_change_nothing() -> None:
    made = drafted("casework")
    attempt = Attempt(*made, ROLES, begun(made))
    with pytest.raises(Invalid):
        attempt.take(Done(COMPLETE, attempt.now, attempt.tasks[0].node, {"signal_decision": "no_such"}))
    assert [task.node for task in attempt.tasks] == ["T1_decide"]


def test_a_walk_stops_where_the_draft_no_longer_goes() -> None:
    made = drafted("casework")
    done = [*begun(made), Done(COMPLETE, MONDAY, "gone", {}), Done(WIND, MONDAY + timedelta(days=1))]
    attempt = Attempt(*made, ROLES, done)
    assert isinstance(attempt.problem, Stuck)
    assert (attempt.stopped_at, len(attempt.done)) == (1, 1)


def test_a_message_may_come_at_any_time() -> None:
    made = drafted("casework")
    done = begun(made)
    attempt = Attempt(*made, ROLES, done)
    key = next(node.id for node in attempt.messages if node.event.name == "fund_ends")
    done.append(Done(SEND, attempt.now + timedelta(days=3), key, attempt.made_up(key)))
    after = Attempt(*made, ROLES, done)
    assert after.problem is None
    assert after.now == MONDAY + timedelta(days=3)
    assert not [task for task in after.tasks if task.node == "T1_decide"]


def test_what_was_done_is_remembered_as_it_was() -> None:
    done = walked(drafted("casework"), 2)
    assert [Done.of(one.raw()) for one in done] == done


def test_scenarios_that_walk_nothing_leave_everything_uncovered() -> None:
    _draft, definition = drafted("casework")
    every = coverage(definition, [])
    assert all(one.walked == 0 for one in every)
    assert all(count == 0 for _exit, count in exits(definition, []))
    assert sum(len(one.ways) for one in every) > 50
