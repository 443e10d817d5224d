"""Diagrams drawn from text: transactions, cancelling, compensation."""

from engine import bpmn
from engine.drawing.bpmn import draw
from tests.engine.kernel.diagrams import Walk

BOOKING = """
process = "booking"
name = "Booking"
[node.begin]
kind = "start"
at = [0, 0]
next = ["both"]
[node.both]
kind = "subprocess"
name = "Book all or nothing"
transaction = true
next = ["booked"]
[node.inner]
kind = "start"
in = "both"
at = [0, 1]
next = ["book"]
[node.book]
kind = "user"
name = "Book"
in = "both"
at = [0, 2]
next = ["full"]
[node.booked_undone]
kind = "compensation"
on = "book"
undo = "cancel_booking"
[node.cancel_booking]
kind = "user"
name = "Cancel the booking"
in = "both"
at = [1, 3]
[node.full]
kind = "cancel"
in = "both"
at = [0, 4]
[node.failed]
kind = "cancel"
on = "both"
next = ["sorry"]
[node.sorry]
kind = "end"
at = [2, 5]
[node.booked]
kind = "end"
at = [0, 5]
"""


def test_a_drawn_transaction_runs_and_is_undone() -> None:
    case = Walk(bpmn.parse({"booking.bpmn": draw(BOOKING)}, "booking", "booking")).start().do("book")
    assert case.open == ["cancel_booking"]
    assert case.do("cancel_booking").exit == "sorry"


def test_what_ties_an_event_to_what_undoes_it_is_drawn() -> None:
    text = draw(BOOKING)
    assert 'bpmnElement="booked_undone__cancel_booking"' in text
    assert text == draw(BOOKING)
