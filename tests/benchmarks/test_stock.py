"""The same life in stock SpiffWorkflow, saved to SQLite as its documentation shows: JSON in a row."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions import timer
from SpiffWorkflow.util.task import TaskState

from engine import definitions
from engine.clock import ManualClock
from engine.definitions import Bundle, Definition
from engine.ids import RandomIds
from engine.roles import Actor, Grant, parse
from engine.service import Answers, CaseService
from persistence.database import Database
from persistence.schema import migrate
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.benchmarks import reference
from tests.benchmarks.measure import interleaved, table
from tests.benchmarks.monitoring import calendar

pytestmark = pytest.mark.benchmark

BEGIN = datetime(2026, 1, 12, 9, tzinfo=UTC)
MONTH = timedelta(days=32)
LEASE = timedelta(minutes=5)
ROUNDS = 100
FORMS = 500
ROLES = '[[role]]\nkey = "worker"\ntitle = "Worker"\npermissions = ["case.open:all", "task.work:all"]\n'
WORKER = Actor("worker", "Worker", (Grant("worker", None),))
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL")


def test_a_step_is_many_times_cheaper_than_in_stock_spiffworkflow(tmp_path: Path) -> None:
    with winding() as wind:
        ours, theirs = Ours(tmp_path / "ours.db").after(ROUNDS), Stock(tmp_path / "stock.db", wind).after(ROUNDS)
        jobs = {"stock": theirs.complete, "ours": ours.complete}
        after = {"stock": theirs.restore, "ours": ours.next_round}
        times = interleaved(jobs, rounds=9, calls={"stock": 3, "ours": 40}, after=after)
    stock, own = times["stock"], times["ours"]
    rows = [
        ("SpiffWorkflow", stock.cpu * 1000, stock.wall * 1000, 1.0, theirs.stored),
        ("Opora", own.cpu * 1000, own.wall * 1000, stock.cpu / own.cpu, ours.stored),
    ]
    title = f"A form completed after {ROUNDS} rounds, loaded and saved on SQLite"
    table(title, ("", "CPU ms", "wall ms", "times faster", "state bytes"), rows)
    assert stock.cpu / own.cpu >= 50
    assert stock.wall / own.wall >= 50


class Ours:
    """The life in Opora: forms checked, history sealed and chained, lists kept."""

    def __init__(self, path: Path) -> None:
        url = f"sqlite:///{path}"
        migrate(url)
        self._database = Database(url)
        store, self._clock = CaseStore(self._database, Vault(bytes(32))), ManualClock(BEGIN)
        bundle, definition = published()
        store.publish(bundle, definition, BEGIN, None)
        store.adopt(calendar(), BEGIN)
        self._service = CaseService(store, self._clock, RandomIds(), parse(ROLES))
        opened = self._service.open(WORKER, "life", "team", Answers({"facts": reference.told(reference.facts())}))
        self._case, self._token, self._done = opened.case_id, opened.opened[0].token, 0
        self._forms = [self._form(number) for number in range(FORMS)]

    def after(self, rounds: int) -> "Ours":
        """This life, so many monitorings on."""
        for _ in range(sum(reference.STAGES)):
            self._token = self.complete()
        for _ in range(rounds):
            self.complete()
            self.next_round()
        return self

    def complete(self) -> int:
        """Send the form of the open task; the token of the next, if there is one at once."""
        self._done += 1
        outcome = self._service.complete(WORKER, self._case, self._token, self._forms[self._done])
        return outcome.opened[0].token if outcome.opened else 0

    def next_round(self) -> None:
        """A month passes."""
        self._clock.advance(MONTH)
        for job in self._service.store.claim(self._clock.now(), 10, LEASE, "fence"):
            self._token = self._service.wake(job).opened[0].token

    @property
    def stored(self) -> int:
        """Bytes of the case's state."""
        with self._database.reading() as reader:
            return int(reader.exec_driver_sql("SELECT length(state) FROM case_state").scalar_one())

    @staticmethod
    def _form(number: int) -> Answers:
        return Answers(reference.answers(number), f"command-{number}")


class Stock:
    """The life in SpiffWorkflow: one row with the serialised workflow, one for what was done."""

    def __init__(self, path: Path, wind: Any) -> None:
        self._wind, self._serializer, self._done = wind, BpmnWorkflowSerializer(), 0
        self._connection = sqlite3.connect(path)
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE workflow (id INTEGER PRIMARY KEY, state TEXT, version INTEGER)")
        self._connection.execute("CREATE TABLE history (id INTEGER PRIMARY KEY, task TEXT, at TEXT)")
        self._kept = ""
        self._forms = [reference.answers(number) for number in range(FORMS)]

    def after(self, rounds: int) -> "Stock":
        """This life, so many monitorings on; lived in memory, saved at the end."""
        workflow = self._begin()
        while self._done < rounds + sum(reference.STAGES):
            ready = _ready(workflow)
            if ready:
                self._answer(workflow, ready[0])
            else:
                self._wind(MONTH)
                workflow.refresh_timers()
                workflow.do_engine_steps()
        self._wind(MONTH)
        workflow.refresh_timers()
        workflow.do_engine_steps()
        self._kept = self._serializer.serialize_json(workflow)
        self._connection.execute("INSERT INTO workflow VALUES (1, ?, 0)", (self._kept,))
        self._connection.commit()
        return self

    def complete(self) -> None:
        """Load, answer the ready task, let the engine go on, save."""
        row = self._connection.execute("SELECT state, version FROM workflow WHERE id = 1").fetchone()
        workflow = self._serializer.deserialize_json(row[0])
        task = _ready(workflow)[0]
        self._answer(workflow, task)
        state = self._serializer.serialize_json(workflow)
        changed = "UPDATE workflow SET state = ?, version = ? WHERE id = 1 AND version = ?"
        assert self._connection.execute(changed, (state, row[1] + 1, row[1])).rowcount == 1
        self._connection.execute("INSERT INTO history (task, at) VALUES (?, ?)", (task.task_spec.name, str(BEGIN)))
        self._connection.commit()

    def restore(self) -> None:
        """Back to the same age."""
        self._connection.execute("UPDATE workflow SET state = ?", (self._kept,))
        self._connection.commit()

    @property
    def stored(self) -> int:
        """Bytes of the workflow's state."""
        return len(self._kept.encode())

    def _begin(self) -> Any:
        parser = BpmnParser()
        parser.add_bpmn_str(reference.drawing(reference.SPIFF).encode())
        workflow = BpmnWorkflow(parser.get_spec("life"), parser.get_subprocess_specs("life"))
        workflow.task_tree.data.update(reference.facts(), over=False)
        workflow.do_engine_steps()
        return workflow

    def _answer(self, workflow: Any, task: Any) -> None:
        self._done += 1
        given = self._forms[self._done % FORMS]
        task.data.update({"rework": given["rework"], "over": given["over"], task.task_spec.name: given})
        task.run()
        workflow.do_engine_steps()


def _ready(workflow: Any) -> list[Any]:
    return list(workflow.get_tasks(state=TaskState.READY, manual=True))


@cache
def published() -> tuple[Bundle, Definition]:
    bundle = Bundle(reference.bundle())
    return bundle, definitions.compile(bundle)


@contextmanager
def winding() -> Iterator[Any]:
    """A clock for SpiffWorkflow, which takes none: what its timers call now moves on."""

    class Wound(datetime):
        ahead = timedelta()

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return BEGIN + cls.ahead

    def wind(span: timedelta) -> None:
        Wound.ahead += span

    logging.getLogger("spiff").setLevel(logging.WARNING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timer, "datetime", Wound)
        yield wind
