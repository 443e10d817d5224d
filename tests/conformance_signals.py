"""What every store keeps its word on about signals between cases; run like tests/conformance.py."""

from datetime import timedelta

from engine import definitions
from engine.case import Case
from engine.definitions import Bundle
from engine.errors import NotFound
from engine.journal import SIGNAL
from engine.operating import Operating
from engine.replay import Versions, replay
from engine.service import Answers
from engine.stores import Job
from tests.conformance_services import OPERATOR, roles
from tests.engine.kernel.diagrams import Drawn
from tests.persistence.garden import ANNA, MONDAY, Garden

STORM = '<bpmn:signal id="S" name="storm"/>'
HEARD = '<bpmn:signalEventDefinition signalRef="S"/>'
TASK = '<bpmn:extensionElements><opora:task role="gardener"/></bpmn:extensionElements>'
LEASE = timedelta(minutes=1)


def publish(garden: Garden, key: str, drawn: Drawn) -> None:
    files = {"process.toml": f'key = "{key}"\ntitle = "{key}"\nmain = "{key}"\n', "d.bpmn": drawn.xml(extra=STORM)}
    garden.store.publish(Bundle(files), definitions.compile(Bundle(files), ["gardener"]), MONDAY, None)


def shouting() -> Drawn:
    drawn = (
        Drawn("shouting").start("s", TASK).node("userTask", "work", TASK).node("intermediateThrowEvent", "shout", HEARD)
    )
    return (
        drawn.event("own", HEARD, on="work")
        .node("userTask", "after", TASK)
        .path("s work shout after")
        .path("own after")
    )


def listening() -> Drawn:
    drawn = (
        Drawn("listening").start("s", TASK).node("userTask", "work", TASK).event("heard", HEARD, on="work", stops=False)
    )
    return drawn.node("userTask", "shelter", TASK).path("s work").path("heard shelter")


def called() -> Drawn:
    drawn = Drawn("called").node("startEvent", "alarm", HEARD).node("userTask", "rescue", TASK)
    return drawn.path("alarm rescue")


class Crowd:
    """A garden where one case shouts and others listen."""

    def __init__(self, garden: Garden) -> None:
        self.garden, self.service, self.store = garden, garden.service, garden.store
        for key, drawn in (("shouting", shouting()), ("listening", listening())):
            publish(garden, key, drawn)
        self.thrower = self.open("shouting")
        self.listeners = [self.open("listening") for _ in range(3)]

    def open(self, process: str) -> str:
        return self.service.open(ANNA, process, "north", Answers({})).case_id

    def shout(self, case: str = "") -> None:
        found = self.store.case(case or self.thrower)
        token = next(task.token for task in found.tasks.values() if task.node == "work")
        self.service.claim(ANNA, found.id, token)
        self.service.complete(ANNA, found.id, token, Answers({}))

    def jobs(self, fence: str = "worker") -> list[Job]:
        now = self.garden.clock.now()
        return [job for job in self.store.claim(now, 10, LEASE, fence) if job.kind == SIGNAL]

    def work(self) -> int:
        """What a worker does; how many chores that were."""
        done = 0
        while jobs := self.jobs():
            for job in jobs:
                self.store.end_chore(job, self.service.spread(job))
                done += 1
        return done

    def nodes(self, case: str) -> list[str]:
        return sorted(task.node for task in self.store.case(case).tasks.values())

    def replays(self, case: str) -> bool:
        again = replay(self.store.history(case), Versions(self.store.definition, self.store.calendar))
        return again.differences == () and again.case.state == self.store.case(case).state

    def cases(self, process: str) -> list[Case]:
        found = []
        for number in range(1, 60):
            try:
                found.append(self.store.case(f"case-{number}"))
            except NotFound:
                continue
        return [case for case in found if case.process == process]


class SignalConformance:
    def test_a_signal_reaches_every_case_that_awaits_it_once(self, garden: Garden) -> None:
        crowd = Crowd(garden)
        crowd.shout()
        assert [crowd.nodes(case) for case in crowd.listeners] == [["work"]] * 3
        assert crowd.work() == 1
        assert [crowd.nodes(case) for case in crowd.listeners] == [["shelter", "work"]] * 3
        assert crowd.work() == 0
        assert all(crowd.replays(case) for case in [crowd.thrower, *crowd.listeners])

    def test_a_worker_that_died_halfway_lets_nobody_hear_twice(self, garden: Garden) -> None:
        crowd = Crowd(garden)
        crowd.shout()
        (first,) = crowd.jobs("slow")
        crowd.service.spread(first)
        garden.clock.advance(2 * LEASE)
        crowd.work()
        assert [crowd.nodes(case) for case in crowd.listeners] == [["shelter", "work"]] * 3

    def test_a_large_crowd_hears_it_in_parts(self, garden: Garden) -> None:
        crowd = Crowd(garden)
        crowd.listeners += [crowd.open("listening") for _ in range(22)]
        crowd.shout()
        assert crowd.work() == 2
        assert [crowd.nodes(case) for case in crowd.listeners] == [["shelter", "work"]] * 25

    def test_who_no_longer_awaits_it_hears_nothing(self, garden: Garden) -> None:
        crowd = Crowd(garden)
        done = crowd.listeners[0]
        crowd.shout(done)
        crowd.shout()
        crowd.work()
        assert crowd.store.case(done).exit is not None
        assert "signal.received" not in {event.kind for event in crowd.store.history(done)}

    def test_a_suspended_case_hears_nothing(self, garden: Garden) -> None:
        crowd = Crowd(garden)
        operating = Operating(garden.store, garden.clock, garden.ids, roles())
        operating.suspend(OPERATOR, crowd.listeners[0], "under review")
        crowd.shout()
        crowd.work()
        assert [crowd.nodes(case) for case in crowd.listeners[:2]] == [["work"], ["shelter", "work"]]

    def test_a_signal_opens_a_case_where_a_process_begins_with_it(self, garden: Garden) -> None:
        crowd = Crowd(garden)
        publish(garden, "called", called())
        crowd.shout()
        crowd.work()
        (case,) = crowd.cases("called")
        assert (case.team, case.opened_by, crowd.nodes(case.id)) == ("north", None, ["rescue"])
        assert crowd.replays(case.id)

    def test_a_chore_done_again_opens_no_second_case(self, garden: Garden) -> None:
        crowd = Crowd(garden)
        publish(garden, "called", called())
        crowd.shout()
        (job,) = crowd.jobs("slow")
        crowd.service.spread(job)
        garden.clock.advance(2 * LEASE)
        crowd.work()
        assert len(crowd.cases("called")) == 1

    def test_nothing_is_queued_when_the_action_does_not_commit(self, garden: Garden) -> None:
        crowd = Crowd(garden)
        with garden.store.begin() as work:
            case = work.case(crowd.thrower)
            journal = crowd.service.journal(work, case)
            journal.note("message.received", None, {"name": "storm"})
            journal.close()
        assert crowd.work() == 0
