"""The kernel against stock SpiffWorkflow: random processes, driven at random, must look the same at every step."""

import pytest
from SpiffWorkflow.exceptions import TaskNotFoundException, WorkflowException

from engine import bpmn
from tests.engine.kernel.oracle import Ours, Stock, set_clock
from tests.engine.kernel.random_processes import RandomProcess

STEPS = 40
BREAKS = (TaskNotFoundException, WorkflowException)
"""Stock gives up by itself in some loops around calls and timers (about 4 of 100 processes)."""


@pytest.mark.parametrize("seed", range(60))
def test_a_random_process_goes_the_way_spiffworkflow_goes(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch)
    drawn = RandomProcess(seed)
    stock = Stock(drawn.xml())
    ours = Ours(bpmn.parse({"random.bpmn": drawn.xml()}, "random", "p"))
    ours.start()
    for step in range(STEPS):
        assert ours.paths == stock.open, f"open tasks after {step} steps"
        assert ours.timers == stock.timers, f"timers after {step} steps"
        assert (ours.exit is not None) == stock.done, f"completion after {step} steps"
        if stock.done:
            return
        try:
            move(drawn, ours, stock)
        except BREAKS:
            return


def move(drawn: RandomProcess, ours: Ours, stock: Stock) -> None:
    """The same random thing happens to both."""
    chance = drawn.random
    if ours.timers and (not ours.paths or chance.random() < 0.3):
        now = ours.next_due
        ours.advance(now)
        stock.advance(now)
        return
    path = chance.choice(ours.paths)
    values = {f"v_{path.rsplit('/')[-1]}": chance.randint(0, 2)}
    ours.do_path(path, **values)
    stock.do(path, **values)
