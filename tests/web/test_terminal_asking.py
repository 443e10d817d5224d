"""Decisions and expressions are asked, and diagrams drawn, from a terminal."""

from pathlib import Path

import pytest

from tests.web.command_line import CASEWORK, MORNING, TABLE, lines, opora


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.dmn"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_decision_answers_with_its_value_and_rules(table: Path) -> None:
    result = opora("decide", table, "--decision", "kind", "--input", '{"age": 7.5}', "--json")
    assert result.exit_code == 0
    [told] = lines(result)
    assert (told["decision"], told["value"], len(told["rules"])) == ("kind", "child", 1)


def test_the_decision_that_no_other_requires_is_asked_and_dates_may_be_plain_text(table: Path) -> None:
    result = opora("decide", table, "--input", '{"age": 30, "born": "2000-02-29"}', "--json")
    assert lines(result)[0]["value"] == ["adult", "2001-02-28"]


def test_a_value_of_a_wrong_type_is_told(table: Path) -> None:
    result = opora("decide", table, "--decision", "kind", "--input", '{"age": "old"}', "--json")
    assert result.exit_code == 1
    assert lines(result)[0]["error"]["code"] == "decision-value"


def test_a_decision_that_is_not_there_is_wrong_usage(table: Path) -> None:
    assert opora("decide", table, "--decision", "no").exit_code == 2


@pytest.mark.parametrize(
    ("expression", "context", "value"),
    [
        ("0.1 + 0.2", "{}", 0.3),
        ("a b * 2", '{"a b": 21}', 42),
        ("день < date(2026, 1, 1)", '{"день": {"$date": "2025-12-31"}}', True),
        ('d + duration("P1D")', '{"d": "@\\"2025-12-31\\""}', {"$date": "2026-01-01"}),
        ("=null", "{}", None),
        ("-x + 1", '{"x": 3}', -2),
        ("[1..5]", "{}", {"$feel": "[1..5]"}),
    ],
)
def test_an_expression_has_a_value_in_json(expression: str, context: str, value: object) -> None:
    result = opora("feel", expression, "--context", context, "--json")
    assert result.exit_code == 0
    assert lines(result)[0]["value"] == value


def test_a_mistake_in_an_expression_carries_position_and_sentence() -> None:
    result = opora("feel", "1 + wrong", "--context", '{"right": 1}', "--json")
    assert result.exit_code == 1
    error = lines(result)[0]["error"]
    assert (error["code"], error["position"]) == ("feel", 4)
    assert "nothing here is called" in error["sentence"]
    assert "1 + wrong\n    ^\n" in opora("feel", "1 + wrong").stderr


@pytest.mark.parametrize(
    "context", ["[]", "{", "NaN", '{"a": NaN}', '{"a": {"$months": "x"}}', "@nowhere.json", "[" * 99_999]
)
def test_a_context_that_cannot_be_read_is_wrong_usage(context: str) -> None:
    assert opora("feel", "1", "--context", context).exit_code == 2


def test_now_is_the_moment_of_the_clock() -> None:
    assert opora("feel", "string(today())", "--clock", MORNING).stdout == "2026-03-02\n"


def test_diagrams_are_drawn_all_or_none(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    assert opora("draw", tmp_path).exit_code == 2
    (sources / "a.toml").write_text(
        (CASEWORK / "sources" / "T1_signal.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert lines(opora("draw", tmp_path, "--json")) == [{"written": [str(tmp_path / "a.bpmn")]}]
    assert (tmp_path / "a.bpmn").read_text(encoding="utf-8") == (CASEWORK / "T1_signal.bpmn").read_text(
        encoding="utf-8"
    )
    (tmp_path / "a.bpmn").unlink()
    (sources / "b.toml").write_text("[node", encoding="utf-8")
    assert opora("draw", tmp_path).exit_code == 1
    assert not (tmp_path / "a.bpmn").exists()
