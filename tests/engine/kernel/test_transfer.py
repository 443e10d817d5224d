"""A case under way is carried to another version of its plan."""

from engine.calendars import Moment
from engine.kernel.transfer import Move
from tests.engine.kernel.diagrams import MONDAY, OFFICE, Drawn


def drawn(end: str) -> Drawn:
    return Drawn().start().both("f").user("a", "b").end(end).path(f"s f a {end}").path("f b")


def test_an_exit_reached_already_is_carried_by_its_new_name() -> None:
    case, new = drawn("over").begin().do("a"), drawn("done").plan()
    move = Move(case.plan, new, {"over": "done"})
    assert move.obstacles(case.state) == []
    case.state, case.plan = move.carry(case.state, Moment(MONDAY, OFFICE)).state, new
    assert case.do("b").exit == "done"


def test_an_exit_reached_already_must_be_there_in_the_new_version() -> None:
    case = drawn("over").begin().do("a")
    (obstacle,) = Move(case.plan, drawn("done").plan(), {}).obstacles(case.state)
    assert (obstacle.node, obstacle.only_tell) == ("over", False)


def test_a_wait_goes_by_the_name_its_message_has_in_the_new_version() -> None:
    old, new = (Drawn().start().message("m", name).user("a").path("s m a") for name in ("news", "letter"))
    case = old.begin()
    move = Move(case.plan, new.plan(), {})
    assert [(told.node, told.only_tell) for told in move.obstacles(case.state)] == [("m", True)]
    case.state, case.plan = move.carry(case.state, Moment(MONDAY, OFFICE)).state, move.new
    assert case.send("letter").open == ["a"]


def undone(key: str, handler: bool = True) -> Drawn:
    body = "<bpmn:compensateEventDefinition/>"
    made = Drawn().start().user(key, "b").node("endEvent", "e", body if handler else "").path(f"s {key} b e")
    if handler:
        made.event("c", body, on=key).node("userTask", "undo", isForCompensation="true")
        made.parts.append('<bpmn:association id="as" sourceRef="c" targetRef="undo"/>')
    return made


def test_what_was_completed_is_undone_under_its_new_name() -> None:
    case = undone("a").begin().do("a")
    move = Move(case.plan, undone("z").plan(), {"a": "z"})
    assert move.obstacles(case.state) == []
    case.state, case.plan = move.carry(case.state, Moment(MONDAY, OFFICE)).state, move.new
    assert case.do("b").open == ["undo"]


def test_what_can_no_longer_be_undone_is_told() -> None:
    case = undone("a").begin().do("a")
    move = Move(case.plan, undone("a", handler=False).plan(), {})
    assert [(told.node, told.only_tell) for told in move.obstacles(case.state)] == [("a", True)]
    case.state, case.plan = move.carry(case.state, Moment(MONDAY, OFFICE)).state, move.new
    assert case.do("b").exit == "e"
