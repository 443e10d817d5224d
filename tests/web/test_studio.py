"""Drafts of methods in the browser: begun, saved by two people, put away."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.installation import Page, Visitor

Come = Callable[[str], Visitor]
NAME = "T1_signal.bpmn"


@pytest.fixture
def anna(visitor: Come) -> Visitor:
    return visitor("methodologist")


@pytest.fixture
def boris(visitor: Come) -> Visitor:
    return visitor("methodologist2")


def begun(visitor: Visitor, process: str = "casework") -> str:
    """The address of a new draft."""
    return visitor.get("/studio/").send("/studio/begin", {"process": process}).path


def told(visitor: Visitor, path: str, body: Any = None) -> Any:
    """The answer of an address that editors ask, and its status under `status`."""
    token = visitor.get("/studio/").find("//input[@name='csrf_token']/@value")[0]
    headers = {"X-CSRFToken": token}
    answer = visitor.client.get(path) if body is None else visitor.client.post(path, json=body, headers=headers)
    return {"status": answer.status_code, **(answer.get_json(silent=True) or {})}


def test_two_people_at_one_file_see_each_other_and_overwrite_nothing(anna: Visitor, boris: Visitor) -> None:
    draft = begun(anna)
    file = f"{draft}/files/{NAME}"
    seen = told(boris, file)
    assert (seen["revision"], "T1_decide" in seen["text"]) == (0, True)
    assert told(anna, f"{draft}/here", {"name": NAME})["others"] == []
    assert [who["name"] for who in told(boris, f"{draft}/here", {"name": NAME})["others"]] == [NAME]
    saved = told(anna, file, {"revision": 0, "text": seen["text"].replace("Сигнал записан", "Сигнал принят")})
    assert (saved["status"], saved["revision"], saved["at"]) == (200, 1, "10:00")
    clash = told(boris, file, {"revision": 0, "text": "<mine/>"})
    assert (clash["status"], clash["theirs"]["revision"]) == (409, 1)
    assert "Сигнал принят" in clash["theirs"]["text"]
    assert clash["theirs"]["who"] == told(boris, f"{draft}/here", {"name": NAME})["others"][0]["who"]


def test_what_is_saved_is_judged_at_once(anna: Visitor) -> None:
    draft = begun(anna)
    file = f"{draft}/files/{NAME}"
    text = told(anna, file)["text"].replace('role="senior_curator"', 'role="no_such_role"')
    found = told(anna, file, {"revision": 0, "text": text})["findings"]
    mine = [(each["severity"], "no_such_role" in each["sentence"]) for each in found if each["element"] == "T1_decide"]
    assert ("error", True) in mine


@pytest.mark.parametrize(
    "body", [{}, {"revision": "1", "text": ""}, {"revision": 0, "text": 5}, {"revision": True}, []]
)
def test_a_save_that_makes_no_sense_is_refused(anna: Visitor, body: Any) -> None:
    assert told(anna, f"{begun(anna)}/files/{NAME}", body)["status"] == 400


def test_a_draft_takes_no_foreign_file(anna: Visitor) -> None:
    draft = begun(anna)
    assert told(anna, f"{draft}/files/evil.py", {"revision": 0, "text": "x"})["status"] == 422


def test_a_draft_is_put_away(anna: Visitor) -> None:
    draft = begun(anna)
    assert "убран" in anna.get(draft).send("/discard").text
    assert told(anna, f"{draft}/files/{NAME}", {"revision": 0, "text": "<a/>"})["status"] == 423


def test_who_may_only_read_methods_sees_drafts_and_changes_none(anna: Visitor, visitor: Come) -> None:
    draft, auditor = begun(anna), visitor("auditor")
    page = auditor.get(draft)
    assert (page.status, page.find("//form[contains(@action, 'discard')]")) == (200, [])
    assert auditor.client.post(f"{draft}/discard").status_code in {400, 403}
    assert visitor("administrator").get("/studio/").status == 200
    assert visitor("invited_expert.smolensk").get("/studio/").status == 403


def new(visitor: Visitor, **typed: str) -> Page:
    return visitor.get("/studio/").send("/studio/begin-new", typed)


def test_a_new_method_begins_from_a_template_without_errors(anna: Visitor) -> None:
    page = new(anna, key="summer_camp", title="Летний лагерь для семей")
    assert page.find("//h1")[0].text_content() == "Летний лагерь для семей"
    assert told(anna, f"{page.path}/findings")["findings"] == []


@pytest.mark.parametrize(
    ("key", "title"), [("casework", "Другой"), ("../x", "Другой"), ("Ключ", "Другой"), ("good_key", "<b>")]
)
def test_a_new_method_has_a_free_key_and_a_plain_title(anna: Visitor, key: str, title: str) -> None:
    page = new(anna, key=key, title=title)
    assert page.status == 422
    assert page.find(f"//input[@name='key'][@value={key!r}]")


def test_a_name_in_a_finding_is_never_translated(anna: Visitor) -> None:
    draft = begun(anna)
    file = f"{draft}/files/{NAME}"
    text = told(anna, file)["text"].replace('role="senior_curator"', 'role="date"')
    found = told(anna, file, {"revision": 0, "text": text})["findings"]
    assert any("date" in each["sentence"] for each in found if each["element"] == "T1_decide")


def test_a_reference_page_is_looked_at_before_it_is_saved(anna: Visitor) -> None:
    draft = begun(anna)
    name = "casework/01_call_script.md"
    page = anna.get(f"{draft}/texts/{name}")
    assert page.find("//*[@id='preview']//h3")
    assert page.find("//section[@aria-labelledby='beside']//li")
    form = page.form(f"texts/{name}")
    token = form.fields["csrf_token"]
    pairs = [("csrf_token", token), ("revision", "0"), ("text", "# Новая памятка\n\n**Важно** <script>x</script>")]
    seen = anna.post(f"{draft}/page-preview/{name}", pairs)
    assert seen.find("//*[@id='preview']//h3")[0].text_content() == "Новая памятка"
    assert seen.find("//*[@id='preview']//strong")
    assert not seen.find("//*[@id='preview']//script")
    assert anna.client.get(f"{draft}/files/{name}").get_json()["revision"] == 0
