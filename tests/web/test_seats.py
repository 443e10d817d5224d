"""A place in a case passes to another person, with its open tasks."""

from collections.abc import Callable

from tests.web.installation import Page, Visitor, case_of

Come = Callable[[str], Visitor]
NEXT = "demo-curator.smolensk"


def visited(come: Come) -> str:
    """A case whose first visit waits for its curator."""
    case_id = case_of(come("duty_specialist").register(family_name="Передачины"))
    senior = come("senior_curator")
    decision = senior.get(f"/cases/{case_id}").link("Открыть")
    decision.send(decision.path, {"signal_decision": "accept"})
    team = senior.get(f"/cases/{case_id}").link("Открыть")
    done = team.send(team.path, {"visit_curator": "demo-curator", "visit_psychologist": "demo-psychologist"})
    assert "Готово" in done.text, done.text
    return case_id


def holders(page: Page) -> dict[str, str]:
    rows = page.find("//dl[contains(@class, 'facts')]/div")
    return {row.xpath("dt")[0].text_content(): row.xpath("dd")[0].text_content().split("Передать")[0] for row in rows}


def test_a_place_passes_on_with_its_open_tasks(visitor: Come) -> None:
    case_id = visited(visitor)
    page = visitor("regional_head").get(f"/cases/{case_id}/people")
    before = holders(page)["Куратор выезда"]
    assert "С местом перейдёт 1 открытая задача" in page.text
    passed = page.send("/visit_curator", {"to": NEXT})
    assert "Место передано, открытые задачи тоже" in passed.text
    assert holders(passed)["Куратор выезда"] != before
    assert visitor("curator").get("/?show=mine").find(f"//a[contains(@href, '{case_id}')]") == []
    assert "Место в случае перешло к другому человеку" in page.visitor.get(f"/cases/{case_id}/timeline").text


def test_a_place_passes_only_to_somebody_with_its_role(visitor: Come) -> None:
    page = visitor("regional_head").get(f"/cases/{visited(visitor)}/people")
    assert "Выберите человека" in page.send("/visit_curator", {"to": "demo-auditor"}).text
    assert "Выберите человека" in page.send("/visit_curator", {"to": ""}).text


def test_who_may_not_hand_on_sees_the_people_only(visitor: Come) -> None:
    case_id = visited(visitor)
    page = visitor("curator").get(f"/cases/{case_id}/people")
    assert "Куратор выезда" in page.text
    assert not page.find("//form[contains(@action, '/people/')]")
    token = page.find("//input[@name='csrf_token']/@value")[0]
    refused = page.visitor.post(f"{page.path}/visit_curator", [("csrf_token", token), ("to", NEXT)])
    assert refused.status == 403


def test_a_place_that_is_not_in_the_case_is_not_found(visitor: Come) -> None:
    page = visitor("regional_head").get(f"/cases/{visited(visitor)}/people")
    token = page.find("//input[@name='csrf_token']/@value")[0]
    assert page.visitor.post(f"{page.path}/nobody", [("csrf_token", token), ("to", NEXT)]).status == 404
