"""A served installation per module, in the time of the scenario."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine.cast import Troupe
from engine.clock import ManualClock
from engine.roles import Actor
from engine.simulation import Scenario, Stage, parse
from tests.browser.walker import Desk
from tests.web.installation import PASSWORD, app_of, build
from web import demo
from web.auth import passwords
from web.services import Services
from web.settings import HOUSE

SCENARIO = "11_regress_opens_new_case"


@dataclass(frozen=True)
class Served:
    """A running server, its services, and who acts."""

    home: str
    services: Services
    stage: Stage
    scenario: Scenario
    people: dict[str, Actor]


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A fresh installation at the moment the scenario begins; one account per role acts."""
    plan = demo.read(HOUSE / "processes" / "demo.toml")
    path = HOUSE / "processes" / plan.process / "scenarios" / f"{SCENARIO}.toml"
    scenario = parse(path.read_text(encoding="utf-8"))
    services = build(tmp_path_factory.mktemp("served"), passwords.seal(PASSWORD), scenario.clock)
    people: dict[str, Actor] = {}
    for account in demo.people(plan, ""):
        people.setdefault(account.grants[0].role, Actor(account.id, account.name, account.grants))
    assert isinstance(services.clock, ManualClock)
    cast = Troupe(list(people.values()), services.clock, services.calendar())
    server = make_server("127.0.0.1", 0, app_of(services), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    stage = Stage(services.cases, services.clock, cast)
    yield Served(f"http://127.0.0.1:{server.server_port}", services, stage, scenario, people)
    server.shutdown()
    thread.join()
    server.server_close()
    services.database.close()


@pytest.fixture
def opened(chromium: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody with a role, at a width; all windows are closed in the end."""
    desks: list[Desk] = []

    def go(role: str, path: str, width: int = 1280) -> Page:
        desk = Desk(chromium, served.home, viewport={"width": width, "height": 800})
        desks.append(desk)
        return desk.open(served.people[role], path)

    yield go
    for desk in desks:
        desk.close()
