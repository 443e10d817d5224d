"""What norms need to know is read within reach, by as many statements for many cases as for few."""

from datetime import timedelta

from sqlalchemy import event

from engine import norms
from engine.norms import OpenCase
from engine.roles import Actor
from persistence.queries.norms import cases
from tests.persistence.garden import AUDITOR, HEAD, SOUTH, Watched, definition

DAY = timedelta(days=1)
WATCHED = norms.Watched(frozenset({"water"}), norms.watched(definition().settings).values)


def seen(garden: Watched, actor: Actor, team: str | None = None) -> tuple[OpenCase, ...]:
    with garden.look(actor) as viewer:
        return cases(viewer, "garden", WATCHED, team)


def test_open_cases_tell_what_norms_look_at(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    began = garden.clock.now()
    garden.clock.advance(5 * DAY)
    (found,) = seen(garden, HEAD)
    assert (found.id, found.lead, found.lead_name, found.values) == (case_id, "anna", "Anna", {"plant": "Rose"})
    assert (set(found.stages), dict(found.waiting), dict(found.last)) == ({"grow"}, {"water": began}, {})
    assert len(found.late) == 1


def test_the_last_completion_is_told(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    garden.clock.advance(DAY)
    garden.water(case_id)
    assert seen(garden, HEAD)[0].last == {"water": garden.clock.now()}


def test_only_open_cases_within_reach_and_team_are_read(garden: Watched) -> None:
    garden.sow("Rose", gardener="anna")
    garden.sow("Palm", by=SOUTH, team="south")
    assert [case.title for case in seen(garden, AUDITOR)] == ["Rose", "Palm"]
    assert [case.title for case in seen(garden, AUDITOR, "south")] == ["Palm"]
    assert [case.title for case in seen(garden, HEAD)] == ["Rose"]


def test_many_cases_cost_no_more_statements_than_few(garden: Watched) -> None:
    for number in range(12):
        garden.sow(f"Rose {number}", gardener="anna")
    asked: list[str] = []
    with garden.look(HEAD) as viewer:
        event.listen(viewer.reader, "before_cursor_execute", lambda *told: asked.append(told[2]))
        assert len(cases(viewer, "garden", WATCHED)) == 12
    assert len(asked) == 7
