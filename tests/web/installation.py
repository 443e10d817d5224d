"""A small installation to visit: the real family on SQLite, made-up people, a clock wound by hand."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import lxml.html
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.clock import ManualClock
from web import commands, demo
from web.app import create_app
from web.services import Services
from web.settings import HOUSE, Settings

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=MOSCOW)
PASSWORD = "a long password"
SIGNAL = {
    "signal_at": "23.11.2026 09:30",
    "channel": "call",
    "signal_source": "school",
    "family_name": "Ивановы",
    "what_happened": "Дети не ходят в школу, отец без работы.",
    "urgent": "no",
}


def settings(folder: Path, demo: bool = True) -> Settings:
    return Settings(
        data=folder,
        database=f"sqlite:///{folder / 'opora.sqlite3'}",
        secret=b"s" * 32,
        master=b"m" * 32,
        signing=b"n" * 32,
        plain_http=True,
        demo=demo,
        processes=HOUSE / "processes",
    )


def build(folder: Path, sealed: str, at: datetime = MONDAY) -> Services:
    """An installation with the demonstration's people and no case."""
    chosen = settings(folder)
    services = commands.prepare(chosen, ManualClock(at))
    plan = demo.read(chosen.processes / "demo.toml")
    services.keeper.settle(plan.teams, demo.people(plan, sealed), services.clock.now())
    commands.deploy(services, chosen.processes / plan.process)
    return services


class Page:
    """An answer of the server, read as a person without scripts reads it."""

    def __init__(self, visitor: "Visitor", answer: TestResponse) -> None:
        self.visitor, self.answer = visitor, answer
        self.status, self.path = answer.status_code, answer.request.full_path.rstrip("?")
        self.html: Any = lxml.html.fromstring(answer.get_data(as_text=True) or "<html/>")

    @property
    def text(self) -> str:
        main = self.html.xpath("//main")
        return " ".join((main[0] if main else self.html).text_content().split())

    def find(self, path: str) -> list[Any]:
        return list(self.html.xpath(path))

    def form(self, action: str = "") -> Any:
        """The first form whose address ends so."""
        found = [form for form in self.html.forms if (form.get("action") or "").split("?")[0].endswith(action)]
        assert found, [form.get("action") for form in self.html.forms]
        return found[0]

    def send(self, action: str = "", answers: Mapping[str, Any] | None = None, button: str = "") -> "Page":
        """Fill in a form and press a button, as a browser without scripts does."""
        form = self.form(action)
        names = set(answers or {})
        pairs = [(name, value) for name, value in form.form_values() if name not in names]
        for name, value in (answers or {}).items():
            pairs += [(name, each) for each in (value if isinstance(value, list) else [value])]
        if button:
            name, _, value = button.partition("=")
            pairs.append((name, value))
        return self.visitor.post(form.get("action"), pairs)

    def link(self, words: str) -> "Page":
        """Follow the link with these words."""
        found = self.find(f"//a[contains(normalize-space(.), {words!r})]")
        assert found, self.text[:400]
        return self.visitor.get(found[0].get("href"))


class Visitor:
    """Somebody with a browser without scripts."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, FlaskClient(app, use_cookies=True)
        self.client.environ_base = {"REMOTE_ADDR": "127.0.0.1"}
        self.client.application = app

    def get(self, path: str) -> Page:
        return Page(self, self.client.get(path, follow_redirects=True))

    def post(self, path: str, pairs: Any) -> Page:
        grouped: dict[str, list[str]] = {}
        for name, value in pairs:
            grouped.setdefault(name, []).append(value)
        return Page(self, self.client.post(path, data=grouped, follow_redirects=True))

    def come_in(self, login: str) -> "Visitor":
        """Sign in: through the demonstration's door, which the first account of each role has."""
        page = self.get("/sign-in")
        if page.find(f"//button[@value='demo-{login}']"):
            page.send("/sign-in/demo", button=f"account=demo-{login}")
        else:
            page.send("/sign-in", {"login": login, "password": PASSWORD})
        return self

    def register(self, **answers: Any) -> Page:
        """Open a case with the signal log; the page of what comes next."""
        return self.get("/open/casework").send("/open/casework", {**SIGNAL, **answers})


def case_of(page: Page) -> str:
    """The id of the case a page is about."""
    return page.path.split("/")[2]


def app_of(services: Services) -> Flask:
    return create_app(services.settings, services)
