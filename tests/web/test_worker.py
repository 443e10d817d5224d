"""The worker fires what is due, once, leaves alone what fails, and at last calls an operator."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.calendars import Moment
from engine.clock import ManualClock
from engine.definitions import Bundle, compile
from engine.functions import Function
from engine.roles import Actor, Grant
from engine.service import Answers, CaseService
from engine.stores import Chore, Job
from tests.web.command_line import lines, opora
from tests.web.installation import build
from web.chores import Kind
from web.services import Services
from web.worker import MOST_ATTEMPTS, Worker, delay

ACTOR = Actor("duty_specialist", "Duty", (Grant("duty_specialist", None),))
SHOP = Bundle({
    "process.toml": 'key = "shop"\ntitle = "Shop"\nmain = "shop"\n',
    "shop.bpmn": """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:opora="urn:opora:bpmn:1"
             targetNamespace="urn:opora:test">
  <process id="shop">
    <startEvent id="s"><extensionElements><opora:task role="duty_specialist"/></extensionElements></startEvent>
    <sequenceFlow id="f1" sourceRef="s" targetRef="count"/>
    <serviceTask id="count"><extensionElements>
      <opora:service name="double" result="twice"/><opora:input name="x">INPUT</opora:input>
    </extensionElements></serviceTask>
    <sequenceFlow id="f2" sourceRef="count" targetRef="e"/><endEvent id="e"/>
  </process></definitions>""",
})  # fmt: skip


def test_a_failing_timer_is_left_alone_longer_each_time() -> None:
    assert [delay(n).total_seconds() for n in (1, 2, 3)] == [5, 10, 20]
    assert delay(30) == timedelta(hours=1)


def test_nothing_is_due_in_an_empty_house(tmp_path: Path, sealed: str) -> None:
    services = build(tmp_path, sealed)
    assert Worker(services).once() == 0
    services.database.close()


def test_the_loop_ends_when_it_is_told_to(tmp_path: Path, sealed: str) -> None:
    services = build(tmp_path, sealed)
    worker = Worker(services)
    thread: threading.Thread = worker.start()
    worker.stop()
    thread.join(5)
    assert not thread.is_alive()
    services.database.close()


class Till:
    """A function that is out of order at first."""

    def __init__(self) -> None:
        self.calls, self.works = 0, False

    def __call__(self, given: Mapping[str, Any], moment: Moment) -> Any:
        self.calls += 1
        if not self.works:
            raise ConnectionError("Anna's till")
        return given["x"] * 2


class Shop:
    """An installation with a family whose cases ask for the till, and its worker."""

    def __init__(self, services: Services, text: str) -> None:
        self.till = Till()
        functions = {"double": Function({"x": "number"}, "number", self.till)}
        bundle = Bundle({name: file.replace("INPUT", text) for name, file in SHOP.files.items()})
        services.store.publish(bundle, compile(bundle, services=functions), services.clock.now(), None)
        cases = CaseService(services.store, services.clock, services.ids, services.roles, functions)
        self.services = replace(services, cases=cases)
        self.worker = Worker(self.services)
        self.case_id = cases.open(ACTOR, "shop", "", Answers({})).case_id

    def work(self, rounds: int) -> None:
        """So many looks, each after the longest pause."""
        clock = self.services.clock
        assert isinstance(clock, ManualClock)
        for _ in range(rounds):
            self.worker.once()
            clock.advance(timedelta(hours=2))

    @property
    def incidents(self) -> list[tuple[int, str, str]]:
        return self.services.store.case(self.case_id).state.incidents()


def test_a_service_is_tried_again_until_it_answers(services: Services) -> None:
    shop = Shop(services, "21")
    shop.work(2)
    shop.till.works = True
    shop.work(2)
    case = shop.services.store.case(shop.case_id)
    assert (shop.till.calls, case.exit, shop.incidents) == (3, "e", [])
    assert "service.failed" not in [event.kind for event in shop.services.store.history(shop.case_id)]


def test_what_fails_too_often_is_left_to_an_operator_who_retries_it(services: Services) -> None:
    shop = Shop(services, "21")
    shop.work(MOST_ATTEMPTS + 3)
    ((token, node, reason),) = shop.incidents
    assert (node, reason, shop.till.calls) == ("count", "ConnectionError", MOST_ATTEMPTS)
    told = lines(opora("case", shop.case_id, "show", "--json", services=services))[-1]
    assert told["incidents"] == [{"token": token, "element": "count", "reason": "ConnectionError"}]
    shop.till.works = True
    done = opora("case", shop.case_id, "retry", "count", "--reason", "It was mended", "--json", services=services)
    assert (done.exit_code, lines(done)[-1]["incidents"]) == (0, [])
    shop.work(1)
    assert shop.services.store.case(shop.case_id).exit == "e"


def test_nothing_that_did_not_fail_is_retried(services: Services) -> None:
    shop = Shop(services, "21")
    assert opora("case", shop.case_id, "retry", "count", "--reason", "A try", services=services).exit_code == 1
    assert opora("case", shop.case_id, "cancel", "--reason", "The end", services=services).exit_code == 0


def test_what_no_trying_again_would_help_goes_to_an_operator_at_once(services: Services) -> None:
    shop = Shop(services, '"a text"')
    shop.work(1)
    assert [(node, reason) for _, node, reason in shop.incidents] == [("count", "unfit")]
    assert shop.till.calls == 0


def test_a_reason_tells_nothing_personal(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop(services, "21")
    shop.work(MOST_ATTEMPTS)
    assert "Anna" not in caplog.text + str([event.data for event in services.store.history(shop.case_id)])


class Broom:
    """A chore that sweeps one path at a time, and fails while it is broken."""

    def __init__(self) -> None:
        self.swept: list[int] = []
        self.broken = False

    def do(self, services: Services, job: Job) -> Chore | None:
        if self.broken:
            raise ConnectionError("Anna's broom")
        first, *rest = job.payload.get("paths", [0])
        self.swept.append(first)
        return Chore(job.kind, job.key, services.clock.now(), {"paths": rest}) if rest else None


def test_a_chore_is_done_part_by_part(services: Services) -> None:
    broom = Broom()
    worker = Worker(services, [Kind("sweep", broom.do)])
    services.store.add_chore(Chore("sweep", "paths", services.clock.now(), {"paths": [1, 2]}))
    assert [worker.once() for _ in range(3)] == [1, 1, 0]
    assert broom.swept == [1, 2]


def test_a_chore_that_fails_is_tried_again_for_ever(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    broom, clock = Broom(), services.clock
    assert isinstance(clock, ManualClock)
    broom.broken = True
    worker = Worker(services, [Kind("sweep", broom.do)])
    services.store.add_chore(Chore("sweep", "paths", clock.now()))
    for _ in range(MOST_ATTEMPTS + 6):
        worker.once()
        clock.advance(timedelta(hours=2))
    broom.broken = False
    worker.once()
    assert broom.swept == [0]
    assert "Anna" not in caplog.text


def test_a_standing_chore_waits_from_the_first_start(services: Services) -> None:
    broom = Broom()
    kind = Kind("sweep", broom.do, first=lambda now: now)
    worker = Worker(services, [kind])
    worker._begin()
    worker._begin()
    assert [worker.once(), worker.once(), broom.swept] == [1, 0, [0]]
