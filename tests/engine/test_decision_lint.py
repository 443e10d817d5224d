"""What a decision table leaves open, says twice, or never says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decisions import RulesDisagree, lint, parse
from tests.engine.dmn import decision, file, table


def warnings(logic: str) -> list[tuple[str, str]]:
    """The code of each warning, and what it says about where."""
    found = lint(parse(file(decision("d", logic)), "d.dmn"), "d.dmn")
    assert all(finding.severity == "warning" and str(finding) for finding in found)
    return [(finding.code, str(finding.params.get("where", finding.params.get("rule", "")))) for finding in found]


@pytest.mark.parametrize(
    ("columns", "rows", "expected"),
    [
        (["n: number"], ["< 80 -> 1", "[80..110] -> 2", "> 110 -> 3"], []),
        (["n: number"], ["<= 80 -> 1", "[80..110] -> 2", "> 110 -> 3"], [("overlap", "n = 80")]),
        (["n: number"], ["< 80 -> 1", "(80..110] -> 2", "> 110 -> 3"], [("gap", "n = 80")]),
        (["n: number"], ["< 0.5 -> 1", "> 1 -> 2", "0.5, 1 -> 3"], [("gap", "n = 0.75")]),
        (["n: number"], ["not(3) -> 1", "3 -> 2"], []),
        (["n: number"], ["? > 3 -> 1", "? between 1 and 3 -> 2", "< 1 -> 3"], []),
        (["n: number | [0..10]"], ["< 5 -> 1", ">= 5 -> 2"], []),
        (["n: number | [0..10]"], ["[1..10] -> 1"], [("gap", "n = 0")]),
        (["n"], ["-5 -> 1", "not(-5) -> 2"], []),
        (["yes: boolean"], ["true -> 1", "false -> 2"], []),
        (["yes: boolean"], ["true -> 1"], [("gap", "yes = false")]),
        (['s: string | "a", "b"'], ['"a" -> 1', '"b" -> 2'], []),
        (["s: string"], ['"a" -> 1', '"b" -> 2'], [("gap", 's = "…"')]),
        (["s: string"], ['"a", "b" -> 1', 'not("a") -> 2'], [("overlap", 's = "b"')]),
        (
            ["d: date"],
            ['< date("2026-01-01") -> 1', '[date("2026-01-01")..date("2026-01-31")] -> 2', '> @"2026-02-01" -> 3'],
            [("gap", "d = 2026-02-01")],
        ),
        (["n: number", "yes: boolean"], ["> 5 | true -> 1", "<= 5 | - -> 2"], [("gap", "n = 6, yes = false")]),
        (
            ["n: number", "yes: boolean"],
            ["> 5 | - -> 1", "- | true -> 2", "<= 5 | false -> 3"],
            [("overlap", "n = 6, yes = true")],
        ),
        (["n: number"], ["[5..1] -> 1", "- -> 2"], [("never", "r1")]),
        (["n: number"], ["> limit -> 1", "<= 3 -> 2"], [("undecided", "r1")]),
        (["a + b"], ["> 3 -> 1", "<= 3 -> 2"], []),
        (["x"], ["- -> 1"], []),
        ([], [" -> 1"], []),
    ],
)
def test_a_unique_table_says_exactly_one_thing_in_every_case(
    columns: list[str], rows: list[str], expected: list[tuple[str, str]]
) -> None:
    assert warnings(table(columns, rows)) == expected


def test_of_a_first_table_a_rule_behind_the_others_is_never_reached() -> None:
    rows = ["< 5 -> 1", "- -> 2", "> 9 -> 3"]
    assert warnings(table(["n: number"], rows, "FIRST")) == [("covered", "r3")]


def test_of_an_any_table_only_different_answers_overlap() -> None:
    rows = ["< 5 -> 1", "< 3 -> 1", "[4..5] -> 2", "> 5 -> 2"]
    assert warnings(table(["n: number"], rows, "ANY")) == [("overlap", "n = 4")]


def test_a_default_leaves_no_gap_and_a_collecting_table_may_stay_silent() -> None:
    assert warnings(table(["n: number"], ["> 5 -> 1"], default="0")) == []
    assert warnings(table(["n: number"], ["> 5 -> 1"], "COLLECT")) == []


def test_a_table_too_large_to_be_looked_through_says_so() -> None:
    columns = [f"n{at}" for at in range(30)]
    rows = [
        " | ".join("1" if at in {row % 30, (row * 7 + 3) % 30} else "-" for at in range(30)) + " -> 1"
        for row in range(60)
    ]
    assert ("not-checked", "") in warnings(table(columns, rows, "FIRST"))


bounds = st.integers(0, 6)
cells = st.one_of(
    st.just("-"),
    bounds.map("< {}".format),
    bounds.map(">= {}".format),
    st.tuples(bounds, bounds).map(lambda ends: f"[{min(ends)}..{max(ends)}]"),
    st.tuples(bounds, bounds).map(lambda two: f"{two[0]}, {two[1]}"),
    bounds.map("not({})".format),
)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=4))
def test_what_the_check_promises_holds_for_every_case(rows: list[tuple[str, str]]) -> None:
    text = file(
        decision("d", table(["a: number", "b: number"], [f"{a} | {b} -> {at}" for at, (a, b) in enumerate(rows)]))
    )
    decisions = parse(text, "d.dmn")
    found = {finding.code for finding in lint(decisions, "d.dmn")}
    seen: set[str] = set()
    for a in range(-2, 17):
        for b in range(-2, 17):
            try:
                outcome = decisions["d"].decide({"a": Decimal(a) / 2, "b": Decimal(b) / 2})
            except RulesDisagree:
                seen.add("overlap")
            else:
                seen |= set() if outcome.rules else {"gap"}
    assert found - {"never"} == seen
