"""A tiny family of cases for tests of storage: a plant is sown, watered, and harvested or lost.

It has a stage with a task that is due and reminded of, a message that can come at any time, a pause
by timer, and two exits.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Self

from sqlalchemy import Connection

from engine import definitions
from engine.calendars import Calendar, Hours
from engine.clock import ManualClock
from engine.definitions import Bundle, Definition
from engine.ids import CountingIds
from engine.memory import MemoryStore
from engine.roles import Actor, Grant, Roles, parse
from engine.service import Answers, CaseService
from engine.stores import Store
from persistence import accounts
from persistence.accounts import NewAccount
from persistence.queries import people
from persistence.queries.scope import Viewer
from persistence.store import CaseStore

LEASE = timedelta(minutes=1)
MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
OFFICE = Calendar("Europe/Moscow", (Hours.parse("09:00-18:00"),) * 5 + (None, None))

SETTINGS = """
key = "garden"
title = "Gardening"
main = "garden"
number = "G-{year}-{n:03}"
title_fact = "plant"
lead_seat = "gardener"
inherit = ["plant"]

[[identity]]
form = "garden/seed"
name = "plant"
phone = "note"

[[norm]]
key = "roses"
title = "Roses a gardener can care for"
unit = "cases"
measure = "cases_per_lead"
value = "plant"
equals = "Rose"
most = 1

[[counted]]
key = "watered"
title = "Waterings"
from = [{ form = "garden/water", number = "if is_ripe then 2 else 1", value = "is_ripe" }]

[[indicator]]
key = "watered"
title = "Share of plants that were watered"
unit = "percent"
formula = "Plants watered in the period ÷ all plants × 100 %"
top = { count = "open_cases", among = "watered" }
bottom = { count = "open_cases" }
"""

BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:opora="urn:opora:bpmn:1"
             id="garden_file" targetNamespace="urn:opora:test">
  <message id="lost" name="lost"/>
  <process id="garden" name="Gardening" isExecutable="true">
    <startEvent id="sown" name="Sow">
      <extensionElements><opora:task role="gardener" form="garden/seed"/></extensionElements>
    </startEvent>
    <sequenceFlow id="f1" sourceRef="sown" targetRef="grow"/>
    <callActivity id="grow" name="Growing" calledElement="growing"/>
    <boundaryEvent id="wither" name="Lost" attachedToRef="grow">
      <extensionElements><opora:task role="head" form="garden/loss"/></extensionElements>
      <messageEventDefinition messageRef="lost"/>
    </boundaryEvent>
    <sequenceFlow id="f2" sourceRef="wither" targetRef="withered"/>
    <endEvent id="withered" name="Withered"><extensionElements><opora:exit outcome="bad"/></extensionElements></endEvent>
    <sequenceFlow id="f3" sourceRef="grow" targetRef="harvest"/>
    <userTask id="harvest" name="Harvest">
      <extensionElements><opora:task role="head" seat="head" form="garden/harvest"/></extensionElements>
    </userTask>
    <sequenceFlow id="f4" sourceRef="harvest" targetRef="seeds"/>
    <exclusiveGateway id="seeds" default="f5"/>
    <sequenceFlow id="f5" sourceRef="seeds" targetRef="harvested"/>
    <sequenceFlow id="f6" sourceRef="seeds" targetRef="sown_again">
      <conditionExpression>again</conditionExpression>
    </sequenceFlow>
    <endEvent id="sown_again" name="Sown again">
      <extensionElements><opora:exit outcome="neutral"/><opora:opens process="garden"/></extensionElements>
    </endEvent>
    <endEvent id="harvested" name="Harvested">
      <extensionElements><opora:exit outcome="good"/></extensionElements>
    </endEvent>
  </process>
  <process id="growing" name="Growing" isExecutable="true">
    <startEvent id="began"/>
    <sequenceFlow id="g1" sourceRef="began" targetRef="again"/>
    <exclusiveGateway id="again"/>
    <sequenceFlow id="g2" sourceRef="again" targetRef="water"/>
    <userTask id="water" name="Water the plant">
      <extensionElements>
        <opora:task role="gardener" form="garden/water"/>
        <opora:deadline amount="2" unit="working_days" anchor="entry"/>
      </extensionElements>
    </userTask>
    <boundaryEvent id="thirst" name="Three days dry" attachedToRef="water" cancelActivity="false">
      <timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition>
    </boundaryEvent>
    <sequenceFlow id="g3" sourceRef="thirst" targetRef="remind"/>
    <userTask id="remind" name="Remind the gardener">
      <extensionElements><opora:task role="head"/></extensionElements>
    </userTask>
    <sequenceFlow id="g4" sourceRef="remind" targetRef="reminded"/>
    <endEvent id="reminded"/>
    <sequenceFlow id="g5" sourceRef="water" targetRef="ripe"/>
    <exclusiveGateway id="ripe" default="g6"/>
    <sequenceFlow id="g6" sourceRef="ripe" targetRef="wait"/>
    <intermediateCatchEvent id="wait" name="A week">
      <timerEventDefinition><timeDuration>P7D</timeDuration></timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="g7" sourceRef="wait" targetRef="again"/>
    <sequenceFlow id="g8" sourceRef="ripe" targetRef="grown">
      <conditionExpression>is_ripe</conditionExpression>
    </sequenceFlow>
    <endEvent id="grown"/>
  </process>
</definitions>
"""

NAME = {"name": "plant", "kind": "line", "label": "Plant", "required": True, "export": "plant"}
GARDENER = {"name": "gardener", "kind": "person", "label": "Gardener", "role": "gardener", "seat": "gardener"}
RIPE = {"name": "is_ripe", "kind": "yesno", "label": "Ripe?", "required": True, "export": "is_ripe"}
AGAIN = {"name": "again", "kind": "yesno", "label": "Sow again?", "export": "again"}
NOTE = {"name": "note", "kind": "text", "label": "Note"}

ROLES = """
[[role]]
key = "gardener"
title = "Gardener"
reports_to = "head"
permissions = ["case.open:own", "case.read:own", "task.work:own", "case.discuss:own", "register.read:own", "reports.read:own", "indicators.read:own"]

[[role]]
key = "head"
title = "Head of the garden"
permissions = ["case.read:team", "task.work:team", "task.assign:team", "case.discuss:team", "message.send:team", "register.read:team",
               "deadlines.read:team", "reports.read:team", "indicators.read:team",
               "deadline.extend:team", "record.correct:team", "document.issue:team"]

[[role]]
key = "auditor"
title = "Auditor"
permissions = ["case.read:all", "register.read:all", "history.read:all", "definitions.read:all", "deadlines.read:all", "reports.read:all",
               "indicators.read:all"]
"""

ANNA = Actor("anna", "Anna", (Grant("gardener", "north"),))
BORIS = Actor("boris", "Boris", (Grant("gardener", "north"),))
HEAD = Actor("head", "Head", (Grant("head", "north"),))
SOUTH = Actor("south", "South", (Grant("gardener", "south"), Grant("head", "south")))
AUDITOR = Actor("audit", "Auditor", (Grant("auditor", None),))
EVERYBODY = (ANNA, BORIS, HEAD, SOUTH, AUDITOR)


def _form(title: str, *fields: Mapping[str, object]) -> str:
    return json.dumps({"title": title, "sections": [{"title": title, "fields": fields}]})


BUNDLE = Bundle(
    {
        "process.toml": SETTINGS,
        "garden.bpmn": BPMN,
        "garden/seed.form.json": _form("Seed", NAME, GARDENER, NOTE),
        "garden/water.form.json": _form("Watering", RIPE, NOTE),
        "garden/harvest.form.json": _form("Harvest", AGAIN),
        "garden/loss.form.json": _form("Loss", NOTE),
    }
)


@cache
def definition() -> Definition:
    """The family, compiled."""
    return definitions.compile(BUNDLE)


@cache
def roles() -> Roles:
    return parse(ROLES)


class Garden:
    """A store with the family published, and the services around it."""

    def __init__(self, store: Store, prefix: str = "case") -> None:
        self.store, self.clock, self.ids = store, ManualClock(MONDAY), CountingIds(prefix)
        self.service = CaseService(store, self.clock, self.ids, roles())

    def prepare(self) -> Self:
        """Publish the family, adopt a calendar, let everybody in."""
        settle(self.store)
        self.store.publish(BUNDLE, definition(), MONDAY, None)
        self.store.adopt(OFFICE, MONDAY)
        return self

    def sow(self, plant: str = "Rose", by: Actor = ANNA, team: str = "north", **more: str) -> str:
        """Open a case; its id."""
        answers = Answers({"plant": plant, **more})
        return self.service.open(by, "garden", team, answers).case_id

    def token(self, case_id: str, node: str) -> int:
        """The open task at a node."""
        return next(task.token for task in self.store.case(case_id).tasks.values() if task.node == node)

    def water(self, case_id: str, ripe: bool = False, by: Actor = ANNA, note: str = "") -> None:
        """Complete the watering."""
        given = {"is_ripe": "yes" if ripe else "no", "note": note}
        self.service.complete(by, case_id, self.token(case_id, "water"), Answers(given))

    def fire_due(self) -> int:
        """Fire everything due, as a worker does; how many."""
        claimed = self.store.claim(self.clock.now(), 100, LEASE, self.ids.new())
        for job in claimed:
            self.service.wake(job)
        return len(claimed)


class Watched(Garden):
    """A garden in a database, whose lists can be looked at."""

    store: CaseStore

    def __init__(self, store: CaseStore) -> None:
        super().__init__(store)
        self.database, self.vault = store.database, store.vault

    def with_people(self) -> "Watched":
        """Everybody has an account, every team a title."""
        self.database.write(_people)
        return self

    @contextmanager
    def look(self, actor: Actor) -> Iterator[Viewer]:
        """The database as the actor sees it now."""
        with self.database.reading() as reader:
            yield Viewer(reader, actor, roles(), self.clock.now())


def settle(store: Store) -> None:
    """Everybody holds his roles in the store's own book of people."""
    if isinstance(store, MemoryStore):
        store.people = {one.id: one.grants for one in EVERYBODY}
    elif isinstance(store, CaseStore):
        store.database.write(_people)


def _people(connection: Connection) -> None:
    for team in ("north", "south"):
        accounts.add_team(connection, team, f"Team {team}")
    known = {account.id for account in people.everybody(connection)}
    for one in EVERYBODY:
        if one.id not in known:
            accounts.add(connection, NewAccount(one.id, one.id, one.name, "-", one.grants), MONDAY)
