"""Diagrams are judged and tried from a terminal: stable answers and exit codes for scripts, sentences for people."""

import json
from pathlib import Path

import pytest

from tests.web.command_line import CASEWORK, MORNING, TABLE, lines, opora
from web.settings import HOUSE

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
LOOP = """
<bpmn:startEvent id="Start"/>
<bpmn:sequenceFlow id="f1" sourceRef="Start" targetRef="Ask"/>
<bpmn:userTask id="Ask" name="Ask somebody"/>
<bpmn:sequenceFlow id="f2" sourceRef="Ask" targetRef="G"/>
<bpmn:exclusiveGateway id="G" default="again"/>
<bpmn:sequenceFlow id="again" sourceRef="G" targetRef="Ask"/>
<bpmn:sequenceFlow id="ok" sourceRef="G" targetRef="Later">
  <bpmn:conditionExpression>=approved</bpmn:conditionExpression>
</bpmn:sequenceFlow>
<bpmn:intermediateCatchEvent id="Later">
  <bpmn:timerEventDefinition><bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition>
</bpmn:intermediateCatchEvent>
<bpmn:sequenceFlow id="f3" sourceRef="Later" targetRef="End"/>
<bpmn:endEvent id="End"/>"""
RACE = """
<bpmn:startEvent id="Start"/>
<bpmn:sequenceFlow id="f1" sourceRef="Start" targetRef="Race"/>
<bpmn:eventBasedGateway id="Race"/>
<bpmn:sequenceFlow id="f2" sourceRef="Race" targetRef="Called"/>
<bpmn:sequenceFlow id="f3" sourceRef="Race" targetRef="Late"/>
<bpmn:intermediateCatchEvent id="Called"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>
<bpmn:intermediateCatchEvent id="Late">
  <bpmn:timerEventDefinition><bpmn:timeDuration>P1M</bpmn:timeDuration></bpmn:timerEventDefinition>
</bpmn:intermediateCatchEvent>
<bpmn:sequenceFlow id="f4" sourceRef="Called" targetRef="Answered"/>
<bpmn:sequenceFlow id="f5" sourceRef="Late" targetRef="Silent"/>
<bpmn:endEvent id="Answered"/><bpmn:endEvent id="Silent"/>"""
CALL = """
<bpmn:startEvent id="S"/><bpmn:sequenceFlow id="a" sourceRef="S" targetRef="C"/>
<bpmn:callActivity id="C" calledElement="Process_1"/>
<bpmn:sequenceFlow id="b" sourceRef="C" targetRef="E"/><bpmn:endEvent id="E"/>"""


def diagram(inside: str, key: str = "Process_1") -> str:
    """A diagram as other tools save it: nothing of ours."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<bpmn:definitions xmlns:bpmn="{BPMN}" id="D" targetNamespace="http://bpmn.io/schema/bpmn">\n'
        '<bpmn:message id="m" name="A call"/>\n'
        f'<bpmn:process id="{key}" isExecutable="true">{inside}\n</bpmn:process></bpmn:definitions>'
    )


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.bpmn"
    path.write_text(diagram(LOOP), encoding="utf-8")
    return path


def answers(folder: Path, given: object) -> Path:
    path = folder / "answers.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    return path


# --- check -------------------------------------------------------------------------------------------


def test_a_diagram_of_another_tool_is_judged_on_bpmn_alone(plain: Path) -> None:
    result = opora("check", plain, "--json")
    [told] = lines(result)
    assert result.exit_code == 0
    assert (told["deployable"], told["errors"], told["warnings"]) == (True, 0, 2)
    assert {finding["code"] for finding in told["findings"]} == {"no-role", "no-form"}
    assert {finding["severity"] for finding in told["findings"]} == {"warning"}


def test_a_finding_names_file_line_element_and_says_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "loose.bpmn"
    path.write_text(diagram(LOOP.replace('targetRef="Ask"', 'targetRef="Nobody"', 1)), encoding="utf-8")
    result = opora("check", path, "--json")
    found = next(finding for finding in lines(result)[0]["findings"] if finding["code"] == "loose-flow")
    assert result.exit_code == 1
    assert (found["file"], found["line"], found["element"], found["severity"]) == (str(path), 6, "f1", "error")
    assert found["sentence"] == "The flow does not lead from one element of its process to another."
    assert f"{path}:6: error: f1: The flow does not" in opora("check", path).stdout


def test_a_family_is_judged_as_it_would_be_deployed() -> None:
    result = opora("check", CASEWORK)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("Can be deployed: 0 errors")


def test_a_diagram_of_a_family_is_judged_with_it(tmp_path: Path) -> None:
    (tmp_path / "process.toml").write_text('key = "k"\ntitle = "K"\nmain = "Process_1"\n', encoding="utf-8")
    (tmp_path / "k.bpmn").write_text(diagram(LOOP), encoding="utf-8")
    result = opora("check", tmp_path / "k.bpmn", "--json")
    assert result.exit_code == 1
    assert ("no-role", "error") in {(each["code"], each["severity"]) for each in lines(result)[0]["findings"]}


def test_a_process_drawn_beside_may_be_called(plain: Path) -> None:
    caller = plain.with_name("caller.bpmn")
    caller.write_text(diagram(CALL, "Process_2"), encoding="utf-8")
    assert opora("check", caller).exit_code == 0
    plain.unlink()
    result = opora("check", caller, "--json")
    assert result.exit_code == 1
    assert lines(result)[0]["findings"][0]["code"] == "unknown-process"


def test_unrelated_diagrams_may_use_the_same_ids(plain: Path) -> None:
    other = plain.with_name("other.bpmn")
    other.write_text(plain.read_text(encoding="utf-8"), encoding="utf-8")
    assert opora("check", plain, other).exit_code == 0
    assert opora("check", plain.parent).exit_code == 0


def test_tables_and_forms_are_judged_too(tmp_path: Path) -> None:
    table, form = tmp_path / "t.dmn", tmp_path / "f.form.json"
    table.write_text(TABLE.replace("duration(", "duration"), encoding="utf-8")
    form.write_text('{"title": "F",\n "sections": [{"title": "S",\n "fields": [{"name": "a"}]}]}', encoding="utf-8")
    result = opora("check", table, form, "--json")
    found = lines(result)[0]["findings"]
    assert result.exit_code == 1
    assert {Path(finding["file"]).name for finding in found} == {"t.dmn", "f.form.json"}
    assert [finding["line"] for finding in found if finding["element"] == "a"] == [3]


def test_forms_of_the_house_are_fine() -> None:
    assert opora("check", *sorted((HOUSE / "forms" / "casework").glob("*.form.json"))).exit_code == 0


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\xff\xfe\x00", b"<a", b"<a/>", b"\xff\xfe<\x00", b'<?xml version="1.0" encoding="zip"?><a/>',
        b'<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>', b"<a>" * 5000, f'<definitions xmlns="{BPMN}"/>'.encode(),
        f'<definitions xmlns="{BPMN}"><process/></definitions>'.encode(),
        f'<definitions xmlns="{BPMN}"><process id="p"/></definitions>'.encode(), b"[" * 50_000, b"{}", b"NaN",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["x.bpmn", "x.dmn", "x.form.json"])
def test_a_hostile_file_is_refused_with_a_sentence(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    result = opora("check", tmp_path / name, "--json")
    [told] = lines(result)
    assert result.exit_code == 1, result.output
    assert not told["deployable"]
    assert all(finding["sentence"] for finding in told["findings"])
    tried = opora("try", tmp_path / name)
    assert tried.exit_code == (1 if name.endswith(".bpmn") else 2)


def test_other_encodings_that_xml_declares_are_read(plain: Path) -> None:
    text = plain.read_text(encoding="utf-8").replace("UTF-8", "UTF-16").replace("Ask somebody", "Спросить")
    plain.write_bytes(text.encode("utf-16"))
    assert opora("check", plain).exit_code == 0


@pytest.mark.parametrize("words", [["check"], ["check", "nowhere.bpmn"], ["check", __file__], ["try"], ["feel"]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    assert opora(*words).exit_code == 2


# --- try ---------------------------------------------------------------------------------------------


def test_a_trial_tells_every_step_and_ends_done(plain: Path) -> None:
    given = answers(plain.parent, {"Ask": [{"approved": False}, {"approved": True}]})
    result = opora("try", plain, "--answers", given, "--clock", MORNING)
    *steps, end = lines(result)
    assert result.exit_code == 0
    assert [(step["done"], step["element"], step["kind"]) for step in steps] == [
        ("started", "Start", "startEvent"), ("completed", "Ask", "userTask"), ("completed", "Ask", "userTask"),
        ("fired", "Later", "intermediateCatchEvent"),
    ]  # fmt: skip
    assert [step["marking"] for step in steps] == [["Ask"], ["Ask"], ["Later"], []]
    assert [step["at"] for step in steps] == [MORNING] * 3 + ["2026-03-05T10:00:00+03:00"]
    assert (end["status"], end["exit"], end["values"]) == ("done", "End", {"approved": True})


def test_an_endless_loop_ends_waiting_with_a_sentence(plain: Path) -> None:
    result = opora("try", plain, "--steps", 50)
    *steps, end = lines(result)
    assert result.exit_code == 0
    assert len(steps) == end["steps"] == 50
    assert (end["status"], end["sentence"]) == ("waiting", "Stopped after 50 steps; it may well go round without end.")


def test_a_loop_that_waits_for_nothing_fails(tmp_path: Path) -> None:
    path = tmp_path / "mad.bpmn"
    path.write_text(diagram(LOOP.replace("userTask", "exclusiveGateway", 1).replace(
        '<bpmn:exclusiveGateway id="Ask" name="Ask somebody"/>', '<bpmn:exclusiveGateway id="Ask"/>')), encoding="utf-8")  # fmt: skip
    result = opora("try", path)
    assert result.exit_code == 1
    assert lines(result)[-1]["status"] == "failed"


def test_a_task_answered_with_null_is_left_open(plain: Path) -> None:
    result = opora("try", plain, "--answers", answers(plain.parent, {"Ask": None}))
    assert result.exit_code == 0
    assert lines(result)[-1]["sentence"] == "It waits at Ask."


@pytest.mark.parametrize("key", ["Called", "A call"])
def test_a_message_comes_when_the_answers_give_it(key: str, tmp_path: Path) -> None:
    path = tmp_path / "race.bpmn"
    path.write_text(diagram(RACE), encoding="utf-8")
    assert lines(opora("try", path))[-1]["exit"] == "Silent"
    end = lines(opora("try", path, "--answers", answers(tmp_path, {key: {"by": "phone"}})))[-1]
    assert (end["exit"], end["values"]) == ("Answered", {"by": "phone"})


def test_a_case_begins_with_the_values_given(plain: Path) -> None:
    end = lines(opora("try", plain, "--answers", answers(plain.parent, {"values": {"approved": True}})))[-1]
    assert end["status"] == "done"


def test_a_trial_that_goes_wrong_names_the_element(plain: Path) -> None:
    result = opora("try", plain, "--answers", answers(plain.parent, {"Ask": {"approved": "maybe"}}))
    assert result.exit_code == 1
    end = lines(result)[-1]
    assert (end["status"], end["element"], end["marking"]) == ("failed", "G", ["Ask"])


@pytest.mark.parametrize("given", [{"Nobody": {}}, {"Ask": 3}, [], {"Ask": {"a": {"$date": "soon"}}}])
def test_answers_that_nobody_asks_for_are_wrong_usage(given: object, plain: Path) -> None:
    assert opora("try", plain, "--answers", answers(plain.parent, given)).exit_code == 2


def test_a_family_is_tried_by_its_folder() -> None:
    first = lines(opora("try", CASEWORK, "--clock", MORNING))[0]
    assert first["marking"][-1] == "T1_decide"


def test_a_service_answers_as_told_or_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "service.bpmn"
    path.write_text(diagram(
        '<bpmn:startEvent id="S"/><bpmn:sequenceFlow id="a" sourceRef="S" targetRef="F"/>'
        '<bpmn:serviceTask id="F"><bpmn:extensionElements><opora:service xmlns:opora="urn:opora:bpmn:1" '
        'name="next_working_day" result="day"/><opora:input xmlns:opora="urn:opora:bpmn:1" name="date">'
        'date("2026-03-06")</opora:input></bpmn:extensionElements></bpmn:serviceTask>'
        '<bpmn:sequenceFlow id="b" sourceRef="F" targetRef="E"/><bpmn:endEvent id="E"/>'), encoding="utf-8")  # fmt: skip
    for given, day in (({}, {"$date": "2026-03-10"}), ({"F": {"day": "some day"}}, "some day")):
        end = lines(opora("try", path, "--clock", MORNING, "--answers", answers(tmp_path, given)))[-1]
        assert (end["status"], end["values"]) == ("done", {"day": day})
    assert lines(opora("try", path, "--answers", answers(tmp_path, {"F": None})))[-1]["status"] == "waiting"
