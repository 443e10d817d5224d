"""Conditions of forms: the closed tree holds exactly when the expression is true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, compile_condition, compile_expression
from forms.conditions import holds

FIELDS = ("decision", "risk", "children", "has_home", "helps", "visited")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('decision = "refuse"', {"eq": [{"field": "decision"}, "refuse"]}),
        ('"refuse" = decision', {"eq": [{"field": "decision"}, "refuse"]}),
        ("3 < children", {"gt": [{"field": "children"}, 3]}),
        ("children >= -1.5", {"ge": [{"field": "children"}, -1.5]}),
        ("children = risk", {"eq": [{"field": "children"}, {"field": "risk"}]}),
        ("decision = null", {"not": {"filled": {"field": "decision"}}}),
        ("is defined(decision)", {"filled": {"field": "decision"}}),
        ("has_home", {"eq": [{"field": "has_home"}, True]}),
        ("not(has_home)", {"eq": [{"field": "has_home"}, False]}),
        ('decision in ("a", "b")', {"in": [{"field": "decision"}, ["a", "b"]]}),
        ('decision in ["a", "b"]', {"in": [{"field": "decision"}, ["a", "b"]]}),
        ('list contains(helps, "law")', {"contains": [{"field": "helps"}, "law"]}),
        ('visited > date("2026-01-01")', {"gt": [{"field": "visited"}, "2026-01-01"]}),
        ('visited > @"2026-01-01"', {"gt": [{"field": "visited"}, "2026-01-01"]}),
        ("children between 1 and 3", {"all": [{"ge": [{"field": "children"}, 1]}, {"le": [{"field": "children"}, 3]}]}),
        ("children in (1..3]", {"all": [{"gt": [{"field": "children"}, 1]}, {"le": [{"field": "children"}, 3]}]}),
        ("children in (0, > 5)", {"any": [{"in": [{"field": "children"}, [0]]}, {"gt": [{"field": "children"}, 5]}]}),
        (
            'not(decision = "a" and risk > 2)',
            {"any": [{"ne": [{"field": "decision"}, "a"]}, {"le": [{"field": "risk"}, 2]}]},
        ),
        ("true", {"all": [True]}),
    ],
)
def test_comparisons_of_fields_become_a_closed_tree(text: str, tree: object) -> None:
    assert compile_condition(text, FIELDS) == tree


@pytest.mark.parametrize(
    "text",
    [
        "risk + 1 > 2",
        "1 = 1",
        '"a"',
        "null",
        "for i in helps return i",
        "some i in helps satisfies i = 1",
        'matches(decision, "a")',
        "if has_home then true else false",
        "risk > null",
        "risk = [1]",
        "count(helps) > 1",
        "visited > now()",
        "helps[1] = 2",
        "unknown = 1",
        "risk = 1 or",
        "is defined(1)",
    ],
)
def test_anything_more_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(FeelError) as caught:
        compile_condition(text, FIELDS)
    assert 0 <= caught.value.position <= len(text)


atoms = st.sampled_from([
    'decision = "a"', 'decision != "a"', "risk > 2", "risk <= 2", "2 < risk", "has_home", "has_home = false",
    'decision in ("a", "b")', "risk between 1 and 3", "risk in (> 4, 0)", "risk in [1..2)", "decision = null", "risk != null",
    "risk = children", "false",
])  # fmt: skip
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map("not({})".format),
        st.tuples(inner, inner).map("({0[0]}) and ({0[1]})".format),
        st.tuples(inner, inner).map("({0[0]}) or ({0[1]})".format),
    ),
    max_leaves=6,
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "decision": st.sampled_from(["a", "b", "c"]),
        "risk": st.integers(0, 5),
        "children": st.integers(0, 5),
        "has_home": st.booleans(),
    },
)


@given(conditions, answers)
def test_the_page_and_the_engine_agree(text: str, given_answers: dict[str, object]) -> None:
    tree = compile_condition(text, FIELDS)
    assert holds(tree, given_answers) is (compile_expression(text, FIELDS).evaluate(given_answers) is True)
