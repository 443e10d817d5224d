"""Decisions as the DMN specification describes them: boxed expressions, models, requirements, hit policies."""

import pytest

from engine.decisions import parse
from engine.feel import compile_expression
from tests.engine.dmn import decision, file, formula, input_data, table


def entry(name: str, logic: str) -> str:
    variable = f'<variable name="{name}"/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def context(*entries: tuple[str, str]) -> str:
    return (
        "<context>"
        + "".join(entry(name, text if text[:1] == "<" else formula(text)) for name, text in entries)
        + "</context>"
    )


def model(key: str, parameters: str, logic: str, *requires: str) -> str:
    formal = "".join(f'<formalParameter name="{name}"/>' for name in parameters.split(" ; ") if name)
    return (
        f'<businessKnowledgeModel id="{key}" name="{key}"><variable name="{key}"/>'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{knows(*requires)}</businessKnowledgeModel>"
    )


def knows(*models: str) -> str:
    return "".join(f'<knowledgeRequirement><requiredKnowledge href="#{key}"/></knowledgeRequirement>' for key in models)


def knowing(text: str, *models: str) -> str:
    """A decision's XML that requires models as well."""
    return text.replace("</decision>", f"{knows(*models)}</decision>")


def invocation(callee: str, **bindings: str) -> str:
    bound = "".join(f'<binding><parameter name="{name}"/>{formula(text)}</binding>' for name, text in bindings.items())
    return f"<invocation>{formula(callee)}{bound}</invocation>"


def relation(columns: str, *rows: str) -> str:
    heads = "".join(f'<column name="{name}"/>' for name in columns.split(" | "))
    lines = ("".join(formula(cell) for cell in row.split(" | ")) for row in rows)
    return f"<relation>{heads}{''.join(f'<row>{line}</row>' for line in lines)}</relation>"


def boxed(tag: str, **parts: str) -> str:
    variable = f' iteratorVariable="{parts.pop("each")}"' if "each" in parts else ""
    inside = "".join(f"<{name.strip('_')}>{formula(text)}</{name.strip('_')}>" for name, text in parts.items())
    return f"<{tag}{variable}>{inside}</{tag}>"


AGE = table(["age: number"], ['< 18 -> "child"', '>= 18 -> "adult"'])
FEE = model("fee", "age ; base", formula("if age < 18 then base / 2 else base"))
GROUP = model("group", "age", AGE)
N = input_data("n", "number")
XS = input_data("xs")

CASES: dict[str, tuple[str, str, str]] = {
    "a context is a value": (file(N, decision("d", context(("a", "n"), ("b", "a + 1")), ["n"])), "{n: 1}", "{a: 1, b: 2}"),
    "a context with a result is its result": (
        file(N, decision("d", context(("a", "n * 2"), ("", "a + 1")), ["n"])), "{n: 2}", "5"),
    "entries of several words": (
        file(N, decision("d", context(("monthly fee", "n"), ("", "monthly fee * 12")), ["n"])), "{n: 2}", "24"),
    "a context within a context": (
        file(N, decision("d", context(("a", context(("b", "n"))), ("", "a.b")), ["n"])), "{n: 3}", "3"),
    "a table within a context": (
        file(input_data("age", "number"), decision("d", context(("kind", AGE), ("", '"a " + kind')), ["age"])),
        "{age: 5}", '"a child"'),
    "a list": (file(N, decision("d", f"<list>{formula('n')}{formula('n + 1')}</list>", ["n"])), "{n: 1}", "[1, 2]"),
    "a relation": (
        file(N, decision("d", relation("a | b", 'n | "x"', '2 | "y"'), ["n"])), "{n: 1}",
        '[{a: 1, b: "x"}, {a: 2, b: "y"}]'),
    "a relation is filtered by a decision that requires it": (
        file(N, decision("rates", relation("age | fee", "1 | 10", "2 | 20")),
             decision("d", formula("rates[age = n].fee"), ["n"], ["rates"])), "{n: 2}", "[20]"),
    "a model is invoked by name": (
        file(N, FEE, knowing(decision("d", invocation("fee", age="n", base="100"), ["n"]), "fee")), "{n: 7}", "50"),
    "a model is called in an expression": (
        file(N, FEE, knowing(decision("d", formula("fee(n, 100) + 1"), ["n"]), "fee")), "{n: 40}", "101"),
    "a model is called with named parameters": (
        file(N, FEE, knowing(decision("d", formula("fee(base: 10, age: n)"), ["n"]), "fee")), "{n: 7}", "5"),
    "a model decides by a table": (
        file(N, GROUP, knowing(decision("d", formula("group(n)"), ["n"]), "group")), "{n: 40}", '"adult"'),
    "a model requires another": (
        file(N, GROUP, model("told", "x", formula('group(x) + "!"'), "group"),
             knowing(decision("d", formula("told(n)"), ["n"]), "told")), "{n: 4}", '"child!"'),
    "an invocation with other parameters is null": (
        file(N, FEE, knowing(decision("d", invocation("fee", age="n"), ["n"]), "fee")), "{n: 7}", "null"),
    "a function of one's own in a context": (
        file(N, decision("d", context(
            ("f", f'<functionDefinition><formalParameter name="x"/>{formula("x * 2")}</functionDefinition>'), ("", "f(n)")), ["n"])),
        "{n: 4}", "8"),
    "a function that is a table": (
        file(N, decision("d", context(
            ("f", f'<functionDefinition><formalParameter name="age"/>{AGE}</functionDefinition>'), ("", "f(n)")), ["n"])),
        "{n: 4}", '"child"'),
    "if": (file(N, decision("d", boxed("conditional", if_="n > 1", then="1", else_="2"), ["n"])), "{n: 2}", "1"),
    "if what is null": (file(N, decision("d", boxed("conditional", if_="null", then="1", else_="2"), ["n"])), "{n: 2}", "2"),
    "for": (file(XS, decision("d", boxed("for", each="x", in_="xs", return_="x * 2"), ["xs"])), "{xs: [1, 2]}", "[2, 4]"),
    "for over one value": (file(XS, decision("d", boxed("for", each="x", in_="xs", return_="x"), ["xs"])), "{xs: 1}", "[1]"),
    "for over nothing": (file(XS, decision("d", boxed("for", each="x", in_="null", return_="x"), ["xs"])), "{xs: 1}", "null"),
    "every": (file(XS, decision("d", boxed("every", each="x", in_="xs", satisfies="x > 0"), ["xs"])), "{xs: [1, 2]}", "true"),
    "every, not": (file(XS, decision("d", boxed("every", each="x", in_="xs", satisfies="x > 1"), ["xs"])), "{xs: [1, 2]}", "false"),
    "every, not to be said": (
        file(XS, decision("d", boxed("every", each="x", in_="xs", satisfies="x > 0"), ["xs"])), "{xs: [1, null]}", "null"),
    "some": (file(XS, decision("d", boxed("some", each="x", in_="xs", satisfies="x > 1"), ["xs"])), "{xs: [1, 2]}", "true"),
    "some, not": (file(XS, decision("d", boxed("some", each="x", in_="xs", satisfies="x > 2"), ["xs"])), "{xs: [1, 2]}", "false"),
    "a filter by the item": (file(XS, decision("d", boxed("filter", in_="xs", match="item > 1"), ["xs"])), "{xs: [1, 2]}", "[2]"),
    "a filter by an entry": (
        file(XS, N, decision("d", boxed("filter", in_="xs", match="a > n"), ["xs", "n"])), "{xs: [{a: 1}, {a: 2}], n: 1}",
        "[{a: 2}]"),
    "an expression without inputs": (file(decision("d", formula("1 + 1"))), "{}", "2"),
    "a decision required by two is asked once": (
        file(N, decision("a", formula("n + 1"), ["n"]), decision("b", formula("a * 2"), [], ["a"]),
             decision("d", formula("a + b"), [], ["a", "b"])), "{n: 1}", "6"),
    "several outputs": (
        file(N, decision("d", table(["n: number"], ["1 -> 2 | 3"], outputs="x ; y"), ["n"])), "{n: 1}", "{x: 2, y: 3}"),
    "no rule fits": (file(N, decision("d", table(["n: number"], ["1 -> 2"]), ["n"])), "{n: 5}", "null"),
    "collected": (file(N, decision("d", table(["n: number"], ["> 1 -> 2", "> 2 -> 3"], "COLLECT"), ["n"])), "{n: 5}", "[2, 3]"),
    "in the order of rules": (
        file(N, decision("d", table(["n: number"], ["> 1 -> 2", "> 2 -> 1"], "RULE ORDER"), ["n"])), "{n: 5}", "[2, 1]"),
    "the first": (file(N, decision("d", table(["n: number"], ["> 1 -> 2", "> 2 -> 1"], "FIRST"), ["n"])), "{n: 5}", "2"),
    "any": (file(N, decision("d", table(["n: number"], ["> 1 -> 2", "> 2 -> 2"], "ANY"), ["n"])), "{n: 5}", "2"),
    "a question mark in a cell": (
        file(N, decision("d", table(["n: number"], ["? * 2 > 4 -> 1", "- -> 2"], "FIRST"), ["n"])), "{n: 3}", "1"),
    "a function in a cell": (
        file(N, decision("d", table(["n: number"], ["even(?) -> 1", "not(even(?)) -> 2"]), ["n"])), "{n: 3}", "2"),
    "answers that reckon": (file(N, decision("d", table(["n: number"], ["> 0 -> n * 3"]), ["n"])), "{n: 3}", "9"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "given", "expected"), CASES.values(), ids=CASES)
def test_a_decision_answers_as_the_specification_says(text: str, given: str, expected: str) -> None:
    values = compile_expression(given).evaluate({})
    assert isinstance(values, dict)
    found = parse(text, "d.dmn")["d"]
    assert found.decide(values).outputs == compile_expression(expected).evaluate({})
    assert found.names <= values.keys()


def test_a_model_is_no_decision_to_be_asked() -> None:
    assert set(parse(file(N, FEE, decision("d", formula("n"), ["n"])), "d.dmn")) == {"d"}


def test_a_model_that_requires_itself_is_refused() -> None:
    from engine.errors import Refused

    with pytest.raises(Refused) as refused:
        parse(file(model("a", "x", formula("a(x)"), "a")), "d.dmn")
    assert "circle" in {finding.code for finding in refused.value.findings}


def test_the_rules_of_a_table_within_a_context_are_told() -> None:
    text = file(input_data("age", "number"), decision("d", context(("kind", AGE), ("", "kind")), ["age"]))
    assert len(parse(text, "d.dmn")["d"].decide({"age": 5}).rules) == 1
