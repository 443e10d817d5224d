"""What comes into a draft and what is asked of the server: archives, texts, new files, half-typed words."""

import io
import zipfile
from collections.abc import Callable

import pytest

from engine.studio import packing
from tests.web.installation import Page, Visitor
from tests.web.test_publishing import NAME, begun, camp
from tests.web.test_studio import told
from web.services import Services

Come = Callable[[str], Visitor]
__all__ = ["camp"]


@pytest.fixture
def anna(visitor: Come) -> Visitor:
    return visitor("methodologist")


def test_what_is_taken_out_as_a_folder_comes_in_byte_for_byte(anna: Visitor, services: Services) -> None:
    packed = anna.client.get("/definitions/export.zip").get_data()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert "processes/camp/camp.bpmn" in archive.namelist()
        assert "forms/casework/02_signal_log.form.json" in archive.namelist()
    before = set(anna.get("/studio/").find("//tbody//a/@href"))
    page = brought_in(anna, packed)
    assert page.status == 200
    fresh = [address.split("/")[2] for address in set(page.find("//tbody//a/@href")) - before]
    drafts = [services.studio.store.draft(key) for key in fresh]
    assert sorted(draft.process for draft in drafts) == ["camp", "casework"]
    assert [list(draft.changes()) for draft in drafts] == [[], []]
    assert packing.pack({draft.process: draft.files for draft in drafts}) == packed


def brought_in(visitor: Visitor, content: bytes) -> Page:
    token = visitor.get("/studio/").find("//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "archive": (io.BytesIO(content), "methods.zip")}
    return Page(visitor, visitor.client.post("/studio/import", data=data, follow_redirects=True))


def packed(**files: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK no zip at all",
        packed(**{"../../etc/passwd": "x"}),
        packed(**{"processes/casework/../../x.bpmn": "x"}),
        packed(**{"/processes/casework/process.toml": "x"}),
        packed(**{"processes/casework/evil.py": "x"}),
        packed(**{"processes\\casework\\process.toml": "x"}),
        packed(**{"processes/casework/casework.bpmn": "x"}),
        packed(**{"processes/casework/process.toml": "0" * 5_000_000}),
    ],
)
def test_an_archive_that_is_no_folder_of_methods_is_refused_whole(anna: Visitor, content: bytes) -> None:
    before = len(anna.get("/studio/").find("//tbody/tr"))
    assert brought_in(anna, content).status == 422
    assert len(anna.get("/studio/").find("//tbody/tr")) == before


def test_a_text_that_two_people_change_is_shown_to_the_second_beside_his_own(anna: Visitor, visitor: Come) -> None:
    draft, boris = begun(anna), visitor("methodologist2")
    path = f"{draft}/texts/process.toml"
    his = boris.get(path)
    text = his.find("//textarea[@name='text']")[0].text
    anna.get(path).send("/process.toml", {"text": text + "\n# Аня"})
    page = his.send("/process.toml", {"text": text + "\n# Борис"})
    assert page.status == 409
    assert "# Аня" in page.text
    assert "# Борис" in page.find("//textarea[@name='text']")[0].text
    page.send("/process.toml", {"text": text + "\n# Аня и Борис"})
    assert told(anna, f"{draft}/files/process.toml")["text"].endswith("# Аня и Борис")


@pytest.mark.parametrize("kind", ["diagram", "table", "form", "page", "scenario"])
def test_a_new_file_of_every_kind_is_no_mistake_by_itself(anna: Visitor, kind: str) -> None:
    draft = begun(anna)
    page = anna.get(draft).send("/add", {"kind": kind, "stem": "fresh_one"})
    assert page.status == 200
    errors = [found for found in told(anna, f"{draft}/findings")["findings"] if found["severity"] == "error"]
    assert errors == []


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            {"about": "deadline", "amount": "3", "unit": "working_days", "anchor": "task:first_step"},
            "3 рабочих дня после шага",
        ),
        ({"about": "deadline", "amount": "many", "unit": "days"}, None),
        ({"about": "expression", "text": '=outcome = "helped"'}, ""),
        ({"about": "expression", "text": "=outcome ="}, None),
        ({"about": "expression", "text": "=no_such_value > 1"}, None),
        ({"about": "timer", "kind": "duration", "text": "P14D"}, ""),
        ({"about": "timer", "kind": "duration", "text": "14 days"}, None),
        ({"about": "tests", "text": "< 5, > 7"}, ""),
        ({"about": "tests", "text": "< <"}, None),
    ],
)
def test_what_is_typed_is_judged_before_it_is_saved(
    anna: Visitor, question: dict[str, str], sentence: str | None
) -> None:
    answer = told(anna, f"{begun(anna)}/ask", question)
    assert ("error" in answer) == (sentence is None), answer
    if sentence:
        assert answer["said"].startswith(sentence)


def test_a_diagram_of_another_tool_is_judged_before_it_comes_in(anna: Visitor) -> None:
    draft = begun(anna)
    good = told(anna, f"{draft}/files/{NAME}")["text"]
    assert [
        f for f in told(anna, f"{draft}/proof", {"name": NAME, "text": good})["findings"] if f["severity"] == "error"
    ] == []
    bad = good.replace("bpmn:userTask", "bpmn:complexGateway")
    found = told(anna, f"{draft}/proof", {"name": NAME, "text": bad})["findings"]
    assert any(f["severity"] == "error" and f["element"] for f in found)
    assert told(anna, f"{draft}/proof", {"name": NAME, "text": "<not bpmn"})["findings"]
