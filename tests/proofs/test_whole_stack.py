"""The whole stack lives random lives beside a simple model, in memory and on SQLite, with crashes and restarts."""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select

from engine.case import Case
from engine.history import GENESIS, canonical, link
from engine.memory import MemoryStore
from engine.roles import Actor
from engine.service import CaseService
from persistence import projections
from persistence.queries import worklist
from persistence.queries.scope import Viewer
from persistence.queries.worklist import Filters
from persistence.schema import migrate
from persistence.store import CaseStore
from persistence.tables import job
from tests.persistence.garden import BUNDLE, MONDAY, Garden, Watched
from tests.postgres import _base
from tests.proofs.audit import check_chain, check_projection, found
from tests.proofs.estate import POWERS, RENAMED, VERSIONS
from tests.proofs.life import Life
from tests.proofs.load import open_store

NIGHTLY = os.environ.get("OPORA_HYPOTHESIS") == "nightly"
EVERY = 12  # steps between rebuilds


class InMemory(Life):
    def __init__(self) -> None:
        super().__init__()
        self.store: MemoryStore = MemoryStore()
        Garden(self.store).prepare()
        self.store.publish(RENAMED, VERSIONS[1], MONDAY, None)
        self.store.publish(BUNDLE, VERSIONS[0], MONDAY, None)

    def act(self, fate: str | None, verb: Callable[[CaseService], Any]) -> bool:
        """There is no middle of a commit in memory."""
        return super().act("before" if fate == "middle" else fate, verb)

    def shown(self, actor: Actor) -> list[tuple[str, int, str]]:
        return [
            (case.id, task.token, task.node)
            for case in self.store.cases.values()
            for task in case.tasks.values()
            if task.assignee == actor.id or (not task.assignee and actor.has_role(task.role, case.team))
        ]

    def check_store(self) -> None:
        for case in self.store.cases.values():
            head = GENESIS
            for event in self.store.events[case.id]:
                head = link(head, canonical(event.header()), canonical(event.private))
            assert head == case.head
        jobs = [(waiting.job.case_id, waiting.job.token, waiting.job.due) for waiting in self.store.jobs.values()]
        assert sorted(jobs) == timers([*self.store.cases.values()])


class OnDisk(Life):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp(dir=_base())  # in memory where there is room: a life commits a thousand times
        self.url = f"sqlite:///{self.folder}/opora.db"
        (Path(self.folder) / "opora.db").write_bytes(settled())
        self.store: CaseStore = open_store(self.url)

    def restart(self) -> None:
        self.store.database.close()
        self.store = open_store(self.url)

    def shown(self, actor: Actor) -> list[tuple[str, int, str]]:
        with self.store.database.reading() as reader:
            viewer = Viewer(reader, actor, POWERS, self.clock.now())
            pages = [worklist.page(viewer, Filters(scope), size=1000) for scope in (worklist.MINE, worklist.OFFERED)]
        return [(row.case_id, row.token, row.node) for page in pages for row in page.rows]

    def check_store(self) -> None:
        for case_id in self.plants:
            check_chain(self.store, case_id)
        rows = found(self.store, select(job.c.case_id, job.c.token, job.c.at))
        jobs = sorted((row.case_id, row.token, row.at) for row in rows)
        assert jobs == timers([self.store.case(case_id) for case_id in self.plants])
        if self.steps % EVERY == 0:
            self.check_projections()

    def check_projections(self) -> None:
        for one in projections.ALL:
            check_projection(self.store, one)

    def teardown(self) -> None:
        self.check_projections()
        self.store.database.close()
        shutil.rmtree(self.folder)


def timers(cases: list[Case]) -> list[tuple[str, int, datetime]]:
    return sorted((case.id, token, due) for case in cases for token, _node, due in case.timers)


@cache
def settled() -> bytes:
    """A database file with both versions published and everybody in."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/opora.db"
        migrate(url)
        store = open_store(url)
        Watched(store).prepare()
        store.publish(RENAMED, VERSIONS[1], MONDAY, None)
        store.publish(BUNDLE, VERSIONS[0], MONDAY, None)
        store.database.close()
        return (Path(folder) / "opora.db").read_bytes()


def live(machine: Any, examples: int, steps: int) -> None:
    phases = [phase for phase in settings().phases if phase is not Phase.explain]
    wanted = settings(max_examples=examples, stateful_step_count=steps, phases=phases, report_multiple_bugs=False)
    run_state_machine_as_test(machine, settings=wanted)


def test_a_life_in_memory_goes_as_the_model_says() -> None:
    live(InMemory, 40, 50)


def test_a_life_on_disk_goes_as_the_model_says() -> None:
    live(OnDisk, 8, 40)


@pytest.mark.nightly
def test_many_lives_in_memory_go_as_the_model_says() -> None:
    live(InMemory, 2000, 60)


@pytest.mark.nightly
def test_many_lives_on_disk_go_as_the_model_says() -> None:
    live(OnDisk, 300, 60)
