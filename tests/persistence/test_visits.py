"""How long steps and stages took, checked by hand: the garden's office works Monday to Friday, 09:00 to 18:00.

Plants are sown on Monday the 2nd of March at 10:00; watering is due in two working days.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import definitions
from engine.calendars import Day
from engine.definitions import Bundle
from engine.operating import Operating
from engine.roles import Actor, Grant, parse
from engine.service import Answers
from engine.tasks import DeadlineChange
from persistence import rebuild
from persistence.projections.visits import table
from tests.persistence.garden import BUNDLE, HEAD, MONDAY, OFFICE, ROLES, Watched

HOUR, DAY = 60, timedelta(days=1)
OPERATOR = Actor("head", "Head", (Grant("operator", None),))
OPERATORS = ROLES + '[[role]]\nkey = "operator"\ntitle = "Operator"\npermissions = ["case.operate:all"]\n'


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026, by the clock in Moscow."""
    return datetime(2026, 3, day, hour - 3, minute, tzinfo=UTC)


def wind(garden: Watched, moment: datetime) -> None:
    garden.clock.advance(moment - garden.clock.now())


def seen(garden: Watched, case_id: str = "case-1") -> list[dict[str, Any]]:
    with garden.database.reading() as reader:
        found = reader.execute(select(table).where(table.c.case_id == case_id).order_by(table.c.visit))
        return [dict(row._mapping) for row in found]


def of(garden: Watched, node: str) -> list[dict[str, Any]]:
    return [row for row in seen(garden) if row["node"] == node]


def operator(garden: Watched) -> Operating:
    return Operating(garden.store, garden.clock, garden.ids, parse(OPERATORS))


@pytest.fixture
def sown(garden: Watched) -> Watched:
    garden.sow(gardener="anna")
    return garden


@pytest.fixture(autouse=True)
def made_anew(garden: Watched) -> Any:
    """Whatever happened in a test: making the rows anew gives the same rows."""
    yield
    before = seen(garden)
    rebuild.projection(garden.store, "visit")
    assert seen(garden) == before != []


def test_a_case_a_stage_and_a_step_begin_together(sown: Watched) -> None:
    found = {row["kind"]: row for row in seen(sown)}
    assert {kind: row["node"] for kind, row in found.items()} == {"case": "garden", "stage": "grow", "step": "water"}
    assert {row["opened_at"] for row in found.values()} == {MONDAY}
    assert (found["step"]["stage"], found["step"]["holder"], found["step"]["lead"]) == ("grow", "anna", "anna")
    assert found["step"]["due"] == at(4, 18)
    assert all(row["outcome"] is None and row["worked"] is None for row in found.values())


def test_a_step_done_in_time_counts_working_time_only(sown: Watched) -> None:
    wind(sown, at(3, 15))
    sown.water("case-1")
    (water,) = of(sown, "water")
    assert (water["outcome"], water["worked"]) == ("done", 8 * HOUR + 6 * HOUR)
    assert (water["missed"], water["late"], water["holder"]) == (False, 0, "anna")


def test_a_weekend_is_neither_work_nor_lateness(sown: Watched) -> None:
    wind(sown, at(9, 11))
    sown.water("case-1")
    (water,), (grow,) = of(sown, "water"), of(sown, "grow")
    assert water["worked"] == (8 + 4 * 9 + 2) * HOUR
    assert (water["missed"], water["late"]) == (True, (9 + 9 + 2) * HOUR)
    assert (grow["missed"], grow["late"], grow["outcome"]) == (True, 20 * HOUR, None)


def test_a_holiday_is_neither(garden: Watched) -> None:
    garden.store.adopt(replace(OFFICE, days={at(5, 12).date(): Day.off("Feast")}), MONDAY)
    garden.sow(gardener="anna")
    wind(garden, at(6, 12))
    garden.water("case-1")
    (water,) = of(garden, "water")
    assert (water["worked"], water["late"]) == ((8 + 9 + 9 + 3) * HOUR, 3 * HOUR)


def test_late_by_night_is_late_though_no_working_time_passed(sown: Watched) -> None:
    wind(sown, at(4, 22))
    sown.water("case-1")
    (water,) = of(sown, "water")
    assert (water["missed"], water["late"]) == (True, 0)


def test_a_pause_does_not_count(sown: Watched) -> None:
    token = sown.token("case-1", "water")
    wind(sown, at(3, 12))
    sown.service.change_deadline(HEAD, "case-1", token, DeadlineChange("deadline.paused", "Gardener is ill"))
    wind(sown, at(5, 12))
    sown.service.change_deadline(HEAD, "case-1", token, DeadlineChange("deadline.resumed", "Back"))
    wind(sown, at(6, 12))
    sown.water("case-1")
    (water,), (grow,) = of(sown, "water"), of(sown, "grow")
    assert (water["pauses"], water["paused"]) == (1, (6 + 9 + 3) * HOUR)
    assert water["worked"] == (8 + 3 + 6 + 3) * HOUR
    assert "Gardener is ill" in water["changes"]
    assert (grow["pauses"], grow["paused"]) == (1, 18 * HOUR)


def test_a_step_done_while_its_deadline_is_paused_is_in_time(sown: Watched) -> None:
    wind(sown, at(3, 12))
    change = DeadlineChange("deadline.paused", "Frost")
    sown.service.change_deadline(HEAD, "case-1", sown.token("case-1", "water"), change)
    wind(sown, at(20, 12))
    sown.water("case-1")
    (water,) = of(sown, "water")
    assert (water["missed"], water["late"], water["worked"]) == (False, 0, (8 + 3) * HOUR)


def test_an_extension_moves_what_is_late(sown: Watched) -> None:
    change = DeadlineChange("deadline.extended", "Rain", 2, "working_days")
    sown.service.change_deadline(HEAD, "case-1", sown.token("case-1", "water"), change)
    wind(sown, at(9, 11))
    sown.water("case-1")
    (water,) = of(sown, "water")
    assert (water["due"], water["extensions"], water["late"]) == (at(6, 18), 1, 2 * HOUR)


def test_every_round_of_a_loop_is_a_visit_in_one_stage(sown: Watched) -> None:
    wind(sown, at(3, 10))
    sown.water("case-1")
    wind(sown, at(10, 10))
    sown.fire_due()
    wind(sown, at(10, 12))
    sown.water("case-1", ripe=True)
    first, second = of(sown, "water")
    assert (first["worked"], second["worked"]) == (9 * HOUR, 2 * HOUR)
    (grow,) = of(sown, "grow")
    assert (grow["outcome"], grow["worked"]) == ("done", (8 + 5 * 9 + 3) * HOUR)


def test_a_stage_begun_again_withdraws_its_steps(sown: Watched) -> None:
    wind(sown, at(5, 18))
    operator(sown).rewind(OPERATOR, "case-1", sown.token("case-1", "water"), "water", "The wrong plant")
    wind(sown, at(6, 10))
    sown.water("case-1")
    first, second = of(sown, "water")
    assert (first["outcome"], first["missed"], first["late"]) == ("withdrawn", True, 9 * HOUR)
    assert (second["outcome"], second["missed"], second["worked"]) == ("done", False, HOUR)


def test_a_skipped_step_is_told_apart(sown: Watched) -> None:
    operator(sown).skip(OPERATOR, "case-1", sown.token("case-1", "water"), "It rains")
    assert of(sown, "water")[0]["outcome"] == "skipped"


def test_what_interrupts_a_stage_withdraws_it_and_ends_the_case(sown: Watched) -> None:
    wind(sown, at(3, 10))
    waiting = next(token for token, node, _name in sown.store.case("case-1").state.messages() if node == "wither")
    sown.service.send_message(HEAD, "case-1", waiting, Answers({}))
    found = {row["kind"]: (row["outcome"], row["worked"]) for row in seen(sown)}
    assert found == {"case": ("withered", 9 * HOUR), "stage": ("withdrawn", 9 * HOUR), "step": ("withdrawn", 9 * HOUR)}


def test_who_leads_a_case_leads_what_goes_on_in_it(sown: Watched) -> None:
    wind(sown, at(3, 10))
    sown.water("case-1")
    sown.service.change_seat(HEAD, "case-1", "gardener", "boris")
    assert {row["node"]: row["lead"] for row in seen(sown)} == {"garden": "boris", "grow": "boris", "water": "anna"}


def test_a_case_moved_to_another_version_goes_on_counting(sown: Watched) -> None:
    files = {name: text.replace('"water"', '"pour"') for name, text in BUNDLE.files.items()}
    newer = Bundle(files)
    compiled = definitions.compile(newer)
    sown.store.publish(newer, compiled, MONDAY, None)
    wind(sown, at(3, 10))
    operator(sown).migrate(OPERATOR, "case-1", compiled.checksum, {"water": "pour"})
    wind(sown, at(3, 12))
    assert of(sown, "water") == []
    (pour,), (grow,) = of(sown, "pour"), of(sown, "grow")
    assert (pour["opened_at"], pour["definition"], grow["definition"]) == (MONDAY, compiled.checksum, compiled.checksum)
