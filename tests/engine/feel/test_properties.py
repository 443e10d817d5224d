"""What holds for any text and any numbers."""

import re
from contextlib import suppress
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from engine.feel import FeelError, compile_condition, compile_expression, compile_unary_tests
from engine.feel.patterns import compile_pattern
from engine.feel.printing import printed

WORDS = [
    *"+ - * / ** = != < <= > >= ( ) [ ] { } , : . .. ? @ -> ]1..2[ x y a 1 2.5 true false null".split(),
    *"and or not( if then else for in return some every satisfies between instance of function( number".split(),
    '"a"', '@"P1D"', "date(", "sum(", "count(", "matches(", "sort(", "substring(", "partial", "item", "[1..3]",
    "string(", "duration(", "date and time(", "list<", "{a: 1}", "//", "/*", '"', "\\", "\u0436\u0443\u043a", "\n",
]  # fmt: skip
VALUES = {"x": 3, "y": "a", "a": [1, 2]}
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False),
)


@given(texts)
@example("?")
@example('@""')
@example("{")
@example('matches("a", "[")')
def test_any_text_either_evaluates_or_is_a_feel_error(text: str) -> None:
    for names in (None, VALUES.keys()):
        try:
            value = compile_expression(text, names).evaluate(VALUES)
        except FeelError as problem:
            assert 0 <= problem.position <= len(text)
            assert problem.plain()
        else:
            assert not isinstance(value, float)


@given(texts, st.sampled_from([None, 1, "a", True, Decimal("2.5"), [1]]))
def test_any_cell_either_matches_or_not_or_is_a_feel_error(text: str, value: object) -> None:
    with suppress(FeelError):
        assert compile_unary_tests(text, VALUES.keys()).matches(value, VALUES) in (True, False)


@given(texts)
def test_any_condition_is_a_closed_tree_or_a_feel_error(text: str) -> None:
    with suppress(FeelError):
        assert isinstance(compile_condition(text, VALUES.keys()), dict)


@given(numbers, numbers)
def test_sums_and_products_do_not_depend_on_the_order(a: object, b: object) -> None:
    values = {"a": a, "b": b}
    assert compile_expression("a + b = b + a and a * b = b * a").evaluate(values) is True
    assert compile_expression("a - b = -(b - a)").evaluate(values) is True


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_whole_numbers_keep_the_laws_of_arithmetic(a: int, b: int, c: int) -> None:
    values = {"a": a, "b": b, "c": c}
    assert compile_expression("(a + b) + c = a + (b + c) and a * (b + c) = a * b + a * c").evaluate(values) is True
    assert compile_expression("a + b * c").evaluate(values) == a + b * c
    if b:
        assert compile_expression("floor(a / b) * b + modulo(a, b) = a").evaluate(values) is True


@given(numbers, numbers, numbers)
def test_a_cell_says_the_same_as_the_expression(value: object, low: object, high: object) -> None:
    values = {"v": value, "low": low, "high": high}
    for cell, text in {
        "< low": "v < low",
        "[low..high]": "v >= low and v <= high",
        "(low..high)": "v > low and v < high",
        "low, > high": "v = low or v > high",
        "not(low, high)": "v != low and v != high",
        "? + 1 > low": "v + 1 > low",
    }.items():
        expected = compile_expression(text).evaluate(values) is True
        in_order = compile_expression("low <= high").evaluate(values) is True
        if in_order or ".." not in cell:
            assert compile_unary_tests(cell).matches(value, values) is expected


@given(
    st.recursive(
        numbers | st.text(max_size=8) | st.booleans() | st.none(),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=8,
    )
)
def test_a_printed_value_reads_back_as_itself(value: object) -> None:
    wrapped = [value]
    text = printed(wrapped)
    assert text is not None
    if "\\" not in text:
        assert compile_expression(f"x = {text}").evaluate({"x": wrapped}) is True


@given(st.text("ab|*+?(){}[]^$.\\d1,-", max_size=12), st.text("ab1 \n", max_size=12))
def test_any_pattern_is_run_or_refused(pattern: str, text: str) -> None:
    compiled = compile_pattern(pattern, "")
    if compiled is not None:
        compiled.search(text)
        compiled.replace(text, "x")
        compiled.split(text)


@given(
    st.recursive(
        st.sampled_from(["a", "b", "[ab]", ".", "c"]),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map("|".join).map("({})".format),
            st.tuples(inner, st.sampled_from(["*", "+", "?", "{1,2}", "*?", "+?"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
        ),
        max_leaves=6,
    ),
    st.text("abc", max_size=10),
)
def test_patterns_find_what_pythons_own_find(pattern: str, text: str) -> None:
    compiled = compile_pattern(pattern, "")
    assert compiled is not None
    assert compiled.search(text) is (re.search(pattern, text) is not None)
    # Lazy loops around nothing are counted differently, whether something fits is the same.
    if "*?" not in pattern and "+?" not in pattern and not re.search(pattern, ""):
        assert compiled.replace(text, "<>") == re.sub(pattern, "<>", text)
