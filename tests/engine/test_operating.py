"""What operators may do to a case, and that they must say why."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from engine.definitions import Bundle, compile
from engine.errors import Gone, Invalid, NotAllowed, Refused, Stuck, Suspended
from engine.memory import MemoryStore
from engine.migration import back
from engine.operating import Operating
from engine.replay import Versions, replay
from engine.roles import Actor, Grant, Roles, parse
from engine.service import Answers
from tests.persistence.garden import ANNA, BUNDLE, HEAD, MONDAY, ROLES, Garden, definition

OPERATOR = Actor("operator", "Operator", (Grant("operator", None),))
OPERATING = (
    ROLES
    + """
[[role]]
key = "operator"
title = "Operator"
permissions = ["case.operate:all"]
"""
)
WEEK = timedelta(days=7)


class Operated(Garden):
    """A garden with an operator, and one rose that grows in it."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())
        self.prepare()
        self.operating = Operating(self.store, self.clock, self.ids, roles())
        self.case_id = self.sow("Rose")

    @property
    def open_nodes(self) -> list[str]:
        return [task.node for task in self.store.case(self.case_id).tasks.values()]

    def publish(self, old: str, new: str) -> str:
        """Another version of the diagram, with `old` replaced by `new`; its checksum."""
        files = {name: text.replace(old, new) for name, text in BUNDLE.files.items()}
        assert files != BUNDLE.files
        bundle = Bundle(files)
        compiled = compile(bundle)
        self.store.publish(bundle, compiled, MONDAY, None)
        return compiled.checksum


def roles() -> Roles:
    return parse(OPERATING)


@pytest.fixture
def garden() -> Iterator[Operated]:
    """Whatever an operator did, the history replays to the case that is stored."""
    garden = Operated()
    yield garden
    again = replay(garden.store.history(garden.case_id), Versions(garden.store.definition, garden.store.calendar))
    stored = garden.store.case(garden.case_id)
    assert again.differences == ()
    assert (again.case.state, again.case.tasks, again.case.suspended) == (stored.state, stored.tasks, stored.suspended)
    assert again.case.definition == stored.definition


def test_an_operator_says_why(garden: Operated) -> None:
    with pytest.raises(Invalid):
        garden.operating.suspend(OPERATOR, garden.case_id, " ")


def test_nobody_else_operates(garden: Operated) -> None:
    with pytest.raises(NotAllowed):
        garden.operating.cancel(ANNA, garden.case_id, "I do not like it")


def test_a_skipped_task_lets_the_case_go_on(garden: Operated) -> None:
    garden.operating.skip(OPERATOR, garden.case_id, garden.token(garden.case_id, "water"), "it rained")
    assert garden.open_nodes == []
    assert [node for _, node, _ in garden.store.case(garden.case_id).timers] == ["wait"]


def test_a_token_is_put_on_another_element_of_its_stage(garden: Operated) -> None:
    token = garden.token(garden.case_id, "water")
    garden.operating.place(OPERATOR, garden.case_id, token, "wait", "watered by the neighbour")
    assert garden.open_nodes == []


def test_a_token_stays_in_its_stage(garden: Operated) -> None:
    token = garden.token(garden.case_id, "water")
    for elsewhere in ("harvest", "thirst", "began", "nowhere"):
        with pytest.raises(Stuck):
            garden.operating.place(OPERATOR, garden.case_id, token, elsewhere, "a try")
    assert garden.open_nodes == ["water"]


def test_a_rewound_stage_begins_again_alone(garden: Operated) -> None:
    garden.clock.advance(timedelta(days=3))
    garden.fire_due()
    assert sorted(garden.open_nodes) == ["remind", "water"]
    garden.operating.rewind(OPERATOR, garden.case_id, garden.token(garden.case_id, "water"), "water", "wrong plant")
    assert garden.open_nodes == ["water"]


def test_a_cancelled_case_is_over(garden: Operated) -> None:
    garden.operating.cancel(OPERATOR, garden.case_id, "opened by mistake")
    assert garden.store.case(garden.case_id).exit == "cancelled"
    with pytest.raises(Gone):
        garden.operating.cancel(OPERATOR, garden.case_id, "again")


def test_in_a_suspended_case_nothing_happens_until_it_is_resumed(garden: Operated) -> None:
    token = garden.token(garden.case_id, "water")
    garden.operating.suspend(OPERATOR, garden.case_id, "the court decides")
    garden.clock.advance(WEEK)
    assert garden.fire_due() == 0
    with pytest.raises(Suspended):
        garden.service.complete(ANNA, garden.case_id, token, Answers({"is_ripe": "no"}))
    garden.operating.resume(OPERATOR, garden.case_id, "the court has decided")
    assert garden.fire_due() == 1
    assert sorted(garden.open_nodes) == ["remind", "water"]


def test_only_a_suspended_case_is_resumed(garden: Operated) -> None:
    with pytest.raises(Gone):
        garden.operating.resume(OPERATOR, garden.case_id, "by mistake")


def test_a_moved_case_keeps_its_tasks_deadlines_and_timers(garden: Operated) -> None:
    before = garden.store.case(garden.case_id)
    new = garden.publish('name="Water the plant"', 'name="Water the plant well"')
    assert garden.operating.outlook(OPERATOR, garden.case_id, new, {}).findings == ()
    garden.clock.advance(timedelta(days=1))
    garden.operating.migrate(OPERATOR, garden.case_id, new, {})
    after = garden.store.case(garden.case_id)
    assert (after.definition, after.tasks, after.timers) == (new, before.tasks, before.timers)


def test_a_renamed_element_is_moved_by_the_rename_map_and_back(garden: Operated) -> None:
    new = garden.publish('"water"', '"watering"')
    assert not garden.operating.outlook(OPERATOR, garden.case_id, new, {}).possible
    with pytest.raises(Refused) as caught:
        garden.operating.migrate(OPERATOR, garden.case_id, new, {})
    assert [finding.element for finding in caught.value.findings] == ["water"]
    garden.operating.migrate(OPERATOR, garden.case_id, new, {"water": "watering"})
    assert garden.open_nodes == ["watering"]
    garden.operating.migrate(OPERATOR, garden.case_id, definition().checksum, back({"water": "watering"}))
    garden.water(garden.case_id, ripe=True)
    assert garden.open_nodes == ["harvest"]


def test_a_record_is_corrected_after_its_element_was_renamed(garden: Operated) -> None:
    garden.water(garden.case_id)
    seq = next(event.seq for event in garden.store.history(garden.case_id) if event.kind == "task.completed")
    new = garden.publish('"water"', '"watering"')
    garden.operating.migrate(OPERATOR, garden.case_id, new, {"water": "watering"})
    garden.service.correct(HEAD, garden.case_id, seq, Answers({"is_ripe": "yes"}), "a slip")
    assert garden.store.case(garden.case_id).state.values["is_ripe"] is True


def test_an_element_of_another_kind_is_an_obstacle(garden: Operated) -> None:
    garden.water(garden.case_id)
    new = garden.publish(
        '<intermediateCatchEvent id="wait" name="A week">\n      '
        "<timerEventDefinition><timeDuration>P7D</timeDuration></timerEventDefinition>\n    </intermediateCatchEvent>",
        '<userTask id="wait" name="Wait"><extensionElements><opora:task role="head"/></extensionElements></userTask>',
    )
    assert [finding.element for finding in garden.operating.outlook(OPERATOR, garden.case_id, new, {}).findings] == [
        "wait"
    ]


def test_a_boundary_event_that_is_gone_is_no_longer_awaited_and_a_new_one_is(garden: Operated) -> None:
    new = garden.publish('"thirst"', '"drought"')
    outlook = garden.operating.outlook(OPERATOR, garden.case_id, new, {})
    assert outlook.possible
    assert {finding.element for finding in outlook.findings} == {"thirst", "drought"}
    garden.operating.migrate(OPERATOR, garden.case_id, new, {})
    (timer,) = garden.store.case(garden.case_id).timers
    assert timer[1] == "drought"


RIPE_AT_LAST = (
    '<subProcess id="ripened" triggeredByEvent="true"><startEvent id="ripe_at_last"><conditionalEventDefinition>'
    "<condition>= is_ripe</condition></conditionalEventDefinition></startEvent>"
    '<userTask id="look"><extensionElements><opora:task role="head"/></extensionElements></userTask>'
    '<sequenceFlow id="rl" sourceRef="ripe_at_last" targetRef="look"/></subProcess>'
    '<intermediateCatchEvent id="wait"'
)


def test_a_corrected_record_makes_a_condition_come_true_at_once(garden: Operated) -> None:
    new = garden.publish('<intermediateCatchEvent id="wait"', RIPE_AT_LAST)
    garden.case_id = garden.sow("Peony")
    assert garden.store.case(garden.case_id).definition == new
    garden.water(garden.case_id)
    seq = next(event.seq for event in garden.store.history(garden.case_id) if event.kind == "task.completed")
    garden.service.correct(HEAD, garden.case_id, seq, Answers({"is_ripe": "yes"}), "a slip")
    assert garden.open_nodes == ["look"]


def test_a_suspended_case_notices_a_correction_when_it_goes_on(garden: Operated) -> None:
    garden.publish('<intermediateCatchEvent id="wait"', RIPE_AT_LAST)
    garden.case_id = garden.sow("Peony")
    garden.water(garden.case_id)
    seq = next(event.seq for event in garden.store.history(garden.case_id) if event.kind == "task.completed")
    garden.operating.suspend(OPERATOR, garden.case_id, "moved away")
    garden.service.correct(HEAD, garden.case_id, seq, Answers({"is_ripe": "yes"}), "a slip")
    assert garden.open_nodes == []
    garden.operating.resume(OPERATOR, garden.case_id, "back again")
    assert garden.open_nodes == ["look"]
