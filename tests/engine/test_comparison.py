"""Two sets of a method's files compared: what one reads, on hand-made pairs and on hostile files."""

import pytest

from engine.comparison import ADDED, CHANGED, MOVED, REMOVED, Comparison, Item, compare
from engine.comparison.model import SAME
from tests.persistence.garden import BUNDLE

FILES = dict(BUNDLE.files)
DIAGRAM = next(name for name in FILES if name.endswith(".bpmn"))
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="d" name="Points">
<decisionTable id="t" hitPolicy="UNIQUE"><input label="Distance"><inputExpression><text>km</text></inputExpression></input>
<output name="Points"/>{rows}</decisionTable></decision></definitions>"""
ROW = "<rule id='{0}'><inputEntry><text>{1}</text></inputEntry><outputEntry><text>{2}</text></outputEntry></rule>"
FORM = '{"title": "Visit", "sections": [{"title": "First", "fields": [%s]}, {"title": "Second", "fields": [%s]}]}'
NAME = '{"name": "name", "kind": "line", "label": "Name"%s}'
SEX = '{"name": "kin", "kind": "choice", "label": "Kin", "options": [%s]}'
MOTHER, FATHER = '{"value": "m", "label": "Mother"}', '{"value": "f", "label": "Father"}'


def table(*rows: tuple[str, str, str]) -> dict[str, str]:
    return {"points.dmn": TABLE.format(rows="".join(ROW.format(*row) for row in rows))}


def form(first: str, second: str = "") -> dict[str, str]:
    return {"visit.form.json": FORM % (first, second)}


def redrawn(old: str, new: str) -> Comparison:
    """The garden with `old` replaced by `new` in its diagram."""
    text = FILES[DIAGRAM]
    assert old in text
    return compare(FILES, {**FILES, DIAGRAM: text.replace(old, new)})


def only(found: Comparison) -> Item:
    assert len(found.items) == 1, found.items
    return found.items[0]


def words(found: Comparison) -> list[str]:
    return [str(word) for item in found for word in item.words]


def test_a_method_does_not_differ_from_itself() -> None:
    assert compare(FILES, FILES).items == ()


def test_a_deadline_says_what_it_was_and_is() -> None:
    item = only(redrawn('amount="2" unit="working_days"', 'amount="5" unit="working_days"'))
    assert (item.key, item.sign) == ("water", CHANGED)
    (word,) = item.words
    assert (word.params["old"].rule, word.params["new"].rule) != (None, None)
    assert [value.rule.amount for key, value in word.params.items() if value.rule] == [2, 5]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('name="Water the plant"', 'name="Water it well"', "Title: was Water the plant, is now Water it well."),
        ('role="gardener" form="garden/water"', 'role="head" form="garden/water"', "Role: was gardener, is now head."),
        ('form="garden/water"', "", None),
        (">P3D<", ">P5D<", "Timer: was P3D, is now P5D."),
        (">is_ripe<", ">not(is_ripe)<", "Condition: was is_ripe, is now not(is_ripe)."),
        ('default="g6"', 'default="g8"', "Default way: was g6, is now g8."),
        ('outcome="bad"', 'outcome="neutral"', "Outcome: was bad, is now neutral."),
    ],
)
def test_each_thing_a_step_says_is_compared(old: str, new: str, expected: str | None) -> None:
    told = words(redrawn(old, new))
    assert told
    if expected:
        assert told == [expected]


def test_a_step_with_another_id_is_recognised_by_its_name() -> None:
    found = redrawn('"water"', '"watering"')
    signs = {item.key: item.sign for item in found}
    assert (signs["water"], signs["watering"]) == (REMOVED, ADDED)
    assert "It may be what was “Water the plant” (water) before: same kind, same name." in words(found)


def test_what_was_only_drawn_elsewhere_has_moved() -> None:
    shape = (
        '<d:BPMNDiagram xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:c="http://www.omg.org/spec/DD/20100524/DC">'
        '<d:BPMNShape bpmnElement="water"><c:Bounds x="{x}" y="1" width="9" height="9"/></d:BPMNShape></d:BPMNDiagram>'
        "</definitions>"
    )
    drawn = [{DIAGRAM: FILES[DIAGRAM].replace("</definitions>", shape.format(x=x))} for x in (1, 50)]
    item = only(compare(*drawn))
    assert (item.key, item.sign) == ("water", MOVED)


def test_rows_of_a_table_are_compared_one_by_one() -> None:
    old = table(("a", "&lt; 80", "1"), ("b", "[80..110]", "2"), ("c", "&gt; 110", "3"))
    new = table(("a", "&lt; 90", "1"), ("c", "&gt; 110", "3"), ("e", "-", "4"))
    grid = only(compare(old, new)).grid
    assert grid
    assert [(row.sign, row.cells[0]) for row in grid.rows] == [
        (CHANGED, "< 90"), (REMOVED, "[80..110]"), (SAME, "> 110"), (ADDED, "-"),
    ]  # fmt: skip
    assert grid.columns == ("Distance", "Points")


def test_a_row_with_another_id_that_asks_the_same_is_the_same_row() -> None:
    grid = only(compare(table(("a", "1", "1")), table(("z", "1", "2")))).grid
    assert grid
    assert [(row.sign, row.cells, row.before) for row in grid.rows] == [(CHANGED, ("1", "2"), ("1", "1"))]


def test_a_form_says_which_question_changed_and_how() -> None:
    old = form(f"{NAME % ''}, {SEX % MOTHER}")
    new = form(NAME % ', "required": true, "when": "urgent"', SEX % FATHER)
    assert words(compare(old, new)) == [
        "“Name”: Required: was no, is now yes.",
        "“Name”: Asked when: urgent; there was none.",
        "“Kin” went from the section “First” to “Second”.",
        "“Kin”: the option “Father” was added.",
        "“Kin”: the option “Mother” was taken away.",
    ]


def test_questions_come_and_go() -> None:
    assert words(compare(form(NAME % ""), form(SEX % MOTHER))) == ["Asks now: “Kin”.", "No longer asks: “Name”."]


def test_norms_are_known_by_their_keys_not_by_their_order() -> None:
    one, other = '[[norm]]\nkey = "a"\ntitle = "A"\nmost = {}\n', '[[norm]]\nkey = "b"\ntitle = "B"\n'
    found = compare({"process.toml": one.format(3) + other}, {"process.toml": other + one.format(5)})
    assert (only(found).title, words(found)) == ("A", ["most: was 3, is now 5."])


def test_a_page_is_compared_line_by_line() -> None:
    item = only(compare({"a.md": "# Page\none\ntwo"}, {"a.md": "# Page\none\nthree"}))
    assert item.title == "Page"
    assert [(line.sign, line.text) for line in item.lines if line.sign != SAME] == [(REMOVED, "two"), (ADDED, "three")]


def test_a_file_that_came_or_went_is_told() -> None:
    assert only(compare({}, {"a.md": "# Page"})).sign == ADDED
    assert only(compare(form(NAME % ""), {})).sign == REMOVED
    assert only(compare({}, table(("a", "1", "1")))).sign == ADDED


@pytest.mark.parametrize(
    "text",
    [
        "", "<a", "\0", "[]", "[" * 100_000, "<a>" * 5_000, "x = [", '{"sections": 5}', "x" * 5_000_000,
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '{"sections": [{"fields": {"a": 1}}], "rules": 3}',
        '{"sections": [{"fields": [{"name": [], "options": "x", "when": {}}]}]}', "a\n" * 50_000, "\ud800 é",
    ],
)  # fmt: skip
def test_a_hostile_file_is_told_and_never_breaks_the_comparison(text: str) -> None:
    names = (*FILES, "a.dmn", "b.form.json", "c.md", "process.toml")
    hostile = dict.fromkeys(names, text)
    for old, new in ((FILES, hostile), (hostile, FILES), (hostile, dict.fromkeys(names, text + " "))):
        for item in compare(old, new):
            assert item.data()["file"] in names
