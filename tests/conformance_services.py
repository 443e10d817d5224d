"""What every store keeps its word on about functions that a diagram asks for; run like tests/conformance.py."""

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from engine import definitions
from engine.calendars import Moment
from engine.definitions import Bundle, Definition
from engine.errors import Gone, Invalid, NotAllowed
from engine.functions import Function, Unfit
from engine.history import Event
from engine.operating import Operating
from engine.replay import Versions, replay
from engine.roles import Actor, Grant, Roles, parse
from engine.service import Answers, CaseService
from engine.stores import Job
from tests.persistence.garden import ANNA, MONDAY, ROLES, Garden

LEASE = timedelta(minutes=1)
OPERATOR = Actor("operator", "Operator", (Grant("operator", None),))
OPERATED = f"""{ROLES}
[[role]]
key = "operator"
title = "Operator"
permissions = ["case.operate:all"]
"""

BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:opora="urn:opora:bpmn:1"
             id="shop_file" targetNamespace="urn:opora:test">
  <process id="shop" name="Shop" isExecutable="true">
    <startEvent id="ordered"><extensionElements><opora:task role="gardener" form="shop/order"/></extensionElements></startEvent>
    <sequenceFlow id="f1" sourceRef="ordered" targetRef="count"/>
    <serviceTask id="count" name="Count it up">
      <extensionElements>
        <opora:service name="double" result="price"/>
        <opora:input name="x">amount</opora:input>
      </extensionElements>
    </serviceTask>
    <sequenceFlow id="f2" sourceRef="count" targetRef="pay"/>
    <userTask id="pay" name="Pay"><extensionElements><opora:task role="gardener"/></extensionElements></userTask>
    <sequenceFlow id="f3" sourceRef="pay" targetRef="paid"/>
    <endEvent id="paid"/>
  </process>
</definitions>
"""
AMOUNT = {"name": "amount", "kind": "integer", "label": "Amount", "export": "amount"}
SHOP = Bundle({
    "process.toml": 'key = "shop"\ntitle = "Shop"\nmain = "shop"\n',
    "shop.bpmn": BPMN,
    "shop/order.form.json": json.dumps({"title": "Order", "sections": [{"title": "Order", "fields": [AMOUNT]}]}),
})  # fmt: skip


class Till:
    """A function that doubles, counts how often it was called, and can be out of order."""

    def __init__(self) -> None:
        self.calls, self.works = 0, True
        self.functions = {"double": Function({"x": "number"}, "number", self)}

    def __call__(self, given: Mapping[str, Any], moment: Moment) -> Any:
        self.calls += 1
        if not self.works:
            raise ConnectionError("the till of Anna is out of order")
        return given["x"] * 2


@cache
def shop() -> Definition:
    return definitions.compile(SHOP, ["gardener"], Till().functions)


@cache
def roles() -> Roles:
    return parse(OPERATED)


class Shop:
    """A shop in the garden's store, with a till and an operator."""

    def __init__(self, garden: Garden) -> None:
        self.store, self.clock, self.till = garden.store, garden.clock, Till()
        self.store.publish(SHOP, shop(), MONDAY, None)
        self.service = CaseService(self.store, self.clock, garden.ids, roles(), self.till.functions)
        self.operating = Operating(self.store, self.clock, garden.ids, roles())

    def order(self, amount: int = 21) -> str:
        answers = Answers({"amount": str(amount)} if amount else {})
        return self.service.open(ANNA, "shop", "north", answers).case_id

    def claim(self, worker: str = "w1") -> Job:
        (job,) = self.store.claim(self.clock.now(), 10, LEASE, worker)
        return job

    def open_nodes(self, case: str) -> list[str]:
        return [task.node for task in self.store.case(case).tasks.values()]

    def told(self, case: str, kind: str) -> list[Event]:
        return [event for event in self.store.history(case) if event.kind == kind]

    def replays(self, case: str) -> bool:
        """Whether the history gives the stored state again, without a single call."""
        calls = self.till.calls
        again = replay(self.store.history(case), Versions(self.store.definition, self.store.calendar))
        same = again.differences == () and again.case.state == self.store.case(case).state
        return same and self.till.calls == calls


class ServiceConformance:
    """The suite."""

    @pytest.fixture
    def shop(self, garden: Garden) -> Shop:
        return Shop(garden)

    def test_a_function_is_called_by_a_worker_and_its_answer_is_kept(self, shop: Shop) -> None:
        case = shop.order()
        assert (shop.open_nodes(case), shop.till.calls) == ([], 0)
        job = shop.claim()
        assert (job.kind, job.due) == ("service", MONDAY)
        shop.service.wake(job)
        assert (shop.open_nodes(case), shop.till.calls) == (["pay"], 1)
        assert shop.store.case(case).state.values["price"] == 42
        assert shop.store.next_due() is None
        assert shop.replays(case)

    def test_what_a_function_gets_and_gives_is_sealed(self, shop: Shop) -> None:
        case = shop.order()
        shop.service.wake(shop.claim())
        (asked,), (answered,) = (shop.told(case, f"service.{word}") for word in ("requested", "completed"))
        assert (asked.data["service"], asked.data["node"], asked.private) == ("double", "count", {"inputs": {"x": 21}})
        assert (answered.data["service"], answered.private) == ("double", {"outputs": 42})
        assert answered.actor is None

    def test_of_two_workers_one_has_effect(self, shop: Shop) -> None:
        case = shop.order()
        slow = shop.claim("slow")
        shop.clock.advance(LEASE)
        quick = shop.claim("quick")
        shop.service.wake(quick)
        with pytest.raises(Gone):
            shop.service.wake(slow)
        assert len(shop.told(case, "service.completed")) == 1
        assert shop.replays(case)

    def test_a_failing_function_leaves_the_case_as_it_is(self, shop: Shop) -> None:
        case = shop.order()
        shop.till.works = False
        job, version = shop.claim(), shop.store.case(case).version
        with pytest.raises(ConnectionError):
            shop.service.wake(job)
        shop.store.fail(job, "ConnectionError", MONDAY + timedelta(seconds=5))
        assert shop.store.case(case).version == version
        shop.till.works = True
        shop.clock.advance(timedelta(seconds=5))
        shop.service.wake(shop.claim())
        assert shop.open_nodes(case) == ["pay"]

    def test_what_keeps_failing_waits_for_an_operator(self, shop: Shop) -> None:
        case = shop.order()
        shop.service.give_up(shop.claim(), "ConnectionError")
        ((token, node, reason),) = shop.store.case(case).state.incidents()
        assert (node, reason) == ("count", "ConnectionError")
        assert [event.data for event in shop.told(case, "incident.raised")] == [{"node": node, "reason": reason}]
        assert shop.store.next_due() is None
        shop.operating.retry(OPERATOR, case, token, "the till was mended")
        assert shop.store.case(case).state.incidents() == []
        shop.service.wake(shop.claim())
        assert (shop.open_nodes(case), len(shop.told(case, "service.requested"))) == (["pay"], 2)
        assert shop.replays(case)

    def test_only_an_operator_retries_what_failed_and_says_why(self, shop: Shop) -> None:
        case = shop.order()
        shop.service.give_up(job := shop.claim(), "ConnectionError")
        with pytest.raises(NotAllowed):
            shop.operating.retry(ANNA, case, job.token, "I am in a hurry")
        with pytest.raises(Invalid):
            shop.operating.retry(OPERATOR, case, job.token, " ")
        shop.operating.retry(OPERATOR, case, job.token, "mended")
        with pytest.raises(Gone):
            shop.operating.retry(OPERATOR, case, job.token, "mended again")

    def test_a_suspended_case_calls_nothing(self, shop: Shop) -> None:
        case = shop.order()
        held = shop.claim()
        shop.operating.suspend(OPERATOR, case, "under review")
        assert shop.store.next_due() is None
        with pytest.raises(Gone):
            shop.service.wake(held)
        shop.operating.resume(OPERATOR, case, "reviewed")
        shop.service.wake(shop.claim())
        assert (shop.open_nodes(case), shop.replays(case)) == (["pay"], True)

    def test_a_value_of_a_wrong_type_is_not_handed_over(self, shop: Shop) -> None:
        shop.order(amount=0)
        with pytest.raises(Unfit):
            shop.service.wake(shop.claim())
        assert shop.till.calls == 0

    def test_a_timer_given_up_waits_for_an_operator(self, garden: Garden, shop: Shop) -> None:
        case = garden.sow()
        garden.clock.advance(timedelta(days=4))
        shop.service.give_up(shop.claim(), "stuck")
        ((token, node, reason),) = garden.store.case(case).state.incidents()
        assert (node, reason, garden.store.next_due()) == ("thirst", "stuck", None)
        shop.operating.retry(OPERATOR, case, token, "the method was put right")
        assert garden.fire_due() == 1
        assert "remind" in shop.open_nodes(case)
        assert shop.replays(case)

    def test_a_case_moves_to_another_version_while_it_waits_for_a_function(self, shop: Shop) -> None:
        case, job = shop.order(), shop.claim()
        files = {name: text.replace("count", "sum") for name, text in SHOP.files.items()}
        newer = definitions.compile(Bundle(files), ["gardener"], shop.till.functions)
        shop.store.publish(Bundle(files), newer, MONDAY, None)
        shop.operating.migrate(OPERATOR, case, newer.checksum, {"count": "sum"})
        shop.service.wake(job)
        assert (shop.open_nodes(case), shop.replays(case)) == (["pay"], True)
