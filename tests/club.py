"""A family whose cases open by themselves: gardeners are called to a review every month, the house once a year."""

from functools import cache

from engine.definitions import Bundle, Definition, compile

CLUB = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:opora="urn:opora:bpmn:1"
             targetNamespace="urn:opora:test">
  <process id="club">
    <startEvent id="monthly"><extensionElements>{each}</extensionElements>
      <timerEventDefinition><time{kind}>{cycle}</time{kind}></timerEventDefinition></startEvent>
    <sequenceFlow id="f1" sourceRef="monthly" targetRef="review"/>
    <userTask id="review"><extensionElements><opora:task role="gardener" seat="member"/></extensionElements></userTask>
    <sequenceFlow id="f2" sourceRef="review" targetRef="done"/>
    <endEvent id="done"/>
    {more}
  </process></definitions>"""
EACH = '<opora:each roles="gardener" seat="member" name="member_name"/>'
MONTHLY = "R/2026-04-01T09:00/P1M"
SETTINGS = 'key = "club"\ntitle = "Club"\nmain = "club"\ntitle_fact = "member_name"\nlead_seat = "member"\n'


@cache
def club(cycle: str = MONTHLY, each: str = EACH, more: str = "", kind: str = "Cycle") -> Bundle:
    """The family with its monthly start on another schedule, for others, or with more in its diagram."""
    return Bundle({"process.toml": SETTINGS, "club.bpmn": CLUB.format(cycle=cycle, each=each, more=more, kind=kind)})


@cache
def compiled(cycle: str = MONTHLY, each: str = EACH) -> Definition:
    """It, compiled."""
    return compile(club(cycle, each))
