"""The kernel against stock SpiffWorkflow: random processes, driven at random, must look the same at every step."""

import pytest
from SpiffWorkflow.exceptions import TaskNotFoundException, WorkflowException

from engine import bpmn
from tests.engine.kernel.diagrams import MONDAY
from tests.engine.kernel.oracle import Clock, Ours, Stock, set_clock
from tests.engine.kernel.random_processes import RandomProcess

STEPS = 40
BREAKS = (TaskNotFoundException, WorkflowException)
"""Stock gives up by itself where a timer stops what is repeated (test_known_faults.py; about 4 of 100 processes)."""

DAILY, NIGHTLY, TOGETHER = 300, 10_000, 20
MOST_BREAKS = 0.08  # of the processes; more would hide differences


@pytest.mark.parametrize("first", range(0, DAILY, TOGETHER))
def test_random_processes_go_the_way_spiffworkflow_goes(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch)
    for seed in range(first, first + TOGETHER):
        compare(seed)


@pytest.mark.nightly
def test_ten_thousand_random_processes_go_the_way_spiffworkflow_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch)
    finished = sum(compare(seed) for seed in range(NIGHTLY))
    assert finished > NIGHTLY * (1 - MOST_BREAKS)


@pytest.mark.parametrize(("seed", "error"), [(494, TaskNotFoundException), (1372, WorkflowException)])
def test_where_stock_gives_up_we_come_to_an_end(
    seed: int, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch)
    drawn = RandomProcess(seed)
    stock, ours = Stock(drawn.xml()), Ours(bpmn.parse({"random.bpmn": drawn.xml()}, "random", "p"))
    ours.start()
    with pytest.raises(error):
        for _ in range(STEPS):
            move(drawn, ours, stock)
    for _ in range(10 * STEPS):
        if ours.exit is None:
            move(drawn, ours)
    assert ours.exit == "p_e"


def compare(seed: int) -> bool:
    """Walk one process in both, looking at every step; whether stock came to the end of the walk."""
    Clock.current = MONDAY
    drawn = RandomProcess(seed)
    stock = Stock(drawn.xml())
    ours = Ours(bpmn.parse({"random.bpmn": drawn.xml()}, "random", "p"))
    ours.start()
    for step in range(STEPS):
        assert ours.paths == stock.open, f"open tasks of {seed} after {step} steps"
        assert ours.timers == stock.timers, f"timers of {seed} after {step} steps"
        assert (ours.exit is not None) == stock.done, f"completion of {seed} after {step} steps"
        if stock.done:
            return True
        try:
            move(drawn, ours, stock)
        except BREAKS:
            return False
    return True


def move(drawn: RandomProcess, ours: Ours, stock: Stock | None = None) -> None:
    """The same random thing happens to both."""
    chance = drawn.random
    if ours.timers and (not ours.paths or chance.random() < 0.3):
        now = ours.next_due
        ours.advance(now)
        if stock:
            stock.advance(now)
        return
    path = chance.choice(ours.paths)
    values = {f"v_{path.rsplit('/')[-1]}": chance.randint(0, 2)}
    ours.do_path(path, **values)
    if stock:
        stock.do(path, **values)
