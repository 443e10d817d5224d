"""Cases that go to another version together, on every database: deadlines and timers go along, and come back."""

from typing import Any

import pytest

from engine.definitions import Bundle, compile
from engine.errors import Gone
from engine.operating import Operating
from engine.relocating import DONE, LOOK, MOVE, MOVED, STAYS, Relocating, Wanted
from persistence.queries import relocations as query
from persistence.queries.scope import Viewer
from persistence.relocations import Relocations
from tests.engine.test_operating import OPERATOR, roles
from tests.persistence.garden import BUNDLE, MONDAY, Watched, definition

RENAMES = {"water": "watering", "thirst": "drought"}


@pytest.fixture
def relocating(garden: Watched) -> Relocating:
    operating = Operating(garden.store, garden.clock, garden.ids, roles())
    return Relocating(operating, Relocations(garden.database))


def published(garden: Watched) -> str:
    files = {
        name: text.replace('"water"', '"watering"').replace('"thirst"', '"drought"')
        for name, text in BUNDLE.files.items()
    }
    bundle = Bundle(files)
    garden.store.publish(bundle, compile(bundle), MONDAY, None)
    return bundle.checksum


def standing(garden: Watched, cases: list[str]) -> list[Any]:
    found = [garden.store.case(case) for case in cases]
    return [(case.definition, case.state, case.tasks, case.timers) for case in found]


def wanted(to: str, kind: str = MOVE) -> Wanted:
    return Wanted(kind, "garden", to, RENAMES, (definition().checksum,), "A better word")


def carry(relocating: Relocating, number: int) -> None:
    while relocating.go_on(OPERATOR, number):
        pass


def test_cases_move_with_their_deadlines_and_timers_and_come_back(garden: Watched, relocating: Relocating) -> None:
    cases = [garden.sow(f"Rose {n}") for n in range(3)]
    before, to = standing(garden, cases), published(garden)
    number = relocating.begin(OPERATOR, wanted(to), dict.fromkeys(cases, to))
    carry(relocating, number)
    assert {garden.store.case(case).definition for case in cases} == {to}
    dues = [[(timer[0], timer[2]) for timer in timers] for *_, timers in standing(garden, cases)]
    assert dues == [[(timer[0], timer[2]) for timer in timers] for *_, timers in before]
    back = relocating.undo(OPERATOR, number, "The old word was better")
    carry(relocating, back)
    assert standing(garden, cases) == before
    with pytest.raises(Gone):
        relocating.undo(OPERATOR, number, "again")


def test_how_far_it_is_is_told_to_who_may_know(garden: Watched, relocating: Relocating) -> None:
    cases = [garden.sow("Rose"), garden.sow("Lily")]
    to = published(garden)
    with garden.database.reading() as reader:
        viewer = Viewer(reader, OPERATOR, roles(), garden.clock.now())
        assert query.sources(viewer, "garden", to) == {definition().checksum: 2}
        assert ("water", 2) in {(place.node, place.cases) for place in query.places(viewer, "garden", to)}
        assert sorted(cases) == query.movable(viewer, "garden", to, (definition().checksum,))
    number = relocating.begin(OPERATOR, wanted(to, LOOK), dict.fromkeys(cases, to))
    carry(relocating, number)
    moved = relocating.apply(OPERATOR, number, "A better word", dict.fromkeys(cases, to))
    relocating.operating.cancel(OPERATOR, cases[0], "opened by mistake")
    carry(relocating, moved)
    with garden.database.reading() as reader:
        viewer = Viewer(reader, OPERATOR, roles(), garden.clock.now())
        assert dict(query.progress(viewer, moved).counts) == {MOVED: 1, STAYS: 1}
        assert query.progress(viewer, moved).relocation.state == DONE
        (stays,) = query.passengers(viewer, moved, STAYS)
        assert (stays.case_id, [found.sentence for found in stays.findings]) == (cases[0], ["The case has ended."])
        assert [one.relocation.id for one in query.moves(viewer, to)] == [moved]
