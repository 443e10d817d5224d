"""The auditor looks at a case step by step, at why it went so, at departures, at who looked, and checks everything."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from engine.clock import ManualClock
from persistence.database import open_engine
from tests.web.command_line import lines, opora
from tests.web.installation import Page, Visitor, case_of
from web import cli
from web.services import Services, compose
from web.worker import Worker

Come = Callable[[str], Visitor]


@pytest.fixture(scope="module")
def case(app: object, services: Services) -> str:
    """A case with a signal and a decision on it."""
    duty = Visitor(app).come_in("duty_specialist")  # type: ignore[arg-type]
    found = case_of(duty.register(family_name="Шаговы"))
    senior = Visitor(app).come_in("senior_curator")  # type: ignore[arg-type]
    decide(senior, found)
    return found


def decide(senior: Visitor, found: str) -> None:
    task = senior.get(f"/cases/{found}").link("Открыть")
    done = task.send(task.path, {"signal_decision": "accept", "team_leads": "demo-curator"})
    assert done.status == 200, done.text


def steps(page: Page) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.find("//ol[contains(@class, 'steps-around')]/li")]


def test_every_step_is_a_page_without_scripts(visitor: Come, case: str) -> None:
    auditor = visitor("auditor")
    last = auditor.get(f"/cases/{case}/steps")
    assert f"Шаг {len(steps(last))} из {len(steps(last))}" in last.text
    first = last.link("В начало")
    assert "Шаг 1 из" in first.text
    assert "Случай открыт" in first.text
    assert first.link("Вперёд").path != first.path
    assert first.find("//li/a[@aria-current='step']")
    assert "Шаговы" in first.text


def test_a_moment_has_an_address_and_shows_what_was_open_then(visitor: Come, case: str) -> None:
    first = visitor("auditor").get(f"/cases/{case}/steps?at=1")
    assert "Принять решение по сигналу" in first.text
    assert "Старший куратор" in first.text
    last = visitor("auditor").get(f"/cases/{case}/steps")
    opened = last.find("//section[@aria-labelledby='open']")[0].text_content()
    assert "Принять решение по сигналу" not in opened


def test_a_step_says_why_it_went_so(visitor: Come, case: str) -> None:
    page = visitor("auditor").get(f"/cases/{case}/steps")
    assert "Условие этого пути выполнилось" in page.text
    assert 'signal_decision = "accept"' in page.text
    assert "В срок: нужно было к" in page.text


def test_a_moment_that_is_none_is_not_found(visitor: Come, case: str) -> None:
    for wrong in ("at=x", "at=99999999999", "step=-1", "stage=nothing"):
        assert visitor("auditor").get(f"/cases/{case}/steps?{wrong}").status == 404
    assert visitor("auditor").get(f"/cases/{case}/steps?at=999").status == 200


def test_the_diagram_is_that_of_the_version_valid_then(visitor: Come, case: str) -> None:
    page = visitor("auditor").get(f"/cases/{case}/steps")
    source = page.find("//*[@data-source-now]/@data-source-now")[0]
    assert b"definitions" in visitor("auditor").client.get(source).data
    foreign = re.sub("drawings/[0-9a-f]+", "drawings/" + "0" * 64, source)
    assert visitor("auditor").get(foreign).status == 404


def test_who_may_not_check_finds_nothing(visitor: Come, case: str) -> None:
    for path in ("steps", "check", "departures", "looks", "export"):
        assert visitor("duty_specialist").get(f"/cases/{case}/{path}").status in {403, 404}


def test_who_looked_is_written_down_with_where_he_came_from(visitor: Come, case: str) -> None:
    senior = visitor("senior_curator")
    senior.client.get(f"/cases/{case}/records", headers={"Referer": f"http://localhost/cases/{case}"})
    page = visitor("auditor").get(f"/cases/{case}/looks")
    rows = [" ".join(row.text_content().split()) for row in page.find("//tbody/tr")]
    assert any("Записи" in row and row.endswith("Сейчас") for row in rows), rows
    everywhere = visitor("auditor").get("/audit/looks?account=demo-senior_curator")
    assert "Записи" in everywhere.text


def test_a_page_that_was_refused_is_no_look(visitor: Come, case: str, services: Services) -> None:
    def count() -> int:
        with services.database.reading() as reader:
            return int(reader.execute(text("SELECT count(*) FROM access")).scalar_one())

    stranger = visitor("duty_specialist.vyazma")
    before = count()
    stranger.get(f"/cases/{case}")
    assert count() == before


def test_looks_cannot_be_changed_and_go_when_they_have_expired(visitor: Come, case: str, services: Services) -> None:
    visitor("auditor").get(f"/cases/{case}")
    with pytest.raises(Exception, match="append-only"):
        services.database.write(lambda connection: connection.execute(text("UPDATE access SET page = 'x'")))
    assert services.oversight.expire(services.clock.now().replace(year=2000)) == 0


def test_a_late_step_is_a_departure(visitor: Come, services: Services) -> None:
    assert isinstance(services.clock, ManualClock)
    found = case_of(visitor("duty_specialist").register(family_name="Опоздавшие"))
    services.clock.wind_to(services.clock.now().replace(month=12, day=4))
    for path in (f"/cases/{found}/departures", "/audit/departures"):
        late = visitor("auditor").get(path).text
        assert "Ещё не сделано, срок прошёл" in late
        assert "Принять решение по сигналу" in late
    assert "Ещё не сделано" not in visitor("auditor").get("/audit/departures?kind=task.skipped").text
    senior = visitor("senior_curator")
    decide(senior, found)
    page = visitor("auditor").get(f"/cases/{found}/departures")
    assert "Сделано с опозданием" in page.text
    assert "Просрочено на" in page.text
    everywhere = visitor("auditor").get("/audit/departures?kind=late")
    assert "Опоздавшие" in everywhere.text
    assert "Опоздавшие" not in visitor("auditor").get("/audit/departures?kind=task.skipped").text


def test_everything_is_looked_over_in_the_background_and_a_changed_byte_is_named(
    visitor: Come, case: str, services: Services
) -> None:
    auditor = visitor("auditor")
    auditor.get("/audit/").send("/inspection")
    worker = Worker(services)
    while worker.once():
        pass
    assert "ничего не изменено" in auditor.get("/audit/").text
    assert "Ничего не изменено" in auditor.get(f"/cases/{case}/check").text
    engine = open_engine(services.database.url, for_changes_of_schema=True)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE register SET title = 'Другие' WHERE case_id = '{case}'"))
    checked = auditor.get(f"/cases/{case}/check")
    said = opora("verify", "--json", services=services)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE register SET title = 'Шаговы' WHERE case_id = '{case}'"))
    engine.dispose()
    assert "расходится с историей случая (title)" in checked.text
    (finding,) = lines(said)[0]["findings"]
    assert said.exit_code == 1
    assert (finding["table"], finding["case_id"], finding["detail"]) == ("register", case, "title")
    sound = opora("verify", case, services=services)
    assert (sound.exit_code, sound.output) == (0, "1 verified, 0 broken\n")


def test_another_master_key_is_told_in_one_sentence(
    services: Services, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the look over everything, and by everything that would go on working with it."""
    sentence = "Error: The master key does not fit this database.\n"
    chosen = replace(services.settings, master=b"x" * 32)
    said = opora("verify", services=compose(chosen))
    assert (said.exit_code, said.output) == (1, sentence)
    monkeypatch.setattr(cli, "from_environment", lambda: chosen)
    for command in ("serve", "worker"):
        refused = opora(command)
        assert (refused.exit_code, refused.output) == (1, sentence)


def test_checkpoints_are_shown_as_they_were_signed(visitor: Come, services: Services) -> None:
    services.oversight.notary.run(services.clock.now())
    page = visitor("auditor").get("/audit/checkpoints")
    assert services.oversight.notary.anchor.notes()[-1].split("\n")[2] in page.text
