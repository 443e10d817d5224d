"""Diagrams are hostile until read."""

import pytest

from engine import bpmn
from engine.bpmn import reading
from engine.errors import Refused
from tests.engine.kernel.diagrams import HEADER, line


def refused(text: str) -> list[str]:
    """Codes of the findings for a file."""
    with pytest.raises(Refused) as error:
        bpmn.parse({"bad.bpmn": text}, "bad", "p")
    assert {finding.file for finding in error.value.findings} <= {"bad.bpmn", "process.toml", ""}
    return [finding.code for finding in error.value.findings]


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><lolz>&lol2;</lolz>"""
OUTSIDE = """<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>"""


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, "<!DOCTYPE definitions><definitions/>"])
def test_document_types_and_entities_are_refused(text: str) -> None:
    assert "hostile" in refused(text)


@pytest.mark.parametrize("text", ["", "nonsense", "<a>", "<a><b></a>", "\x00", "<a>\x01</a>", '{"json": true}'])
def test_what_is_no_xml_is_refused(text: str) -> None:
    assert "not-xml" in refused(text)


@pytest.mark.parametrize("text", ["<definitions/>", "<svg/>", f"<x>{HEADER}</bpmn:definitions></x>"])
def test_what_is_no_bpmn_is_refused(text: str) -> None:
    assert "not-bpmn" in refused(text)


def test_a_file_that_is_too_big_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    assert "too-big" in refused(line("a").xml())


def test_a_file_nested_too_deep_is_refused() -> None:
    assert "too-deep" in refused(HEADER + "<bpmn:x>" * 100 + "</bpmn:x>" * 100 + "</bpmn:definitions>")


def test_an_encoding_declared_in_the_text_does_no_harm() -> None:
    text = '\ufeff<?xml version="1.0" encoding="windows-1251"?>\n' + line("задача").xml()
    assert "задача" in bpmn.parse({"a.bpmn": text}, "a", "p").nodes


def test_a_process_that_is_not_there_is_refused() -> None:
    assert refused(line("a", key="other").xml()) == ["no-process"]


def test_a_process_without_anything_is_refused() -> None:
    assert refused(HEADER + '<bpmn:process id="p"/></bpmn:definitions>') == ["no-start"]


def test_the_processes_of_a_file_can_be_listed() -> None:
    text = line("a").xml(line("b", key="q"))
    assert bpmn.processes({"a.bpmn": text}) == [("p", ""), ("q", "")]
    with pytest.raises(Refused):
        bpmn.processes({"a.bpmn": "?"})
