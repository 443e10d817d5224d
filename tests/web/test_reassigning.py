"""Loads, whom to appoint, and passing work on: looked at before, one event in each case, failures listed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.clock import ManualClock
from engine.roles import Actor
from persistence.queries import people
from tests.web.installation import Page, Visitor, case_of
from web import commands, demo
from web.services import Services

Come = Callable[[str], Visitor]
LOADS = "/deadlines/loads/?process=casework"
HOLDER = "demo-curator"
OTHER = "demo-curator.smolensk"
SCENARIO, STEPS = "13_family_refuses", 6  # up to the appointment
PLACE = f"/deadlines/loads/reassign/?process=casework&holder={HOLDER}"


def events(services: Services, case_id: str, kind: str) -> list[object]:
    return [event for event in services.store.history(case_id) if event.kind == kind]


@pytest.fixture
def led(visitor: Come, services: Services) -> list[str]:
    """Three cases whose curator is the demonstration's first."""
    duty = visitor("duty_specialist")
    found = [case_of(duty.register(family_name=f"Семья {number}")) for number in range(3)]
    for case_id in found:
        with services.store.begin() as work:
            case = work.case(case_id)
            journal = services.cases.journal(work, case)
            journal.note(
                "seat.changed",
                Actor("demo-regional_head", "", ()),
                {"seat": "curator", "to": HOLDER},
                {"reason": "Так началось"},
            )
            services.cases.finish(work, journal)
    return found


def test_loads_tell_cases_and_room(visitor: Come, led: list[str]) -> None:
    page = visitor("regional_head").get(LOADS)
    row = next(row for row in page.find("//section[h2[@id='people']]//tbody/tr") if row.xpath(".//th//a"))
    assert "может взять ещё" in row.text_content()
    assert "Кому отдать следующий случай" in page.text


def test_a_curator_sees_no_colleague_in_the_loads(visitor: Come, led: list[str]) -> None:
    names = visitor("curator").get(LOADS).find("//section[h2[@id='people']]//tbody/tr/th")
    assert len(names) == 1


def preview(visitor: Visitor, lines: list[str], to: str = "spread") -> Page:
    page = visitor.get(PLACE)
    return page.send("/reassign/", {"line": lines, "to": to, "reason": "Отпуск"}, button="step=preview")


def test_nothing_happens_before_it_was_looked_at(visitor: Come, services: Services, led: list[str]) -> None:
    page = preview(visitor("regional_head"), led)
    assert "Перейдёт 3 случая" in page.text
    assert "нагрузка станет" in page.text
    assert all(len(events(services, case_id, "seat.changed")) == 1 for case_id in led)


def test_every_case_gets_one_event_with_the_reason(visitor: Come, services: Services, led: list[str]) -> None:
    done = preview(visitor("regional_head"), led, OTHER).send("/reassign/", button="step=apply")
    assert "Передано: 3" in done.text
    for case_id in led:
        _first, last = events(services, case_id, "seat.changed")
        assert (last.data["to"], last.private["reason"]) == (OTHER, "Отпуск")  # type: ignore[attr-defined]
        assert services.store.case(case_id).seats["curator"] == OTHER
    assert "Отпуск" in visitor("regional_head").get(f"/cases/{led[0]}/timeline").text


def test_what_somebody_else_passed_on_meanwhile_is_listed(visitor: Come, services: Services, led: list[str]) -> None:
    shown = preview(visitor("regional_head"), led, OTHER)
    services.cases.change_seat(actor(services), led[1], "curator", "demo-curator.smolensk2")
    done = shown.send("/reassign/", button="step=apply")
    assert "Передано не всё" in done.text
    assert "Передано: 2" in done.text
    assert services.store.case(led[1]).seats["curator"] == "demo-curator.smolensk2"


def actor(services: Services) -> Actor:
    with services.database.reading() as reader:
        found = people.by_login(reader, "regional_head")
    assert found
    return found.actor


def test_sent_twice_it_passes_on_once(visitor: Come, services: Services, led: list[str]) -> None:
    shown = preview(visitor("regional_head"), led, OTHER)
    shown.send("/reassign/", button="step=apply")
    again = shown.send("/reassign/", button="step=apply")
    assert again.status in {200, 422}
    assert all(len(events(services, case_id, "seat.changed")) == 2 for case_id in led)


def test_a_reason_a_taker_and_something_to_take_are_needed(visitor: Come, led: list[str]) -> None:
    page = visitor("regional_head").get(PLACE)
    told = page.send("/reassign/", {"line": [led[0]], "to": "", "reason": " "}, button="step=preview")
    assert told.status == 422
    assert "Выберите, кому передать" in told.text
    assert told.find(f"//input[@value='{led[0]}']/@checked")


def test_somebody_without_the_role_takes_nothing(visitor: Come, services: Services, led: list[str]) -> None:
    shown = preview(visitor("regional_head"), led[:1], "demo-auditor")
    assert "никому" in shown.text
    assert not shown.find("//button[@value='apply']")


@pytest.mark.parametrize("login", ["curator", "auditor", "methodologist"])
def test_only_who_may_assign_passes_on(visitor: Come, login: str) -> None:
    assert visitor(login).get(PLACE).status == 403


def test_a_stranger_has_nothing_to_pass_on(visitor: Come) -> None:
    assert visitor("regional_head").get("/deadlines/loads/reassign/?holder=nobody").status == 404


def test_who_appoints_is_told_whom_to_choose_and_why(visitor: Come, services: Services) -> None:
    """A case is walked to the step that appoints its curator."""
    plan = demo.read(services.settings.processes / "demo.toml")
    one = {"process": "casework", "scenario": SCENARIO, "team": "smolensk", "steps": STEPS, "idle_days": 0}
    accounts = demo.people(plan, "-")
    assert demo.live(services, replace(plan, cases=[one], rounds=[]), accounts, services.clock.now()) == []
    head = visitor("regional_head")
    page = head.get("/?show=offered").link("Назначить куратора случая")
    page = page if page.find("//form//select") else page.link("Открыть")
    told = page.find("//details[contains(@class, 'advice')]//li")
    assert len(told) == 3
    assert "нагрузка" in told[0].text_content()
    assert "преимущество: уже знает семью" in " ".join(one.text_content() for one in told)


def test_who_is_on_leave_by_the_agreed_plan_comes_last(visitor: Come, services: Services) -> None:
    plan = demo.read(services.settings.processes / "demo.toml")
    commands.deploy(services, services.settings.processes / "staff")
    leave = {"process": "staff", "scenario": "11_leave", "steps": 2}
    accounts = demo.people(plan, "-")
    assert isinstance(services.clock, ManualClock)
    services.clock.wind_to(datetime(2026, 12, 14, 9, tzinfo=UTC))
    assert demo.live(services, replace(plan, cases=[], rounds=[leave]), accounts, services.clock.now()) == []

    def advised() -> str:
        page = visitor("programme_director").get(LOADS)
        return str(page.find("//section[h2='Кому отдать следующий случай']")[0].text_content())

    assert "отсутствует" not in advised()
    services.clock.wind_to(datetime(2027, 5, 20, 9, tzinfo=UTC))
    assert "отсутствует до 31 мая 2027" in advised()
    services.clock.wind_to(datetime(2027, 6, 2, 9, tzinfo=UTC))
    assert "отсутствует" not in advised()
