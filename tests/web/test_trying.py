"""A draft tried out: its real forms as any role, a clock wound by hand, nothing real touched."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine import simulation
from engine.clock import ManualClock
from engine.stores import Job
from tests.web.installation import Page, Visitor
from web.chores import ALL
from web.services import Services

Come = Callable[[str], Visitor]


@pytest.fixture
def anna(visitor: Come) -> Visitor:
    return visitor("methodologist")


@pytest.fixture
def draft(anna: Visitor) -> str:
    return anna.get("/studio/").send("/studio/begin", {"process": "casework"}).path


def begun(visitor: Visitor, draft: str, at: str = "20.11.2026 17:30") -> Page:
    """A walk that begins on a Friday evening, its first form filled in plausibly."""
    filled = visitor.get(f"{draft}/try").send("/try", {"_at": at}, "_fill=1")
    return filled.send("/try", {"_at": at})


def send(page: Page, act: str, **typed: str) -> Page:
    """Press the button of the form whose `_act` it is."""
    for form in page.html.forms:
        names = dict(form.form_values())
        buttons = [one.get("value") for one in form.xpath(".//button[@name='_act']")]
        if names.get("_act") == act or act in buttons:
            pairs = [(name, value) for name, value in form.form_values() if name not in typed]
            pairs += [*typed.items(), *([("_act", act)] if act in buttons else [])]
            return page.visitor.post(page.path.partition("?")[0], pairs)
    raise AssertionError(page.text[:500])


def test_a_walk_begins_at_any_moment_and_touches_nothing_real(anna: Visitor, draft: str, services: Services) -> None:
    page = begun(anna, draft)
    assert page.status == 200
    assert "Принять решение по сигналу" in page.text
    assert "23 ноября 2026, 18:00" in page.text
    with services.database.reading() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM event").scalar() == 0


def test_a_form_that_is_wrong_goes_nowhere_and_keeps_what_was_typed(anna: Visitor, draft: str) -> None:
    page = anna.get(f"{draft}/try").send("/try", {"family_name": "Пробные"})
    assert page.status == 422
    assert page.find("//input[@name='family_name'][@value='Пробные']")
    assert page.find("//*[@class='problem']")


def test_tasks_are_done_as_their_role_and_gateways_say_why(anna: Visitor, draft: str) -> None:
    page = send(
        begun(anna, draft),
        "complete",
        signal_decision="refuse",
        reasons="Далеко",
        **{"other_help-0-organisation": "Центр", "other_help-0-contacts": "Адрес"},
    )
    assert page.status == 200, page.text[:800]
    assert "«Отказать»" in page.text
    assert 'signal_decision = "refuse"' in page.text
    back = send(page, "back")
    assert "Принять решение по сигналу" in back.find("//*[@id='step']")[0].text_content()


def test_the_clock_is_wound_to_a_deadline_and_never_back(anna: Visitor, draft: str) -> None:
    page = send(begun(anna, draft), "wind", _to="", _until="01.12.2026 10:00")
    assert "просрочено" in page.text.lower() or "опоздание" in page.text.lower()
    page = send(page, "wind", _to="", _until="01.11.2026 10:00")
    assert page.status == 422
    assert "только вперёд" in page.text
    assert send(page, "wind", _to="", _until="когда-нибудь").status == 422


def test_a_walk_is_kept_as_a_scenario_that_goes_as_it_went(anna: Visitor, draft: str) -> None:
    page = send(begun(anna, draft), "complete", signal_decision="accept")
    page = send(page, "keep", _title="Проба", _stem="probe")
    text = anna.client.get(f"{draft}/files/scenarios/probe.toml").get_json()["text"]
    kept = simulation.parse(text)
    assert (kept.title, len(kept.steps), kept.steps[0].complete) == ("Проба", 1, "T1_decide")
    assert kept.steps[0].due
    found = anna.client.get(f"{draft}/findings").get_json()["findings"]
    assert not [each for each in found if "scenarios" in each["file"]]
    assert "Проба" not in [
        item.text_content() for item in anna.get(f"{draft}/publish").find("//*[@class='status late']")
    ]
    again = send(anna.get(f"{draft}/try"), "keep", _title="Ещё", _stem="probe")
    assert again.status == 422


def test_a_walk_is_of_one_person(anna: Visitor, draft: str, visitor: Come) -> None:
    begun(anna, draft)
    boris = visitor("methodologist2")
    assert boris.get(f"{draft}/try").find("//input[@name='_at']")
    assert not anna.get(f"{draft}/try").find("//input[@name='_at']")


def test_a_walk_ends_when_it_is_put_away(anna: Visitor, draft: str) -> None:
    assert send(begun(anna, draft), "end").find("//input[@name='_at']")


def test_a_draft_that_was_changed_shows_how_far_its_walk_still_goes(anna: Visitor, draft: str) -> None:
    send(begun(anna, draft), "complete", signal_decision="accept")
    name = "casework/02_signal_decision.form.json"
    text = anna.client.get(f"{draft}/files/{name}").get_json()["text"]
    other = text.replace('{"name": "comment", "kind": "text"', '{"name": "comment", "required": true, "kind": "text"')
    token = anna.get("/studio/").find("//input[@name='csrf_token']/@value")[0]
    anna.client.post(f"{draft}/files/{name}", json={"revision": 0, "text": other}, headers={"X-CSRFToken": token})
    page = anna.get(f"{draft}/try")
    assert "больше не проходит" in page.text
    assert "Принять решение по сигналу" in page.find("//*[@id='step']")[0].text_content()


def test_who_may_not_see_methods_walks_none(draft: str, visitor: Come) -> None:
    assert visitor("invited_expert.smolensk").get(f"{draft}/try").status in {403, 404}


@pytest.mark.parametrize("typed", [{"_act": "strange"}, {"_act": "complete", "_node": "nowhere"}, {"_act": "send"}])
def test_what_makes_no_sense_is_not_found(anna: Visitor, draft: str, typed: dict[str, str]) -> None:
    token = begun(anna, draft).find("//input[@name='csrf_token']/@value")[0]
    assert anna.post(f"{draft}/try", [("csrf_token", token), *typed.items()]).status in {404, 422}


def test_a_walk_ends_by_itself_after_a_day(anna: Visitor, draft: str, services: Services, visitor: Come) -> None:
    begun(anna, draft)
    clock = services.clock
    assert isinstance(clock, ManualClock)
    clock.wind_to(clock.now() + timedelta(hours=25))
    assert visitor("methodologist").get(f"{draft}/try").find("//input[@name='_at']")
    chores = {kind.name: kind for kind in ALL}
    chores["forgetting_walks"].do(services, Job(1, "", 0, clock.now(), "", 0, "forgetting_walks", "forgetting_walks"))
    with services.database.reading() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM studio_walk").scalar() == 0
