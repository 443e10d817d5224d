"""Timers: dates, durations and cycles, intermediate and on boundaries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.calendars import Moment
from engine.errors import Gone, Stuck
from engine.kernel import schedule
from engine.kernel.schedule import Span
from engine.kernel.step import Fire
from tests.engine.kernel.diagrams import OFFICE, Drawn, Walk, line


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE.zone)


def started(drawn: Drawn, when: str, **values: Any) -> Walk:
    return Walk(drawn.plan(), at(when)).start(**values)


def waiting(text: str) -> Drawn:
    return Drawn().start().timer("t", text).user("b").end().path("s t b e")


def boundary(text: str, stops: bool = False) -> Drawn:
    return line("a").timer("t", text, on="a", stops=stops).user("b").path("t b")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("P14D", "2026-02-14 17:40"),
        ("P1M", "2026-02-28 17:40"),
        ("P1Y2M", "2027-03-31 17:40"),
        ("P1W", "2026-02-07 17:40"),
        ("PT36H", "2026-02-02 05:40"),
        ("P1.5D", "2026-02-02 05:40"),
        ("P1M15D", "2026-03-15 17:40"),
        ("2026-03-01", "2026-03-01 00:00"),
        ("2026-03-01T10:30:00Z", "2026-03-01 13:30"),
        ('="P2D"', "2026-02-02 17:40"),
        ('=duration("P3D")', "2026-02-03 17:40"),
        ("=duration(term)", "2026-02-05 17:40"),
        ("=term", "2026-02-05 17:40"),
    ],
)
def test_an_intermediate_timer_waits_until_its_moment(text: str, due: str) -> None:
    case = started(waiting(text), "2026-01-31 17:40", term="P5D")
    assert case.due("t") == [due]
    assert case.fire("t").open == ["b"]


def test_a_timer_may_name_a_date_that_the_case_knows() -> None:
    drawn = (
        Drawn()
        .start()
        .node(
            "intermediateCatchEvent",
            "t",
            '<bpmn:timerEventDefinition><bpmn:timeDate>=signal_at + duration("P3D")</bpmn:timeDate></bpmn:timerEventDefinition>',
        )
        .user("b")
        .path("s t b")
    )
    assert started(drawn, "2026-01-05 10:00", signal_at=at("2026-01-01 12:00")).due("t") == ["2026-01-04 12:00"]


def test_a_timer_without_a_moment_refuses_the_step() -> None:
    for text in ("=term", "=1 + 1"):
        with pytest.raises(Stuck, match="no moment"):
            started(waiting(text), "2026-01-31 17:40")
    with pytest.raises(Stuck, match="beyond the calendar"):
        started(waiting("P9999Y"), "2026-01-31 17:40")


def test_a_timer_fires_once() -> None:
    case = started(waiting("P1D"), "2026-01-31 17:40")
    [(key, _, _)] = case.state.timers()
    case.fire("t")
    for gone in (key, 77):
        with pytest.raises(Gone):
            case.take(Fire(gone))


def test_an_interrupting_timer_withdraws_the_task() -> None:
    case = boundary("P3D", stops=True).begin().fire("t")
    assert case.open == ["b"]
    assert [(task["node"], task["because"]) for task in case.effects("task.withdrawn")] == [("a", "t")]


def test_a_non_interrupting_timer_leaves_the_task_open_and_fires_once() -> None:
    case = boundary("P3D").begin().fire("t")
    assert (case.open, case.awaited) == (["a", "b"], [])


def test_a_completed_task_cancels_its_timers() -> None:
    case = boundary("P3D").begin()
    case.do("a")
    assert [timer["node"] for timer in case.effects("timer.cancelled")] == ["t"]
    assert case.exit == "p_e"


def test_a_monthly_cycle_keeps_to_the_last_day_of_the_month() -> None:
    case = started(boundary("R/P1M"), "2026-01-31 10:00")
    seen = []
    for _ in range(4):
        seen += case.due("t")
        case.fire("t")
    assert seen == ["2026-02-28 10:00", "2026-03-31 10:00", "2026-04-30 10:00", "2026-05-31 10:00"]
    assert case.open == ["a"] + ["b"] * 4


def test_a_counted_cycle_stops_after_its_last_occurrence() -> None:
    case = started(boundary("R2/P14D"), "2026-01-31 10:00").fire("t").fire("t")
    assert case.awaited == []
    assert case.open == ["a", "b", "b"]


def test_a_cycle_with_a_start_begins_with_it() -> None:
    case = started(boundary("R3/2026-02-10T09:00/P1W"), "2026-01-31 10:00")
    assert case.due("t") == ["2026-02-10 09:00"]
    assert case.fire("t").due("t") == ["2026-02-17 09:00"]


def test_a_cycle_that_began_long_ago_goes_on_with_its_next_occurrence() -> None:
    case = started(boundary("R/2024-01-31T09:00/P1M"), "2026-02-28 10:00")
    assert case.due("t") == ["2026-03-31 09:00"]
    case = started(boundary("R/1980-01-01T00:00/PT1S"), "2026-02-28 10:00")
    assert case.due("t") == ["2026-02-28 10:00"]


def test_a_late_clock_skips_no_occurrence() -> None:
    case = started(boundary("R/P1D"), "2026-01-31 10:00").wait(days=3)
    for day in (1, 2, 3, 4):
        assert case.due("t") == [f"2026-02-0{day} 10:00"]
        case.fire("t")


def test_a_cycle_from_an_expression_goes_on_as_well() -> None:
    case = started(_cycle("=rhythm"), "2026-01-31 10:00", rhythm="R/P1M")
    assert case.due("t") == ["2026-02-28 10:00"]
    assert case.fire("t").due("t") == ["2026-03-31 10:00"]


def _cycle(text: str) -> Drawn:
    body = f"<bpmn:timerEventDefinition><bpmn:timeCycle>{text}</bpmn:timeCycle></bpmn:timerEventDefinition>"
    return line("a").event("t", body, on="a", stops=False).user("b").path("t b")


def test_days_keep_the_local_hour_over_a_change_of_clocks_and_hours_do_not() -> None:
    from engine.calendars import Calendar

    berlin = Calendar("Europe/Berlin", OFFICE.week)
    before = datetime(2026, 3, 28, 8, 0, tzinfo=UTC)
    assert Span(days=1).after(before, 1, berlin).isoformat() == "2026-03-29T09:00:00+02:00"
    assert Span(rest=timedelta(hours=24)).after(before, 1, berlin).isoformat() == "2026-03-29T10:00:00+02:00"


@pytest.mark.parametrize("text", ["", "P", "PT", "P1", "1D", "-P1D", "P1.5M", "P1S", "PT1D", "1 day", "P1DT"])
def test_a_duration_is_read_strictly(text: str) -> None:
    with pytest.raises(ValueError):
        schedule.parse("duration", text)


@pytest.mark.parametrize(
    "text", ["P1D", "R0/P1D", "R/PT0S", "R/P0D", "R-1/P1D", "R/P1D/2026-01-01", "R", "0 9 * * MON"]
)
def test_a_cycle_is_read_strictly(text: str) -> None:
    with pytest.raises(ValueError):
        schedule.parse("cycle", text)


def test_a_cycle_whose_occurrences_have_all_passed_is_due_at_once() -> None:
    plan = schedule.parse("cycle", "R2/2020-01-01T00:00/P1D")
    moment = Moment(at("2026-01-01 00:00"), OFFICE)
    assert plan.first(moment) == 2
