"""A list's row follows its case to another version of the definition."""

from dataclasses import replace

from engine.case import Case
from engine.tasks import OpenTask
from persistence.projections import Change
from persistence.projections.worklist import worklist
from tests.persistence.garden import MONDAY, definition


def test_a_task_renamed_by_another_version_is_renamed_in_the_list() -> None:
    old = definition()
    water = replace(old.plan.nodes["water"], id="pour", name="Pour")
    plan = replace(old.plan, nodes={**old.plan.nodes, "pour": water})
    new = replace(old, checksum="newer", plan=plan)
    before = Case("case-1", "garden", old.checksum, "G-1", "north", None, MONDAY, MONDAY)
    before.tasks = {1: OpenTask(1, "water", "gardener", "gardener", MONDAY)}
    after = replace(before, definition="newer", tasks={1: replace(before.tasks[1], node="pour")})
    (write,) = worklist.writes(Change(after, new, [], before, old))
    assert [(row["node"], row["name"]) for row in write.rows] == [("pour", "Pour")]


def test_rows_that_follow_from_what_did_not_change_are_left_alone() -> None:
    case = Case("case-1", "garden", definition().checksum, "G-1", "north", None, MONDAY, MONDAY)
    case.tasks = {1: OpenTask(1, "water", "gardener", "gardener", MONDAY)}
    later = replace(case, seq=9, tasks=dict(case.tasks))
    assert worklist.writes(Change(later, definition(), [], case, definition())) == []
