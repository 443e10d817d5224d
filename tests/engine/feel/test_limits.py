"""Hostile expressions: refused with a sentence, quickly, and with nothing but a FeelError."""

from decimal import Decimal

import pytest

from engine.feel import FeelError, compile_expression, compile_unary_tests

BOMB = "{a: [1, 1], " + ", ".join(f"{chr(98 + i)}: [{chr(97 + i)}, {chr(97 + i)}]" for i in range(24)) + "}.y"
TEXT_BOMB = '{a: "xxxxxxxxxx", ' + ", ".join(f"{chr(98 + i)}: {chr(97 + i)} + {chr(97 + i)}" for i in range(24)) + "}"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "1" + ")" * 500,
        "[" * 500,
        "1" + " + 1" * 500,
        "x" + ".a" * 500,
        "x" + "[1]" * 500,
        "not(" * 100 + "true" + ")" * 100,
        "if true then " * 100 + "1",
        "{a: " * 100,
        "1 + " * 50_000 + "1",
        "list<" * 3_000,
        "1 instance of " + "list<" * 500 + "number",
        "function() " * 500 + "1",
        "for i in " * 300,
        "1e999999999",
        "9" * 9_000 + " ** 2 in",
    ],
)
def test_a_text_that_is_too_deep_or_too_long_is_refused_when_compiled(text: str) -> None:
    with pytest.raises(FeelError):
        compile_expression(text)
    with pytest.raises(FeelError):
        compile_unary_tests(text)


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000000000 return i",
        "for i in 1..10000, j in 1..10000 return 1",
        "some i in 1..10000, j in 1..10000 satisfies i + j < 0",
        "count(for i in 1..1000, j in 1..1000 return i)",
        "count((for i in 1..20000 return i)[count((for j in 1..20000 return j)[item > 1]) < 0])",
        f"string({BOMB})",
        f"{BOMB} = {BOMB}",
        f"flatten({BOMB})",
        f"for i in 1..100 return count(flatten({BOMB[:-2]}.l))",
        TEXT_BOMB,
        "(function(f) f(f))(function(f) f(f))",
        "(function(f) [f(f), f(f)])(function(f) [f(f), f(f)])",
        "for i in 1..20000 return partial",
        'matches(string join(for i in 1..20000 return "aaaa", ""), "(a*)*(a*)*(a*)*b")',
        "for i in 1..1000 return sort(for j in 1..1000 return j, function(a, b) a > b)",
    ],
)
def test_an_expression_that_would_run_on_is_stopped(text: str) -> None:
    with pytest.raises(FeelError):
        compile_expression(text).evaluate({})


def test_a_pattern_made_for_backtracking_takes_linear_time() -> None:
    hostile = compile_expression('matches(text, "^(a+)+(a|aa)*(a*)*$")')
    assert hostile.evaluate({"text": "a" * 1_000 + "b"}) is False
    assert hostile.evaluate({"text": "a" * 1_000}) is True


def test_numbers_stay_bounded() -> None:
    squares = "{a: 99999999999, " + ", ".join(f"{chr(98 + i)}: {chr(97 + i)} * {chr(97 + i)}" for i in range(20)) + "}"
    assert compile_expression(f"{squares}.u").evaluate({}) is None
    assert compile_expression("x * x").evaluate({"x": 10**5_000}) is None
    assert compile_expression("floor(x)").evaluate({"x": 10**50}) is not None


def test_floats_are_no_numbers() -> None:
    assert compile_expression("x + 1").evaluate({"x": 1.5}) is None
    assert compile_expression("x = 1.5").evaluate({"x": 1.5}) is None


def test_numbers_of_any_size_and_kind_are_taken_calmly() -> None:
    odd = ["1e999999999", "-1e-999999999", "NaN", "sNaN", "Infinity", "-0"]
    for text in ("x + 1", "x = x", "x < 1", "floor(x)", "even(x)", "string(x)", "[1][x]", "for i in 1..x return i", "x ** x",
                 "sum([x, x])", "min([x, 1])", "median([x, 2])", "mode([x])", "distinct values([x, x])", "x in [0..1]",
                 'substring("abc", x)', "modulo(x, 3)", "sort([x, 1])", "stddev([x, 1])", "@\"P1D\" * x"):  # fmt: skip
        for number in odd:
            compile_expression(text).evaluate({"x": Decimal(number)})


def test_python_is_out_of_reach() -> None:
    for text in ('"".__class__', "x.__class__", "{a: 1}.__class__", '@"2026-01-01".replace', "[1].append"):
        assert compile_expression(text).evaluate({"x": object()}) in (None, [None])
    with pytest.raises(FeelError):
        compile_expression('__import__("os")')
