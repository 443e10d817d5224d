"""What a page weighs on its first visit, as sent: the page, its styles, scripts and pictures; 60 KiB on a bad line."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cast import Troupe
from engine.clock import ManualClock
from engine.roles import Actor
from engine.simulation import Stage, Step, Walk, parse
from tests.web.installation import Visitor, app_of, build, case_of
from web import commands, demo
from web.services import Services
from web.settings import HOUSE

Come = Callable[[str], Visitor]
MOST = 60 * 1024
DRAWN = 120 * 1024  # a page with a diagram and the viewer that moves it; its outline is there before
SENT = {"Accept-Encoding": "gzip"}
PAGES = (
    "/", "/?show=offered", "/?show=later", "/day/filters?show=mine", "/cases/", "/cases/?status=all", "/deadlines/",
    "/emergency", "/me/password", "/open/casework", "/cases/{case}", "/cases/{case}/overview", "/cases/{case}/plan",
    "/cases/{case}/talk", "/cases/{case}/timeline", "/cases/{case}/records", "/cases/{case}/documents",
    "/cases/{case}/people", "/cases/{case}/transfer", "/cases/{case}/records/1/correction",
)  # fmt: skip
WIDEST = {
    "casework": ("10_permanent", "smolensk"),
    "social_support": ("03_adaptation_year", "centre"),
    "care_leavers": ("01_completed_in_two_rounds", "graduates"),
    "family_help": ("08_child_returns_then_lives_with_kin", "smolensk"),
}
"""The scenario of each method that passes the largest forms, and a team that works by it."""


def weight(visitor: Visitor, path: str) -> int:
    """Bytes of a first visit; raises AssertionError where the page is not to be had."""
    answer = visitor.client.get(path, headers=SENT)
    assert answer.status_code == 200, (path, answer.status_code)
    text = visitor.client.get(path).get_data(as_text=True)
    parts = set(re.findall(r'(?:src|href)="(/built/[^"#]+)', text))
    return len(answer.data) + sum(len(visitor.client.get(part, headers=SENT).data) for part in parts)


class Weighing(Walk):
    """A walk whose people look at every form before they send it."""

    def __init__(self, stage: Stage, scenario: Any, team: str, services: Services) -> None:
        super().__init__(stage, scenario, team)
        self.app, self.found = app_of(services), dict[str, int]()

    def _complete(self, step: Step) -> None:
        case, task = self._awaited(step)
        visitor = Visitor(self.app).come_in(self._actor(step, task).id.removeprefix("demo-"))
        self.found[task.node] = weight(visitor, f"/cases/{case.id}/tasks/{task.token}")
        super()._complete(step)


def test_every_page_of_a_curator_is_light(visitor: Come) -> None:
    duty = visitor("duty_specialist")
    case_id = case_of(duty.register(family_name="Весомовы"))
    who = {"/open/casework": duty, "/emergency": visitor("curator")}
    senior = visitor("senior_curator")
    found = {path: weight(who.get(path, senior), path.format(case=case_id)) for path in PAGES}
    assert {path: bytes for path, bytes in found.items() if bytes > MOST} == {}
    assert weight(senior, f"/cases/{case_id}/diagram") < DRAWN


@pytest.mark.nightly
@pytest.mark.parametrize("family", WIDEST)
def test_every_form_of_every_method_is_light(family: str, tmp_path: Path, sealed: str) -> None:
    name, team = WIDEST[family]
    path = HOUSE / "processes" / family / "scenarios" / f"{name}.toml"
    scenario = parse(path.read_text(encoding="utf-8"))
    services = build(tmp_path, sealed, scenario.clock)
    commands.deploy(services, HOUSE / "processes" / family)
    people: dict[str, Actor] = {}
    for account in demo.people(demo.read(HOUSE / "processes" / "demo.toml"), ""):
        people.setdefault(account.grants[0].role, Actor(account.id, account.name, account.grants))
    assert isinstance(services.clock, ManualClock)
    cast = Troupe(list(people.values()), services.clock, services.calendar())
    walk = Weighing(Stage(services.cases, services.clock, cast), scenario, team, services)
    for _step in walk:
        pass
    services.database.close()
    assert len(walk.found) > 5
    assert {node: bytes for node, bytes in walk.found.items() if bytes > MOST} == {}


def test_a_page_is_sent_compressed_and_its_length_tells_little(visitor: Come) -> None:
    duty = visitor("duty_specialist")
    plain = duty.client.get("/open/casework")
    packed = [duty.client.get("/open/casework", headers=SENT) for _time in range(9)]
    assert packed[0].headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed[0].headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]
    assert len(packed[0].data) * 3 < len(plain.data)
    assert len({len(answer.data) for answer in packed}) > 1
