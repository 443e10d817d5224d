"""Transactions: all of it succeeds, or what was done is undone (BPMN 2.0.2, 13.3.4 and 13.5.5)."""

from tests.engine.kernel.diagrams import Drawn
from tests.engine.kernel.test_compensation import ALL, undone

CANCEL = "<bpmn:cancelEventDefinition/>"


def booking(*more: str) -> Drawn:
    inner = undone(Drawn("tx").start("is").both("f").user("a", "b", "w").xor("x", default="ok"), "a", "b")
    inner.node("endEvent", "no", CANCEL).node("endEvent", "ok").path("is f a b x ok").path("f w").flow(
        "x", "no", "= bad"
    )
    drawn = Drawn().start().node("transaction", "tx", "".join(inner.parts)).user("on", "off")
    return drawn.event("cc", CANCEL, on="tx").path("s tx on").path("cc off")


def test_a_cancelled_transaction_withdraws_the_rest_undoes_what_was_done_and_leaves_by_its_cancel_event() -> None:
    case = booking().begin(bad=True).do("a", "b")
    assert [task["node"] for task in case.effects("task.withdrawn")] == ["w"]
    assert case.open == ["undo-b"]
    assert case.do("undo-b").open == ["undo-a"]
    assert case.do("undo-a").open == ["off"]


def test_a_transaction_that_succeeds_goes_on() -> None:
    assert booking().begin(bad=False).do("a", "b", "w").open == ["on"]


def test_a_transaction_with_nothing_to_undo_is_left_at_once() -> None:
    drawn = Drawn().start().node(
        "transaction", "tx", '<bpmn:startEvent id="is"/><bpmn:endEvent id="no"><bpmn:cancelEventDefinition/></bpmn:endEvent>'
        '<bpmn:sequenceFlow id="f" sourceRef="is" targetRef="no"/>').user("on", "off")  # fmt: skip
    case = drawn.event("cc", CANCEL, on="tx").path("s tx on").path("cc off").begin()
    assert case.open == ["off"]


def test_a_completed_transaction_can_still_be_undone() -> None:
    drawn = booking().node("endEvent", "t", ALL).path("on t")
    case = drawn.begin(bad=False).do("a", "b", "w", "on")
    assert case.do("undo-b").open == ["undo-a"]
    assert case.do("undo-a").exit == "t"
