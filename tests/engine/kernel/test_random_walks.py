"""Processes that are sound by construction always reach their end, whoever does what in which order."""

import pytest

from engine import bpmn
from tests.engine.kernel.oracle import Ours
from tests.engine.kernel.random_processes import RandomProcess

PATIENCE = 400


@pytest.mark.parametrize("seed", range(40))
def test_a_sound_process_always_reaches_its_end(seed: int) -> None:
    drawn = RandomProcess(seed, everything=True)
    case = Ours(bpmn.parse({"random.bpmn": drawn.xml()}, "random", "p"))
    case.start()
    for step in range(PATIENCE):
        if case.exit is not None:
            break
        move(drawn, case, tired=step > PATIENCE // 4)
    assert case.exit in {node.id for node in case.plan.exits}
    assert not (case.state.tokens or case.state.waits or case.state.scopes)


def move(drawn: RandomProcess, case: Ours, tired: bool) -> None:
    """Anything that may happen next; once `tired`, no more rounds of loops (2 leaves every one of them)."""
    chance = drawn.random
    messages = case.state.messages()
    if messages and chance.random() < 0.5:
        case.send(chance.choice(messages)[2])
    elif case.timers and (not case.paths or chance.random() < 0.3):
        case.advance(case.next_due)
    else:
        path = chance.choice(case.paths)
        case.do_path(path, **{f"v_{path.rsplit('/')[-1]}": 2 if tired else chance.randint(0, 2)})
