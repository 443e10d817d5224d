"""Changing a definition piece by piece, and writing it as people lay it out."""

import json
from pathlib import Path
from typing import Any

import pytest

from forms import editing, writing

FORMS = sorted((Path(__file__).parents[2] / "forms").glob("*/*.form.json"))


def form() -> dict[str, Any]:
    fields = [{"name": name, "kind": "line", "label": name} for name in ("one", "two")]
    inner = [{"name": "child", "kind": "line", "label": "c"}]
    rows = {"name": "rows", "kind": "group", "label": "rows", "fields": inner}
    return {"title": "t", "sections": [{"title": "a", "fields": fields}, {"title": "b", "fields": [rows]}]}


def order(raw: dict[str, Any]) -> list[str]:
    return [str(field["name"]) for _address, field in editing.fields(raw)]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_written_form_is_read_as_the_same_form(path: Path) -> None:
    raw = json.loads(path.read_text(encoding="utf-8"))
    assert editing.is_editable(raw)
    assert json.loads(writing.text(raw)) == raw


def test_forms_keep_the_layout_people_gave_them() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FORMS]
    kept = sum(writing.text(json.loads(text)) == text for text in texts)
    assert kept > len(texts) * 3 / 4


def test_a_field_moves_within_its_section_and_on_into_the_next_one() -> None:
    raw = form()
    assert editing.move(raw, "s0.f0", 1) == "s0.f1"
    assert editing.move(raw, "s0.f1", 1) == "s1.f0"
    assert order(raw) == ["two", "one", "rows", "child"]
    assert editing.move(raw, "s1.f0", -1) == "s0.f1"
    assert editing.move(raw, "s0.f1", -1) == "s0.f0"
    assert order(raw) == ["one", "two", "rows", "child"]


def test_nothing_moves_over_the_edge() -> None:
    raw = form()
    for address, by in (("s0", -1), ("s1", 1), ("s0.f0", -1), ("s1.f0", 1), ("s1.f0.f0", 1)):
        assert editing.move(raw, address, by) == address
    assert raw == form()


def test_a_copy_has_names_of_its_own_and_exports_nothing() -> None:
    raw = form()
    raw["sections"][0]["fields"][0]["export"] = "value"
    assert editing.copy(raw, "s0.f0") == "s0.f1"
    assert order(raw)[:3] == ["one", "one_1", "two"]
    assert "export" not in raw["sections"][0]["fields"][1]
    editing.copy(raw, "s0")
    assert len(set(order(raw))) == len(order(raw))


def test_what_is_taken_away_is_gone_and_its_neighbour_is_looked_at() -> None:
    raw = form()
    assert editing.remove(raw, "s0.f1") == "s0.f0"
    assert editing.remove(raw, "s0.f0") == "s0"
    assert order(raw) == ["rows", "child"]
    editing.add(raw, "", "rule")
    assert editing.remove(raw, "r0") == ""
    assert "rules" not in raw


@pytest.mark.parametrize("address", ["s9", "s0.f9", "x1", "s0.f0.f0", "s0..f1", "s0.s1"])
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(KeyError):
        editing.piece(form(), address)


def test_a_new_field_of_any_kind_has_what_its_kind_needs() -> None:
    raw = form()
    at = editing.add(raw, "s0", "choice")
    assert len(editing.piece(raw, at)["options"]) == 2
    at = editing.add(raw, "s1", "group")
    assert editing.piece(raw, f"{at}.f0")["kind"] == "line"


@pytest.mark.parametrize(
    "raw", [[], {"sections": {}}, {"sections": [1]}, {"sections": [{"fields": ["x"]}]}, {"rules": [0]}]
)
def test_what_is_no_form_is_not_edited_by_pieces(raw: Any) -> None:
    assert not editing.is_editable(raw)
