"""Where stock SpiffWorkflow 3.2.0 is known to be wrong: what BPMN says, what it does, what we do.

These are the only differences the random comparison leaves out. A test that fails here after an
upgrade is good news: the fault is gone, and the generator may draw such processes again.
"""

from datetime import timedelta

import pytest
from SpiffWorkflow.bpmn.parser import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions import SignalEventDefinition
from SpiffWorkflow.exceptions import TaskNotFoundException, WorkflowException

from tests.engine.kernel.diagrams import MONDAY, Drawn, line
from tests.engine.kernel.oracle import Stock, set_clock

SIGNAL = '<bpmn:signal id="S" name="storm"/>'
CATCH = '<bpmn:signalEventDefinition signalRef="S"/>'


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch)


def both_in_a_loop(kind: str) -> Drawn:
    drawn = Drawn().start().script("m", "{}").user("a", "b", "c").xor("g", default="e").end()
    getattr(drawn, kind)("f"), getattr(drawn, kind)("j")
    always = "1 = 1" if kind == "some" else None
    drawn.path("s m f").flow("f", "a", when=always).flow("f", "b", when=always).path("a j c g e").path("b j")
    return drawn.flow("g", "m", when="v_c = 1")


def drive(drawn: Drawn, *steps: str) -> tuple[list[str], list[str]]:
    """Open tasks in stock and in ours after completing the same tasks; `c` asks for another round."""
    stock, ours = Stock(drawn.xml().replace("1 = 1", "True")), drawn.begin()
    for step in steps:
        stock.do(step, v_c=1)
        ours.do(step, v_c=1)
    return stock.open, ours.open


@pytest.mark.parametrize("kind", ["both", "some"])
def test_a_join_in_a_loop_waits_on_the_second_pass_too(kind: str) -> None:
    stock, ours = drive(both_in_a_loop(kind), "a", "b", "c", "b")
    assert ours == ["a"]
    assert stock != ours


def test_tasks_that_a_cycle_led_to_stay_when_the_activity_is_done() -> None:
    drawn = line("a", "b").timer("t", '"R5/P1D"', on="a", stops=False).user("follow").end("x").path("t follow x")
    stock, ours = Stock(drawn.xml()), drawn.begin().fire("t")
    stock.advance(MONDAY + timedelta(days=1, seconds=1))
    assert stock.open == ours.open == ["a", "follow"]
    stock.do("a")
    assert ours.do("a").open == ["b", "follow"]
    assert stock.open == ["b"]


def test_a_month_is_a_calendar_month() -> None:
    drawn = line("a").timer("t", '"R/P1M"', on="a", stops=False).end("x").path("t x")
    stock, ours = Stock(drawn.xml()), drawn.begin()
    assert ours.due("t") == ["2026-03-02 12:00"]
    assert stock.timers == [("t", "2026-03-02T09:00:00+00:00")], "28 days in February: right by chance"
    stock.advance(MONDAY + timedelta(days=28, seconds=1))
    assert ours.fire("t").due("t") == ["2026-04-02 12:00"]
    assert stock.timers == [("t", "2026-03-30T09:00:00+00:00")]


def test_a_signal_that_does_not_interrupt_is_heard_every_time() -> None:
    drawn = line("a").event("b", CATCH, on="a", stops=False).user("follow").end("x").path("b follow x")
    stock, ours = Stock(drawn.xml(extra=SIGNAL)), drawn.begin(extra=SIGNAL).send("storm").send("storm")
    for _ in range(2):
        stock.send(SignalEventDefinition("storm"))
    assert ours.open == ["a", "follow", "follow"]
    assert stock.open == ["a", "follow"]


def test_a_link_leads_on() -> None:
    link = '<bpmn:linkEventDefinition name="L"/>'
    drawn = (
        Drawn()
        .start()
        .user("a", "b")
        .node("intermediateThrowEvent", "o", link)
        .node("intermediateCatchEvent", "i", link)
    )
    drawn.path("s a o").path("i b")
    stock, ours = Stock(drawn.xml()), drawn.begin().do("a")
    stock.do("a")
    assert (stock.open, ours.open) == ([], ["b"])


def test_an_event_sub_process_interrupts() -> None:
    inner = Drawn("es").node("startEvent", "ess", CATCH).user("u").end("x").path("ess u x")
    drawn = line("a").sub(inner, triggeredByEvent="true")
    stock, ours = Stock(drawn.xml(extra=SIGNAL)), drawn.begin(extra=SIGNAL).send("storm")
    stock.send(SignalEventDefinition("storm"))
    assert ours.open == ["u"]
    assert "a" in stock.open


def test_a_branch_that_only_inherited_a_value_does_not_overwrite_it() -> None:
    drawn = (
        Drawn().start().user("first").both("f", "j").user("a", "b", "c").end().path("s first f a j c e").path("f b j")
    )
    stock, ours = Stock(drawn.xml()), drawn.begin()
    for step, values in (("first", {"v": 1}), ("a", {"v": 2}), ("b", {})):
        stock.do(step, **values)
        ours.do(step, **values)
    assert ours.state.values == {"v": 2}
    [after] = stock.ready
    assert after.data == {"v": 1}


def test_every_flow_out_of_a_task_is_taken() -> None:
    drawn = line("a").user("b").path("a b")
    with pytest.raises(ValidationException.ValidationException, match="Multiple outgoing"):
        Stock(drawn.xml())
    assert drawn.begin().do("a").open == ["b"]


def test_elements_called_start_and_end_are_not_swallowed() -> None:
    drawn = Drawn().start("Start").user("a").end("End").path("Start a End")
    assert drawn.begin().do("a").exit == "End"
    with pytest.raises(WorkflowException, match="No output task"):
        Stock(drawn.xml())


def test_a_timer_stops_a_call_that_is_repeated() -> None:
    loop = '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
    drawn = Drawn().start().call("c", "q", loop).timer("t", '"P1D"', on="c").user("f").end().path("s c e").path("t f e")
    stock, ours = Stock(drawn.xml(line("u", key="q"))), drawn.begin(line("u", key="q"))
    assert ours.fire("t").open == ["f"]
    with pytest.raises(TaskNotFoundException):
        stock.advance(MONDAY + timedelta(days=1, seconds=1))
