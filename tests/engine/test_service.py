"""What people and the clock may do to a case, and what they are told when they may not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.cast import Troupe
from engine.clock import ManualClock
from engine.errors import Conflict, Gone, Invalid, NotAllowed, NotFound
from engine.ids import CountingIds
from engine.memory import MemoryStore
from engine.replay import Versions, replay
from engine.roles import Actor, Grant
from engine.service import Answers, CaseService, DeadlineChange
from engine.stores import Job
from tests.processes.stage import TEAM, calendar, published, roles

MONDAY = datetime.fromisoformat("2026-03-02T10:15:00+03:00")


def person(role: str, number: int = 1, team: str | None = TEAM) -> Actor:
    return Actor(f"{role}-{number}", f"{role} {number}", (Grant(role, team),))


DUTY, SENIOR, OTHER_SENIOR = person("duty_specialist"), person("senior_curator"), person("senior_curator", 2)
CURATOR, HEAD, PSYCHOLOGIST = person("curator"), person("regional_head"), person("psychologist")
STRANGER = person("senior_curator", 3, team="elsewhere")
EVERYBODY = [DUTY, SENIOR, OTHER_SENIOR, CURATOR, HEAD, PSYCHOLOGIST, STRANGER]


@dataclass
class House:
    """A service over a store in memory, on a Monday morning."""

    store: MemoryStore = field(default_factory=MemoryStore)
    clock: ManualClock = field(default_factory=lambda: ManualClock(MONDAY))
    commands: int = 0

    def __post_init__(self) -> None:
        bundle, definition = published("casework")
        self.store.publish(bundle, definition, MONDAY, None)
        self.store.adopt(calendar(), MONDAY)
        self.store.people = {who.id: who.grants for who in EVERYBODY}
        self.service = CaseService(self.store, self.clock, CountingIds("case"), roles())
        self.cast = Troupe(EVERYBODY, self.clock, calendar())
        self.definition = definition

    def answers(self, node: str, **given: Any) -> Answers:
        self.commands += 1
        filled = self.cast.answers(self.definition, self.definition.plan.nodes[node], given, TEAM)
        return Answers(filled, f"command-{self.commands}")

    def open(self) -> str:
        answers = self.answers(self.definition.start.id, signal_source="school")
        return self.service.open(DUTY, "casework", TEAM, answers).case_id

    def token(self, case_id: str, node: str) -> int:
        return next(task.token for task in self.store.case(case_id).tasks.values() if task.node == node)

    def visiting(self) -> str:
        """A case whose visiting team has been named."""
        case_id = self.open()
        self.do(SENIOR, case_id, "T1_decide", signal_decision="accept")
        self.do(SENIOR, case_id, "T2_1_team", visit_curator=CURATOR.id, visit_psychologist=PSYCHOLOGIST.id)
        return case_id

    def do(self, who: Actor, case_id: str, node: str, **given: Any) -> Any:
        return self.service.complete(who, case_id, self.token(case_id, node), self.answers(node, **given))


@pytest.fixture
def house() -> House:
    return House()


def test_a_case_is_opened_only_by_the_role_of_its_start(house: House) -> None:
    answers = house.answers(house.definition.start.id)
    with pytest.raises(NotAllowed):
        house.service.open(CURATOR, "casework", TEAM, answers)
    with pytest.raises(NotAllowed):
        house.service.open(DUTY, "casework", "elsewhere", answers)
    assert house.store.cases == {}


def test_an_opened_case_tells_who_is_next_and_until_when(house: House) -> None:
    outcome = house.service.open(DUTY, "casework", TEAM, house.answers(house.definition.start.id))
    (task,) = outcome.opened
    assert (task.node, task.role, task.assignee) == ("T1_decide", "senior_curator", None)
    assert task.due == datetime.fromisoformat("2026-03-03T18:00:00+03:00")


def test_an_offered_task_goes_to_whoever_claims_it_first(house: House) -> None:
    case_id = house.open()
    token = house.token(case_id, "T1_decide")
    house.service.claim(SENIOR, case_id, token)
    with pytest.raises(Conflict) as caught:
        house.service.claim(OTHER_SENIOR, case_id, token)
    assert (caught.value.who, caught.value.when) == (SENIOR.id, MONDAY)


def test_claiming_twice_changes_nothing(house: House) -> None:
    case_id = house.open()
    token = house.token(case_id, "T1_decide")
    house.service.claim(SENIOR, case_id, token)
    before = house.store.case(case_id).seq
    house.service.claim(SENIOR, case_id, token)
    assert house.store.case(case_id).seq == before


def test_a_task_is_not_for_other_roles_other_teams_or_other_people(house: House) -> None:
    case_id = house.open()
    token = house.token(case_id, "T1_decide")
    for stranger in (CURATOR, STRANGER, DUTY):
        with pytest.raises(NotAllowed):
            house.service.claim(stranger, case_id, token)
    house.service.claim(SENIOR, case_id, token)
    with pytest.raises(Conflict) as caught:
        house.service.complete(OTHER_SENIOR, case_id, token, house.answers("T1_decide", signal_decision="accept"))
    assert caught.value.who == SENIOR.id


def test_a_released_task_is_offered_again(house: House) -> None:
    case_id = house.open()
    token = house.token(case_id, "T1_decide")
    house.service.claim(SENIOR, case_id, token)
    with pytest.raises(NotAllowed):
        house.service.release(DUTY, case_id, token)
    house.service.release(SENIOR, case_id, token)
    house.service.claim(OTHER_SENIOR, case_id, token)
    assert house.store.case(case_id).tasks[token].assignee == OTHER_SENIOR.id


def test_who_is_late_with_a_form_learns_who_was_faster(house: House) -> None:
    case_id = house.open()
    token = house.token(case_id, "T1_decide")
    house.service.complete(SENIOR, case_id, token, house.answers("T1_decide", signal_decision="accept"))
    with pytest.raises(Conflict) as caught:
        house.service.complete(OTHER_SENIOR, case_id, token, house.answers("T1_decide", signal_decision="accept"))
    assert (caught.value.who, caught.value.what) == (SENIOR.id, "task.completed")


def test_who_has_nothing_to_do_with_a_case_does_not_learn_who_works_in_it(house: House) -> None:
    case_id = house.open()
    token = house.token(case_id, "T1_decide")
    house.service.claim(SENIOR, case_id, token)
    with pytest.raises(NotAllowed):
        house.service.claim(STRANGER, case_id, token)
    house.do(SENIOR, case_id, "T1_decide", signal_decision="accept")
    for deed in (house.service.claim, house.service.release):
        with pytest.raises(NotFound):
            deed(STRANGER, case_id, token)


def test_a_form_that_comes_twice_counts_once(house: House) -> None:
    case_id = house.open()
    token, answers = house.token(case_id, "T1_decide"), house.answers("T1_decide", signal_decision="accept")
    house.service.complete(SENIOR, case_id, token, answers)
    before = house.store.case(case_id).seq
    assert house.service.complete(SENIOR, case_id, token, answers).repeated
    assert house.store.case(case_id).seq == before


def test_a_refusal_needs_reasons_and_addresses(house: House) -> None:
    case_id = house.open()
    before = house.store.case(case_id).seq
    bare = Answers({"signal_decision": "refuse"}, "bare")
    with pytest.raises(Invalid) as caught:
        house.service.complete(SENIOR, case_id, house.token(case_id, "T1_decide"), bare)
    assert {"reasons", "other_help"} <= set(caught.value.errors)
    assert house.store.case(case_id).seq == before


def test_a_task_of_a_taken_seat_goes_straight_to_its_holder(house: House) -> None:
    case_id = house.visiting()
    (task,) = house.store.case(case_id).tasks.values()
    assert (task.node, task.assignee) == ("T2_2_visit", CURATOR.id)


def test_a_seat_is_given_only_to_somebody_who_has_its_role(house: House) -> None:
    case_id = house.open()
    house.do(SENIOR, case_id, "T1_decide", signal_decision="accept")
    with pytest.raises(Invalid) as caught:
        house.do(SENIOR, case_id, "T2_1_team", visit_curator=DUTY.id, visit_psychologist=PSYCHOLOGIST.id)
    assert "visit_curator" in caught.value.errors
    with pytest.raises(Invalid):
        house.service.change_seat(HEAD, case_id, "visit_curator", "nobody-at-all")


def test_a_passed_on_seat_takes_its_open_tasks_along(house: House) -> None:
    case_id = house.visiting()
    another = person("curator", 2)
    house.store.people[another.id] = another.grants
    house.service.change_seat(HEAD, case_id, "visit_curator", another.id)
    (task,) = house.store.case(case_id).tasks.values()
    assert task.assignee == another.id
    with pytest.raises(NotAllowed):
        house.service.change_seat(CURATOR, case_id, "visit_curator", CURATOR.id)


def test_a_corrected_record_counts_from_now_on(house: House) -> None:
    case_id = house.open()
    start = house.definition.start.id
    corrected = house.answers(start, family_name="Smirnovy", signal_source="school")
    with pytest.raises(NotAllowed):
        house.service.correct(DUTY, case_id, 1, corrected, "a slip")
    house.service.correct(HEAD, case_id, 1, corrected, "a slip")
    assert house.store.case(case_id).state.values["family_name"] == "Smirnovy"
    with pytest.raises(NotFound):
        house.service.correct(HEAD, case_id, 2, house.answers(start), "a slip")


def test_a_superior_gives_a_task_to_a_person(house: House) -> None:
    case_id = house.open()
    token = house.token(case_id, "T1_decide")
    house.service.assign(HEAD, case_id, token, OTHER_SENIOR.id)
    with pytest.raises(NotAllowed):
        house.service.assign(DUTY, case_id, token, SENIOR.id)
    assert house.store.case(case_id).tasks[token].assignee == OTHER_SENIOR.id


def test_an_unknown_task_is_not_found(house: House) -> None:
    case_id = house.open()
    with pytest.raises(NotFound):
        house.service.claim(SENIOR, case_id, 999)
    with pytest.raises(NotFound):
        house.service.claim(SENIOR, "no-such-case", 1)


def test_an_extended_deadline_keeps_its_reason(house: House) -> None:
    case_id = house.visiting()
    token = house.token(case_id, "T2_2_visit")
    change = DeadlineChange("deadline.extended", "the road is closed", 2)
    with pytest.raises(NotAllowed):
        house.service.change_deadline(CURATOR, case_id, token, change)
    house.service.change_deadline(HEAD, case_id, token, change)
    task = house.store.case(case_id).tasks[token]
    assert task.due == datetime.fromisoformat("2026-03-10T18:00:00+03:00")  # Thursday, over a long weekend
    assert task.extensions[0].reason == "the road is closed"


def test_a_paused_deadline_stands_still_until_it_is_resumed(house: House) -> None:
    case_id = house.visiting()
    token = house.token(case_id, "T2_2_visit")
    house.service.change_deadline(HEAD, case_id, token, DeadlineChange("deadline.paused", "hospital"))
    assert house.store.case(case_id).tasks[token].due is None
    with pytest.raises(Gone):
        house.service.change_deadline(HEAD, case_id, token, DeadlineChange("deadline.paused", "again"))
    house.clock.advance(timedelta(days=2))
    house.service.change_deadline(HEAD, case_id, token, DeadlineChange("deadline.resumed", "back home"))
    due = house.store.case(case_id).tasks[token].due
    assert due == datetime.fromisoformat("2026-03-06T18:00:00+03:00")  # Tuesday did not count


def test_the_family_may_refuse_at_any_stage_and_its_tasks_are_withdrawn(house: House) -> None:
    case_id = house.visiting()
    token = next(token for token, node, _ in house.store.case(case_id).state.messages() if node == "family_refuses")
    with pytest.raises(NotAllowed):
        house.service.send_message(DUTY, case_id, token, house.answers("family_refuses"))
    outcome = house.service.send_message(CURATOR, case_id, token, house.answers("family_refuses"))
    assert outcome.ended
    assert house.store.case(case_id).tasks == {}


def test_a_timer_that_no_longer_waits_changes_nothing(house: House) -> None:
    case_id = house.open()
    before = house.store.case(case_id).seq
    with pytest.raises(Gone):
        house.service.wake(Job(7, case_id, 999, MONDAY, "a lost claim"))
    assert house.store.case(case_id).seq == before


def test_replay_reproduces_every_verb(house: House) -> None:
    case_id = house.visiting()
    token = house.token(case_id, "T2_2_visit")
    for kind in ("deadline.extended", "deadline.paused", "deadline.resumed"):
        house.clock.advance(timedelta(hours=1))
        house.service.change_deadline(HEAD, case_id, token, DeadlineChange(kind, "why", 1))
    house.service.release(CURATOR, case_id, token)
    house.service.assign(HEAD, case_id, token, CURATOR.id)
    history = house.store.history(case_id)
    again = replay(history, Versions(house.store.definition, house.store.calendar))
    stored = house.store.case(case_id)
    assert again.differences == ()
    assert (again.case.state, again.case.tasks, again.case.seats) == (stored.state, stored.tasks, stored.seats)
