"""Standard functions, one table per kind of value."""

from decimal import Decimal

import pytest

from engine.feel import FeelError, compile_expression
from tests.engine.feel.test_expressions import result, same, table


@table(
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", 3, 3)', "oba"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring("foobar", 0)', None),
    ('substring("foobar", 9)', ""),
    ('substring("\U0001f40eab", 2)', "ab"),
    ('substring(string: "foobar", start position: 3)', "obar"),
    ('string length("foo")', 3),
    ('upper case("aBc4")', "ABC4"),
    ('lower case("aBc4")', "abc4"),
    ('contains("foobar", "of")', False),
    ('contains(["foobar"], "oo")', True),
    ('starts with("foobar", "fo")', True),
    ('ends with("foobar", "r")', True),
    ('substring before("foobar", "bar")', "foo"),
    ('substring before("foobar", "xyz")', ""),
    ('substring after("foobar", "ob")', "ar"),
    ('substring after("", "a")', ""),
    ('string join(["a", "b", null], "-")', "a-b"),
    ('string join(["a", "b"])', "ab"),
    ('string join(["a", 1], "-")', None),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ('split("John Doe", "\\s")', ["John", "Doe"]),
    ("string length(1)", None),
    ('trim("  a ")', "a"),
    ("string(1.10)", "1.1"),
    ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
    ('string("a")', "a"),
    ("string(null)", None),
    ('string(@"P1DT2H")', "P1DT2H"),
    ("string(1 = 1)", "true"),
    ("string([function(a) a])", "[function]"),
)
def test_strings(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ('matches("foobar", "^fo*b")', True),
    ('matches("FooBar", "foo", "i")', True),
    ('matches("a\nb", "^b$", "m")', True),
    ('matches("a b", "a b", "x")', False),
    ('matches("a.b", "a.b", "q")', True),
    ('matches("axb", "a.b", "q")', False),
    ('matches("\u0451\u043b\u043a\u0430", "^\\w+$")', True),
    ('matches("2026-03-01", "\\d{4}-\\d{2}-\\d{2}")', True),
    ('matches("aaa", "^a{2}$")', False),
    ('matches("ab", "^(a|b)*$")', True),
    ('matches("a-b", "^[a\\-b]+$")', True),
    ('matches("Q", "[^a-z]")', True),
    ('matches("\u042f", "\\p{Lu}")', True),
    ('replace("abracadabra", "bra", "*")', "a*cada*"),
    ('replace("abracadabra", "a.*a", "*")', "*"),
    ('replace("abracadabra", "a.*?a", "*")', "*c*bra"),
    ('replace("AAAA", "A+?", "b")', "bbbb"),
    ('replace("2026-03-01", "(\\d+)-(\\d+)-(\\d+)", "$3.$2.$1")', "01.03.2026"),
    ('replace("abc", "x*", "-")', None),
    ('replace("abc", "b", "\\\\$")', "a$c"),
    ('replace("abc", "b", "$")', None),
    ('extract("ref 12 and 345", "\\d+")', ["12", "345"]),
)
def test_patterns(text: str, expected: object) -> None:
    assert same(result(text), expected)


@pytest.mark.parametrize(
    "pattern", ["(", "a)", "[a", "*a", "a**", "(?=a)", "(a)\\1", "a{3,1}", "\\q", "[b-a]", "a{9999}{9999}"]
)
def test_a_pattern_that_is_refused_is_refused_when_it_is_written(pattern: str) -> None:
    with pytest.raises(FeelError):
        compile_expression(f'matches(x, "{pattern}")', ["x"])
    assert compile_expression("matches(x, p)").evaluate({"x": "a", "p": pattern}) is None


@table(
    ("decimal(1/3, 2)", Decimal("0.33")),
    ("decimal(1.5, 0)", 2),
    ("decimal(2.5, 0)", 2),
    ("floor(1.5)", 1),
    ("floor(-1.5)", -2),
    ("floor(-1.56, 1)", Decimal("-1.6")),
    ("ceiling(1.5)", 2),
    ("ceiling(-1.5)", -1),
    ("round up(5.5, 0)", 6),
    ("round up(-5.5, 0)", -6),
    ("round down(5.5, 0)", 5),
    ("round half up(5.5, 0)", 6),
    ("round half up(-5.5, 0)", -6),
    ("round half down(5.5, 0)", 5),
    ("round half down(1.126, 2)", Decimal("1.13")),
    ("round up(1121, -2)", 1200),
    ("abs(-10)", 10),
    ("modulo(12, 5)", 2),
    ("modulo(-12, 5)", 3),
    ("modulo(12, -5)", -3),
    ("modulo(10.1, 4.5)", Decimal("1.1")),
    ("modulo(1, 0)", None),
    ("sqrt(16)", 4),
    ("sqrt(-1)", None),
    ("odd(5)", True),
    ("even(5)", False),
    ("even(1.5)", None),
    ('number("1 000,5", " ", ",")', Decimal("1000.5")),
    ('number("12")', 12),
    ('number("a")', None),
    ('number("1_000")', None),
    ('number("NaN")', None),
    ("exp(0)", 1),
    ("log(0)", None),
    ('floor("1")', None),
)
def test_numbers(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("list contains([1, 2, null], null)", True),
    ("list contains([1, true], 1.0)", True),
    ("list contains([true], 1)", False),
    ("count([1, 2])", 2),
    ("count(1)", 1),
    ("min([3, 1, 2])", 1),
    ("min(3, 1, 2)", 1),
    ('max(["a", "b"])', "b"),
    ('max([@"2026-01-01", @"2026-02-01"]).month', 2),
    ("min([])", None),
    ('min([1, "a"])', None),
    ("sum([1, 2.5])", Decimal("3.5")),
    ("sum(1, 2, 3)", 6),
    ("sum([])", None),
    ("sum([1, null])", None),
    ("mean([1, 2, 3])", 2),
    ("median([8, 2, 5, 3, 4])", 4),
    ("median([6, 1, 2, 3])", Decimal("2.5")),
    ("mode([6, 3, 9, 6, 6])", [6]),
    ("mode([6, 1, 9, 6, 1])", [1, 6]),
    ("stddev([2, 4, 7, 5])", Decimal("2.081665999466132735282297706979931")),
    ("product([2, 3, 4])", 24),
    ("all([true, false])", False),
    ("all([true, null])", None),
    ("all([])", True),
    ("any([false, true, null])", True),
    ("any([])", False),
    ("sublist([1, 2, 3], 2)", [2, 3]),
    ("sublist([1, 2, 3], 1, 2)", [1, 2]),
    ("sublist([1, 2, 3], -1)", [3]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("append([1], [2])", [1, [2]]),
    ("concatenate([1], [2, 3])", [1, 2, 3]),
    ("insert before([1, 3], 1, 2)", [2, 1, 3]),
    ("insert before([1, 3], 9, 2)", None),
    ("remove([1, 2, 3], 2)", [1, 3]),
    ("list replace([2, 4, 7, 8], 3, 6)", [2, 4, 6, 8]),
    ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", [5, 5, 7, 8]),
    ("reverse([1, 2])", [2, 1]),
    ("index of([1, 2, 3, 2], 2)", [2, 4]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("distinct values([1, 2, 1.0, true])", [1, 2, True]),
    ("duplicate values([1, 2, 1])", [1]),
    ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
    ("sort([{n: 2}, {n: 1}], function(a, b) a.n < b.n).n", [1, 2]),
    ('sort([1, "a"])', None),
)
def test_lists(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ('get value({a: 1}, "a")', 1),
    ('get value({a: {b: 2}}, ["a", "b"])', 2),
    ('get value({a: 1}, "z")', None),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {}}, ["a", "b"], 2)', {"a": {"b": 2}}),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ("is defined(x)", True),
    ("is defined(missing)", False),
    ("is defined(nothing)", False),
    ("get or else(nothing, 1)", 1),
    ("is(1, 1.0)", True),
    ('is(@"10:00:00Z", @"10:00:00+01:00")', False),
)
def test_contexts_and_presence(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("before(1, 10)", True),
    ("before([1..10], 10)", False),
    ("before([1..10), [10..20])", True),
    ("after([5..10], 3)", True),
    ("meets([1..5], [5..10])", True),
    ("meets([1..5), [5..10])", False),
    ("met by([5..10], [1..5])", True),
    ("overlaps([1..5], [3..8])", True),
    ("overlaps([1..5], [6..8])", False),
    ("overlaps before([1..5], [3..8])", True),
    ("overlaps after([3..8], [1..5])", True),
    ("finishes(10, [1..10])", True),
    ("finishes(10, [1..10))", False),
    ("finished by([1..10], [5..10])", True),
    ("includes([1..10], 5)", True),
    ("includes([1..10], [4..6])", True),
    ("during(5, [1..10])", True),
    ("starts(1, [1..10])", True),
    ("started by([1..10], [1..5])", True),
    ("coincides([1..5], [1..5])", True),
    ("coincides(5, 5)", True),
    ('before(1, "a")', None),
)
def test_ranges(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("(function(a, b) a + b)(1, 2)", 3),
    ("(function(a, b) a - b)(b: 1, a: 5)", 4),
    ("(function(a: number) a)(1)", 1),
    ("{f: function(a) a * 2, y: f(4)}.y", 8),
    ("(function(a) a)(1, 2)", None),
    ("{n: 1, f: function() n, y: f()}.y", 1),
    ("{a: 1, b: a(1)}.b", None),
)
def test_functions_are_values(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("1 instance of number", True),
    ('"a" instance of string', True),
    ("null instance of number", False),
    ("[1, 2] instance of list<number>", True),
    ('[1, "a"] instance of list<number>', False),
    ("{a: 1} instance of context<a: number>", True),
    ("{a: 1} instance of context<b: number>", False),
    ("[1..2] instance of range<number>", True),
    ('@"P1D" instance of days and time duration', True),
    ('@"P1M" instance of years and months duration', True),
    ('@"2026-01-01" instance of date', True),
    ('@"2026-01-01T00:00:00Z" instance of date and time', True),
    ("function(a) a instance of number", False),
    ("1 instance of Any", True),
)
def test_instance_of_names_kinds(text: str, expected: object) -> None:
    if text.startswith("function"):
        assert compile_expression(text).evaluate({}) is not None
    else:
        assert same(result(text), expected)
