"""Decisions: every hit policy, what cells may say, what is refused when a table is deployed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.calendars import Moment, build
from engine.decisions import Outcome, RulesDisagree, WrongValue, parse
from engine.errors import Refused
from tests.engine.dmn import decision, file, formula, input_data, table


def decide(logic: str, **values: object) -> Outcome:
    return parse(file(decision("d", logic)), "d.dmn")["d"].decide(values)


def codes(text: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        parse(text, "d.dmn")
    assert all(finding.file == "d.dmn" and str(finding) for finding in caught.value.findings)
    return [finding.code for finding in caught.value.findings]


SCORES = ['< 3 -> "low"', '[2..5] -> "middle"', '> 4 -> "high"']
RANKED = 'result | "high", "middle", "low"'


@pytest.mark.parametrize(
    ("policy", "score", "expected", "rules"),
    [
        ("UNIQUE", 1, "low", ("r1",)),
        ("FIRST", 2, "low", ("r1",)),
        ("PRIORITY", 2, "middle", ("r2",)),
        ("PRIORITY", 5, "high", ("r3",)),
        ("RULE ORDER", 2, ["low", "middle"], ("r1", "r2")),
        ("OUTPUT ORDER", 2, ["middle", "low"], ("r2", "r1")),
        ("COLLECT", 5, ["middle", "high"], ("r2", "r3")),
    ],
)
def test_the_hit_policy_chooses_among_the_rules_that_fit(
    policy: str, score: int, expected: object, rules: tuple[str, ...]
) -> None:
    outcome = decide(table(["score"], SCORES, policy, outputs=RANKED), score=score)
    assert outcome.outputs == outcome.value == expected
    assert outcome.rules == rules


@pytest.mark.parametrize(
    ("aggregation", "expected", "empty"),
    [("SUM", Decimal("7.5"), None), ("MIN", Decimal("2.5"), None), ("MAX", 5, None), ("COUNT", 2, 0)],
)
def test_collected_answers_are_added_up(aggregation: str, expected: object, empty: object) -> None:
    logic = table(["x"], ["> 1 -> 2.5", "> 2 -> 5", "> 9 -> 1000"], "COLLECT", aggregation=aggregation)
    assert decide(logic, x=3).outputs == expected
    assert decide(logic, x=0).outputs == empty


def test_two_rules_of_a_unique_table_are_never_settled_in_silence() -> None:
    with pytest.raises(RulesDisagree) as caught:
        decide(table(["score"], SCORES), score=2)
    assert caught.value.plain() == "The decision “d” has several rules for this case: r1, r2."


def test_any_takes_several_rules_that_say_the_same() -> None:
    logic = table(["x"], ["> 1 -> 1", "> 2 -> 1.0", "> 9 -> 2"], "ANY")
    assert decide(logic, x=3) == Outcome(1, ("r1", "r2"))
    with pytest.raises(RulesDisagree):
        decide(logic, x=10)


def test_no_rule_gives_null_a_default_or_an_empty_list() -> None:
    assert decide(table(["x"], ["1 -> 2"]), x=5) == Outcome(None, ())
    assert decide(table(["x"], ["1 -> 2"], default='"none"'), x=5) == Outcome("none", ())
    assert decide(table(["x"], ["1 -> 2"], "COLLECT"), x=5) == Outcome([], ())


def test_several_outputs_make_a_context() -> None:
    logic = table(["x"], ['1 -> "a" | x + 1'], outputs="letter ; next")
    assert decide(logic, x=1).outputs == {"letter": "a", "next": 2}


def test_priority_looks_at_the_outputs_from_left_to_right() -> None:
    logic = table(
        ["x"], ['- -> "b" | 1', '- -> "a" | 2', '- -> "a" | 1'], "PRIORITY", outputs='k | "a", "b" ; n | 1, 2'
    )
    assert decide(logic, x=0) == Outcome({"k": "a", "n": 1}, ("r3",))


@pytest.mark.parametrize(
    ("cell", "fitting", "others"),
    [
        ("-", [1, "a", None], []),
        ("", [1, None], []),
        ('"a"', ["a"], ["b", None, 1]),
        ('"a", "b"', ["a", "b"], ["c"]),
        ('not("a", "b")', ["c", None], ["a"]),
        ("not(> 5)", [5], [6, None]),
        ("[1..5)", [1, 4], [5, None, "a"]),
        ("]1..5]", [5], [1]),
        ("< 3, > 10", [2, 11], [3, 10]),
        ("? * 2 > 5", [3], [2]),
        ("? in (1, 2) or ? = 7", [1, 7], [3]),
        ("null", [None], [1]),
        ("limit", [3], [4]),
        ("> limit + 1", [5], [4]),
        ("[limit..9]", [3], [2]),
        ("[1, 2]", [1], [3]),
        ("true", [True], [False, None]),
        ("limit > 2", [1, "a"], []),
        ('contains(?, "x")', ["axb"], ["a", None]),
        ('date("2026-01-01")', [], [1]),
        ("-1", [-1], [1]),
    ],
)
def test_what_a_cell_may_say(cell: str, fitting: list[object], others: list[object]) -> None:
    logic = table(["x"], [f"{cell} -> true"])
    assert [decide(logic, x=value, limit=3).outputs for value in fitting] == [True] * len(fitting)
    assert [decide(logic, x=value, limit=3).outputs for value in others] == [None] * len(others)


def test_a_decision_asks_the_decisions_it_requires_first() -> None:
    model = parse(
        file(
            input_data("distance", "number"),
            input_data("risk", "number"),
            decision(
                "points", table(["distance: number"], ["<= 80 -> 1", "(80..110] -> 2", "> 110 -> 3"]), ["distance"]
            ),
            decision("total", formula("points + risk"), ["risk"], ["points"]),
            decision("level", table(["total"], ['<= 3 -> "low"', '> 3 -> "high"']), [], ["total", "points"]),
        ),
        "d.dmn",
    )
    assert model["level"].decide({"distance": 110, "risk": 1}) == Outcome("low", ("r1",))
    assert model["level"].decide({"distance": Decimal("110.5"), "risk": 1, "points": 0}).outputs == "high"
    assert model["level"].names == {"distance", "risk"}


def test_a_value_of_a_wrong_type_is_named() -> None:
    model = parse(file(input_data("n", "number"), decision("d", formula("n + 1"), ["n"])), "d.dmn")
    assert model["d"].decide({"n": None}).outputs is None
    with pytest.raises(WrongValue) as caught:
        model["d"].decide({"n": "7"})
    assert caught.value.params == {"name": "n", "wanted": "number"}


def test_a_value_that_is_not_among_the_allowed_ones_is_named() -> None:
    logic = table(['level: string | "low", "high"'], ['"low" -> 1', '"high" -> 2'])
    assert decide(logic, level="low").outputs == 1
    with pytest.raises(WrongValue):
        decide(logic, level="middle")
    with pytest.raises(WrongValue):
        decide(table(["x"], ["- -> x"], outputs='r | "a", "b"'), x="c")


def test_own_types_have_allowed_values_and_parts() -> None:
    types = (
        '<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"low","high"</text></allowedValues></itemDefinition>'
        '<itemDefinition name="tChild"><itemComponent name="age"><typeRef>number</typeRef></itemComponent></itemDefinition>'
        '<itemDefinition name="tChildren" isCollection="true"><typeRef>tChild</typeRef></itemDefinition>'
    )
    inputs = (input_data("level", "tLevel"), input_data("children", "tChildren"))
    model = parse(file(types, *inputs, decision("d", formula("count(children[age < 7])"), ["level", "children"])), "d")
    assert model["d"].decide({"level": "low", "children": [{"age": 3}, {"age": 9}]}).outputs == 1
    for wrong in ({"level": "none"}, {"children": [{"age": "3"}]}, {"children": {"age": 3}}):
        with pytest.raises(WrongValue):
            model["d"].decide(wrong)


def test_working_time_is_reckoned_at_the_moment() -> None:
    moment = Moment(datetime(2026, 3, 6, 9, tzinfo=UTC), build([2026], country=None))
    model = parse(file(decision("d", formula("is working day(today())"))), "d.dmn")
    assert model["d"].decide({}, moment).outputs is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (file(decision("d", table(["x"], ["1 -> 2"], "BEST"))), ["hit-policy"]),
        (file(decision("d", table(["x"], ["1 -> 2"], "COLLECT", aggregation="MEAN"))), ["hit-policy"]),
        (file(decision("d", table(["x"], ["1 -> 2"], "PRIORITY"))), ["no-order"]),
        (file(decision("d", table(["x"], ["1 -> 2 | 3"], "COLLECT", aggregation="SUM", outputs="a ; b"))), ["one-output"]),
        (file(decision("d", table(["x"], ["1 -> 2 | 3"], outputs="a ; a"))), ["no-name"]),
        (file(decision("d", table(["x"], ["1 | 2 -> 2"]))), ["wrong-cells"]),
        (file(decision("d", table(["x"], ["1 + -> 2", "frob(1) -> 2"]))), ["feel", "feel"]),
        (file(decision("d", table(["x"], ["1 -> 7"], outputs='r | "a"'))), ["not-allowed"]),
        (file(decision("d", "")), ["no-logic"]),
        (file(decision("d", formula(""))), ["no-logic"]),
        (file(decision("d", "<invocation/>")), ["no-logic"]),
        (file('<businessKnowledgeModel id="b"/>'), ["no-logic"]),
        (file('<decisionService id="s"/>'), ["unsupported"]),
        (file('<import name="x"/>'), ["unsupported"]),
        (file(decision("d", '<functionDefinition kind="Java"><context/></functionDefinition>')), ["unsupported"]),
        (file(decision("d", "<mystery/>")), ["unsupported"]),
        (file(decision("d", "<for><in/></for>")), ["no-name"]),
        (file(decision("d", formula("1"), requires=["e"])), ["unknown-reference"]),
        (file(decision("d", formula("1"), requires=["d"])), ["circle"]),
        (file(decision("a", formula("1"), requires=["b"]), decision("b", formula("1"), requires=["a"])), ["circle", "circle"]),
        (file(decision("d", formula("1")), decision("d", formula("2"))), ["twice"]),
        (file('<decision name="d"><literalExpression><text>1</text></literalExpression></decision>'), ["no-id"]),
        (file(input_data("n", "thing"), decision("d", formula("n"), ["n"])), ["unknown-type"]),
        (file(input_data("n"), decision("d", formula("n + other"), ["n"])), ["feel"]),
        (
            file('<decision id="d"><literalExpression expressionLanguage="python"><text>1</text></literalExpression></decision>'),
            ["language"],
        ),
        ("<html/>", ["not-dmn"]),
        ("<definitions/>", ["not-dmn"]),
        ("not xml", ["not-xml"]),
        ("", ["not-xml"]),
        ('<!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>', ["not-xml"]),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><definitions/>', ["not-xml"]),
        (file(" " * 1_100_000), ["too-large"]),
        (file("<group/>" * 40_000), ["too-large"]),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_refused_with_every_reason(text: str, expected: list[str]) -> None:
    assert [code for code in codes(text) if code != "no-logic" or expected == ["no-logic"]] == expected


def test_a_mistake_in_a_cell_names_the_rule_and_the_place() -> None:
    with pytest.raises(Refused) as caught:
        parse(file(input_data("age"), decision("d", table(["age"], ["< 3 -> 1", "> agee -> 2"]), ["age"])), "d.dmn")
    [finding] = caught.value.findings
    assert (finding.element, finding.params["name"], finding.params["position"]) == ("r2", "agee", 2)
    assert str(finding) == "d.dmn · r2: nothing here is called “agee”; did you mean “age”?"
