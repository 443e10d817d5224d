"""Two versions of a method side by side: what a methodologist reads, on the page, before publishing, at the terminal."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from engine import definitions
from engine.definitions import Bundle
from engine.roles import Actor
from engine.studio.draft import Edit
from persistence.queries import people
from tests.web.command_line import CASEWORK, lines, opora
from tests.web.installation import Page, Visitor
from web.services import Services
from web.settings import HOUSE

Come = Callable[[str], Visitor]
DEADLINE = (
    'amount="1" unit="working_days" anchor="fact:signal_at"',
    'amount="3" unit="working_days" anchor="fact:signal_at"',
)
EDITS = {
    "T1_signal.bpmn": DEADLINE,
    "complexity.dmn": ("&lt;= 80", "&lt;= 90"),
    "casework/05_first_visit_report.form.json": ('"label": "Телефон семьи"', '"label": "Телефон семьи", "required": true'),
    "process.toml": ("best = 12", "best = 11"),
}  # fmt: skip
TOLD = "Срок: было 1 рабочий день от ответа"


def edited(files: Mapping[str, str]) -> dict[str, str]:
    return {name: text.replace(*EDITS[name]) if name in EDITS else text for name, text in files.items()}


@pytest.fixture
def versions(services: Services) -> tuple[str, str]:
    """The version that came with the house, and one with a change of every kind; both are published."""
    old = definitions.read(CASEWORK, HOUSE / "forms")
    new = Bundle(edited(old.files))
    for bundle in (old, new):
        services.store.publish(bundle, definitions.compile(bundle), services.clock.now(), None)
    return old.checksum, new.checksum


def compared(visitor: Come, versions: tuple[str, str], **more: str) -> Page:
    address = f"/definitions/compare/?old={versions[0]}&new={versions[1]}"
    return visitor("methodologist").get(address + "".join(f"&{key}={value}" for key, value in more.items()))


def test_every_kind_of_change_is_told_in_words(visitor: Come, versions: tuple[str, str]) -> None:
    page = compared(visitor, versions)
    assert page.status == 200
    assert TOLD in page.text
    assert "стало 3 рабочих дня" in page.text
    assert "«Телефон семьи»: Обязательно: было нет, стало да." in page.text
    assert "best: было 12, стало 11." in page.text
    row = page.find("//table//tr[@class='changed']")[0]
    assert [cell.text_content() for cell in row.xpath(".//del | .//ins")] == ["<= 80", "<= 90"]


def test_the_pictures_mark_what_differs_on_both_sides(visitor: Come, versions: tuple[str, str]) -> None:
    page = compared(visitor, versions)
    sides = page.find("//*[@data-side]")
    assert len(sides) == 2
    assert all('"T1_decide": "changed"' in side.get("data-marks") for side in sides)
    drawings = [page.visitor.client.get(side.get("data-source")) for side in sides]
    assert [(drawing.status_code, drawing.mimetype) for drawing in drawings] == [(200, "application/xml")] * 2


def test_a_version_is_compared_with_the_one_before_unless_one_says(visitor: Come, versions: tuple[str, str]) -> None:
    assert visitor("methodologist").get(f"/definitions/compare/?new={versions[1]}").status == 200
    page = visitor("methodologist").get(f"/definitions/{versions[1]}").link("Что изменилось в этой версии")
    assert page.status == 200


@pytest.mark.parametrize("given", ["", "?new=nothing", "?new=draft-nothing", "?old=x&new=y"])
def test_what_is_not_there_is_not_found(given: str, visitor: Come) -> None:
    assert visitor("methodologist").get(f"/definitions/compare/{given}").status == 404


def test_only_diagrams_of_a_side_are_handed_out(visitor: Come, versions: tuple[str, str]) -> None:
    for name in ("process.toml", "../secret", "nothing.bpmn"):
        assert visitor("methodologist").get(f"/definitions/compare/diagrams/{versions[0]}/{name}").status == 404


def test_who_may_not_see_methods_compares_nothing(visitor: Come, versions: tuple[str, str]) -> None:
    assert compared(lambda _: visitor("invited_expert"), versions).status in {403, 404}


def test_a_draft_says_before_publishing_what_changes(
    visitor: Come, versions: tuple[str, str], services: Services
) -> None:
    author = visitor("methodologist")
    draft = author.get("/studio/").send("/begin", {"process": "casework"}).path.rstrip("/").split("/")[-1]
    assert "Отличий нет" in author.get(f"/definitions/compare/?new=draft-{draft}").text
    old = services.studio.store.draft(draft).files["T1_signal.bpmn"]
    services.studio.save(author_of(services), draft, [Edit("T1_signal.bpmn", 0, old.replace(*DEADLINE[::-1]))])
    page = author.get(f"/studio/{draft}/publish")
    assert "стало 1 рабочий день" in page.text
    assert page.link("На схемах, рядом").status == 200


def author_of(services: Services) -> Actor:
    with services.database.reading() as reader:
        found = people.by_id(reader, "demo-methodologist")
    assert found
    return found.actor


def test_the_terminal_says_the_same(tmp_path: Path) -> None:
    bundle = definitions.read(CASEWORK, HOUSE / "forms")
    for side, files in (("old", bundle.files), ("new", edited(bundle.files))):
        for name, text in files.items():
            place = (
                tmp_path / side / "forms" / name
                if name.startswith("casework/")
                else tmp_path / side / "casework" / name
            )
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    result = opora("compare", tmp_path / "old" / "casework", tmp_path / "new" / "casework", "--json")
    assert result.exit_code == 1
    items = {item["key"]: item for item in lines(result)[-1]["items"]}
    assert items["T1_decide"]["words"][0].startswith("Deadline: was 1 working day from the answer")
    assert items["norm.cases_per_curator"]["words"] == ["best: was 12, is now 11."]
    assert opora("compare", tmp_path / "old" / "casework", tmp_path / "old" / "casework").exit_code == 0
