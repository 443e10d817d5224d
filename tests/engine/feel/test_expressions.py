"""The language itself, rule by rule; expectations follow chapter 10 of the DMN specification."""

from decimal import Decimal

import pytest

from engine.feel import Range, compile_expression

VALUES = {"x": 4, "name": "Anna", "yes": True, "no": False, "nothing": None, "xs": [1, 2, 3]}


def result(text: str, **values: object) -> object:
    return compile_expression(text).evaluate({**VALUES, **values})


def table(*rows: tuple[str, object]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "expected"), rows, ids=[row[0] for row in rows])


def same(found: object, expected: object) -> bool:
    """Equal and of one kind: 1 is not true."""
    return found == expected and isinstance(found, bool) == isinstance(expected, bool)


@table(
    ("1", 1),
    ("1.50", Decimal("1.50")),
    (".5", Decimal("0.5")),
    ("1e3", 1000),
    ('"a\\"b\\n\\u0041\\\\"', 'a"b\nA\\'),
    ('"\\uD83D\\uDC0E"', "\U0001f40e"),
    ('"\\d"', "\\d"),
    ("true", True),
    ("null", None),
    ("[]", []),
    ("[1, [2], null]", [1, [2], None]),
    ("{}", {}),
    ("1 // one\n + /* two */ 2", 3),
)
def test_literals(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("7 - 2 - 1", 4),
    ("10 / 4", Decimal("2.5")),
    ("10 / 5", 2),
    ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
    ("0.1 + 0.2", Decimal("0.3")),
    ("2 ** 10", 1024),
    ("3 ** 4 ** 5", 3486784401),
    ("-3 ** 2", 9),
    ("2 ** -1", Decimal("0.5")),
    ("--x", 4),
    ('"foo" + "bar"', "foobar"),
    ("10 ** 40 * 10 ** 40", Decimal("1e80")),
)
def test_arithmetic_is_decimal_and_goes_from_left_to_right(text: str, expected: object) -> None:
    found = result(text)
    assert same(found, expected)
    assert not isinstance(found, float)


@pytest.mark.parametrize(
    "text",
    ["1 / 0", '"a" + 1', "true + 1", "null + 1", "0 ** -1", "10 ** 99999", "-name", "[1] * 2", '"a" - "b"', "1.5 / 0"],
)
def test_what_cannot_be_reckoned_is_null(text: str) -> None:
    assert result(text) is None


@table(
    ("1 = 1.0", True),
    ('"a" = "A"', False),
    ('1 = "1"', None),
    ("null = null", True),
    ("x = null", False),
    ("nothing = null", True),
    ("nothing != null", False),
    ("missing = null", True),
    ("nothing = 1", False),
    ("[1, 2] = [1, 2]", True),
    ("[1, 2] = [2, 1]", False),
    ("[1] = [true]", False),
    ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    ("{a: 1} = {a: 1, b: null}", False),
    ("[1..3] = [1..3]", True),
    ("[1..3] = [1..3)", False),
    ("true = 1", None),
)
def test_equality_knows_kinds_and_null(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("1 < 2", True),
    ('"a" < "b"', True),
    ('1 < "b"', None),
    ("nothing < 1", None),
    ("true < false", None),
    ("[1] < [2]", None),
    ("x between 1 and 4", True),
    ("x between 5 and 6", False),
    ("nothing between 1 and 4", None),
    ("x between 1 and 4 and yes", True),
)
def test_order_exists_only_within_one_kind(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("true and true", True),
    ("true and false", False),
    ("false and null", False),
    ("true and null", None),
    ("true or null", True),
    ("false or null", None),
    ("false or false", False),
    ("null and null", None),
    ('true and "yes"', None),
    ('false or "yes"', None),
    ("not(true)", False),
    ("not(null)", None),
    ("not(1)", None),
    ("no and missing.deep.path > 3", False),
    ("yes or no and no", True),
)
def test_logic_has_three_values(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("x in [1..5]", True),
    ("x in (1..4)", False),
    ("x in (1..4]", True),
    ("x in ]1..4[", False),
    ("x in [4..9)", True),
    ("x in > 3", True),
    ("x in (1, 2, > 3)", True),
    ("x in (1, 2)", False),
    ("x in [1, 4]", True),
    ("x in xs", False),
    ("2 in xs", True),
    ("x in ([1..2], [4..5])", True),
    ("x in [[1..2], [4..5]]", True),
    ("x in 4", True),
    ("x in (<= 3, 5)", False),
    ("nothing in [1..5]", None),
    ("nothing in (1, null)", True),
    ('name in ("Anna", "Olga")', True),
    ('name in ["A".."B"]', True),
    ("1 in [2, 3, 1] and yes", True),
    ("x in (> 3) and no", False),
    ("[1] in [[1], [2]]", True),
)
def test_in_takes_values_ranges_lists_and_comparisons(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("[1..5]", Range(1, 5, True, True)),
    ("(1..5)", Range(1, 5, False, False)),
    ("]1..5[", Range(1, 5, False, False)),
    ("[1..5[", Range(1, 5, True, False)),
    ("(> 5)", Range(5, None, False, False)),
    ("(<= 5)", Range(None, 5, False, True)),
    ('[1.."a"]', None),
    ("[1..5].start", 1),
    ("(1..5].start included", False),
    ("(1..5].end included", True),
)
def test_ranges_are_values(text: str, expected: object) -> None:
    assert result(text) == expected


@table(
    ("[5, 6, 7][1]", 5),
    ("[5, 6, 7][-1]", 7),
    ("[5, 6, 7][0]", None),
    ("[5, 6, 7][4]", None),
    ("[5, 6, 7][x - 2]", 6),
    ("xs[item > 1]", [2, 3]),
    ("xs[item > 9]", []),
    ("xs[nothing]", []),
    ("[][1]", None),
    ("[][item > 1]", []),
    ("x[1]", 4),
    ("x[item > 3]", [4]),
    ("[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b", [4]),
    ("[{a: 1}, {a: 2}][item.a = x - 2]", [{"a": 2}]),
    ("[{x: 1}, {x: 4}, {y: 0}][x = 4]", [{"x": 4}, {"y": 0}]),
    ("[{a: 1}, {b: 2}][a != null]", [{"a": 1}]),
    ("[[1, 2], [3]][count(item) = 1]", [[3]]),
    ("nothing[1]", None),
)
def test_lists_are_filtered_by_position_or_by_condition(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("{a: 1, b: a + 1}.b", 2),
    ("{a: {b: {c: 3}}}.a.b.c", 3),
    ('{"two words": 1}.two words', 1),
    ("{two words: 1}.two words", 1),
    ("{a: 1}.z", None),
    ("nothing.a", None),
    ("[{a: 1}, {a: 2}].a", [1, 2]),
    ("{x: 1, y: x}.y", 1),
    ("{a-b: 1, c: a-b + 1}.c", 2),
)
def test_contexts_know_their_earlier_entries(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ('if x > 3 then "big" else "small"', "big"),
    ('if nothing then "a" else "b"', "b"),
    ("if no then 1 else if yes then 2 else 3", 2),
    ("1 + (if yes then 1 else 2)", 2),
)
def test_only_true_takes_the_first_branch(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ("for i in 1..3 return i * i", [1, 4, 9]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in [1, 2], j in [10, 20] return i + j", [11, 21, 12, 22]),
    ("for i in 1..2, j in i..2 return [i, j]", [[1, 1], [1, 2], [2, 2]]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ("for i in 1..3 return partial", [[], [[]], [[], [[]]]]),
    ("for i in nothing return i", None),
    ("for i in x return i", [4]),
    ("for i in [1..3] return i", [1, 2, 3]),
    ("for i in (1..3) return i", [2]),
    ("for i in 1..1.5 return i", None),
    ("for first name in xs return first name + 1", [2, 3, 4]),
    ("for x in xs return x", [1, 2, 3]),
    ('for d in @"2026-01-30"..@"2026-02-01" return d.day', [30, 31, 1]),
)
def test_for_walks_lists_and_ranges(text: str, expected: object) -> None:
    assert result(text) == expected


@table(
    ("some i in xs satisfies i > 2", True),
    ("some i in xs satisfies i > 9", False),
    ("every i in xs satisfies i > 0", True),
    ("every i in xs satisfies i > 1", False),
    ("some i in [] satisfies true", False),
    ("every i in [] satisfies false", True),
    ("every i in [1, null] satisfies i > 0", None),
    ("some i in [null, 1] satisfies i > 0", True),
    ("some i in nothing satisfies true", None),
    ("some i in xs, j in xs satisfies i + j = 6", True),
)
def test_some_and_every_have_three_values_too(text: str, expected: object) -> None:
    assert same(result(text), expected)
