"""A case on its way to another curator: summary, offer, yes, no, and back."""

from collections.abc import Callable

from tests.web.installation import Visitor, case_of
from web.services import Services

Come = Callable[[str], Visitor]


def led(come: Come, services: Services, family: str) -> str:
    """A case whose visiting curator is the demonstration's first curator."""
    case_id = case_of(come("duty_specialist").register(family_name=family))
    senior = come("senior_curator")
    page = senior.get(f"/cases/{case_id}").link("Открыть")
    page.send(page.path, {"signal_decision": "accept", "decided_at": "23.11.2026 09:50"})
    team = senior.get(f"/cases/{case_id}").link("Открыть")
    curator = "demo-curator"
    psychologist = team.find("//select[@name='visit_psychologist']/option/@value")[-1]
    done = team.send(team.path, {"visit_curator": curator, "visit_psychologist": psychologist})
    assert "Готово" in done.text, done.text
    assert services.store.case(case_id).seats["visit_curator"] == curator
    return case_id


def test_a_case_is_offered_with_a_summary_and_taken(visitor: Come, services: Services) -> None:
    case_id = led(visitor, services, "Передаваевы")
    mine = visitor("curator")
    page = mine.get(f"/cases/{case_id}/transfer")
    assert "Передаваевы" in page.find("//textarea[@name='summary']")[0].text
    to = next(
        value for value in page.find("//select[@id='to']//option/@value") if value.endswith("demo-curator.smolensk")
    )
    assert page.send("/transfer", {"to": to, "reason": ""}).status == 422
    offered = page.send("/transfer", {"to": to, "reason": "Ухожу в отпуск", "summary": "Мама доверяет Анне"})
    assert "предложено" in offered.text
    other = visitor("curator.smolensk")
    day = other.get("/")
    assert "предлагает вам случай" in day.text
    read = day.link("предлагает вам случай")
    assert "Мама доверяет Анне" in read.text
    assert visitor("curator.vyazma").get(f"/cases/{case_id}/transfer").status == 404
    taken = read.send("/accept")
    assert "Случай теперь ваш" in taken.text
    assert "Мама доверяет Анне" in taken.text
    assert services.store.case(case_id).seats["visit_curator"] == "demo-curator.smolensk"


def test_an_offer_is_declined_or_withdrawn_and_nothing_changes(visitor: Come, services: Services) -> None:
    case_id = led(visitor, services, "Остаткины")
    mine, other = visitor("curator"), visitor("curator.smolensk")
    for answer in ("decline", "withdraw"):
        page = mine.get(f"/cases/{case_id}/transfer")
        to = next(
            value for value in page.find("//select[@id='to']//option/@value") if value.endswith("demo-curator.smolensk")
        )
        page.send("/transfer", {"to": to, "reason": "Болею"})
        if answer == "decline":
            other.get(f"/cases/{case_id}/transfer").send("/decline", {"reason": "У меня двенадцать"})
        else:
            mine.get(f"/cases/{case_id}/transfer").send("/withdraw")
        assert services.store.case(case_id).transfer is None
    assert services.store.case(case_id).seats["visit_curator"] == "demo-curator"
    assert "У меня двенадцать" in mine.get(f"/cases/{case_id}/timeline").text


def test_the_overview_tells_people_story_decisions_and_what_is_promised(visitor: Come, services: Services) -> None:
    case_id = led(visitor, services, "Обзоровы")
    told = visitor("curator").get(f"/cases/{case_id}/overview").text
    for words in ("Дети не ходят в школу", "Принимаем: первичный выезд", "Что обещано", "Куратор"):
        assert words in told, words
