"""Operators move open cases to another version in the browser: look, move in the background, move back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from engine import definitions
from engine.definitions import Bundle
from engine.errors import Gone
from engine.relocating import BATCH, DONE, MOVE, MOVED, STAYS, WAITING, Wanted
from engine.replay import Versions, replay
from persistence.queries import people, relocations
from persistence.queries.scope import Viewer
from tests.web.command_line import CASEWORK
from tests.web.installation import Page, Visitor, app_of, build, case_of
from web.services import Services
from web.settings import HOUSE
from web.worker import Worker

Come = Callable[[str], Visitor]
OLD, NEW = "T1_decide", "T1_decision"
DAILY, NIGHTLY = 30, 500


@dataclass
class Installation:
    services: Services
    bundle: Bundle
    cases: list[str]

    def publish(self, old: str, new: str) -> str:
        """A version in which everything `old` is called `new`, put in force; its checksum."""
        bundle = Bundle({name: text.replace(old, new) for name, text in self.bundle.files.items()})
        self.services.store.publish(bundle, definitions.compile(bundle), self.services.clock.now(), None)
        return bundle.checksum

    def standing(self) -> list[tuple[Any, ...]]:
        """Everything of the cases that a move must not lose."""
        found = [self.services.store.case(case) for case in self.cases]
        return [(case.definition, case.state, case.tasks, case.reached, case.suspended, case.timers) for case in found]

    def work(self) -> None:
        """Everything in the background is done."""
        worker = Worker(self.services)
        while worker.once():
            pass

    @property
    def head(self) -> Any:
        with self.services.database.reading() as reader:
            found = people.by_id(reader, "demo-project_head")
        assert found
        return found.actor

    def begin(self, to: str, renames: dict[str, str]) -> int:
        wanted = Wanted(MOVE, "casework", to, renames, (self.bundle.checksum,), "Новый порядок")
        return self.services.relocating.begin(self.head, wanted, dict.fromkeys(self.cases, to))

    def counts(self, number: int) -> dict[str, int]:
        with self.services.database.reading() as reader:
            viewer = Viewer(reader, self.head, self.services.roles, self.services.clock.now())
            return dict(relocations.progress(viewer, number).counts)


def made(services: Services, number: int) -> Installation:
    visitor = Visitor(app_of(services)).come_in("duty_specialist")
    cases = [case_of(visitor.register(family_name=f"Лесные {n}", **{"signal_source": "school"})) for n in range(number)]
    return Installation(services, definitions.read(CASEWORK, HOUSE / "forms"), cases)


@pytest.fixture
def house(tmp_path: Any, sealed: str) -> Iterator[Installation]:
    """Whatever was moved, every history replays to the case that is stored."""
    services = build(tmp_path, sealed)
    found = made(services, 3)
    yield found
    store = services.store
    for case in found.cases:
        again = replay(store.history(case), Versions(store.definition, store.calendar))
        assert (again.differences, again.case.state) == ((), store.case(case).state)
    services.database.close()


def moving(house: Installation, to: str, login: str = "project_head") -> Page:
    return Visitor(app_of(house.services)).come_in(login).get(f"/definitions/{to}/move")


def looked(house: Installation, to: str) -> Page:
    page = moving(house, to).send("/move")
    assert page.status == 200, page.text
    house.work()
    return page.visitor.get(page.path)


def test_a_missing_step_is_told_with_its_cases_and_the_likely_new_name(house: Installation) -> None:
    page = moving(house, house.publish(OLD, NEW))
    assert "3 открытых случая" in page.text
    assert "Принять решение по сигналу" in page.text
    assert page.find(f"//select[@name='to:{OLD}']/option[@selected]/@value") == [NEW]


def test_a_look_changes_nothing_and_tells_each_case(house: Installation) -> None:
    before = house.standing()
    page = looked(house, house.publish(OLD, NEW))
    assert "3 случая могут перейти" in page.text
    assert house.standing() == before


def test_cases_move_in_the_background_and_come_back_as_they_were(house: Installation) -> None:
    before = house.standing()
    to = house.publish(OLD, NEW)
    page = looked(house, to).send("/apply", {"reason": "Новый порядок"})
    assert "0 из 3" in page.text
    house.work()
    page = page.visitor.get(page.path)
    assert {house.services.store.case(case).definition for case in house.cases} == {to}
    assert "«Новый порядок»" in page.text
    deadlines = [[task.due for task in house.services.store.case(case).tasks.values()] for case in house.cases]
    assert deadlines == [[task.due for task in tasks.values()] for _, _, tasks, *_ in before]
    page = page.send("/undo", {"reason": "Ошиблись"})
    house.work()
    assert house.standing() == before
    assert "Открытые случаи переводятся обратно" in page.visitor.get(page.path).text


def test_a_move_needs_a_reason_and_loses_nothing_typed(house: Installation) -> None:
    page = looked(house, house.publish(OLD, NEW)).send("/apply", {"reason": " "})
    assert page.status == 422
    assert "Напишите причину" in page.text
    assert {house.services.store.case(case).definition for case in house.cases} == {house.bundle.checksum}


def test_what_cannot_move_stays_and_says_why(house: Installation) -> None:
    to = house.publish(OLD, NEW)
    page = moving(house, to).send("/move", {f"to:{OLD}": ""})
    house.work()
    page = page.visitor.get(page.path)
    assert "В новой версии нет элемента" in page.text
    assert not page.find("//form[contains(@action, '/apply')]")


@pytest.mark.parametrize("line", ["T1_decide", "=", "a = b = c\n<script> = x", "x" * 300, "T1_decide = T1_signal"])
def test_a_map_that_cannot_be_is_refused_and_stays_as_typed(line: str, house: Installation) -> None:
    page = moving(house, house.publish(OLD, NEW)).send("/move", {f"to:{OLD}": "", "others": line})
    assert page.status == 422
    assert page.find("//textarea[@name='others']")[0].text_content().strip() == line


def test_an_open_draft_of_a_form_and_a_suspended_case_come_along(house: Installation) -> None:
    case_id, services = house.cases[0], house.services
    senior = Visitor(app_of(services)).come_in("senior_curator")
    token = next(iter(services.store.case(case_id).tasks))
    senior.client.post(f"/cases/{case_id}/tasks/{token}/draft", data={"refusal_reason": "Переехали"})
    place = services.keeper.draft_place(case_id, token)
    services.keeper.save_draft(house.head.id, place, [("note", "Как набрано")], services.clock.now())
    services.operating.suspend(house.head, house.cases[1], "Решает суд")
    to = house.publish(OLD, NEW)
    number = house.begin(to, {OLD: NEW})
    house.work()
    assert house.counts(number) == {MOVED: 3}
    assert services.store.case(house.cases[1]).suspended
    assert list(services.store.case(case_id).tasks) == [token]
    services.operating.resume(house.head, house.cases[1], "Суд решил")


def test_a_stopped_move_leaves_the_rest_and_goes_on_when_told(house: Installation) -> None:
    number = house.begin(house.publish(OLD, NEW), {OLD: NEW})
    house.services.relocating.stop(number)
    house.work()
    assert house.counts(number) == {WAITING: 3}
    house.services.relocating.resume(number)
    house.work()
    assert house.counts(number) == {MOVED: 3}
    with pytest.raises(Gone):
        house.services.relocating.stop(number)


def test_only_who_may_operate_moves_cases(house: Installation) -> None:
    to = house.publish(OLD, NEW)
    assert moving(house, to, "curator").status in {403, 404}
    assert moving(house, to, "methodologist").status in {403, 404}
    with house.services.database.reading() as reader:
        curator = people.by_id(reader, "demo-curator")
    assert curator
    wanted = Wanted(MOVE, "casework", to, {}, (house.bundle.checksum,), "x")
    number = house.services.relocating.begin(curator.actor, wanted, dict.fromkeys(house.cases, to))
    house.work()
    assert house.counts(number) == {STAYS: 3}


def test_a_case_moved_again_since_is_not_taken_back(house: Installation) -> None:
    first = house.publish(OLD, NEW)
    number = house.begin(first, {OLD: NEW})
    house.work()
    house.services.operating.migrate(house.head, house.cases[0], house.publish(OLD, OLD), {NEW: OLD})
    back = house.services.relocating.undo(house.head, number, "Ошиблись")
    house.work()
    assert house.counts(back) == {MOVED: 2, STAYS: 1}
    with pytest.raises(Gone):
        house.services.relocating.undo(house.head, back, "Обратно обратного")


def test_the_version_page_leads_to_the_move(house: Installation) -> None:
    to = house.publish(OLD, NEW)
    page = Visitor(app_of(house.services)).come_in("project_head").get(f"/definitions/{to}")
    assert "3 открытых случая" in page.text
    assert page.link("Перевести").status == 200


def killed_between(house: Installation, count: int) -> None:
    """A worker dies after its batch has moved and before that is written down, again and again."""
    house.cases.extend(made(house.services, count - len(house.cases)).cases)
    before = house.standing()
    to = house.publish(OLD, NEW)
    relocating = house.services.relocating
    number = house.begin(to, {OLD: NEW})
    for _ in range(0, count, BATCH):
        relocation = relocating.ledger.relocation(number)
        for case_id, there in relocating.ledger.waiting(number, BATCH):
            relocating._fate(house.head, relocation, case_id, there)  # then the power goes
        assert relocating.go_on(house.head, number) or relocating.ledger.relocation(number).state == DONE
    house.work()
    assert house.counts(number) == {MOVED: count}
    for case_id in house.cases:
        moved = [event for event in house.services.store.history(case_id) if event.kind == "case.migrated"]
        assert len(moved) == 1
    back = relocating.undo(house.head, number, "Ошиблись")
    house.work()
    assert house.counts(back) == {MOVED: count}
    assert house.standing() == before


def test_a_batch_that_is_done_again_moves_nobody_twice(house: Installation) -> None:
    killed_between(house, DAILY)


@pytest.mark.nightly
def test_five_hundred_cases_move_though_workers_die(house: Installation) -> None:
    killed_between(house, NIGHTLY)
