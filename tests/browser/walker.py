"""A case walked by scenario through real pages: every form is opened, filled in and sent in a browser."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from engine.definitions import Definition
from engine.kernel.plan import Node
from engine.roles import Actor
from engine.simulation import Scenario, Stage, Step, Walk
from forms import wire
from forms.definition import FormDefinition


class Desk:
    """Browsers of everybody who takes part, one context each."""

    def __init__(self, browser: Browser, home: str, **options: Any) -> None:
        self.browser, self.home = browser, home
        self.options = {"locale": "ru-RU", "timezone_id": "Europe/Moscow", **options}
        self.contexts: dict[str, BrowserContext] = {}

    def page(self, actor: Actor) -> Page:
        """The person's page."""
        if actor.id not in self.contexts:
            context = self.browser.new_context(**self.options)
            context.set_default_timeout(8000)
            context.new_page()
            self.contexts[actor.id] = context
        return self.contexts[actor.id].pages[0]

    def open(self, actor: Actor, path: str) -> Page:
        """A page as the person sees it; signs in when the session has ended meanwhile."""
        page = self.page(actor)
        page.goto(f"{self.home}{path}")
        if "/sign-in" in page.url:
            page.locator(f"button[name=account][value='{actor.id}']").click()
            page.wait_for_url(f"**{path}")
        return page

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


class BrowserWalk(Walk):
    """A walk whose people press buttons."""

    def __init__(self, stage: Stage, scenario: Scenario, team: str, desk: Desk) -> None:
        super().__init__(stage, scenario, team)
        self.desk = desk

    def _open(self) -> None:
        self.wind(self.scenario.clock)
        with self.stage.service.store.begin() as work:
            definition = work.current(self.scenario.process)
        node, step = definition.start, self.scenario.opening
        actor = self.stage.cast.holder(step.by or self._role(node), self.team)
        page = self.desk.open(actor, f"/open/{self.scenario.process}")
        self._send(page, definition, node, step)
        self.case_id = page.url.split("/")[4]

    def _complete(self, step: Step) -> None:
        case = self._case()
        task = next(task for task in case.tasks.values() if task.node == step.complete)
        definition = self.stage.service.store.definition(case.definition)
        page = self.desk.open(self._actor(step, task), f"/cases/{case.id}/tasks/{task.token}")
        self._send(page, definition, definition.plan.nodes[task.node], step)

    def _send(self, page: Page, definition: Definition, node: Node, step: Step) -> None:  # type: ignore[override]
        form = definition.form_of(node)
        if form:
            fill(page, form, self._answers(definition, node, step).given)
        page.locator("#form .submit .button.main").click()
        summary = page.locator("[data-summary]")
        expect(page.locator(".next").or_(summary)).to_be_visible()
        assert not summary.count(), f"{step.place}: {summary.inner_text()}"

    @staticmethod
    def _role(node: Node) -> str:
        return node.task.role if node.task else ""


def fill(page: Page, form: FormDefinition, answers: Mapping[str, Any]) -> None:
    """Type every answer where its question stands, unless it is hidden; add rows; choose in rows filled before."""
    for name, value in wire.pairs(form, answers):
        field = page.locator(f"[name='{name}']")
        group = re.match(r"([a-z0-9_]+)-\d+-", name)
        if group and not field.count():
            page.locator(f"button[name=_add][value='{group[1]}']").click()
            expect(field.first).to_be_attached()
        if not field.locator("xpath=ancestor::*[@hidden]").count():
            _answer(field, value)

    for choice in page.locator(".entry [data-kind=choice]:visible").all():
        if not choice.locator("input:checked").count():
            choice.locator("input").first.check()
    for select in page.locator(".entry select:visible").all():
        if not select.input_value():
            select.select_option(index=1)


def _answer(field: Locator, value: str) -> None:
    kind = field.first.evaluate("node => node.type")
    if kind in {"radio", "checkbox"}:
        field.and_(field.page.locator(f"[value='{value}']")).check()
    elif kind.startswith("select"):
        field.select_option(value)
    else:
        field.fill(value)
