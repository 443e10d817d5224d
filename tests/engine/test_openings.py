"""Timer start events are refused where they make no sense, and can be tried without people."""

from datetime import UTC, datetime

import pytest

from engine.calendars import build
from engine.clock import ManualClock
from engine.definitions import Bundle, review
from engine.trial import Answers, Trial
from tests.club import EACH, MONTHLY, club, compiled

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
CALLED = """<callActivity id="more" calledElement="part"/></process><process id="part"><startEvent id="p"/>
    <sequenceFlow id="p1" sourceRef="p" targetRef="q"/><endEvent id="q"/>
    <startEvent id="late"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></startEvent>
    <sequenceFlow id="p2" sourceRef="late" targetRef="q"/>"""


def refused(bundle: Bundle) -> list[tuple[str, str]]:
    return [(found.element, found.code) for found in review(bundle, {"gardener"})[1] if found.severity == "error"]


def test_a_family_whose_cases_open_by_themselves_is_sound() -> None:
    assert refused(club()) == []


@pytest.mark.parametrize(
    ("each", "found"),
    [
        ('<opora:each roles="king" seat="member"/>', [("monthly", "unknown-role")]),
        ('<opora:each roles="gardener"/>', [("monthly", "each")]),
        ('<opora:each seat="member"/>', [("monthly", "each")]),
        ('<opora:each roles="gardener" seat="member" team="north"/>', [("monthly", "extension")]),
        (EACH + '<opora:task role="gardener" form="club/review"/>', [("monthly", "timer-start")]),
    ],
)
def test_for_whom_must_be_told_in_full(each: str, found: list[tuple[str, str]]) -> None:
    bundle = club(each=each)
    form = '{"title": "R", "sections": [{"title": "R", "fields": [{"name": "a", "kind": "line", "label": "A"}]}]}'
    assert refused(Bundle({**bundle.files, "club/review.form.json": form})) == found


def test_a_schedule_cannot_ask_for_what_no_case_knows_yet() -> None:
    assert ("monthly", "timer-start") in refused(club(cycle="=rhythm"))


def test_a_called_process_opens_no_cases() -> None:
    flows = '<sequenceFlow id="f9" sourceRef="review" targetRef="more"/>'
    assert refused(club(more=flows + CALLED)) == [("late", "timer-start")]


def test_a_plan_is_tried_from_the_first_moment_of_its_start() -> None:
    trial = Trial(compiled(MONTHLY).plan, ManualClock(NOW), build(range(2025, 2028)), Answers({}))
    took = list(trial.run(20))
    assert (took[0].node.id, took[0].at.isoformat()) == ("monthly", "2026-04-01T09:00:00+03:00")
    assert trial.state.ended == "done"
