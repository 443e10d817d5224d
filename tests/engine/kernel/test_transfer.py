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
