"""Work lists, the register and the board show what is there, in order, page by page."""

from datetime import timedelta
from typing import Any

import pytest

from engine.errors import NotAllowed, NotFound
from engine.service import Answers, DeadlineChange
from persistence.queries import deadline_board, definitions, register, worklist
from tests.persistence.garden import ANNA, AUDITOR, BORIS, HEAD, MONDAY, SOUTH, Watched, definition

DAY = timedelta(days=1)


def whose(garden: Watched, **filters: Any) -> list[tuple[str, str]]:
    """Anna's list, as (case, task)."""
    with garden.look(ANNA) as viewer:
        return [(row.case_title, row.name) for row in worklist.page(viewer, worklist.Filters(**filters))]


# --- the work list --------------------------------------------------------------------------------


def test_my_list_holds_what_i_took_and_the_other_what_i_could_take(garden: Watched) -> None:
    garden.sow("Rose", gardener="anna")
    garden.sow("Tulip")
    garden.sow("Palm", by=SOUTH, team="south")
    assert whose(garden, whose="mine") == [("Rose", "Water the plant")]
    assert whose(garden, whose="offered") == [("Tulip", "Water the plant")]
    assert whose(garden, whose="all") == [("Rose", "Water the plant"), ("Tulip", "Water the plant")]


def test_the_most_urgent_task_stands_first_and_one_without_deadline_last(garden: Watched) -> None:
    first = garden.sow("Rose", gardener="anna")
    garden.clock.advance(DAY)
    garden.sow("Tulip", gardener="anna")
    garden.clock.advance(3 * DAY)
    garden.fire_due()
    with garden.look(HEAD) as viewer:
        rows = worklist.page(viewer, worklist.Filters("all")).rows
    assert [row.case_title for row in rows] == ["Rose", "Tulip", "Rose", "Tulip"]
    assert [row.due is None for row in rows] == [False, False, True, True]
    assert rows[0].case_id == first


def test_a_task_row_says_whose_it_is_and_why_now(garden: Watched) -> None:
    garden.sow("Rose", gardener="anna")
    with garden.look(ANNA) as viewer:
        (row,) = worklist.page(viewer, worklist.Filters())
    assert (row.case_number, row.process_title, row.team_title) == ("G-2026-001", "Gardening", "Team north")
    assert (row.node, row.stage_name, row.role, row.assignee_name) == ("water", "Growing", "gardener", "Anna")
    assert (row.offered_at, row.anchor_at, row.definition) == (MONDAY, MONDAY, definition().checksum)


@pytest.mark.parametrize(("days", "state"), [(0, "later"), (1.5, "soon"), (3, "late")])
def test_lateness_is_worked_out_when_asked(garden: Watched, days: float, state: str) -> None:
    garden.sow("Rose", gardener="anna")
    garden.clock.advance(days * DAY)
    with garden.look(ANNA) as viewer:
        (row,) = worklist.page(viewer, worklist.Filters())
        assert row.lateness(viewer.now) == state
        for name in ("late", "soon", "later"):
            found = worklist.page(viewer, worklist.Filters(lateness=name)).rows
            assert bool(found) == (name == state)
        counts = worklist.counts(viewer)
    assert (counts.mine, counts.late, counts.soon) == (1, int(state == "late"), int(state == "soon"))


def test_a_paused_deadline_is_never_late_and_shows_its_pauses(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    change = DeadlineChange("deadline.paused", "The family is away")
    garden.service.change_deadline(HEAD, case, garden.token(case, "water"), change)
    garden.clock.advance(30 * DAY)
    with garden.look(ANNA) as viewer:
        (row,) = worklist.page(viewer, worklist.Filters())
        assert row.lateness(viewer.now) == "paused"
        assert [pause.reason for pause in row.pauses] == ["The family is away"]
        assert worklist.page(viewer, worklist.Filters(lateness="late")).rows == ()


def test_pages_follow_each_other_without_gap_or_repetition(garden: Watched) -> None:
    for number in range(5):
        garden.sow(f"Rose {number}", gardener="anna")
        garden.clock.advance(timedelta(hours=1 + number % 2))
    with garden.look(ANNA) as viewer:
        pages, after = [], None
        while True:
            page = worklist.page(viewer, worklist.Filters(), after, size=2)
            pages.append([row.case_title for row in page])
            if page.next is None:
                break
            after = page.next
    assert sorted(sum(pages, [])) == [f"Rose {number}" for number in range(5)]
    assert [len(page) for page in pages] == [2, 2, 1]


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WzEsMiwzXQ", "WyIyMDI2LTAxLTAxIiwiYSIsMV0"])
def test_a_cursor_nobody_handed_out_is_not_found(garden: Watched, cursor: str) -> None:
    with garden.look(ANNA) as viewer, pytest.raises(NotFound):
        worklist.page(viewer, worklist.Filters(), cursor)


def test_one_task_is_shown_to_those_who_may_see_its_case(garden: Watched) -> None:
    case = garden.sow("Rose")
    token = garden.token(case, "water")
    with garden.look(BORIS) as viewer:
        assert worklist.task(viewer, case, token).name == "Water the plant"
        assert [row.token for row in worklist.next_tasks(viewer, case)] == [token]
    with garden.look(SOUTH) as viewer:
        assert worklist.next_tasks(viewer, case) == ()
        with pytest.raises(NotFound):
            worklist.task(viewer, case, token)


# --- the register ---------------------------------------------------------------------------------


def test_what_is_no_family_is_listed_only_when_asked_for(garden: Watched) -> None:
    garden.sow("Rose")
    house = frozenset({"garden"})
    assert titles(garden) == ["Rose"]
    assert titles(garden, apart=house) == []
    assert titles(garden, apart=house, process="garden") == ["Rose"]


def titles(garden: Watched, **filters: Any) -> list[str]:
    with garden.look(HEAD) as viewer:
        chosen = register.Filters(**filters)
        rows = register.page(viewer, chosen).rows
        assert register.count(viewer, chosen) == len(rows)
    return [row.title for row in rows]


def test_the_register_shows_the_case_moved_last_first(garden: Watched) -> None:
    first = garden.sow("Rose", gardener="boris")
    garden.clock.advance(DAY)
    garden.sow("Tulip")
    garden.sow("Palm", by=SOUTH, team="south")
    assert titles(garden) == ["Tulip", "Rose"]
    garden.clock.advance(3 * DAY)
    garden.water(first, by=BORIS)
    with garden.look(HEAD) as viewer:
        row = register.page(viewer, register.Filters()).rows[0]
    assert (row.id, row.lead_name, row.stages, row.late) == (first, "Boris", ("Growing",), 0)
    assert (row.opened_at, row.moved_at) == (MONDAY, MONDAY + 4 * DAY)


def test_the_register_finds_by_the_beginnings_of_words_and_by_number(garden: Watched) -> None:
    garden.sow("Red Rose")
    garden.sow("Ёлка Зелёная")
    assert titles(garden, text="ros") == ["Red Rose"]
    assert titles(garden, text="rose red") == ["Red Rose"]
    assert titles(garden, text="елка") == titles(garden, text="ЗЕЛЁН") == ["Ёлка Зелёная"]
    assert titles(garden, text="g-2026-002") == ["Ёлка Зелёная"]
    assert titles(garden, text="ose") == []


def test_the_register_is_filtered_by_stage_seat_and_exit(garden: Watched) -> None:
    garden.sow("Rose", gardener="anna")
    lost = garden.sow("Tulip", gardener="boris")
    ((waiting, _node, _name),) = garden.store.case(lost).state.messages()
    garden.service.send_message(HEAD, lost, waiting, Answers({}))
    assert titles(garden, stage="grow") == ["Rose"]
    assert titles(garden, status="closed") == titles(garden, status="all", holder="boris") == ["Tulip"]
    assert titles(garden, status="all", exit="withered") == ["Tulip"]
    assert titles(garden, status="all", team="south") == []
    with garden.look(HEAD) as viewer:
        (row,) = register.page(viewer, register.Filters("closed"))
    assert (row.exit, row.exit_title, row.exit_outcome, row.due) == ("withered", "Withered", "bad", None)


def test_the_register_counts_late_tasks(garden: Watched) -> None:
    garden.sow("Rose")
    garden.clock.advance(5 * DAY)
    with garden.look(HEAD) as viewer:
        (row,) = register.page(viewer, register.Filters())
    assert row.late == 1
    assert row.due is not None and row.due < MONDAY + 5 * DAY


# --- the board of deadlines -----------------------------------------------------------------------


def test_the_board_counts_every_stage(garden: Watched) -> None:
    garden.sow("Rose")
    garden.clock.advance(5 * DAY)
    garden.sow("Tulip", gardener="anna")
    garden.sow("Palm", by=SOUTH, team="south")
    with garden.look(HEAD) as viewer:
        (stage,) = deadline_board.board(viewer)
        urgent = deadline_board.urgent(viewer, stage)
    assert (stage.process_title, stage.stage, stage.stage_name) == ("Gardening", "grow", "Growing")
    assert (stage.cases, stage.tasks, stage.late, stage.soon) == (2, 2, 1, 0)
    assert [(row.case_title, row.assignee) for row in urgent] == [("Rose", None)]
    with garden.look(AUDITOR) as viewer:
        assert [stage.cases for stage in deadline_board.board(viewer)] == [3]
        assert deadline_board.board(viewer, "garden", "south")[0].cases == 1
    with garden.look(ANNA) as viewer:
        assert deadline_board.board(viewer) == ()


def test_a_task_outside_every_stage_stands_on_the_board_too(garden: Watched) -> None:
    case = garden.sow("Rose")
    garden.water(case, ripe=True)
    with garden.look(HEAD) as viewer:
        (place,) = deadline_board.board(viewer)
    assert (place.stage, place.stage_name, place.tasks) == (None, "", 1)


# --- definitions ----------------------------------------------------------------------------------


def test_versions_tell_how_many_cases_run_on_them(garden: Watched) -> None:
    garden.sow("Rose")
    with garden.look(AUDITOR) as viewer:
        (row,) = definitions.versions(viewer)
        assert definitions.version(viewer, row.checksum) == row
        assert definitions.current(viewer) == (row,)
        assert "garden.bpmn" in definitions.files(viewer, row.checksum)
    assert (row.process, row.number, row.current, row.open_cases, row.cases) == ("garden", 1, True, 1, 1)


def test_versions_are_for_those_who_may_read_definitions(garden: Watched) -> None:
    with garden.look(ANNA) as viewer, pytest.raises(NotAllowed):
        definitions.versions(viewer)


@pytest.mark.parametrize("asked", ["Ивановы", "Ивановых", "ивановым", "ИВАНОВОЙ", "Иванова", "иван"])
def test_a_family_is_found_by_its_name_in_every_case(garden: Watched, asked: str) -> None:
    garden.sow("Ивановы")
    garden.sow("Петренко")
    assert titles(garden, text=asked) == ["Ивановы"]
