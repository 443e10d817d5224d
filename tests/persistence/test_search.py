"""One search on both databases: words in any form, and only what the person may see."""

import pytest

from engine.issuing import Issuing
from engine.roles import Actor
from persistence.queries import search
from tests.engine.test_issuing import ORDER
from tests.persistence.garden import ANNA, HEAD, SOUTH, Watched, roles


def titles(garden: Watched, who: Actor, typed: str) -> list[str]:
    with garden.look(who) as viewer:
        return [row.title for row in search.cases(viewer, search.wanted(typed)).rows]


@pytest.mark.parametrize("typed", ["Ивановы", "ивановым", "Ивановых", "«Ивановы»", "G-2026-001"])
def test_a_case_is_found_by_any_form_of_its_name_and_by_its_number(garden: Watched, typed: str) -> None:
    garden.sow("Ивановы")
    garden.sow("Петровы")
    assert titles(garden, ANNA, typed) == ["Ивановы"]


@pytest.mark.parametrize("typed", ["water", "PLANT", "the plant"])
def test_an_open_task_is_found_by_the_words_of_its_step(garden: Watched, typed: str) -> None:
    garden.sow("Rose", gardener="anna")
    with garden.look(ANNA) as viewer:
        assert [row.name for row in search.tasks(viewer, search.wanted(typed)).rows] == ["Water the plant"]
        assert search.tasks(viewer, search.wanted(f"{typed} nowhere")).rows == ()


def test_a_document_is_found_by_a_part_of_its_number(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    Issuing(garden.store, garden.clock, garden.ids, roles()).issue_document(HEAD, case_id, ORDER)
    with garden.look(ANNA) as viewer:
        for typed in ("001/1", "g-2026-001/1-2026", "1-2026"):
            rows, more = search.papers(viewer, search.wanted(typed))
            assert [(row.case_id, row.number, more) for row in rows] == [(case_id, "G-2026-001/1-2026", False)]


@pytest.mark.parametrize("typed", ["%1", "2026_001", "G%1", "1-2027", "contract"])
def test_signs_of_the_database_are_signs_and_no_wildcards(garden: Watched, typed: str) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    Issuing(garden.store, garden.clock, garden.ids, roles()).issue_document(HEAD, case_id, ORDER)
    with garden.look(ANNA) as viewer:
        found = search.papers(viewer, search.Wanted(typed))
    assert found == ((), False)


def test_nothing_of_another_team_is_found(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    Issuing(garden.store, garden.clock, garden.ids, roles()).issue_document(HEAD, case_id, ORDER)
    with garden.look(SOUTH) as viewer:
        assert search.cases(viewer, search.wanted("Rose")).rows == ()
        assert search.tasks(viewer, search.wanted("water")).rows == ()
        assert search.papers(viewer, search.wanted("001/1")) == ((), False)


def test_no_more_than_ten_of_a_kind_are_told(garden: Watched) -> None:
    for _ in range(search.MOST + 1):
        garden.sow("Rose", gardener="anna")
    with garden.look(ANNA) as viewer:
        for found in (search.cases(viewer, search.wanted("rose")), search.tasks(viewer, search.wanted("water"))):
            assert len(found.rows) == search.MOST and found.next
