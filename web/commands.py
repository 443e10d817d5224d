"""What an operator does from a terminal, as functions the command line calls."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import definitions
from engine.clock import Clock, ManualClock
from engine.definitions import Definition
from engine.errors import NotFound
from engine.functions import BUILT_IN
from engine.replay import Replayed, Versions, replay
from engine.roles import Actor, Grant, Role, Roles
from engine.simulation import Step, Walk
from persistence.queries import case_page, history, register
from persistence.queries.history import Verdict
from persistence.queries.register import CaseRow, Filters
from persistence.queries.scope import Viewer
from web import demo, demo_notices
from web.auth import passwords
from web.demo_deeds import Hand
from web.demo_papers import Clerk
from web.services import Services, calendar_of, catch_up, check, compose, migrate
from web.settings import Settings

EVERY = 2**31 - 1  # cases: all there are


def prepare(settings: Settings, clock: Clock | None = None, mend: bool = False) -> Services:
    """Services on a database brought up to date, with this year's working calendar in force."""
    settings.data.mkdir(parents=True, exist_ok=True)
    migrate(settings, mend)
    services = compose(settings, clock)
    catch_up(services)
    refresh_calendar(services)
    return services


def opened(settings: Settings) -> Services:
    """Services on a database as it is: raises Damaged, naming the check, when it cannot be trusted.

    Nothing is migrated here: that would put right what ought to be looked at.
    """
    services = compose(settings)
    check(services)
    refresh_calendar(services)
    return services


def refresh_calendar(services: Services) -> None:
    """Adopt the calendar that the settings describe, unless it is in force."""
    at = services.clock.now()
    wanted = calendar_of(services.settings, at.year)
    try:
        if services.calendar().checksum == wanted.checksum:
            return
    except NotFound:
        pass
    services.store.adopt(wanted, at)


def compiled(services: Services, family: Path) -> tuple[definitions.Bundle, Definition]:
    """A family's folder compiled; raises Refused with every finding."""
    bundle = definitions.read(family, services.settings.forms)
    return bundle, definitions.compile(bundle, [role.key for role in services.roles], BUILT_IN)


def deploy(services: Services, family: Path, by: str | None = None) -> Definition:
    """Publish a family's folder; nothing changes when anything in it is wrong."""
    bundle, definition = compiled(services, family)
    services.store.publish(bundle, definition, services.clock.now(), by)
    return definition


def replayed(services: Services, case_id: str) -> Replayed:
    """Re-execute a case's history; raises NotFound."""
    return replay(services.store.history(case_id), Versions(services.store.definition, services.store.calendar))


def every_case(services: Services) -> Iterator[CaseRow]:
    """All cases, open and ended."""
    with services.database.reading() as reader:
        viewer, after = _operator(services, reader), None
        while True:
            page = register.page(viewer, Filters(status="all"), after)
            yield from page.rows
            if page.next is None:
                return
            after = page.next


def verified(services: Services, case_id: str) -> Verdict:
    """Recompute the chain of a case; raises NotFound."""
    with services.database.reading() as reader:
        viewer = _operator(services, reader)
        return history.verify(viewer, case_page.head(viewer, case_id, "history.read"))


def _operator(services: Services, reader: Any) -> Viewer:
    """Who has the terminal has the database: a viewer that may read everything."""
    held = frozenset((permission, "all") for permission in ("register.read", "history.read", "case.read"))
    roles = Roles({"terminal": Role("terminal", "", None, held)})
    return Viewer(reader, Actor("terminal", "", (Grant("terminal", None),)), roles, services.clock.now())


def build_demo(settings: Settings, until: datetime) -> tuple[Services, list[str]]:
    """Fill an empty installation with the demonstration; the services, and where a case fell behind its scenario."""
    plan = demo.read(settings.processes / "demo.toml")
    clock = ManualClock(datetime.fromtimestamp(0, until.tzinfo))
    services = prepare(settings, clock)
    clock.wind_to(demo.begins(services, plan, until))
    services.store.adopt(calendar_of(settings, until.year), clock.now())
    accounts = demo.people(plan, passwords.seal("demo"))
    services.keeper.settle(plan.teams, accounts, clock.now())
    for family in sorted(settings.processes.iterdir()):
        if (family / "process.toml").is_file():
            deploy(services, family)
    clerk, hand = Clerk(services, plan.papers), Hand(services, plan.deeds)

    def after(walk: Walk, step: Step, last: bool) -> None:
        clerk.follow(walk, step, last)
        hand.follow(walk, step, last)

    astray = demo.live(services, plan, accounts, until, after)
    demo_notices.settle(services, accounts, plan.notices, until)
    services.database.close()
    return compose(replace(settings, demo=True)), [str(turn) for turn in astray]
