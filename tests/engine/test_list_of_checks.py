"""The one list of checks that studio, terminal and tests share: each finding names its element and reads in Russian."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from engine.checks import Finding
from engine.definitions import Bundle, review
from engine.functions import BUILT_IN
from engine.reasons import Reason
from tests.engine import dmn
from tests.engine.kernel.diagrams import Drawn
from tests.processes.stage import FAMILIES, ROOT, published, roles

SETTINGS = 'key = "p"\ntitle = "P"\nmain = "p"\n'
FORM = '{"title": "F", "sections": [{"title": "F", "fields": [{"name": "x", "kind": "yesno", "label": "X", "required": true, "export": "x"}]}]}'
CLOSED = (
    '{"title": "K", "sections": [{"title": "K", "fields": [{"name": "k", "kind": "choice", "label": "K", "required": true,'
    ' "export": "k", "options": [{"value": "yes", "label": "Y"}, {"value": "no", "label": "N"}]}]}]}'
)
TASK = '<bpmn:extensionElements><opora:task role="{role}" form="{form}"/>{more}</bpmn:extensionElements>'


def task(drawn: Drawn, key: str, role: str = "gardener", form: str = "p/f", more: str = "") -> Drawn:
    return drawn.node("userTask", key, TASK.format(role=role, form=form, more=more))


def one(role: str = "gardener", form: str = "p/f", more: str = "") -> Drawn:
    return task(Drawn().start(), "a", role, form, more).end().path("s a e")


def rules(*rows: str) -> str:
    decided = dmn.table(["n: number"], rows)
    return dmn.file(dmn.input_data("n", "number"), dmn.decision("d", decided, ["n"]))


def choosing(default: str | None, *when: str) -> Drawn:
    drawn = task(task(Drawn().start(), "a"), "b").xor("g", default=default).end().path("s a g").path("b e")
    first, last = (*when, *("= x", "= not(x)")[len(when) :])[:2]
    return drawn.flow("g", "b", first).flow("g", "e", None if default else last)


LIST: dict[str, tuple[Callable[[], Drawn], dict[str, str], str, str]] = {
    "a form that is missing": (lambda: one(form="p/no"), {}, "a", "unknown-form"),
    "a task without a form": (lambda: one(form=""), {}, "a", "no-form"),
    "a role nobody knows": (lambda: one(role="nobody"), {}, "a", "unknown-role"),
    "a task for nobody": (lambda: one(role=""), {}, "a", "no-role"),
    "a choice that may leave nothing": (lambda: choosing(None, "= x", "= x"), {}, "g", "no-default"),
    "an element no flow leads to": (lambda: task(one(), "lost"), {}, "lost", "unreachable"),
    "a join for ever": (
        lambda: task(task(task(Drawn().start(), "a"), "b"), "c").xor("g", default="b").both("j").end()
        .path("s a g").flow("g", "b").flow("g", "c", "= x").path("b j e").path("c j"), {}, "j", "dead-end"),
    "tokens that pile up": (
        lambda: task(task(task(Drawn().start(), "a"), "b"), "c").both("f").xor("m").end()
        .path("s f a m c e").path("f b m"), {}, "c", "multiplied"),
    "a loop that never waits": (
        lambda: task(Drawn().start(), "a").xor("m").script("y", "{n: 1}").path("s a m y m"), {}, "m", "runaway"),
    "a deadline that counts from nothing": (
        lambda: one(more='<opora:deadline amount="1" unit="days" anchor="task:no"/>'), {}, "a", "unknown-anchor"),
    "a deadline that counts from no fact": (
        lambda: one(more='<opora:deadline amount="1" unit="days" anchor="fact:no"/>'), {}, "a", "unknown-anchor"),
    "a deadline that cannot be read": (
        lambda: one(more='<opora:deadline amount="soon" unit="days"/>'), {}, "a", "deadline"),
    "a timer that cannot be read": (lambda: one().timer("t", "P1X", on="a").path("t e"), {}, "t", "bad-time"),
    "a span in words": (lambda: one().timer("t", "три дня", on="a").path("t e"), {}, "t", "bad-time"),
    "a span that FEEL cannot make": (lambda: one().timer("t", '=duration("3 дня")', on="a").path("t e"), {}, "t", "bad-time"),
    "an answer that is not among the options": (
        lambda: choosing("e", '= k = "jes"'), {"p/k.form.json": CLOSED}, "g", "strange-answer"),
    "what another program wrote": (
        lambda: one(more='<c:form xmlns:c="http://camunda.org/schema/1.0/bpmn"/>'), {}, "a", "foreign"),
    "an expression that cannot be read": (lambda: choosing("e").flow("b", "g", "= x ++ 1"), {}, "b", "expression"),
    "a name that nothing sets": (lambda: choosing("e").flow("g", "a", "= unheard > 1"), {}, "g", "unknown-name"),
    "a name a table asks for that nothing sets": (
        lambda: one().node("businessRuleTask", "r", '<bpmn:extensionElements><opora:decision ref="d" result="y"/></bpmn:extensionElements>')
        .path("a r e"), {"t.dmn": rules("- -> 1")}, "r", "unknown-name"),
    "an element that does not run": (lambda: one().node("complexGateway", "z").path("a z e"), {}, "z", "unsupported"),
    "a table with a gap": (one, {"t.dmn": rules("<5 -> 1")}, "d", "gap"),
    "a table with an overlap": (one, {"t.dmn": rules("<5 -> 1", "<9 -> 2", ">=9 -> 3")}, "", "overlap"),
    "a flow to nowhere": (lambda: one().flow("a", "no"), {}, "a-no", "loose-flow"),
    "a service nobody offers": (
        lambda: one().node("serviceTask", "z", '<bpmn:extensionElements><opora:service name="no"/></bpmn:extensionElements>')
        .path("a z e"), {}, "z", "unknown-service"),
}  # fmt: skip


@cache
def russian() -> dict[str, str]:
    path = ROOT / "web/translations/ru/LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def findings(drawn: Drawn, more: dict[str, str]) -> list[Finding]:
    files = {"process.toml": SETTINGS, "p.bpmn": drawn.xml(), "p/f.form.json": FORM, **more}
    return review(Bundle(files), {"gardener"}, BUILT_IN)[1]


@pytest.mark.parametrize(("draw", "more", "element", "code"), LIST.values(), ids=LIST)
def test_every_check_names_its_element_and_says_what_to_do(
    draw: Callable[[], Drawn], more: dict[str, str], element: str, code: str
) -> None:
    found = [finding for finding in findings(draw(), more) if finding.code == code]
    assert found, [(each.element, each.code, str(each)) for each in findings(draw(), more)]
    assert not element or element in {finding.element for finding in found}
    for finding in found:
        translated = russian()[finding.sentence]
        assert translated and translated != finding.sentence and str(finding)
        assert translated % finding.params if finding.params else True


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('title = "P', "строка 2: кавычка"), ("title = P", "строка 2: после «=»"), ('key = "q"', "строка 2: это имя уже"),
        ("название = 1", "строка 2: строка имеет вид"), ('inherit = ["a"', "строка 3: список открыт"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_told_in_russian_with_its_line(settings: str, told: str) -> None:
    (finding,) = review(Bundle({"process.toml": f'key = "p"\n{settings}\n'}))[1]
    reason = finding.params["reason"]
    assert isinstance(reason, Reason)
    assert told in russian()[reason.sentence] % reason.params


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "строка 1: файл пуст"), ("<a><b></a>", "строка 1: закрыт не тот"), ("<a>\n<b c='", "строка 2: тег начат"),
        ("<a>\n & </a>", "строка 2: так знаки"), ("<a/><b/>", "строка 1: после конца"), ("<p:a/>", "строка 1: приставка"),
    ],
)  # fmt: skip
def test_a_mistake_in_xml_is_told_in_russian_with_its_line(text: str, told: str) -> None:
    found = review(Bundle({"process.toml": SETTINGS, "p.bpmn": text}))[1]
    reason = next(finding.params["reason"] for finding in found if finding.code == "not-xml")
    assert isinstance(reason, Reason)
    assert told in russian()[reason.sentence] % reason.params


def test_a_mistake_in_an_expression_is_told_in_russian() -> None:
    (finding,) = findings(choosing("e", "= x == 1"), {})
    reason = finding.params["reason"]
    inner = reason.params["reason"]
    assert "Ошибка в выражении" in russian()[reason.sentence]
    assert "стоять не может" in russian()[inner.sentence] % inner.params


def test_conditions_that_cover_every_answer_need_no_default() -> None:
    assert findings(choosing(None), {}) == []


def test_an_answer_that_no_condition_covers_is_named() -> None:
    (finding,) = findings(choosing(None, "= x", "= x"), {})
    assert (finding.element, finding.params) == ("g", {"where": "x = false"})


def test_a_question_that_may_stay_open_needs_a_default() -> None:
    (finding,) = findings(choosing(None), {"p/f.form.json": FORM.replace('"required": true, ', "")})
    assert finding.params == {"where": "x = null"}


def test_a_sound_diagram_has_no_findings() -> None:
    assert findings(one(), {}) == []


@pytest.mark.parametrize("key", ["Start", "End", "Root", "Шаг_1"])
def test_ids_that_parsers_swallow_are_taken(key: str) -> None:
    assert findings(task(Drawn().start(), key).end().path(f"s {key} e"), {}) == []


@pytest.mark.parametrize(
    "setting",
    ['emergency = ["fire"]', 'afterwards = ["p/no"]', 'inherit = ["unheard"]', 'title_fact = "no"', 'lead_seat = "no"'],
)
def test_a_setting_that_names_what_is_not_there_is_found_at_deploy(setting: str) -> None:
    (finding,) = findings(one(), {"process.toml": SETTINGS + setting})
    name = setting.split('"')[1]
    assert (finding.element, finding.code, finding.params["name"]) == (
        setting.split(maxsplit=1)[0],
        "setting-unknown",
        name,
    )
    assert name in russian()[finding.sentence] % finding.params


def test_a_setting_that_names_what_is_there_is_sound() -> None:
    told = SETTINGS + 'afterwards = ["p/f"]\ninherit = ["x"]\ntitle_fact = "x"\nlead_seat = "gardener"'
    assert findings(one(), {"process.toml": told}) == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda path: path.name)
def test_a_published_family_has_no_errors_and_is_sound(family: Path) -> None:
    bundle, _ = published(family.name)
    _, found = review(bundle, {role.key for role in roles()}, BUILT_IN)
    assert not [str(finding) for finding in found if finding.severity == "error"]
    assert not {finding.code for finding in found} & {"dead-end", "multiplied", "runaway", "never-reached"}
