"""The reference life: a case that is monitored month after month, as a diagram and as a driver."""

from datetime import UTC, datetime, timedelta

from engine.bpmn import parse
from engine.calendars import Calendar, Moment, build
from engine.kernel.plan import Plan
from engine.kernel.state import State
from engine.kernel.step import Complete, Fire, Start, step

BEGIN = datetime(2026, 1, 12, 9, tzinfo=UTC)

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
             id="d" targetNamespace="urn:opora:benchmark">
  <process id="life" isExecutable="true">
    <startEvent id="opened"/>
    <sequenceFlow id="f1" sourceRef="opened" targetRef="stage"/>
    <callActivity id="stage" calledElement="support"/>
    <sequenceFlow id="f2" sourceRef="stage" targetRef="closed"/>
    <endEvent id="closed"/>
  </process>
  <process id="support" isExecutable="true">
    <startEvent id="began"/>
    <sequenceFlow id="g1" sourceRef="began" targetRef="again"/>
    <exclusiveGateway id="again"/>
    <sequenceFlow id="g2" sourceRef="again" targetRef="monitor"/>
    <userTask id="monitor" name="monitoring"/>
    <boundaryEvent id="late" attachedToRef="monitor" cancelActivity="false">
      <timerEventDefinition><timeDuration xsi:type="tFormalExpression">P3D</timeDuration></timerEventDefinition>
    </boundaryEvent>
    <sequenceFlow id="g3" sourceRef="late" targetRef="noted"/>
    <endEvent id="noted"/>
    <sequenceFlow id="g4" sourceRef="monitor" targetRef="decide"/>
    <exclusiveGateway id="decide" default="g5"/>
    <sequenceFlow id="g5" sourceRef="decide" targetRef="month"/>
    <sequenceFlow id="g6" sourceRef="decide" targetRef="done">
      <conditionExpression xsi:type="tFormalExpression">result = "close"</conditionExpression>
    </sequenceFlow>
    <intermediateCatchEvent id="month">
      <timerEventDefinition><timeDuration xsi:type="tFormalExpression">P1M</timeDuration></timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="g7" sourceRef="month" targetRef="again"/>
    <endEvent id="done"/>
  </process>
</definitions>
"""


class Life:
    """A case driven round by round; `rounds` are finished monitorings."""

    def __init__(self, plan: Plan, calendar: Calendar) -> None:
        self.plan, self.calendar, self.now = plan, calendar, BEGIN
        self.state = step(plan, State(), Start({"result": "continue"}), Moment(BEGIN, calendar)).state

    def complete(self) -> State:
        """The step that is measured: the person completes the monitoring; the state is not kept."""
        token = self.state.tasks()[0]
        return step(self.plan, self.state, Complete(token.id, {"result": "continue"}), self._moment()).state

    def round(self) -> None:
        """One month: complete the monitoring, let the timer fire."""
        self.state = self.complete()
        self.now += timedelta(days=31)
        (timer, _, _), *_ = self.state.timers()
        self.state = step(self.plan, self.state, Fire(timer), self._moment()).state

    def after(self, rounds: int) -> "Life":
        """This life, so many rounds on."""
        for _ in range(rounds):
            self.round()
        return self

    def _moment(self) -> Moment:
        return Moment(self.now, self.calendar)


def plan() -> Plan:
    """The diagram, compiled."""
    return parse({"life.bpmn": DIAGRAM}, "life", "life")


def calendar() -> Calendar:
    """A Russian office's calendar."""
    return build([2026, 2027], "Europe/Moscow")
