"""A method begun from the template runs as it is."""

from string import Template

import pytest

from engine.cast import Troupe
from engine.clock import ManualClock
from engine.definitions import Bundle, compile
from engine.functions import BUILT_IN
from engine.ids import CountingIds
from engine.memory import MemoryStore
from engine.roles import Actor, Grant
from engine.service import CaseService
from engine.simulation import Stage, Walk, parse
from tests.processes.stage import PROCESSES, TEAM, calendar, roles
from web import blank

FILES = {
    Template(name).substitute(key="fresh"): Template(text).substitute(key="fresh", title="Новый метод")
    for name, text in blank.files(PROCESSES).items()
}


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("scenarios/")])
def test_the_template_is_published_and_its_scenarios_walk(name: str) -> None:
    bundle, found = Bundle(FILES), parse(FILES[name])
    definition = compile(bundle, [role.key for role in roles()], BUILT_IN)
    store, clock = MemoryStore(), ManualClock(found.clock)
    store.publish(bundle, definition, found.clock, None)
    store.adopt(calendar(), found.clock)
    people = [Actor(role.key, role.title, (Grant(role.key, TEAM),)) for role in roles()]
    store.people = {who.id: who.grants for who in people}
    service = CaseService(store, clock, CountingIds(), roles())
    Walk(Stage(service, clock, Troupe(people, clock, calendar())), found, TEAM).run()
