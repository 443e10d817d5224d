"""What the kept scenarios of a draft walk, and what nobody has walked yet."""

from collections.abc import Callable

import pytest

from tests.web.installation import Visitor

Come = Callable[[str], Visitor]


@pytest.fixture
def anna(visitor: Come) -> Visitor:
    return visitor("methodologist")


@pytest.fixture
def draft(anna: Visitor) -> str:
    return anna.get("/studio/").send("/studio/begin-new", {"key": "covered", "title": "Покрытие"}).path


@pytest.fixture(autouse=True)
def away(anna: Visitor, draft: str) -> object:
    yield
    anna.get(draft).send("/discard")


def put(visitor: Visitor, draft: str, name: str, change: Callable[[str], str | None]) -> None:
    token = visitor.get("/studio/").find("//input[@name='csrf_token']/@value")[0]
    held = visitor.client.get(f"{draft}/files/{name}").get_json()
    body = {"revision": held["revision"], "text": change(held["text"])}
    answer = visitor.client.post(f"{draft}/files/{name}", json=body, headers={"X-CSRFToken": token})
    assert answer.status_code == 200


def scenarios(visitor: Visitor, draft: str) -> list[str]:
    links = visitor.get(draft).find("//a[contains(@href, '/texts/scenarios/')]/@href")
    return [link.split("/texts/")[1] for link in links]


def test_every_scenario_is_reported_and_every_exit_named(anna: Visitor, draft: str) -> None:
    page = anna.get(f"{draft}/coverage")
    assert page.status == 200
    assert len(page.find("//section[@aria-labelledby='walks']//tbody/tr")) == len(scenarios(anna, draft)) > 0
    assert page.find("//section[@aria-labelledby='exits']//li")


def test_a_way_that_no_scenario_takes_is_named_on_the_list_and_the_diagram(anna: Visitor, draft: str) -> None:
    for name in scenarios(anna, draft):
        put(anna, draft, name, lambda _text: None)
    page = anna.get(f"{draft}/coverage")
    assert "здесь не заканчивается ни один сценарий" in page.text
    assert "uncovered" in page.find("//*[@data-drawing]/@data-marks")[0]
    assert "Путь от" in page.text


def test_a_step_that_differs_is_named(anna: Visitor, draft: str) -> None:
    put(
        anna,
        draft,
        scenarios(anna, draft)[0],
        lambda text: text.replace('tasks = ["first_step"]', 'tasks = ["no_such"]', 1),
    )
    page = anna.get(f"{draft}/coverage")
    report = page.find("//section[@aria-labelledby='walks']")[0].text_content()
    assert "no_such" in report
    assert "first_step" in report
