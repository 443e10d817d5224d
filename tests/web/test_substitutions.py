"""«A for B»: arranged, worked under, seen in lists and in the history, ended."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from engine.clock import ManualClock
from tests.web.installation import MONDAY, Visitor, app_of, build, case_of
from web.services import Services

Come = Callable[[str], Visitor]
DAYS = {"first": "23.11.2026", "last": "27.11.2026"}
ME, COLLEAGUE = "demo-curator", "demo-curator.smolensk"


def led(come: Come, family: str) -> str:
    """A case whose visiting curator is the demonstration's first curator."""
    case_id = case_of(come("duty_specialist").register(family_name=family))
    senior = come("senior_curator")
    page = senior.get(f"/cases/{case_id}").link("Открыть")
    page.send(page.path, {"signal_decision": "accept", "decided_at": "23.11.2026 09:50"})
    team = senior.get(f"/cases/{case_id}").link("Открыть")
    psychologist = team.find("//select[@name='visit_psychologist']/option/@value")[-1]
    team.send(team.path, {"visit_curator": ME, "visit_psychologist": psychologist})
    return case_id


def test_a_colleague_sees_and_does_the_tasks_of_who_is_away(visitor: Come, services: Services) -> None:
    case_id = led(visitor, "Замещаевы")
    colleague, mine = visitor("curator.smolensk"), visitor("curator")
    assert colleague.get(f"/cases/{case_id}").status == 404
    told = mine.get("/substitutions/").send("/substitutions/", {"absent": ME, "substitute": COLLEAGUE, **DAYS})
    assert "Договорённость записана" in told.text, told.text
    assert colleague.get(f"/cases/{case_id}").status == 200
    day = colleague.get("/")
    assert "Замещаевы" in day.text
    assert "Замещаете" in day.text
    assert "вы замещаете" in colleague.get("/notices/").text.lower()
    task = day.find(f"//a[contains(@href, '/cases/{case_id}/tasks/')]/@href")[0]
    done = colleague.get(task)
    assert "Готово" not in done.find("//h1")[0].text
    colleague.get(f"/cases/{case_id}/talk").send("/talk", {"text": "Позвонила маме"})
    event = services.store.history(case_id)[-1]
    assert (event.actor, event.on_behalf_of) == (COLLEAGUE, ME)
    assert "замещает" in mine.get(f"/cases/{case_id}/timeline").text
    assert "замещает" in visitor("auditor").get(f"/cases/{case_id}/history?after=").text
    told.visitor.get("/substitutions/").send("/end")
    assert colleague.get(f"/cases/{case_id}").status == 404


def test_wrong_days_and_people_are_refused_and_what_was_typed_stays(visitor: Come) -> None:
    curator = visitor("curator")
    for answers, words in (
        ({"first": "завтра", "last": "27.11.2026"}, "Это не дата"),
        ({"first": "27.11.2026", "last": "23.11.2026"}, "Последний день"),
        ({**DAYS, "substitute": ME}, "кого-то другого"),
        ({**DAYS, "substitute": "demo-curator.vyazma"}, "кого-то другого"),
    ):
        page = curator.get("/substitutions/").send(
            "/substitutions/", {"absent": ME, "substitute": COLLEAGUE, **answers}
        )
        assert page.status == 422, answers
        assert words in page.text, page.text
        assert page.find("//input[@id='first']/@value") == [answers["first"]]


def test_only_oneself_or_who_gives_out_tasks_may_arrange(visitor: Come) -> None:
    wanted = {"absent": COLLEAGUE, "substitute": ME, **DAYS}
    assert visitor("curator").get("/substitutions/").send("/substitutions/", wanted).status == 403
    assert visitor("senior_curator.vyazma").get("/substitutions/").send("/substitutions/", wanted).status == 403
    senior = visitor("senior_curator").get("/substitutions/").send("/substitutions/", wanted)
    assert senior.status == 200
    assert "Договорённость" in senior.text
    assert visitor("auditor").get("/substitutions/").find("//li[@class='substitution']")
    assert not visitor("curator.vyazma").get("/substitutions/").find("//li[@class='substitution']")


def test_a_substitution_begins_and_ends_by_itself(tmp_path: Path, sealed: str) -> None:
    services = build(tmp_path, sealed)
    app = app_of(services)

    def come(login: str) -> Visitor:
        return Visitor(app).come_in(login)

    case_id = led(come, "Срочновы")
    days = {"first": "25.11.2026", "last": "26.11.2026"}
    come("curator").get("/substitutions/").send("/substitutions/", {"absent": ME, "substitute": COLLEAGUE, **days})
    seen = []
    for day in range(5):
        assert isinstance(services.clock, ManualClock)
        services.clock.wind_to(MONDAY + timedelta(days=day))
        seen.append(come("curator.smolensk").get(f"/cases/{case_id}").status)
    assert seen == [404, 404, 200, 200, 404]
    services.database.close()
