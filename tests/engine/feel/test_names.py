"""Names of several words, in any script, and what is said about those that do not exist."""

from collections.abc import Mapping

import pytest

from engine.feel import FeelError, compile_expression, compile_unary_tests


def evaluate(text: str, values: Mapping[str, object]) -> object:
    return compile_expression(text, values.keys()).evaluate(values)


def test_the_longest_known_name_wins() -> None:
    values = {"rate": 1, "rate in percent": 2, "rate in": 3}
    assert evaluate("rate in percent + 1", values) == 3
    assert evaluate("rate  in\npercent", values) == 2
    assert evaluate("rate in [1..5]", {"rate": 1}) is True


def test_names_may_be_cyrillic_and_hold_signs() -> None:
    assert evaluate("Число детей > 2 and not(есть риск)", {"Число детей": 3, "есть риск": False}) is True
    assert evaluate("well-being * 2", {"well-being": 4, "well": 1, "being": 1}) == 8
    assert evaluate("well - being", {"well-being": 4, "well": 3, "being": 1}) == 2
    assert evaluate("№ дела", {"№ дела": "ТРС-1"}) == "ТРС-1"


def test_a_name_may_begin_with_a_keyword_or_be_that_of_a_function() -> None:
    assert evaluate("not ready", {"not ready": True}) is True
    assert evaluate("date + 1", {"date": 1}) == 2
    assert evaluate('date("2026-01-01").year + date', {"date": 1}) == 2027
    assert evaluate("date and time", {"date and time": 5}) == 5


def test_without_a_list_of_names_any_words_are_a_name() -> None:
    expression = compile_expression("Monthly Salary * 12 > limit and is open")
    assert expression.names == {"Monthly Salary", "limit", "is open"}
    assert expression.evaluate({"Monthly Salary": 2, "limit": 20, "is open": True}) is True


def test_the_names_used_are_those_from_outside_alone() -> None:
    text = "for i in xs return {a: i, b: a + y}.b + sum(ys[item > z])"
    assert compile_expression(text).names == {"xs", "y", "ys"} or "z" in compile_expression(text).names
    assert compile_expression(text, ["xs", "y", "ys", "z"]).names == {"xs", "y", "ys", "z"}


def test_a_bound_name_hides_one_from_outside() -> None:
    assert evaluate("for x in [1, 2] return x", {"x": 9}) == [1, 2]
    assert evaluate("[{x: 1}, {x: 2}][x = 2].x", {"x": 9}) == [2]


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        ("decison = 1", 0, "did you mean “decision”"),
        ("1 + other", 4, "nothing here is called “other”"),
        ("frobnicate(1)", 0, "there is no function “frobnicate”"),
        ("sum()", 0, "does not take these arguments"),
        ('substring("a")', 0, "does not take these arguments"),
        ('substring(text: "a", start position: 1)', 0, "does not take these arguments"),
        ("1 +", 3, "ends too early"),
        ("1 2", 2, "“2” cannot stand here"),
        ("[1, 2", 5, "ends too early"),
        ('"abc', 0, "quotation mark"),
        ("1 /* x", 2, "comment"),
        ("if decision then 1", 18, "ends too early"),
        ("decision = = 1", 11, "“=” cannot stand here"),
        ('@"2026-13-01"', 0, "neither a date"),
        ("{a: 1, a: 2}", 7, "given twice"),
        ("1 instance of thing", 14, "there is no type “thing”"),
        ("(1 + 2]", 6, "“)” is missing before “]”"),
        ("?", 0, "nothing here is called “?”"),
        ("i", 0, "nothing here is called"),
        ("", 0, "ends too early"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, position: int, part: str) -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression(text, ["decision"])
    assert caught.value.position == position
    assert part in caught.value.plain()
    assert f"character {position + 1}:" in caught.value.plain()


def test_inside_a_cell_the_question_mark_is_the_tested_value() -> None:
    assert compile_unary_tests("? > limit", ["limit"]).matches(5, {"limit": 3})
    with pytest.raises(FeelError):
        compile_unary_tests("> other", ["limit"])
